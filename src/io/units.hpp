#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace clumen {

/// A unit of length as clumen writes it: micrometres in any of their spellings are "µm"; \uXXXX is resolved as ImageJ
/// writes it; "" is "pixel".
std::string normal_unit(std::string_view text);
/// Metres per unit, for the units that have a fixed length.
std::optional<double> metres_of(std::string_view unit);

}  // namespace clumen
