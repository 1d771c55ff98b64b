#pragma once
#include <vector>

#include "core/expression.hpp"

namespace clumen {

/// What an operation computes, by the dtype that it computes in.
struct Word {
  PointwiseRow floats;    ///< for f32 and f64; f16 computes in f32
  PointwiseRow integers;  ///< for the eight integer dtypes, and bool as 0 and 1 unless `booleans` says otherwise
  PointwiseRow booleans = {};
  PointwiseRow unsigneds = {};  ///< for unsigned integers where they differ from signed ones

  /// The row for a computing dtype.
  const PointwiseRow& operator[](DType compute) const;
};

/// The pointwise vocabulary: every code that a recorded chain can consist of.
namespace vocabulary {

extern const Word cast, to_bool;
extern const Word add, subtract, multiply, divide, minimum, maximum;
/// $0 less the multiples of $1, up to either sign, and what gives that the sign of the divisor $1. Fractions take two
/// steps of the first.
extern const Word rest, with_sign_of_divisor;
extern const Word power, cube, reciprocal;
extern const Word greater, greater_equal, less, less_equal, equal, not_equal;
/// $0 unsigned and $1 signed, both of 64 bits and given as i64.
extern const Word unsigned_greater, unsigned_greater_equal, unsigned_less, unsigned_less_equal, unsigned_equal,
    unsigned_not_equal;
extern const Word logical_and, logical_or, logical_xor, logical_not, isnan, isfinite;
extern const Word negative, absolute, square, sqrt, exp, log, floor, ceil, rint;
extern const Word cbrt, exp2, exp10, expm1, log2, log10, log1p, sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh,
    arcsinh, arccosh, arctanh, arctan2, hypot, degrees, radians, trunc, sign;
/// $0 / $1 rounded down, where $2 is what the first `rest` of fractions leaves.
extern const Word floor_divide;
extern const Word absolute_difference, bitwise_and, bitwise_or, bitwise_xor, invert, left_shift, right_shift;
/// $1 where $0 is not 0, else $2.
extern const Word where;

/// All of them, for whoever checks that they compile.
std::vector<const Word*> all();

}  // namespace vocabulary
}  // namespace clumen
