#pragma once
#include <array>
#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "clumen/core.hpp"
#include "clumen/pointwise.hpp"

/// Kernels and formulas of your own: OpenCL C from a file or a text, on clumen's images.
namespace clumen {

/// What a kernel of your own writes. An image is made for it: of the kernel's first image's extent and dtype, unless
/// given here.
struct Output {
  std::optional<Shape> shape = {};
  std::optional<DType> dtype = {};
  /// What its pixels are before the kernel runs; without it they are whatever the memory held.
  std::optional<double> fill = {};
};

/// The value of a kernel's parameter, by the parameter's name.
///
/// An image of any dtype and layout, a number, several numbers for an OpenCL vector (float2, int4), or what the kernel
/// writes. An image given for an output is copied, and the kernel writes over the copy.
struct KernelArgument {
  using Value = std::variant<Image, Output, std::int64_t, double, std::vector<double>>;
  std::string name;
  Value value;

  KernelArgument(std::string name, Image image) : name(std::move(name)), value(std::move(image)) {}
  KernelArgument(std::string name, Output output) : name(std::move(name)), value(output) {}
  KernelArgument(std::string name, std::integral auto number)
      : name(std::move(name)), value(static_cast<std::int64_t>(number)) {}
  KernelArgument(std::string name, std::floating_point auto number)
      : name(std::move(name)), value(static_cast<double>(number)) {}
  KernelArgument(std::string name, std::vector<double> numbers) : name(std::move(name)), value(std::move(numbers)) {}
};

/// The work-items of a run, and how far a pixel of its results looks.
struct Work {
  /// Work-items along three axes; 0 0 0: one per pixel of the first output, (x, y, z times channels).
  std::array<std::size_t, 3> items{};
  /// Work-items of a group; 0 0 0: as the text's tunable GROUP says, else clumen's choice. The items are rounded up to
  /// whole groups.
  std::array<std::size_t, 3> group{};
  /// How far a pixel of the outputs looks into the inputs, for tiles; any pixel may depend on all unless given here.
  Reach reach{0, 0, 0, true};
};

struct KernelSource;

/// One kernel of a text of your own, on the device of a context: `context.kernel("my.cl")`.
///
///     Kernel blur = context.kernel("blur.cl");
///     Image result = blur({{"src", image}, {"radius", 3}});
///
/// A kernel sees images in one of three ways, which its parameters tell:
///
/// - `SOURCE(src)`, read by `READ(src, x, y, z, c)`, and `global dst_S* dst`, written by `STORE(dst, i, value)`, as
///   clumen's own kernels: any dtype, views and pending expressions, without a copy; see docs/kernels.md.
/// - `IMAGE_src_TYPE src` and `WRITE_IMAGE(dst, ...)`: the dialect of clEsperanto and CLIJ. An image of one to three
///   dimensions and one channel; what is outside reads as the nearest pixel; numbers beyond the dtype's range are
///   written as its ends; f16 is read and written as f32. Such a kernel has no `local` variables.
/// - `global const float* src`: the pixels of an image of just that dtype, x fastest, then y, z and channels; without
///   `const` the kernel writes it.
///
/// Numbers are converted to their parameter's type; one that this cannot hold is an ArgumentError, as are a parameter
/// without a value, a value without a parameter, and images of other contexts. The parameters `size` (int4: x, y, z,
/// channels of the first output) and `NAME_size` (of the image NAME) need not be given. The text is compiled once for
/// each combination of dtypes, whatever the sizes, and kept on disk; a mistake in it is a DeviceError with file and
/// line.
///
/// A line `// tunable TILE: 16 8 32` of the text makes TILE a macro, of the first choice unless `define` or the user's
/// file of tunables says another; `// tunable GROUP: 16x4 8x8` is the group of the launch, and GROUP_X, GROUP_Y and
/// GROUP_Z. `clumen kernel tune` finds the fastest choices and writes that file.
class Kernel {
 public:
  /// For a kernel of one output. Throws ArgumentError when it has several.
  Image operator()(const std::vector<KernelArgument>& arguments, const Work& work = {}) const;
  /// Every output, in the order of the kernel's parameters.
  std::vector<Image> run(const std::vector<KernelArgument>& arguments, const Work& work = {}) const;

  const std::string& name() const;
  /// What the program calls it: another name than the text's in clEsperanto's dialect.
  std::string entry() const;
  /// A parameter of the text, in its order: an image that is read, one that is written, a number, or a size, which need
  /// not be given.
  struct Parameter {
    std::string name;
    enum class Kind : std::uint8_t { input, output, number, size } kind = Kind::number;
    std::string type = {};  ///< of a number ("float", "int4"), or of the pixels of a bare pointer
  };
  std::vector<Parameter> parameters() const;
  /// The same kernel with a macro defined before its text; a name that was defined takes the new value.
  Kernel define(const std::string& name, const std::string& value) const;

  /// Kernel `name` of a text, which `file` names in messages; the only one when `name` is empty. `context.kernel` reads
  /// a file. Throws ArgumentError when the text has no such kernel, and lists those it has.
  static Kernel from_text(const Context& context, const std::string& text, const std::string& name = {},
                          const std::string& file = "kernel");
  /// What `context.kernel` has read; only clumen's own sources can make one.
  static Kernel from_source(const Context& context, std::shared_ptr<const KernelSource> source) {
    return {context, std::move(source)};
  }

 private:
  Kernel(Context context, std::shared_ptr<const KernelSource> source);
  Context context_;
  std::shared_ptr<const KernelSource> source_;
};

/// A pointwise formula of your own, in OpenCL C: recorded, not run, and fused with what is around it, as the built-in
/// operations are.
///
///     Image z = elementwise("(x - y) * (x - y)")(a, b);
///
/// Its operands are the names in the formula that are neither functions nor types, in the order in which they appear;
/// `z = ` before it is for the reader. Operands broadcast. It computes, and gives, f32 or f64 as a division of the
/// operands does; with a `dtype` of integers it computes in that, and with bool it gives whether the formula, computed
/// in floats, is not 0.
class Elementwise {
 public:
  Image operator()(const std::vector<Operand>& operands) const;
  template <class... More>
  Image operator()(const Operand& first, const More&... more) const {
    return (*this)(std::vector<Operand>{first, Operand(more)...});
  }
  /// The names of the operands, in the order in which they are given.
  const std::vector<std::string>& operands() const;

 private:
  friend Elementwise elementwise(std::string_view formula, std::optional<DType> dtype);
  std::shared_ptr<const struct Formula> formula_;
  std::optional<DType> dtype_;
};

/// The formula, checked: throws ArgumentError for statements, unbalanced brackets, more than 8 operands or none. What
/// only a compiler finds is a DeviceError when it is computed.
/// dtype: of the result.
/// Source: CuPy `ElementwiseKernel`.
Elementwise elementwise(std::string_view formula, std::optional<DType> dtype = std::nullopt);

/// All pixels combined two by two, `combine` being a formula of a and b: `reduce(image, "max(a, b)", 0)`.
///
/// The formula must not depend on the order (associative, commutative); the order is the same in every run. It computes
/// in 64-bit integers for integers and in f64 for floats (f32 where the device has no f64), and gives that. A pending
/// image is computed on the way: `reduce(elementwise("x * x")(image), "a + b", 0)` reads `image` once.
/// identity: what changes nothing, such as 0 for a sum.
/// Throws ArgumentError for a formula of other names than a and b.
/// Source: CuPy `ReductionKernel`.
Scalar reduce(const Image& image, std::string_view combine, double identity);

}  // namespace clumen
