#include "filter/fraction.hpp"

#include "core/check.hpp"
#include "core/launch.hpp"

namespace clumen {

DType fraction_of(std::string_view operation, const Image& image) {
  const DType dtype = image.dtype();
  const bool wide = dtype == DType::f64 || (!is_float(dtype) && size_of(dtype) > 2);
  if (!wide) return DType::f32;
  require(image.is_tracing() || has_f64(image), operation, "image", name_of(dtype),
          "a dtype of up to 16 bits or f32 on this device, which has no f64");
  return DType::f64;
}

}  // namespace clumen
