#pragma once
#include <concepts>
#include <optional>

#include "clumen/core.hpp"

/// Pointwise operations: recorded, not run. A chain of them becomes one kernel when its result is needed, also when
/// what needs it is a reduction or the load of a stencil.
///
/// Operands are images, device scalars or numbers. Images broadcast along axes of extent 1, as in NumPy. Two images
/// give the dtype that NumPy promotes them to. A number is weak, as in NumPy 2: it takes the image's dtype, but a
/// fraction makes integers of up to 16 bits f32 and wider ones f64 (NumPy: always f64), and so does a division; an
/// integer makes bools i64. A device scalar is not weak: it counts with its dtype, as an array of NumPy does.
/// Integers wrap around. An integer that the dtype cannot hold is an ArgumentError, but a comparison of integers with
/// any number is exact. f16 computes in f32 and is rounded when it is stored. All throw ArgumentError for numbers
/// alone, images of different contexts, extents that neither agree nor are 1, and f64 on a device that does not compute
/// in double. A result has the pixel size of the first image of its extent.
namespace clumen {

/// What stands on either side of a pointwise operation.
class Operand {
 public:
  /// large: an integer above 2^63 - 1, modulo 2^64.
  enum class Kind : std::uint8_t { image, boolean, integer, large, fraction };
  Operand(const Image& image) : kind(Kind::image), image(image) {}             // NOLINT: a - 1 reads as it should
  Operand(const Scalar& scalar) : kind(Kind::image), image(scalar.image()) {}  // NOLINT
  Operand(bool v) : kind(Kind::boolean), integer(v), fraction(v) {}            // NOLINT
  Operand(std::integral auto v)                                                // NOLINT
      : kind(v > 0 && static_cast<std::uint64_t>(v) > INT64_MAX ? Kind::large : Kind::integer),
        integer(static_cast<std::int64_t>(v)),
        fraction(static_cast<double>(v)) {}
  Operand(std::floating_point auto v) : kind(Kind::fraction), fraction(static_cast<double>(v)) {}  // NOLINT

