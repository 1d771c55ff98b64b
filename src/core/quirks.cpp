#include "core/quirks.hpp"

namespace clumen {

Quirks quirks_of(const Device& device) {
  Quirks quirks;
  if (device.platform == "rusticl") {
    quirks.items_are_lanes = device.name.starts_with("llvmpipe");
    quirks.widened_compare_unsigned = true;
  }
  return quirks;
}

std::string defines_of(const Quirks& quirks) {
  std::string defines;
  if (quirks.widened_compare_unsigned) defines += "#define CLUMEN_WIDENED_COMPARE_UNSIGNED 1\n";
  return defines;
}

}  // namespace clumen
