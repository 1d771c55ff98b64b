#pragma once
#include <string_view>

#include "clumen/footprint.hpp"

namespace clumen {

enum class Pick : std::uint8_t { smallest, largest };

/// What the last pass writes; numbers as FINISH of kernels_cl/filter/erosion.cl.
enum class Finish : std::uint8_t {
  keep,            ///< the pixel found
  original_minus,  ///< the original's pixel minus it
  minus_original,  ///< it minus the original's pixel
  differs,         ///< bool: whether the two differ
};

struct Picking {
  std::string_view operation;  ///< for errors
  Pick pick = Pick::smallest;
  Border border{};
  Finish finish = Finish::keep;
  Image original{};  ///< of the same shape and dtype; only where `finish` needs it
};

/// The smallest or largest pixel under the footprint: what `minimum_filter`, `erosion` and their like are. `operation`
/// is the name that errors say.
Image pick_under(const Image& image, const Footprint& footprint, const Picking& how);
Image pick_under(std::string_view operation, const Image& image, const Footprint& footprint, Pick pick, Border border);

}  // namespace clumen
