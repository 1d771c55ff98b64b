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
/// A function of OpenCL's, of vectors and of one number.
#define CLUMEN_FUNCTION(name, f) of_floats({name, "ONE_OF(" f ", $T, $0)", f "($0)", false, kFunction})
#define CLUMEN_FUNCTION_OF_TWO(name, f) \
  of_floats({name, "ONE_OF_TWO(" f ", $T, $0, $1)", f "($0, $1)", false, kFunction})
/// The same, of which there is one of our own for PoCL.
#define CLUMEN_OWN_FUNCTION(name, f) \
  of_floats({name, "OWN_ONE_$T(" f ", $0)", "OWN_$T(" f ", $N, $0)", false, kFunction})

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
const Word power = of_floats({"power", CLUMEN_POWER("ONE_OF(exp, $T, $1 * ONE_OF(log, $T, fabs($0)))"),
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
const Word exp = CLUMEN_FUNCTION("exp", "exp"), exp2 = CLUMEN_FUNCTION("exp2", "exp2");
const Word exp10 = CLUMEN_FUNCTION("exp10", "exp10"), expm1 = CLUMEN_OWN_FUNCTION("expm1", "expm1");
const Word log = CLUMEN_FUNCTION("log", "log"), log2 = CLUMEN_OWN_FUNCTION("log2", "log2");
const Word log10 = CLUMEN_OWN_FUNCTION("log10", "log10"), log1p = CLUMEN_OWN_FUNCTION("log1p", "log1p");
const Word cbrt = CLUMEN_OWN_FUNCTION("cbrt", "cbrt");
const Word sin = CLUMEN_OWN_FUNCTION("sin", "sin"), cos = CLUMEN_OWN_FUNCTION("cos", "cos"),
           tan = CLUMEN_OWN_FUNCTION("tan", "tan");
const Word arcsin = CLUMEN_FUNCTION("arcsin", "asin"), arccos = CLUMEN_FUNCTION("arccos", "acos");
const Word arctan = CLUMEN_OWN_FUNCTION("arctan", "atan"), arctan2 = CLUMEN_FUNCTION_OF_TWO("arctan2", "atan2");
const Word sinh = CLUMEN_OWN_FUNCTION("sinh", "sinh"), cosh = CLUMEN_OWN_FUNCTION("cosh", "cosh");
const Word tanh = CLUMEN_OWN_FUNCTION("tanh", "tanh"), arcsinh = CLUMEN_OWN_FUNCTION("arcsinh", "asinh");
const Word arccosh = CLUMEN_OWN_FUNCTION("arccosh", "acosh"), arctanh = CLUMEN_OWN_FUNCTION("arctanh", "atanh");
const Word hypot = CLUMEN_FUNCTION_OF_TWO("hypot", "hypot");
const Word degrees = of_floats(row("degrees", "$0 * ($T)57.29577951308232"));
const Word radians = of_floats(row("radians", "$0 * ($T)0.017453292519943295"));
const Word trunc = of_floats(row("trunc", "trunc($0)"));
const Word sign = {row("sign", "$0 != $0 ? $0 : sign($0)"),
                   row("sign", "$0 > ($T)0 ? ($T$N)1 : $0 < ($T)0 ? ($T$N)(-1) : ($T$N)0"),
                   {},
                   row("sign", "min($0, ($T$N)1)")};
const Word floor = of_floats(row("floor", "floor($0)"));
const Word ceil = of_floats(row("ceil", "ceil($0)"));
const Word rint = of_floats(row("rint", "rint($0)"));

const Word floor_divide = {
    row("floor_divide",
        "$1 == ($T)0 ? $0 / $1 : rint(($0 - $2) / $1) - "
        "((($2 != ($T)0) & (($1 < ($T)0) != ($2 < ($T)0))) ? ($T$N)1 : ($T$N)0)",
        kDivision),
    {"floor_divide",
     "$1 == ($T)0 ? ($T)0 : $1 == ($T)-1 ? ($T)(0u - ($U)$0) : ($T)($0 / $1 - ((($0 % $1 != 0) & (($0 ^ $1) < 0)) ? 1 "
     ": 0))",
     "$1 == ($T)0 ? ($T$N)0 : $1 == ($T)-1 ? as_$T$N(($U)0 - as_$U$N($0)) : "
     "$0 / ((($1 == ($T)0) | ($1 == ($T)-1)) ? ($T$N)1 : $1) - "
     "((($0 % ((($1 == ($T)0) | ($1 == ($T)-1)) ? ($T$N)1 : $1) != ($T)0) & (($0 ^ $1) < ($T)0)) ? ($T$N)1 : ($T$N)0)",
     false, kDivision},
    {},
    row("floor_divide", "$1 == ($T)0 ? ($T$N)0 : ($T$N)($0 / ($1 == ($T)0 ? ($T$N)1 : $1))", kDivision)};
const Word absolute_difference = {row("absolute_difference", "fabs($0 - $1)"),
                                  {"absolute_difference", "($T)abs_diff($0, $1)", "as_$T$N(abs_diff($0, $1))"},
                                  condition("absolute_difference", "$0 != $1")};
const Word bitwise_and = {{}, row("bitwise_and", "($T$N)($0 & $1)")};
const Word bitwise_or = {{}, row("bitwise_or", "($T$N)($0 | $1)")};
const Word bitwise_xor = {{}, row("bitwise_xor", "($T$N)($0 ^ $1)")};
const Word invert = {row("invert", "($T)1 - $0"), row("invert", "($T$N)(~$0)"), condition("invert", "$0 == ($T)0")};
// A distance beyond the bits, or a negative one, leaves none of them; of signed numbers the sign.
#define CLUMEN_SHIFT(symbol, beyond)                                                                             \
  {                                                                                                              \
    "shift", "($U)$1 >= ($U)(8 * sizeof($T)) ? " beyond " : ($T)(($U)$0 " symbol " $1)",                         \
        "as_$U$N($1) >= ($U)(8 * sizeof($T)) ? " beyond " : as_$T$N(as_$U$N($0) " symbol " as_$U$N($1))", false, \
        kCheap                                                                                                   \
  }
const Word left_shift = {{}, CLUMEN_SHIFT("<<", "($T$N)0")};
const Word right_shift = {
    {},
    {"right_shift", "($T)($0 >> (($U)$1 >= ($U)(8 * sizeof($T)) ? ($T)(8 * sizeof($T) - 1) : $1))",
     "$0 >> (as_$U$N($1) >= ($U)(8 * sizeof($T)) ? ($T$N)(8 * sizeof($T) - 1) : $1)", false, kCheap},
    {},
    CLUMEN_SHIFT(">>", "($T$N)0")};
#undef CLUMEN_SHIFT

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
          &cbrt,
          &exp2,
          &exp10,
          &expm1,
          &log2,
          &log10,
          &log1p,
          &sin,
          &cos,
          &tan,
          &arcsin,
          &arccos,
          &arctan,
          &sinh,
          &cosh,
          &tanh,
          &arcsinh,
          &arccosh,
          &arctanh,
          &arctan2,
          &hypot,
          &degrees,
          &radians,
          &trunc,
          &sign,
          &floor_divide,
          &absolute_difference,
          &bitwise_and,
          &bitwise_or,
          &bitwise_xor,
          &invert,
          &left_shift,
          &right_shift,
          &where};
}

}  // namespace vocabulary
}  // namespace clumen
