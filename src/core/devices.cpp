#include "core/devices.hpp"

#include <sched.h>
#include <unistd.h>
#include <cstdlib>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <system_error>

#include "core/opencl.hpp"

namespace clumen {

namespace {

std::string text_of(cl_platform_id id, cl_platform_info what) {
  std::size_t size = 0;
  if (clGetPlatformInfo(id, what, 0, nullptr, &size) != CL_SUCCESS || size == 0) return {};
  std::string text(size, '\0');
  clGetPlatformInfo(id, what, size, text.data(), nullptr);
  text.resize(text.find('\0'));
  return text;
}

std::string text_of(cl_device_id id, cl_device_info what) {
  std::size_t size = 0;
  if (clGetDeviceInfo(id, what, 0, nullptr, &size) != CL_SUCCESS || size == 0) return {};
  std::string text(size, '\0');
  clGetDeviceInfo(id, what, size, text.data(), nullptr);
  text.resize(text.find('\0'));
  return text;
}

template <class T>
T number_of(cl_device_id id, cl_device_info what) {
  T value{};
  clGetDeviceInfo(id, what, sizeof value, &value, nullptr);
  return value;
}

Device describe(cl_platform_id platform, cl_device_id id) {
  Device d;
  d.name = text_of(id, CL_DEVICE_NAME);
  d.vendor = text_of(id, CL_DEVICE_VENDOR);
  d.platform = text_of(platform, CL_PLATFORM_NAME);
  d.version = text_of(id, CL_DEVICE_VERSION);
  d.driver = text_of(id, CL_DRIVER_VERSION);
  const auto type = number_of<cl_device_type>(id, CL_DEVICE_TYPE);
  d.kind = type & CL_DEVICE_TYPE_GPU   ? Device::Kind::gpu
           : type & CL_DEVICE_TYPE_CPU ? Device::Kind::cpu
                                       : Device::Kind::other;
  d.memory = number_of<cl_ulong>(id, CL_DEVICE_GLOBAL_MEM_SIZE);
  d.largest_buffer = number_of<cl_ulong>(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE);
  d.local_memory = number_of<cl_ulong>(id, CL_DEVICE_LOCAL_MEM_SIZE);
  d.work_group = number_of<std::size_t>(id, CL_DEVICE_MAX_WORK_GROUP_SIZE);
  d.compute_units = static_cast<int>(number_of<cl_uint>(id, CL_DEVICE_MAX_COMPUTE_UNITS));
  d.f64 = text_of(id, CL_DEVICE_EXTENSIONS).find("cl_khr_fp64") != std::string::npos;
  return d;
}

/// Whether this process may run on every core of the machine.
bool may_use_all_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  return sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) == sysconf(_SC_NPROCESSORS_ONLN);
}

/// PoCL compiles again for each new local size unless told not to, and finds no device where its cache folder cannot
/// be written. Its workers often wake on the same core unless each is tied to one of its own, which takes up to twice
/// as long; but it ties them to the first cores, whether this process may use those or not. All three are set by the
/// environment, before the first OpenCL call.
void prepare_environment() {
  setenv("POCL_WORK_GROUP_SPECIALIZATION", "0", 0);
  if (may_use_all_cores()) setenv("POCL_AFFINITY", "1", 0);
  else setenv("POCL_AFFINITY", "0", 1);
  if (getenv("POCL_CACHE_DIR")) return;
  const char* home = getenv("HOME");
  const char* xdg = getenv("XDG_CACHE_HOME");
  const std::filesystem::path folder =
      xdg && *xdg ? std::filesystem::path(xdg) : std::filesystem::path(home ? home : "/nonexistent") / ".cache";
  std::error_code failed;
  std::filesystem::create_directories(folder / "pocl", failed);
  if (!failed && access((folder / "pocl").c_str(), W_OK) == 0) return;
  const std::filesystem::path own = std::filesystem::temp_directory_path(failed) / ("pocl-" + std::to_string(getuid()));
  std::filesystem::create_directories(own, failed);
  setenv("POCL_CACHE_DIR", own.c_str(), 0);
}

std::vector<FoundDevice> find_devices() {
  prepare_environment();
  std::vector<FoundDevice> found;
  cl_uint count = 0;
  if (clGetPlatformIDs(0, nullptr, &count) != CL_SUCCESS || count == 0) return found;
  std::vector<cl_platform_id> platforms(count);
  check(clGetPlatformIDs(count, platforms.data(), nullptr), "clGetPlatformIDs");
  for (cl_platform_id platform : platforms) {
    cl_uint n = 0;
    if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &n) != CL_SUCCESS || n == 0) continue;
    std::vector<cl_device_id> ids(n);
    check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, n, ids.data(), nullptr), "clGetDeviceIDs");
    for (cl_device_id id : ids) found.push_back({platform, id, describe(platform, id)});
  }
  return found;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

}  // namespace

bool is_named(const Device& device, std::string_view part) {
  return lower(device.name + "\n" + device.platform + "\n" + device.vendor).find(lower(part)) != std::string::npos;
}

const std::vector<FoundDevice>& found_devices() {
  static const std::vector<FoundDevice> devices = find_devices();
  return devices;
}

}  // namespace clumen
