#include "pointwise/vocabulary.hpp"

namespace clumen {

const PointwiseRow& Word::operator[](DType compute) const {
  if (is_float(compute)) return floats;
  if (compute == DType::boolean && !booleans.code.empty()) return booleans;
  return is_signed(compute) || unsigneds.code.empty() ? integers : unsigneds;
}

namespace vocabulary {
namespace {

constexpr int kCheap = 1, kDivision = 4, kFunction = 16;

constexpr PointwiseRow row(std::string_view name, std::string_view code, int cost = kCheap) {
  return {name, code, {}, false, cost};
}
constexpr PointwiseRow condition(std::string_view name, std::string_view code) {
  return {name, code, {}, true, kCheap};
}
/// The same code whatever it computes in.
constexpr Word same(const PointwiseRow& r) { return {r, r}; }
constexpr Word test(std::string_view name, std::string_view code) { return same(condition(name, code)); }
/// For operations that only floats compute.
constexpr Word of_floats(const PointwiseRow& r) { return {r, {}}; }

/// Integers wrap around, which C leaves undefined for signed ones: they compute as unsigned. A scalar of 8 or 16 bits
/// would become a signed int first, hence 1u.
constexpr PointwiseRow wrapping(std::string_view name, std::string_view scalar, std::string_view vector) {
  return {name, scalar, vector, false, kCheap};
}

}  // namespace

const Word cast = same(row("cast", "$0", 0));
const Word to_bool = test("to_bool", "$0 != ($T)0");

const Word add = {row("add", "$0 + $1"), wrapping("add", "($T)(($U)$0 + ($U)$1)", "as_$T$N(as_$U$N($0) + as_$U$N($1))"),
                  condition("add", "($0 | $1) != ($T)0")};
const Word subtract = {row("subtract", "$0 - $1"),
                       wrapping("subtract", "($T)(($U)$0 - ($U)$1)", "as_$T$N(as_$U$N($0) - as_$U$N($1))")};
const Word multiply = {row("multiply", "$0 * $1"),
                       wrapping("multiply", "($T)(1u * ($U)$0 * ($U)$1)", "as_$T$N(as_$U$N($0) * as_$U$N($1))"),
                       condition("multiply", "($0 & $1) != ($T)0")};
const Word divide = of_floats(row("divide", "$0 / $1", kDivision));
const Word minimum = {row("minimum", "(($0 != $0) | ($0 < $1)) ? $0 : $1"), row("minimum", "min($0, $1)")};
const Word maximum = {row("maximum", "(($0 != $0) | ($0 > $1)) ? $0 : $1"), row("maximum", "max($0, $1)")};

// One step takes off all that the quotient's digits tell, exactly; a second one what rounding had left. (PoCL's fmod of
// doubles is wrong for a few numbers in a thousand.) Integers: a division by 0, or of the smallest integer by -1, stops
// a CPU; by 1 it gives the 0 that is wanted.
const Word rest = {row("rest", "(isinf($1) & isfinite($0)) ? $0 : fma(-trunc($0 / $1), $1, $0)", kDivision),
                   row("rest", "$0 % ((($1 == ($T)0) | ($1 == ($T)-1)) ? ($T$N)1 : $1)", kDivision),
                   {},
                   row("rest", "$0 % ($1 == ($T)0 ? ($T$N)1 : $1)", kDivision)};
const Word with_sign_of_divisor = {
    row("sign_of_divisor",
        "fabs($0) < fabs($1) ? ($0 == ($T)0 ? copysign($0, $1) : ($0 < ($T)0) != ($1 < ($T)0) ? $0 + $1 : $0) : "
        "($T$N)NAN"),
    row("sign_of_divisor", "(($0 != ($T)0) & (($0 ^ $1) < ($T)0)) ? ($T$N)($0 + $1) : $0"),
    {},
    row("sign_of_divisor", "$0")};

// pow of a vector calls a function of one number for each on a CPU; exp and log of vectors are 10 times faster and lose
// 7e-6 where the result is near the largest number. The cases that pow defines otherwise: 1 to any power and any number
// to the power 0 are 1, a negative number has only integer powers.
#define CLUMEN_POWER(exp_of_product)                                                           \
  "(($1 == ($T)0) | ($0 == ($T)1) | (($0 == ($T)-1) & isinf($1))) ? ($T$N)1 : " exp_of_product \
  " * (as_$I$N($0) >= ($I)0 ? ($T$N)1 : "                                                      \
  "$1 == floor($1) ? ($1 * ($T)0.5 == floor($1 * ($T)0.5) ? ($T$N)1 : ($T$N)-1) : "            \
  "(($0 == ($T)0) | isinf($0)) ? ($T$N)1 : ($T$N)NAN)"
const Word power = of_floats({"power", CLUMEN_POWER("EXP_ONE($T, $1 * LOG_ONE($T, fabs($0)))"),
                              CLUMEN_POWER("exp($1 * log(fabs($0)))"), false, kFunction});
#undef CLUMEN_POWER
const Word cube = of_floats(row("cube", "$0 * $0 * $0"));
const Word reciprocal = of_floats(row("reciprocal", "($T)1 / $0", kDivision));

const Word greater = test("greater", "$0 > $1");
const Word greater_equal = test("greater_equal", "$0 >= $1");
const Word less = test("less", "$0 < $1");
const Word less_equal = test("less_equal", "$0 <= $1");
const Word equal = test("equal", "$0 == $1");
const Word not_equal = test("not_equal", "$0 != $1");

const Word unsigned_greater = test("unsigned_greater", "($1 < ($T)0) | (as_$U$N($0) > as_$U$N($1))");
const Word unsigned_greater_equal = test("unsigned_greater_equal", "($1 < ($T)0) | (as_$U$N($0) >= as_$U$N($1))");
const Word unsigned_less = test("unsigned_less", "($1 >= ($T)0) & (as_$U$N($0) < as_$U$N($1))");
const Word unsigned_less_equal = test("unsigned_less_equal", "($1 >= ($T)0) & (as_$U$N($0) <= as_$U$N($1))");
const Word unsigned_equal = test("unsigned_equal", "($1 >= ($T)0) & ($0 == $1)");
const Word unsigned_not_equal = test("unsigned_not_equal", "($1 < ($T)0) | ($0 != $1)");

const Word logical_and = test("logical_and", "($0 & $1) != ($T)0");
const Word logical_or = test("logical_or", "($0 | $1) != ($T)0");
const Word logical_xor = test("logical_xor", "$0 != $1");
const Word logical_not = test("logical_not", "$0 == ($T)0");
const Word isnan = of_floats(condition("isnan", "isnan($0)"));
const Word isfinite = of_floats(condition("isfinite", "isfinite($0)"));

const Word negative = {row("negative", "-$0"),
                       wrapping("negative", "($T)(0u - ($U)$0)", "as_$T$N(($U)0 - as_$U$N($0))")};
const Word absolute = {
    row("absolute", "fabs($0)"), {"absolute", "($T)abs($0)", "as_$T$N(abs($0))"}, row("absolute", "$0")};
const Word square = {row("square", "$0 * $0"),
                     wrapping("square", "($T)(1u * ($U)$0 * ($U)$0)", "as_$T$N(as_$U$N($0) * as_$U$N($0))")};
const Word sqrt = of_floats(row("sqrt", "sqrt($0)", kDivision));
const Word exp = of_floats({"exp", "EXP_ONE($T, $0)", "exp($0)", false, kFunction});
const Word log = of_floats({"log", "LOG_ONE($T, $0)", "log($0)", false, kFunction});
const Word floor = of_floats(row("floor", "floor($0)"));
const Word ceil = of_floats(row("ceil", "ceil($0)"));
const Word rint = of_floats(row("rint", "rint($0)"));

const Word where = same(row("where", "$0 != ($T)0 ? $1 : $2"));

std::vector<const Word*> all() {
  return {&cast,
          &to_bool,
          &add,
          &subtract,
          &multiply,
          &divide,
          &minimum,
          &maximum,
          &rest,
          &with_sign_of_divisor,
          &power,
          &cube,
          &reciprocal,
          &greater,
          &greater_equal,
          &less,
          &less_equal,
          &equal,
          &not_equal,
          &unsigned_greater,
          &unsigned_greater_equal,
          &unsigned_less,
          &unsigned_less_equal,
          &unsigned_equal,
          &unsigned_not_equal,
          &logical_and,
          &logical_or,
          &logical_xor,
          &logical_not,
          &isnan,
          &isfinite,
          &negative,
          &absolute,
          &square,
          &sqrt,
          &exp,
          &log,
          &floor,
          &ceil,
          &rint,
          &where};
}

}  // namespace vocabulary
}  // namespace clumen
