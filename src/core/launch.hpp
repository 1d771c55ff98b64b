#pragma once
#include <CL/cl.h>

#include <array>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/buffer.hpp"
#include "core/image_state.hpp"
#include "core/program.hpp"
#include "core/tables.hpp"
#include "core/tunable_list.hpp"

namespace clumen {

/// The value of a tunable of tunable_list.hpp in an image's context; the CPU's default for a tracing one.
int tuned(const Image& image, TunableName tunable);
/// Of one that no file sets, as {"label.LS", 1, 256}: its name for CLUMEN_TUNE, what it is on CPUs and on GPUs.
int tuned(const Image& image, const Tunable& tunable);
bool on_cpu(const Image& image);
bool has_f64(const Image& image);

/// How much of a pending expression a kernel computes again each time it loads a pixel.
enum class Fuse : std::uint8_t {
  all,    ///< a kernel that loads each pixel once or twice: everything is fused
  cheap,  ///< a stencil: conversions and a little arithmetic are, the rest is stored first
};

/// One launch of one kernel. Arguments are bound by the parameter names of the kernel itself, and checked:
///
///   Launch(out, "filter/separable", "separable_xy")
///       .source("src", image, Fuse::cheap)   // whatever it is: dense, a view, bits or an expression
///       .output("dst", out)
///       .define("LS", 128)
///       .arg("radius", radius)
///       .run({groups_x * 128, groups_y}, {128, 1});
///
/// source("src", ...) gives the kernel the macros that kernels_cl/common.clh describes: SOURCE(src) in its parameters
/// and READ(src, x, y, z, c) in its body. output("dst", ...) gives the parameter `dst`, the storage type dst_S, the
/// computing type dst_T and STORE(dst, index, value).
/// On a tracing image nothing happens.
class Launch {
 public:
  /// Kernel `kernel` of kernels_cl/`file`.cl on the device of `image`.
  Launch(const Image& image, std::string_view file, std::string_view kernel);
  Launch(const std::shared_ptr<ContextState>& context, std::string_view file, std::string_view kernel);

  /// Kernels of a text that `write` gives, instead of the library's `file`, which then is only a name for messages;
  /// `key` is the same for the same text.
  Launch& kernels(std::string_view key, std::function<std::string()> write);

  Launch& define(std::string_view name, std::int64_t value);
  Launch& define(std::string_view name, std::string_view value);
  Launch& source(std::string_view name, const Image& image, Fuse fuse = Fuse::all);
  Launch& output(std::string_view name, const Image& image);
  Launch& buffer(std::string_view name, const Buffer& buffer);
  /// A stored, dense image bound as a bare pointer, its dtype checked against the kernel's parameter.
  Launch& pixels(std::string_view name, const Image& image);
  /// A number or an OpenCL vector (cl_int4, ...); its type must be the parameter's.
  template <class T>
  Launch& arg(std::string_view name, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return this->value(name, &value, sizeof value, type_name<T>());
  }

  /// The same from `size` bytes, for a type that is known by OpenCL's name only.
  Launch& value(std::string_view name, const void* bytes, std::size_t size, std::string_view type);

  /// Enqueues. `local` divides `global` after `global` is rounded up to it; the kernel checks its bounds.
  void run(std::array<std::size_t, 3> global, std::array<std::size_t, 3> local);

  /// Whether a source of this launch lies without gaps, so that AT may be used; after source().
  bool is_dense(std::string_view name) const;

 private:
  struct Argument {
    std::string name;
    std::string type;  ///< OpenCL's name: "int", "long4", "float*"
    cl_mem memory = nullptr;
    std::array<unsigned char, 64> value{};
    std::size_t size = 0;
  };
  template <class T>
  static constexpr std::string_view type_name() {
    if constexpr (std::is_same_v<T, int>) return "int";
    else if constexpr (std::is_same_v<T, unsigned>) return "uint";
    else if constexpr (std::is_same_v<T, std::int64_t>) return "long";
    else if constexpr (std::is_same_v<T, std::uint64_t>) return "ulong";
    else if constexpr (std::is_same_v<T, float>) return "float";
    else if constexpr (std::is_same_v<T, double>) return "double";
    else if constexpr (std::is_same_v<T, cl_int2>) return "int2";
    else if constexpr (std::is_same_v<T, cl_int4>) return "int4";
    else if constexpr (std::is_same_v<T, cl_long4>) return "long4";
    else if constexpr (std::is_same_v<T, cl_float4>) return "float4";
    else if constexpr (std::is_same_v<T, cl_float16>) return "float16";
    else static_assert(sizeof(T) == 0, "no OpenCL type for this argument");
  }
  Launch& expression_source(std::string_view name, const Image& image, const ExpressionRef& expression);
  void bind(cl_kernel kernel, const std::vector<KernelParameter>& parameters) const;
  friend Image evaluate(const Image& image);

  std::shared_ptr<ContextState> context_;  ///< null on a tracing image
  std::string file_, kernel_;
  std::string key_;                                      ///< what the program's text depends on
  std::vector<std::function<void(ProgramText&)>> text_;  ///< writes that text, when there is no program yet
  std::string dense_;                                    ///< "src other ": the sources without gaps
  KernelsOf whose_ = KernelsOf::library;
  bool small_ = true;  ///< 32 bits count the pixels of each image
  std::vector<Argument> arguments_;
  std::vector<Image> kept_;  ///< alive until enqueued: clSetKernelArg keeps no reference
  std::vector<Buffer> buffers_;
};

/// The geometry that most kernels want: int4(x, y, z, c).
inline cl_int4 size_of_image(const Shape& s) {
  return {{static_cast<int>(s.x), static_cast<int>(s.y), static_cast<int>(s.z), static_cast<int>(s.c)}};
}
inline std::size_t ceil_div(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

/// Reads `bytes` of a buffer to the host; waits.
void read_buffer(ContextState& context, const Buffer& buffer, void* to, std::size_t bytes, std::size_t offset = 0);
/// Fills whole 32-bit words of a buffer with one value, by a kernel (clEnqueueFillBuffer is slow).
void fill_buffer(const std::shared_ptr<ContextState>& context, const Buffer& buffer, std::uint32_t word,
                 std::uint64_t bytes);

}  // namespace clumen
