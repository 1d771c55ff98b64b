#pragma once
#include <CL/cl.h>

#include <vector>

#include "clumen/context.hpp"

namespace clumen {

struct FoundDevice {
  cl_platform_id platform;
  cl_device_id id;
  Device description;
};
/// Every device of every platform, in the order of the ICD loader; found once per process.
const std::vector<FoundDevice>& found_devices();

}  // namespace clumen
