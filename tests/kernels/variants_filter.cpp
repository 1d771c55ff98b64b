#include "variants.hpp"

namespace clumen::variants {
namespace {

void borders_and_sigmas(Variants& variants, const Image& image) {
  for (const Border& border : borders) variants.call("gaussian with a border", [&] { gaussian(image, 2, border); });
  for (const double sigma : {0.5, 5.0, 20.0, 100.0})
    variants.call("gaussian with sigma", [&] { gaussian(image, sigma); });
  variants.call("gaussian along one axis", [&] {
    gaussian(image, {2, 0, 0}), gaussian(image, {0, 2, 0}), gaussian(image, {0, 0, 2});
  });
}

void ranks(Variants& variants, const Image& image) {
  const bool deep = image.shape().ndim > 2;
  variants.call("median by a network", [&] { median(image, box(3, 3, deep ? 3 : 1)); });
  variants.call("rank filter", [&] { rank_filter(image, 2, deep ? ball(2) : disk(2)); });
  variants.call("majority", [&] { majority(image, deep ? ball(2) : disk(2)); });
}

void ranks_of_other_windows(Variants& variants, const Image& image) {
  variants.call("medians by larger networks", [&] { median(image, box(5, 5)), median(image, box(7, 7)); });
  variants.call("rank filter along x", [&] { rank_filter(image, 2, box(5, 1)); });
  variants.call("rank filter and majority of large windows",
                [&] { rank_filter(image, 2, box(61, 61)), majority(image, box(61, 61)); });
}

void medians_of_whole_fours(Variants& variants) {
  for (const DType dtype : {DType::u8, DType::i16, DType::u64, DType::f16, DType::f32, DType::f64})
    variants.call("medians of rows that are whole fours", [&] {
      median(variants.random({72, 37}, dtype), box(3, 3));
      median(variants.random({36, 21, 9}, dtype), box(3, 3, 3));
    });
}

void boxes(Variants& variants) {
  for (const DType dtype : {DType::boolean, DType::u8, DType::i16, DType::u32, DType::i64, DType::f16, DType::f32})
    for (const Counts size : {Counts(3), Counts(4, 1), Counts(101)})
      variants.call("uniform_filter", [&] { uniform_filter(variants.random(flat, dtype), size); });
  for (const DType dtype : {DType::u8, DType::f32, DType::f64}) {
    if (!variants.has(dtype)) continue;
    const Image image = variants.random(solid, dtype);
    variants.call("uniform_filter in space", [&] { uniform_filter(image, 3), uniform_filter(image, {1, 101, 1}); });
  }
  for (const DType dtype : {DType::u8, DType::u32, DType::f16, DType::f32})
    if (variants.has(dtype))
      variants.call("uniform_filter of whole fours", [&] {
        uniform_filter(variants.random(Shape(72, 37), dtype), 3),
            uniform_filter(variants.random(Shape(40, 21, 9), dtype), 7),
            uniform_filter(variants.random(Shape(40, 21, 9), dtype), 11);
      });
  for (const Input& input : variants.inputs(flat))
    variants.call("uniform_filter of " + input.name, [&] { uniform_filter(input.make(), 5); });
}

void edges(Variants& variants, const Image& image) {
  variants.call("edges", [&] {
    sobel(image), scharr(image, EdgeAxis::x), prewitt(image, EdgeAxis::y), farid(image), laplace(image);
  });
  if (image.shape().ndim == 2) variants.call("roberts", [&] { roberts(image), roberts_pos_diag(image); });
  else variants.call("edges along z", [&] { sobel(image, EdgeAxis::z), gradient(image, Axis::z); });
  variants.call("gradient", [&] { gradient(image, Axis::x), gradient(image, Axis::y); });
}

void neighbourhoods(Variants& variants, const Image& image) {
  const Footprint round = image.shape().ndim == 3 ? ball(1) : disk(2);
  variants.call("correlate", [&] {
    correlate(image, Weights{{1, 0, -1}, {2, 0, -2}}), convolve(image, Weights{{1, 2}});
  });
  variants.call("mean under a footprint", [&] { mean_filter(image, round); });
  variants.call("variance",
                [&] { store(standard_deviation_filter(image, round)), store(variance_filter(image, box(3, 3))); });
}

void lines(Variants& variants, const Image& image) {
  for (const std::size_t weights : {3, 40, 100, 300})
    variants.call("correlate1d", [&] {
      std::vector<double> some(weights, 0.5);
      some[0] = 1;
      correlate1d(image, some), convolve1d(image, some, Axis::y);
    });
  variants.call("gaussian_filter", [&] { gaussian_filter(image, 2, Counts(1, 1)); });
  variants.call("differences from a blur", [&] {
    store(difference_of_gaussians(image, 1)), store(unsharp_mask(image));
    store(subtract_gaussian_background(image)), store(divide_by_gaussian_background(image));
  });
}

const Registered filter([](Variants& variants) {
  for (const DType dtype : kinds) {
    const Image image = variants.random(flat, dtype);
    variants.call("gaussian", [&] { gaussian(image, 1.5); });
  }
  for (const Shape& shape : {flat, solid}) borders_and_sigmas(variants, variants.random(shape, DType::f32));
  ranks(variants, variants.random(solid, DType::f32));
  for (const DType dtype : {DType::u8, DType::u64, DType::f32}) ranks(variants, variants.random(flat, dtype));
  for (const DType dtype : {DType::u64, DType::f32}) ranks_of_other_windows(variants, variants.random(flat, dtype));
  for (const Input& input : variants.inputs(flat))
    variants.call("gaussian of " + input.name, [&] { gaussian(input.make(), 2); });
  medians_of_whole_fours(variants);
  boxes(variants);
  for (const DType dtype : {DType::u8, DType::u32, DType::f32}) {
    edges(variants, variants.random(flat, dtype));
    edges(variants, variants.random(solid, dtype));
    lines(variants, variants.random(flat, dtype));
    neighbourhoods(variants, variants.random(flat, dtype));
  }
  for (const Input& input : variants.inputs(flat))
    variants.call("sobel of " + input.name, [&] { sobel(input.make()); });
});

}  // namespace
}  // namespace clumen::variants
