#pragma once
#include <array>
#include <string_view>

#include "clumen/image.hpp"

namespace clumen {

/// How many pixels a box has along x, y and z; size / 2 of them lie before its pixel.
using BoxSize = std::array<int, 3>;
constexpr int largest_box = 2049;

/// The box that an operation is given: 1 along axes that the image has not. Throws ArgumentError for a size out of
/// range.
BoxSize box_size(std::string_view operation, const Image& image, const Counts& size);
std::int64_t pixels_of(const BoxSize& size);
/// How many passes `box_mean` and `box_sum` take.
std::size_t passes_under(const Image& image, const BoxSize& size);
/// How far a box goes from its pixel.
Reach reach_of(const BoxSize& size);

/// The mean under a box as `dtype`: f32 of any image, f64 of any on a device that has it; an integer dtype, which is
/// the image's own, rounded to the nearest, halves to even. Exact for integers of up to 16 bits and for those of 32
/// bits under at most 2^20 pixels.
Image box_mean(const Image& image, const BoxSize& size, Border border, DType dtype);
/// The sum under a box as f64. Exact for whole numbers as long as it stays below 2^53.
Image box_sum(const Image& image, const BoxSize& size, Border border);

}  // namespace clumen
