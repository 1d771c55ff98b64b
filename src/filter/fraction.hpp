#pragma once
#include "clumen/image.hpp"

namespace clumen {

/// The dtype of a filter's fractions: f32, but f64 for f64 and for integers of 32 and 64 bits, whose differences f32
/// would lose. Throws ArgumentError for those on a device without f64.
DType fraction_of(std::string_view operation, const Image& image);

}  // namespace clumen
