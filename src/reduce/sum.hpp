#pragma once
#include "reduce/reduce.hpp"

namespace clumen {

/// What a sum runs in: 64-bit integers, or f64 (two f32 on a device without it).
enum class SumOf : std::uint8_t { integers, floats };
enum class SumAs : std::uint8_t { sum, mean };
/// The sum or the mean as an image of one pixel.
Image summed(const Image& image, SumOf what, DType result_dtype, SumAs as);

}  // namespace clumen
