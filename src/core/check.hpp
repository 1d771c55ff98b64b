#pragma once
#include <fmt/format.h>

#include "clumen/error.hpp"

namespace clumen {

/// Throws ArgumentError "operation: parameter is value; allowed is ..." unless `ok`.
template <class T>
void require(bool ok, std::string_view operation, std::string_view parameter, const T& value,
             std::string_view allowed) {
  if (!ok) throw ArgumentError(fmt::format("{}: {} is {}; allowed is {}", operation, parameter, value, allowed));
}

}  // namespace clumen
