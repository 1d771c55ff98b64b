#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clumen/dtype.hpp"
#include "clumen/shape.hpp"

namespace clumen {

class Image;
class HostImage;
class Kernel;
struct ContextState;

/// What an OpenCL device says of itself.
struct Device {
  std::string name, vendor, platform, version, driver;
  enum class Kind : std::uint8_t { gpu, cpu, other } kind = Kind::other;
  std::uint64_t memory = 0;          ///< bytes in all
  std::uint64_t largest_buffer = 0;  ///< bytes of one image at most
  std::uint64_t local_memory = 0;    ///< bytes of one work-group
  std::uint64_t work_group = 0;      ///< items of one work-group at most
  int compute_units = 0;
  bool f64 = false;  ///< computes in double
};

/// What a context has done since it was made. Every number only grows, but for the bytes.
struct Statistics {
  std::uint64_t launches = 0;     ///< kernels enqueued
  std::uint64_t builds = 0;       ///< programs compiled from source
  std::uint64_t loads = 0;        ///< programs loaded from the disk cache
  std::uint64_t waits = 0;        ///< times the host waited for the device
  std::uint64_t allocations = 0;  ///< buffers asked of the driver
  std::uint64_t bytes_used = 0;   ///< bytes held by images now
  std::uint64_t bytes_kept = 0;   ///< bytes that the pool keeps for reuse now
};

struct ContextOptions {
  /// Bytes of device memory that images and the pool may take together; 0: as much as the device has.
  std::uint64_t memory_limit = 0;
  /// Guard: every buffer stands between two frames of a known pattern, and a kernel that writes over one is found
  /// when the buffer is given back (`Context::broken_frames`). For tests; also set by CLUMEN_GUARD=1.
  enum class Memory : std::uint8_t { plain, guarded } memory = Memory::plain;
  /// Where compiled programs are kept: a folder; "" for CLUMEN_CACHE_DIR, else $XDG_CACHE_HOME/clumen, else
  /// ~/.cache/clumen; "off" for nowhere.
  std::string cache_folder;
};

/// One device with its queue, its pool of memory and its programs. A cheap handle: copies are the same context.
/// Safe to use from many threads at once, but for Mesa's rusticl, whose version 22.3 is not.
class Context {
 public:
  /// The GPU with the most memory, or else the CPU. Throws NoDeviceError, which names the package to install.
  static Context best(const ContextOptions& options = {});
  /// The first device whose name, platform or vendor has this part, whatever its case. Throws NoDeviceError with the
  /// list of those there are.
  static Context find(std::string_view part_of_name, const ContextOptions& options = {});
  /// Every OpenCL device of this machine; empty where there is none.
  static std::vector<Device> devices();

  const Device& device() const;
  Statistics statistics() const;
  /// Gives the memory that the pool keeps back to the device.
  void trim() const;
  /// Buffers whose guard frame was overwritten, each with the sizes; see ContextOptions::memory.
  std::vector<std::string> broken_frames() const;
  /// Waits until all that was enqueued is done.
  void finish() const;

  /// Copies pixels to the device. `pixels` has x fastest, then y, z, c, without gaps, and may be changed on return.
  Image push(const void* pixels, const Shape& shape, DType dtype, const PixelSize& pixel_size = {}) const;
  template <class T>
  Image push(const std::vector<T>& pixels, const Shape& shape, const PixelSize& pixel_size = {}) const;
  /// The same from memory that `host_image` gave, which the device reads directly: leave it as it is until the image
  /// has been used or `finish` returned.
  Image push(const HostImage& pixels) const;
  /// Memory on the host that the device reads and writes at full speed, for `push` and for readers of files.
  HostImage host_image(const Shape& shape, DType dtype, const PixelSize& pixel_size = {}) const;
  /// Kernel `name` of an OpenCL file of your own, the only one when `name` is empty; see custom.hpp. Throws IoError
  /// when the file cannot be read and ArgumentError, which lists the kernels, when it has none of that name.
  Kernel kernel(const std::string& file, const std::string& name = {}) const;
  /// An image whose pixels nobody has written yet.
  Image empty(const Shape& shape, DType dtype, const PixelSize& pixel_size = {}) const;

  /// The state behind the handle; only clumen's own sources can see into it.
  ContextState& state() const { return *state_; }
  const std::shared_ptr<ContextState>& shared_state() const { return state_; }
  explicit Context(std::shared_ptr<ContextState> state) : state_(std::move(state)) {}
  friend bool operator==(const Context& a, const Context& b) { return a.state_ == b.state_; }

 private:
  std::shared_ptr<ContextState> state_;
};

}  // namespace clumen
