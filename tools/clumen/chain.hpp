#pragma once
#include <string_view>

#include "clumen/core.hpp"

namespace clumen::tool {

/// 'gaussian(5) | binary_erosion(disk:2)': steps from left to right, the first one on `input`. Of a step that gives
/// several images the first goes on. Throws ArgumentError for what is no such chain.
Image run_chain(std::string_view chain, const Image& input);

}  // namespace clumen::tool
