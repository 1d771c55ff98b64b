#pragma once
#include "core/launch.hpp"

namespace clumen {

/// The constant of a border as the nearest value that the dtype has (0 for NaN as an integer): the define OUTSIDE_T and
/// the argument `out_of_image` of that type. Kernels cast it to the pixel's type.
void bind_outside(Launch& launch, DType dtype, double value);

}  // namespace clumen
