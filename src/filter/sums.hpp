#pragma once
#include <functional>

#include "core/launch.hpp"

/// What kernels that sum pixels have in common; see kernels_cl/filter/sums.clh.
namespace clumen {

/// What becomes of a sum; as FINISH.
enum class Finish : std::uint8_t { sum, mean, exact_mean, rounded_mean, float_rounded_mean };
/// That of a mean given as `dtype`.
Finish mean_as(DType dtype);

/// Whether sums of so many pixels fit an int.
bool sums_fit_int(DType dtype, std::int64_t pixels);
/// Whether float rounds a mean of so many integers as it should: without ties, and with sums and quotients that float
/// tells apart from halves.
bool float_rounds(DType dtype, std::int64_t pixels);
/// Whether the mean of so many integers needs `mean_of_digits`: f64 would lose digits.
bool needs_digits(DType dtype, std::int64_t pixels);

/// Throws ArgumentError where the mean of so many integers, summed in so many passes, needs f64 and the device has
/// none.
void require_sums(std::string_view operation, const Image& image, std::int64_t pixels, std::size_t passes);

/// The constant outside an integer image, as the nearest value that the dtype has.
std::int64_t integer_outside(double value, DType dtype);
/// OUTSIDE_T and `outside`; `ints`: sums are int, `integers`: pixels are whole numbers.
void bind_outside(Launch& launch, const Image& in, double value, bool ints, bool integers);
/// SCALE_T, `pixels` and `scale`, one over that many.
void bind_scale(Launch& launch, const Image& in, std::int64_t pixels);

/// The mean of wide integers, rounded to the nearest, halves to even: digits of 16 bits are summed on their own by
/// `sum_of`, which gives f64, and the sums divided as one divides by hand.
Image mean_of_digits(const Image& image, std::int64_t pixels, Border mode,
                     const std::function<Image(const Image& digit, Border border)>& sum_of);

}  // namespace clumen
