#include "core/opencl.hpp"

#include <fmt/format.h>

#include "clumen/error.hpp"

namespace clumen {

namespace {
struct CodeName {
  cl_int code;
  const char* name;
};
constexpr CodeName kNames[] = {{-1, "CL_DEVICE_NOT_FOUND"},
                               {-2, "CL_DEVICE_NOT_AVAILABLE"},
                               {-3, "CL_COMPILER_NOT_AVAILABLE"},
                               {-4, "CL_MEM_OBJECT_ALLOCATION_FAILURE"},
                               {-5, "CL_OUT_OF_RESOURCES"},
                               {-6, "CL_OUT_OF_HOST_MEMORY"},
                               {-11, "CL_BUILD_PROGRAM_FAILURE"},
                               {-12, "CL_MAP_FAILURE"},
                               {-13, "CL_MISALIGNED_SUB_BUFFER_OFFSET"},
                               {-14, "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"},
                               {-30, "CL_INVALID_VALUE"},
                               {-34, "CL_INVALID_CONTEXT"},
                               {-36, "CL_INVALID_COMMAND_QUEUE"},
                               {-38, "CL_INVALID_MEM_OBJECT"},
                               {-42, "CL_INVALID_BINARY"},
                               {-43, "CL_INVALID_BUILD_OPTIONS"},
                               {-44, "CL_INVALID_PROGRAM"},
                               {-45, "CL_INVALID_PROGRAM_EXECUTABLE"},
                               {-46, "CL_INVALID_KERNEL_NAME"},
                               {-48, "CL_INVALID_KERNEL"},
                               {-49, "CL_INVALID_ARG_INDEX"},
                               {-50, "CL_INVALID_ARG_VALUE"},
                               {-51, "CL_INVALID_ARG_SIZE"},
                               {-52, "CL_INVALID_KERNEL_ARGS"},
                               {-53, "CL_INVALID_WORK_DIMENSION"},
                               {-54, "CL_INVALID_WORK_GROUP_SIZE"},
                               {-55, "CL_INVALID_WORK_ITEM_SIZE"},
                               {-59, "CL_INVALID_OPERATION"},
                               {-61, "CL_INVALID_BUFFER_SIZE"},
                               {-63, "CL_INVALID_GLOBAL_WORK_SIZE"},
                               {-1001, "CL_PLATFORM_NOT_FOUND_KHR"}};
}  // namespace

std::string name_of_error(cl_int code) {
  for (const auto& [known, name] : kNames)
    if (known == code) return fmt::format("{} ({})", name, code);
  return fmt::format("OpenCL error {}", code);
}

void check(cl_int code, const char* call) {
  if (code != CL_SUCCESS) throw DeviceError(fmt::format("{} failed: {}", call, name_of_error(code)));
}

}  // namespace clumen
