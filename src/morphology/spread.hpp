#pragma once
#include <optional>

#include "clumen/footprint.hpp"
#include "filter/erosion.hpp"

namespace clumen {

/// The pixels that differ from the centre by one along one axis, or that and all that touch it, where no footprint is
/// given. The first also refuses an empty image.
Footprint or_cross(std::string_view operation, const std::optional<Footprint>& footprint, const Image& image);
Footprint or_full(const std::optional<Footprint>& footprint, const Image& image);

/// What reconstructions are made of: the pixels of `start` spread to those that the footprint has around them, but not
/// beyond `limit`, which `start` nowhere is. `outside` spreads, too: what is there is 1, or else nothing is.
/// Any dtype but f16, the same for both.
enum class Outside : std::uint8_t { nothing, set };
Image spread(const Image& start, const Image& limit, const Footprint& footprint, Pick pick, Outside outside);

}  // namespace clumen
