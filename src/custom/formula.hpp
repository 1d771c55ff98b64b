#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/expression.hpp"

namespace clumen {

/// A formula in OpenCL C that was read and checked.
struct Formula {
  std::vector<std::string> operands;  ///< in the order in which they appear
  std::string code;                   ///< a row's: $0, $1, ... for the operands, $F behind fractions
  bool of_vectors = false;            ///< whether the code may compute vectors of floats, too
};

/// Throws ArgumentError, which names `operation`, for what is no formula.
Formula formula_of(std::string_view operation, std::string_view text);

}  // namespace clumen
