#include "reduce/reduce.hpp"

#include <fmt/format.h>

#include <cmath>

#include "clumen/custom.hpp"
#include "core/check.hpp"
#include "core/source.hpp"
#include "custom/formula.hpp"

namespace clumen {

namespace {

constexpr std::string_view name = "reduce";

/// The formula as OpenCL C of a and b.
std::string code_of(const Formula& formula, DType dtype) {
  std::string out;
  for (std::size_t i = 0; i < formula.code.size(); ++i) {
    if (formula.code[i] != '$') out += formula.code[i];
    else if (formula.code[++i] == 'F') out += dtype == DType::f64 ? "" : "f";
    else out += formula.operands[static_cast<std::size_t>(formula.code[i] - '0')];
  }
  return out;
}

DType result_of(const Image& image) {
  if (is_float(image.dtype())) return has_f64(image) ? DType::f64 : DType::f32;
  return is_signed(image.dtype()) ? DType::i64 : DType::u64;
}

/// The identity as a literal of the dtype.
std::string literal_of(double identity, DType dtype) {
  if (std::isinf(identity)) return identity > 0 ? "INFINITY" : "-INFINITY";
  if (is_float(dtype)) return fmt::format("{:a}{}", identity, dtype == DType::f64 ? "" : "f");
  return dtype == DType::u64 ? fmt::format("{}UL", static_cast<std::uint64_t>(identity))
                             : fmt::format("{}L", static_cast<std::int64_t>(identity));
}

Launch& define_combine(Launch& launch, const Formula& formula, double identity, DType dtype) {
  return launch.define("REDUCE_T", computing_type(dtype))
      .define("COMBINE_CODE", code_of(formula, dtype))
      .define("IDENTITY", literal_of(identity, dtype));
}

}  // namespace

Scalar reduce(const Image& image, std::string_view combine, double identity) {
  require_image(name, "image", image);
  const Formula formula = formula_of(name, combine);
  for (const std::string& operand : formula.operands)
    require(operand == "a" || operand == "b", name, "combine", fmt::format("a formula of {}", operand),
            "one of a and b alone");
  require(formula.operands.size() == 2, name, "combine", combine, "a formula of both a and b");
  const DType dtype = result_of(image);
  const double end = is_signed(dtype) ? 0x1p63 : 0x1p64;
  require(is_float(dtype) ||
              (std::floor(identity) == identity && identity < end && identity >= (is_signed(dtype) ? -0x1p63 : 0)),
          name, "identity", identity, fmt::format("a whole number that {} holds", name_of(dtype)));
  require(!std::isnan(identity), name, "identity", identity, "a number");
  const Spread spread = spread_over(image, tuned(image, "reduce.SUM_GROUPS"));
  const std::array<std::size_t, 3> group{static_cast<std::size_t>(spread.items), 1, 1};
  const Image partial = new_image(image, {spread.groups, 1}, dtype, kGlobalReach);
  Launch pass(image, "custom/reduce", "reduce_partials");
  define_combine(define_spread(pass, spread), formula, identity, dtype)
      .source("src", image)
      .arg("size", size_of_image(image.shape()))
      .pixels("partial", partial)
      .run({static_cast<std::size_t>(spread.groups) * group[0], 1, 1}, group);
  const Image result = new_image(image, {1, 1}, dtype, kGlobalReach);
  Launch last(image, "custom/reduce_final", "reduce_final");
  define_combine(define_spread(last, spread), formula, identity, dtype)
      .pixels("partial", partial)
      .arg("partials", spread.groups)
      .output("dst", result)
      .run(group, group);
  return Scalar(result);
}

}  // namespace clumen
