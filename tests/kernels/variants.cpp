// Calls every public operation with each kind of dtype, input and mode that takes another path through its kernels, on
// tiny images, so that the library makes (and with CLUMEN_KERNEL_DUMP writes) those programs; compile_all.py does the
// rest. Types that differ in a typedef alone are not repeated: the operations' own tests run each of them.
// A new operation gets a line here; a call that throws fails the test.
#include <fmt/format.h>

#include <cstdlib>
#include <functional>
#include <random>

#include "clumen/clumen.hpp"

namespace {

using namespace clumen;

// One of each kind: bits, the vector loads of bytes, signed, 64-bit accumulators, the two small and large floats.
const std::vector<DType> kinds = {DType::boolean, DType::u8, DType::i16, DType::u64, DType::f32};
const std::vector<DType> rarer_floats = {DType::f16, DType::f64};
const std::vector<DType> label_dtypes = {DType::boolean, DType::u16};
const std::vector<Border> borders = {Border::nearest, Border::reflect, Border::mirror, Border::constant(1),
                                     Border::wrap};
const Shape flat{70, 37}, solid{37, 21, 9}, colour{40, 20, 1, 3};

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

  void everything() {
    for (const DType dtype : kinds) {
      sums(random(flat, dtype));
      neighbourhoods(random(flat, dtype));
    }
    for (const DType dtype : rarer_floats)
      if (dtype != DType::f64 || context_.device().f64) sums(random(flat, dtype));
    neighbourhoods(random(solid, DType::f32));
    inputs(flat);
    pointwise();
    borders_and_radii();
    labels();
    context_.finish();
  }

