#include "reduce/reduce.hpp"

#include "clumen/reduce.hpp"
#include "core/source.hpp"

namespace clumen {

namespace {

/// What pixels are compared in.
DType range_dtype(DType dtype) {
  if (dtype == DType::boolean) return DType::u8;
  return dtype == DType::f16 ? DType::f32 : dtype;
}

}  // namespace

Launch& define_range(Launch& launch, DType dtype) {
  const DType type = range_dtype(dtype);
  return launch.define("RANGE_T", storage_type(type))
      .define("RANGE_FLOAT", is_float(type) ? 1 : 0)
      .define("RANGE_N", type == DType::f64 ? "long" : "int");
}

PartialRange partial_range(const Image& image, Fuse fuse, const Image& clear, RangeOf pixels) {
  const Spread spread = spread_over(image, tuned(image, "reduce.RANGE_GROUPS"));
  PartialRange range{new_image(image, {2 * spread.groups, 1}, range_dtype(image.dtype()), kGlobalReach), spread.groups};
  Launch launch(image, "reduce/range", "range_partials");
  define_range(define_spread(launch, spread), image.dtype())
      .source("src", image, fuse)
      .arg("size", size_of_image(image.shape()))
      .pixels("partial", range.pairs)
      .define("RANGE_CLEAR", clear.empty() ? 0 : 1)
      .define("RANGE_FINITE", pixels == RangeOf::finite ? 1 : 0);
  if (!clear.empty())
    launch.buffer("counts", clear.state().buffer)
        .arg("words", static_cast<int>(clear.shape().x * static_cast<std::int64_t>(size_of(clear.dtype()) / 4)));
  launch.run({static_cast<std::size_t>(spread.groups) * spread.items}, {static_cast<std::size_t>(spread.items)});
  return range;
}

Image extremes(const Image& image, Extreme which, Fuse fuse) {
  const PartialRange range = partial_range(image, fuse);
  const DType dtype = image.dtype();
  Image result = new_image(image, {which == Extreme::both ? 2 : 1, 1}, dtype, kGlobalReach);
  const Spread spread = spread_over(range.pairs, tuned(range.pairs, {"reduce.FINAL_GROUPS", 1, 1}));
  Launch launch(image, "reduce/range_final", "range_final");
  define_range(define_spread(launch, spread), dtype)
      .define("RANGE_WHICH", static_cast<int>(which))
      .pixels("partial", range.pairs)
      .arg("partials", range.groups)
      .output("dst", result)
      .run({static_cast<std::size_t>(spread.items)}, {static_cast<std::size_t>(spread.items)});
  return result;
}

IntegerRange integer_range(const Image& image) {
  if (image.is_tracing()) return {};
  const HostImage both = extremes(image, Extreme::both, Fuse::cheap).pull();
  return visit(both.dtype(), [&](auto zero) -> IntegerRange {
    using T = decltype(zero);
    const T* pixel = static_cast<const T*>(both.data());
    const auto lo = static_cast<std::int64_t>(pixel[0]), hi = static_cast<std::int64_t>(pixel[1]);
    return {lo, hi, static_cast<std::uint64_t>(hi) - static_cast<std::uint64_t>(lo)};
  });
}

}  // namespace clumen
