#include "clumen/shape.hpp"

#include <fmt/format.h>

namespace clumen {

std::string to_string(const Shape& shape) {
  std::string text = fmt::format("{}x{}", shape.x, shape.y);
  if (shape.z != 1 || shape.ndim == 3) text += fmt::format("x{}", shape.z);
  if (shape.c != 1) text += fmt::format(" with {} channels", shape.c);
  return text;
}

}  // namespace clumen