  Kind kind;
  Image image;
  std::int64_t integer = 0;
  double fraction = 0;
};

/// image converted to dtype, as a C cast does: fractions towards zero, modulo 2^n for integers; to bool: not 0.
/// NaN and fractions beyond 32 bits (64 bits for dtypes of 32 bits and more) give integers that depend on the device.
/// Source: NumPy `astype`.
Image cast(const Image& image, DType dtype);

/// a + b; bool: either. Source: NumPy `add`.
Image add(const Operand& a, const Operand& b);
/// a − b. Throws ArgumentError for bools. Source: NumPy `subtract`.
Image subtract(const Operand& a, const Operand& b);
/// a · b; bool: both. Source: NumPy `multiply`.
Image multiply(const Operand& a, const Operand& b);
/// a / b; integers give f32 (of up to 16 bits) or f64. Source: NumPy `true_divide`.
Image divide(const Operand& a, const Operand& b);
/// The remainder of a / b with the sign of b; 0 where an integer b is 0; i8 for bools. Fractions: exact, but NaN where
/// a / b is beyond 2^46 (f64: 2^104). Source: NumPy `remainder`.
Image remainder(const Operand& a, const Operand& b);
/// a / b rounded down; 0 where an integer b is 0; i8 for bools. Source: NumPy `floor_divide`.
Image floor_divide(const Operand& a, const Operand& b);
/// |a − b|, also of unsigned integers; bool: just one of them. Source: NumPy `absolute` of `subtract` without overflow.
Image absolute_difference(const Operand& a, const Operand& b);
/// (a − b)²; dtypes as `divide`, so that integers do not wrap around. Source: clEsperanto `squared_difference`.
Image squared_difference(const Operand& a, const Operand& b);
/// alpha · a + beta · b + gamma; dtypes as `divide`. Source: OpenCV `addWeighted` of floats.
Image add_weighted(const Image& a, double alpha, const Image& b, double beta, double gamma = 0);
/// a to the power b; dtypes as `divide`. -∞ to the power 0.5 is NaN. Source: NumPy `power` of floats.
Image power(const Operand& a, const Operand& b);
/// The smaller of a and b; NaN where either is. Source: NumPy `minimum`.
Image minimum(const Operand& a, const Operand& b);
/// The larger of a and b; NaN where either is. Source: NumPy `maximum`.
Image maximum(const Operand& a, const Operand& b);

/// The angle of the point (b, a) in radians, −π to π; dtypes as `divide`. Source: NumPy `arctan2`.
Image arctan2(const Operand& a, const Operand& b);
/// √(a² + b²) without overflow; dtypes as `divide`. Source: NumPy `hypot`.
Image hypot(const Operand& a, const Operand& b);

/// The bits that both integers have; bool: both. Throws ArgumentError for floats. Source: NumPy `bitwise_and`.
Image bitwise_and(const Operand& a, const Operand& b);
/// The bits that one of the integers has; bool: either. Throws ArgumentError for floats. Source: NumPy `bitwise_or`.
Image bitwise_or(const Operand& a, const Operand& b);
/// The bits that just one of the integers has; bool: just one. Throws ArgumentError for floats. Source: NumPy
/// `bitwise_xor`.
Image bitwise_xor(const Operand& a, const Operand& b);
/// a · 2^b of integers; 0 where b is negative or not below the number of bits; i8 for bools. Throws ArgumentError for
/// floats. Source: NumPy `left_shift`.
Image left_shift(const Operand& a, const Operand& b);
/// a / 2^b of integers, rounded down; where b is negative or not below the number of bits 0, or −1 for negative a; i8
/// for bools. Throws ArgumentError for floats. Source: NumPy `right_shift`.
Image right_shift(const Operand& a, const Operand& b);

/// bool: a > b. Source: NumPy `greater`.
Image greater(const Operand& a, const Operand& b);
/// bool: a ≥ b. Source: NumPy `greater_equal`.
Image greater_equal(const Operand& a, const Operand& b);
/// bool: a < b. Source: NumPy `less`.
Image less(const Operand& a, const Operand& b);
/// bool: a ≤ b. Source: NumPy `less_equal`.
Image less_equal(const Operand& a, const Operand& b);
/// bool: a = b. Source: NumPy `equal`.
Image equal(const Operand& a, const Operand& b);
/// bool: a ≠ b. Source: NumPy `not_equal`.
Image not_equal(const Operand& a, const Operand& b);

/// bool: both are not 0. Source: NumPy `logical_and`.
Image logical_and(const Operand& a, const Operand& b);
/// bool: one of them is not 0. Source: NumPy `logical_or`.
Image logical_or(const Operand& a, const Operand& b);
/// bool: just one of them is not 0. Source: NumPy `logical_xor`.
Image logical_xor(const Operand& a, const Operand& b);
/// bool: image is 0. Source: NumPy `logical_not`.
Image logical_not(const Image& image);
/// bool: image is NaN. Source: NumPy `isnan`.
Image isnan(const Image& image);
/// bool: image is neither NaN nor infinite. Source: NumPy `isfinite`.
Image isfinite(const Image& image);

/// −image. Throws ArgumentError for bool. Source: NumPy `negative`.
Image negative(const Image& image);
/// |image|; the smallest signed integer stays as it is. Source: NumPy `absolute`.
Image absolute(const Image& image);
/// image · image; i8 for bool. Source: NumPy `square`.
Image square(const Image& image);
/// The square root; integers give f32 (of up to 16 bits) or f64. Source: NumPy `sqrt`.
Image sqrt(const Image& image);
/// e to the power image; dtypes as `sqrt`. Source: NumPy `exp`.
Image exp(const Image& image);
/// The natural logarithm; dtypes as `sqrt`. Source: NumPy `log`.
Image log(const Image& image);
/// The cube root; dtypes as `sqrt`. Source: NumPy `cbrt`.
Image cbrt(const Image& image);
/// 2 to the power image; dtypes as `sqrt`. Source: NumPy `exp2`.
Image exp2(const Image& image);
/// 10 to the power image; dtypes as `sqrt`. Source: NumPy `power(10, image)`.
Image exp10(const Image& image);
/// e to the power image, less 1, exact for small numbers; dtypes as `sqrt`. Source: NumPy `expm1`.
Image expm1(const Image& image);
/// The logarithm to base 2; dtypes as `sqrt`. Source: NumPy `log2`.
Image log2(const Image& image);
/// The logarithm to base 10; dtypes as `sqrt`. Source: NumPy `log10`.
Image log10(const Image& image);
/// The natural logarithm of 1 + image, exact for small numbers; dtypes as `sqrt`. Source: NumPy `log1p`.
Image log1p(const Image& image);
/// 1 / image; dtypes as `sqrt`. Source: NumPy `reciprocal`, which keeps integers.
Image reciprocal(const Image& image);
/// The sine of radians; dtypes as `sqrt`. Source: NumPy `sin`.
Image sin(const Image& image);
/// The cosine of radians; dtypes as `sqrt`. Source: NumPy `cos`.
Image cos(const Image& image);
/// The tangent of radians; dtypes as `sqrt`. Source: NumPy `tan`.
Image tan(const Image& image);
/// The inverse sine, in radians; dtypes as `sqrt`. Source: NumPy `arcsin`.
Image arcsin(const Image& image);
/// The inverse cosine, in radians; dtypes as `sqrt`. Source: NumPy `arccos`.
Image arccos(const Image& image);
/// The inverse tangent, in radians; dtypes as `sqrt`. Source: NumPy `arctan`.
Image arctan(const Image& image);
/// The hyperbolic sine; dtypes as `sqrt`. Source: NumPy `sinh`.
Image sinh(const Image& image);
/// The hyperbolic cosine; dtypes as `sqrt`. Source: NumPy `cosh`.
Image cosh(const Image& image);
/// The hyperbolic tangent; dtypes as `sqrt`. Source: NumPy `tanh`.
Image tanh(const Image& image);
/// The inverse hyperbolic sine; dtypes as `sqrt`. Source: NumPy `arcsinh`.
Image arcsinh(const Image& image);
/// The inverse hyperbolic cosine; dtypes as `sqrt`. Source: NumPy `arccosh`.
Image arccosh(const Image& image);
/// The inverse hyperbolic tangent; dtypes as `sqrt`. Source: NumPy `arctanh`.
Image arctanh(const Image& image);
/// Radians as degrees; dtypes as `sqrt`. Source: NumPy `degrees`.
Image degrees(const Image& image);
/// Degrees as radians; dtypes as `sqrt`. Source: NumPy `radians`.
Image radians(const Image& image);
/// Rounded down; integers stay as they are. Source: NumPy `floor`.
Image floor(const Image& image);
/// Rounded up; integers stay as they are. Source: NumPy `ceil`.
Image ceil(const Image& image);
/// Rounded to the nearest, halves to even; integers stay as they are. Source: NumPy `rint`, which makes them floats.
Image rint(const Image& image);
/// Rounded towards zero; integers stay as they are. Source: NumPy `trunc`.
Image trunc(const Image& image);
/// −1, 0 or 1, or NaN. Throws ArgumentError for bool. Source: NumPy `sign`.
Image sign(const Image& image);
/// 1 − image of floats, the largest value less image of unsigned integers, −1 − image of signed ones, not of bools.
/// Source: scikit-image `util.invert`.
Image invert(const Image& image);
/// Numbers in place of NaN and infinities; integers stay as they are.
/// nan: in place of NaN. posinf: in place of infinity; the largest number of the dtype when not given. neginf: in place
/// of −infinity; the smallest number of the dtype when not given. Source: NumPy `nan_to_num`.
Image nan_to_num(const Image& image, double nan = 0, std::optional<double> posinf = std::nullopt,
                 std::optional<double> neginf = std::nullopt);

/// a where condition is not 0, else b; two numbers give i64, or f32 if one has a fraction. Source: NumPy `where`.
Image where(const Image& condition, const Operand& a, const Operand& b);
/// image where mask is not 0, else 0; the image's dtype. Source: clEsperanto `mask`.
Image mask(const Image& image, const Image& mask);
/// image limited to [a_min, a_max]; a_max where a_min is larger. Source: NumPy `clip`.
Image clip(const Image& image, const Operand& a_min, const Operand& a_max);

#define CLUMEN_OPERATOR(symbol, function)                                                                          \
  inline Image operator symbol(const Image& a, const Image& b) { return function(a, b); }                          \
  inline Image operator symbol(const Image& a, const Operand& b) { return function(a, b); }                        \
  inline Image operator symbol(const Operand& a, const Image& b) { return function(a, b); }                        \
  inline Scalar operator symbol(const Scalar& a, const Scalar& b) { return Scalar(function(a, b)); }               \
  template <class N>                                                                                               \
  requires std::is_arithmetic_v<N> Scalar operator symbol(const Scalar& a, N b) { return Scalar(function(a, b)); } \
  template <class N>                                                                                               \
  requires std::is_arithmetic_v<N> Scalar operator symbol(N a, const Scalar& b) { return Scalar(function(a, b)); }
CLUMEN_OPERATOR(+, add)
CLUMEN_OPERATOR(-, subtract)
CLUMEN_OPERATOR(*, multiply)
CLUMEN_OPERATOR(/, divide)
CLUMEN_OPERATOR(%, remainder)
CLUMEN_OPERATOR(>, greater)
CLUMEN_OPERATOR(>=, greater_equal)
CLUMEN_OPERATOR(<, less)
CLUMEN_OPERATOR(<=, less_equal)
CLUMEN_OPERATOR(==, equal)
CLUMEN_OPERATOR(!=, not_equal)
CLUMEN_OPERATOR(&&, logical_and)
CLUMEN_OPERATOR(||, logical_or)
#undef CLUMEN_OPERATOR
inline Image operator!(const Image& a) { return logical_not(a); }
inline Image operator-(const Image& a) { return negative(a); }

}  // namespace clumen
