#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/expression.hpp"
#include "core/image_state.hpp"

namespace clumen {

/// A parameter that a source adds to its kernel, with what is bound to it.
struct SourceArgument {
  enum class Kind : std::uint8_t { memory, geometry, offset, constant } kind;
  std::string name;
  Image image;           ///< of kinds memory, geometry and offset
  Layout layout;         ///< of kind geometry and offset, with 0 for the steps along which the image broadcasts
  ExpressionRef number;  ///< of kind constant
};

/// The text that reads one source of a launch.
struct SourceText {
  std::string defines;    ///< name_T, name_PARAMS, name_ARGS, name_DENSE
  std::string functions;  ///< name_read, name_read4, name_read16, name_at, name_at4, name_at16
};

/// One source of a launch: what is bound to its parameters, and its text, which is written only for a program that is
/// not there yet.
struct SourceCode {
  std::string key;  ///< the same for the same text
  bool dense = false;
  std::vector<SourceArgument> arguments;
  std::function<SourceText()> text;  ///< valid while the launch lives
};

/// Code that computes `expression`, whose result has the extent `shape`, under the name `name`.
SourceCode source_code(std::string_view name, const ExpressionRef& expression, const Shape& shape);

/// OpenCL's type of a pixel in memory ("half", "uchar" for bool) and of one in computation ("float", "uchar").
std::string_view storage_type(DType dtype);
std::string_view computing_type(DType dtype);

}  // namespace clumen
