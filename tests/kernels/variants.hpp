#pragma once
#include <functional>
#include <string>
#include <vector>

#include "clumen/clumen.hpp"

/// What calls every public operation with each kind of dtype, input and mode that takes another path through its
/// kernels, on tiny images, so that the library makes (and with CLUMEN_KERNEL_DUMP writes) those programs;
/// compile_all.py does the rest. Types that differ in a typedef alone are not repeated: the operations' own tests run
/// each of them.
/// A family has its file, variants_<family>.cpp, and a new operation a line in it; a call that throws fails the test.
namespace clumen::variants {

// One of each kind: bits, the vector loads of bytes, signed, 64-bit accumulators, the two small and large floats.
inline const std::vector<DType> kinds = {DType::boolean, DType::u8, DType::i16, DType::u64, DType::f32};
inline const std::vector<DType> rarer_floats = {DType::f16, DType::f64};
inline const std::vector<Border> borders = {Border::nearest, Border::reflect, Border::mirror, Border::constant(1),
                                            Border::wrap};
inline const Shape flat{70, 37}, solid{37, 21, 9}, colour{40, 20, 1, 3};

/// Another way to be given an image than as a whole one.
struct Input {
  std::string name;
  std::function<Image()> make;
};

class Variants {
 public:
  explicit Variants(Context context) : context_(std::move(context)) {}
  int calls() const { return calls_; }
  int failures() const { return failures_; }
  bool has(DType dtype) const { return dtype != DType::f64 || context_.device().f64; }

  /// A stored image of whole numbers from 0 to 5 (0 and 1 for bool).
  Image random(const Shape& shape, DType dtype) const;
  /// A region, an expression, a comparison with a device scalar, a region of bits, a channel.
  std::vector<Input> inputs(const Shape& shape) const;
  /// Runs an operation; what it throws is printed and counted.
  void call(const std::string& what, const std::function<void()>& operation);

 private:
  Context context_;
  int calls_ = 0, failures_ = 0;
};

/// Makes sure that a pending expression has been computed.
inline Image store(const Image& image) {
  image.compute();
  return image;
}

/// Most operations make the same programs whatever the pixels are, and need not run for that, which takes PoCL most of
/// the time; those that read a number back from the device, such as the number of labels, do.
enum class Run : std::uint8_t { dry, real };

/// The families' functions, each added by the object that its file defines.
struct Family {
  void (*call)(Variants&);
  Run run;
};
std::vector<Family>& families();
struct Registered {
  explicit Registered(void (*call)(Variants&), Run run = Run::dry) { families().push_back({call, run}); }
};

}  // namespace clumen::variants
