#include "reduce/sum.hpp"

#include "clumen/reduce.hpp"

namespace clumen {

namespace {

/// The integers that pixels are gathered in before they are added to the 64-bit sum.
std::string_view gathering_type(DType dtype) {
  switch (dtype) {
    case DType::boolean:
    case DType::u8:
    case DType::u16:
      return "uint";
    case DType::i8:
    case DType::i16:
      return "int";
    case DType::u32:
    case DType::u64:
      return "ulong";
    default:
      return "long";
  }
}

Launch& define_sum(Launch& launch, SumOf what) { return launch.define("SUM_FLOAT", what == SumOf::integers ? 0 : 1); }

}  // namespace

Image summed(const Image& image, SumOf what, DType result_dtype, SumAs as) {
  const Spread spread = spread_over(image, tuned(image, "reduce.SUM_GROUPS"));
  const Image partial = new_image(image, {spread.groups, 1}, DType::i64, kGlobalReach);
  Launch pass(image, "reduce/sum", "sum_partials");
  define_sum(define_spread(pass, spread), what)
      .define("SUM_T", gathering_type(image.dtype()))
      .source("src", image)
      .arg("size", size_of_image(image.shape()))
      .pixels("partial", partial)
      .run({static_cast<std::size_t>(spread.groups) * spread.items}, {static_cast<std::size_t>(spread.items)});

  const Image result = new_image(image, {1, 1}, result_dtype, kGlobalReach);
  Launch last(image, "reduce/sum_final", "sum_final");
  define_sum(define_spread(last, spread), what)
      .define("SUM_SIGNED", is_signed(image.dtype()) ? 1 : 0)
      .define("SUM_MEAN", as == SumAs::mean ? 1 : 0)
      .pixels("partial", partial)
      .arg("partials", spread.groups)
      .arg("pixels", image.shape().pixels())
      .output("dst", result)
      .run({static_cast<std::size_t>(spread.items)}, {static_cast<std::size_t>(spread.items)});
  return result;
}

Scalar sum(const Image& image) {
  require_image("sum", "image", image);
  const DType dtype = image.dtype();
  if (is_float(dtype))
    return Scalar(summed(image, SumOf::floats, has_f64(image) ? DType::f64 : DType::f32, SumAs::sum));
  return Scalar(summed(image, SumOf::integers, is_signed(dtype) ? DType::i64 : DType::u64, SumAs::sum));
}

}  // namespace clumen
