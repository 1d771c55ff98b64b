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
/// Whether a part of the device's name, platform or vendor is this, whatever its case.
bool is_named(const Device& device, std::string_view part);
/// Every device of every platform, in the order of the ICD loader; found once per process.
const std::vector<FoundDevice>& found_devices();

}  // namespace clumen
