#pragma once
#include <string_view>

#include "clumen/footprint.hpp"

namespace clumen {

enum class Pick : std::uint8_t { smallest, largest };

/// The smallest or largest pixel under the footprint: what `minimum_filter`, `erosion` and their like are. `operation`
/// is the name that errors say.
Image pick_under(std::string_view operation, const Image& image, const Footprint& footprint, Pick pick, Border border);

}  // namespace clumen