 private:
  /// A stored image of whole numbers from 0 to 5 (0 and 1 for bool).
  Image random(const Shape& shape, DType dtype) {
    std::mt19937 generator(7);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.pixels()));
    for (std::uint8_t& pixel : pixels)
      pixel = static_cast<std::uint8_t>(generator() % (dtype == DType::boolean ? 2 : 6));
    const Image image = context_.push(pixels, shape);
    return dtype == DType::u8 ? image : store(cast(image, dtype));
  }

  /// Makes sure that a pending expression has been computed.
  static Image store(const Image& image) {
    image.compute();
    return image;
  }

  void call(const std::string& what, const std::function<void()>& operation) {
    ++calls_;
    try {
      operation();
    } catch (const std::exception& error) {
      ++failures_;
      fmt::print(stderr, "{}: {}\n", what, error.what());
    }
  }

  void sums(const Image& image) {
    const std::string on{name_of(image.dtype())};
    call("reductions of " + on, [&] { min(image), max(image), sum(image), mean(image); });
    call("histogram of " + on, [&] { histogram(image, 32); });
    call("threshold_otsu of " + on, [&] { store(image > threshold_otsu(image)); });
    for (const DType to : {DType::boolean, DType::u16, DType::f32})
      call("cast of " + on, [&] { store(cast(image, to)); });
  }

  void neighbourhoods(const Image& image) {
    const std::string on = fmt::format("{} {}", name_of(image.dtype()), to_string(image.shape()));
    call("gaussian of " + on, [&] { gaussian(image, 1.5); });
    const Footprint round = image.shape().ndim == 3 ? ball(2) : disk(2);
    const Footprint square = image.shape().ndim == 3 ? box(5, 5, 5) : box(5, 5);
    for (const Footprint& footprint : {round, square})
      call("erosion and dilation of " + on, [&] { erosion(image, footprint), dilation(image, footprint); });
    call("binary morphology of " + on, [&] {
      store(binary_erosion(image, round));
      store(binary_dilation(image, square));
    });
  }

  /// What an operation may be given instead of a whole image: a region, a channel, a pending expression, bits.
  void inputs(const Shape& shape) {
    const Image whole = random(shape, DType::f32), small = random(shape, DType::u16);
    const Offset corner{3, 2, shape.z > 2 ? 1 : 0};
    const Shape inner(shape.x - 7, shape.y - 5, shape.z > 2 ? shape.z - 2 : shape.z, 1, shape.ndim);
    const Image mask = binary_erosion(whole > 0.5, box(3, 3));
    const Image coloured = random(colour, DType::u8);
    const std::vector<Input> made = {
        {"a region of u16", [&] { return small.region(corner, inner); }},
        {"an expression", [&] { return whole * 2 + small; }},
        {"a comparison with a device scalar", [&] { return small > threshold_otsu(small); }},
        {"a region of bits", [&] { return mask.region(corner, inner); }},
        {"a channel", [&] { return coloured.channel(1); }},
    };
    for (const Input& input : made) {
      const std::string& name = input.name;
      const auto& make = input.make;
      call("gaussian of " + name, [&] { gaussian(make(), 2); });
      call("sum of " + name, [&] { sum(make()); });
      call("erosion of " + name, [&] { erosion(make(), box(3, 3)), dilation(make(), disk(2)); });
      call("binary erosion of " + name, [&] { store(binary_erosion(make(), disk(2))); });
      call("threshold_otsu of " + name, [&] { threshold_otsu(make()); });
    }
    for (const Input& input : made)
      if (!is_float(input.make().dtype()) && input.make().shape().c == 1)
        call("label of " + input.name, [&] { label(input.make()); });
  }

  /// Every function of the vocabulary, many in one program.
  void pointwise() {
    for (const DType dtype : {DType::u8, DType::u64, DType::f32}) {
      const Image a = random(flat, dtype), b = random(flat, DType::f32);
      const std::string on = " of " + std::string(name_of(dtype));
      call("arithmetic" + on, [&] { store(((a + b) * 3 - a / b) % 7 + power(a, 2) + power(a, b)); });
      call("arithmetic of one dtype" + on, [&] { store((a + a) * 3 - a % 3 + square(a)); });
      call("choices" + on, [&] { store(clip(minimum(where(a > 2, a, b), maximum(a, 2)), 1, 3)); });
      call("comparison" + on, [&] { store(((a > b) == (a >= 2)) != ((a < b) || (a <= 2))); });
      call("logic" + on, [&] { store(logical_xor(a && b, !a) && (isnan(a) || isfinite(b))); });
      call("functions" + on,
           [&] { store(sqrt(absolute(negative(a))) + exp(a) * log(a) + floor(a) + ceil(a) + rint(a)); });
      call("broadcasting" + on, [&] { store(a + max(a)), store(a.region({0, 0}, {flat.x, 1}) + a); });
    }
  }

  void borders_and_radii() {
    for (const Shape& shape : {flat, solid}) {
      const Image image = random(shape, DType::f32);
      for (const Border& border : borders) {
        call("gaussian with a border", [&] { gaussian(image, 2, border); });
        call("erosion with a border", [&] {
          for (const Footprint& footprint : {box(3, 3), disk(3)}) {
            erosion(image, footprint, border);
          }
        });
      }
      for (const double sigma : {0.5, 5.0, 20.0, 100.0}) call("gaussian with sigma", [&] { gaussian(image, sigma); });
      call("gaussian along one axis", [&] {
        gaussian(image, {2, 0, 0}), gaussian(image, {0, 2, 0}), gaussian(image, {0, 0, 2});
      });
      for (const int radius : {1, 3, 20}) {
        const Footprint round = shape.ndim == 3 ? ball(std::min(radius, 5)) : disk(radius);
        const Footprint square = box(2 * radius + 1, 2 * radius + 1, shape.ndim == 3 ? 3 : 1);
        for (const Footprint& footprint :
             {round, square, diamond(radius), box(2 * radius + 1, 1), box(1, 2 * radius + 1)}) {
          call("erosion of some radius", [&] { erosion(image, footprint); });
          call("binary erosion of some radius", [&] { store(binary_erosion(image > 1, footprint)); });
        }
      }
    }
  }

  void labels() {
    const std::vector<std::string> properties = {
        "label",         "area",          "bbox",          "centroid",    "mean_intensity", "min_intensity",
        "max_intensity", "sum_intensity", "std_intensity", "area_convex", "solidity",       "equivalent_diameter",
        "area_bbox",     "extent"};
    for (const Shape& shape : {flat, solid})
      for (const DType dtype : label_dtypes) {
        const Image image = random(shape, dtype);
        for (int connectivity = 1; connectivity <= shape.ndim; ++connectivity)
          call("label", [&] { label(image, connectivity); });
        call("label2rgb", [&] { label2rgb(label(image)), label2rgb(label(image), random(shape, dtype)); });
      }
    for (const Shape& shape : {flat, solid}) {
      // Programs are built whether there are objects or not. None in space: PoCL does not end the hulls' kernel in a
      // GPU's form, which no GPU has shown.
      const Image pixels = random(shape, DType::boolean);
      const Image labels = label(shape.z > 1 ? logical_and(pixels, logical_not(pixels)) : pixels);
      for (const DType intensity : {DType::u8, DType::u64, DType::f32})
        call("regionprops_table", [&] { regionprops_table(labels, random(shape, intensity), properties); });
      call("regionprops_table of bare labels", [&] {
        regionprops_table(cast(labels, DType::u16), {}, {"label", "area", "solidity"});
      });
    }
    call("label2rgb over colours", [&] {
      label2rgb(label(random({colour.x, colour.y}, DType::u8)), cast(random(colour, DType::u8), DType::f32) / 5);
    });
  }

  Context context_;
  int calls_ = 0, failures_ = 0;
};

}  // namespace

int main() {
  try {
    const char* name = std::getenv("CLUMEN_TEST_DEVICE");
    Variants variants(name && *name ? Context::find(name) : Context::best());
    variants.everything();
    fmt::print("{} calls, {} failed\n", variants.calls(), variants.failures());
    return variants.failures() ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "variants: {}\n", error.what());
    return 1;
  }
}
