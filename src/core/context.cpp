#include "clumen/context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "clumen/image.hpp"
#include "core/check.hpp"
#include "core/context_state.hpp"
#include "core/devices.hpp"
#include "core/image_state.hpp"

namespace clumen {

namespace {

bool variable_is(const char* name, std::string_view value) {
  const char* found = std::getenv(name);
  return found && found == value;
}

Quirks quirks_here(const Device& device) {
  Quirks quirks = quirks_of(device);
  if (variable_is("CLUMEN_FORCE_BINARIES", "1")) quirks.binaries_crash = false;  // for tests of small programs
  return quirks;
}

/// Whether programs are only written. Without a folder for them all that is left of a run are zeros.
bool is_dry_run() {
  if (!variable_is("CLUMEN_DRY_RUN", "1")) return false;
  const char* folder = std::getenv("CLUMEN_KERNEL_DUMP");
  if (!folder || !*folder)
    throw ArgumentError(
        "CLUMEN_DRY_RUN=1 runs nothing and writes the programs that would run: CLUMEN_KERNEL_DUMP must name the folder "
        "for them");
  return true;
}

[[noreturn]] void no_platform() {
  throw NoDeviceError(
      "no OpenCL device: install a driver, such as Debian's pocl-opencl-icd (CPU), intel-opencl-icd (Intel GPUs) or "
      "mesa-opencl-icd (AMD GPUs), or NVIDIA's driver, which brings its own");
}

Context open(const FoundDevice& found, ContextOptions options) {
  if (variable_is("CLUMEN_GUARD", "1")) options.memory = ContextOptions::Memory::guarded;
  return Context(std::make_shared<ContextState>(found.platform, found.id, found.description, options));
}

ContextHandle make_context(cl_platform_id platform, cl_device_id id) {
  const cl_context_properties properties[] = {CL_CONTEXT_PLATFORM, reinterpret_cast<cl_context_properties>(platform),
                                              0};
  cl_int error = CL_SUCCESS;
  ContextHandle context(clCreateContext(properties, 1, &id, nullptr, nullptr, &error));
  check(error, "clCreateContext");
  return context;
}

QueueHandle make_queue(cl_context context, cl_device_id id) {
  cl_int error = CL_SUCCESS;
  QueueHandle queue(clCreateCommandQueue(context, id, 0, &error));
  check(error, "clCreateCommandQueue");
  return queue;
}

}  // namespace

ContextState::ContextState(cl_platform_id p, cl_device_id i, Device description, const ContextOptions& o)
    : device(std::move(description)),
      options(o),
      platform(p),
      id(i),
      quirks(quirks_here(device)),
      // tests build the GPU's form of every kernel on a CPU
      cpu(device.kind == Device::Kind::cpu && !quirks.items_are_lanes && !variable_is("CLUMEN_FORCE_KIND", "gpu")),
      cpu_memory(device.kind == Device::Kind::cpu),
      dry(is_dry_run()),
      tunables(device, cpu ? KernelForm::cpu : KernelForm::gpu),
      context(make_context(p, i)),
      queue(make_queue(context.get(), i)),
      pool(*this),
      programs(*this, o.cache_folder),
      staging(*this),
      tables(*this) {
  if (!cpu && cpu_memory) device.local_memory = std::min<std::size_t>(device.local_memory, 48 << 10);  // as on a GPU
  if (variable_is("CLUMEN_FORCE_F64", "0")) device.f64 = false;  // tests run what a device without it gets
}

ContextState::~ContextState() { clFinish(queue.get()); }

void ContextState::waited() {
  ++counters.waits;
  programs.save_new();
}

void ContextState::know_done(std::uint64_t commands) {
  std::uint64_t known = done_;
  while (known < commands && !done_.compare_exchange_weak(known, commands)) {
  }
}

void ContextState::drain() {
  EventHandle last;
  std::uint64_t before = 0;
  {
    const std::lock_guard lock(enqueuing_);
    if (!last_) return;
    check(clRetainEvent(last_.get()), "clRetainEvent");
    last = EventHandle(last_.get());
    before = enqueued_;
  }
  const cl_event event = last.get();
  check(clWaitForEvents(1, &event), "clWaitForEvents");
  know_done(before);
}

void ContextState::finish() {
  const std::uint64_t before = enqueued_;
  check(clFinish(queue.get()), "clFinish");
  know_done(before);
  waited();
}

std::vector<Device> Context::devices() {
  std::vector<Device> all;
  for (const FoundDevice& found : found_devices()) all.push_back(found.description);
  return all;
}

Context Context::best(const ContextOptions& options) {
  const auto& found = found_devices();
  if (found.empty()) no_platform();
  const auto rank = [](const FoundDevice& f) {
    const int kind = f.description.kind == Device::Kind::gpu ? 2 : f.description.kind == Device::Kind::cpu ? 1 : 0;
    return std::pair(kind, f.description.memory);
  };
  return open(
      *std::max_element(found.begin(), found.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); }),
      options);
}

Context Context::find(std::string_view part_of_name, const ContextOptions& options) {
  const auto& found = found_devices();
  if (found.empty()) no_platform();
  std::string names;
  for (const FoundDevice& f : found) {
    const Device& d = f.description;
    if (is_named(d, part_of_name)) return open(f, options);
    names += fmt::format("\n  {} ({})", d.name, d.platform);
  }
  throw NoDeviceError(fmt::format("no OpenCL device has '{}' in its name; there are:{}", part_of_name, names));
}

const Device& Context::device() const { return state_->device; }

Statistics Context::statistics() const {
  const Counters& c = state_->counters;
  return {c.launches, c.builds, c.loads, c.waits, c.allocations, state_->pool.bytes_used(), state_->pool.bytes_kept()};
}

void Context::trim() const { state_->pool.trim(); }
std::vector<std::string> Context::broken_frames() const { return state_->pool.broken_frames(); }
void Context::finish() const { state_->finish(); }

Image Context::empty(const Shape& shape, DType dtype, const PixelSize& pixel_size) const {
  require(shape.x >= 0 && shape.y >= 0 && shape.z >= 0 && shape.c >= 0, "image", "shape", to_string(shape),
          "0 or more pixels along each axis");
  require(dtype != DType::f64 || state_->device.f64, "image", "dtype", "f64",
          "any other on " + state_->device.name + ", which does not compute in double; cast to f32 first");
  auto image = std::make_shared<ImageState>();
  image->context = state_;
  image->shape = shape;
  image->dtype = dtype;
  image->pixel_size = pixel_size;
  image->buffer = Buffer(*state_, static_cast<std::uint64_t>(shape.pixels()) * size_of(dtype));
  image->layout = plain_layout(shape);
  return Image(std::move(image));
}

Image Context::push(const void* pixels, const Shape& shape, DType dtype, const PixelSize& pixel_size) const {
  Image image = empty(shape, dtype, pixel_size);
  state_->staging.push(pixels, image.state().buffer, static_cast<std::uint64_t>(shape.pixels()) * size_of(dtype));
  return image;
}

Image Context::push(const HostImage& pixels) const {
  Image image = empty(pixels.shape(), pixels.dtype(), pixels.pixel_size());
  state_->staging.push_pinned(pixels.owner(), image.state().buffer, pixels.bytes());
  return image;
}

HostImage Context::host_image(const Shape& shape, DType dtype, const PixelSize& pixel_size) const {
  const auto bytes = static_cast<std::uint64_t>(shape.pixels()) * size_of(dtype);
  return HostImage(shape, dtype, pixel_size, state_->staging.pinned(bytes));
}

}  // namespace clumen
