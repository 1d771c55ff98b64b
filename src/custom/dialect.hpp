#pragma once
#include <string>
#include <vector>

#include "clumen/dtype.hpp"
#include "custom/signature.hpp"

namespace clumen {

/// An image of a kernel in clEsperanto's dialect.
struct DialectImage {
  std::string name;
  DType dtype;
  int ndim;
};

/// The text of a file in the dialect as OpenCL C: macros for its images, the file, in which kernels become functions
/// that take images as one value each, and a kernel `entry_of(signature)` that calls the one of `signature`. Sizes are
/// arguments, so that one program does for all of them.
///
/// The entry's parameters are, for an image src, the pointer `src` and the int4 `src_size`; numbers keep their names.
std::string dialect_text(const Signature& signature, const std::vector<DialectImage>& images, const std::string& body);
std::string entry_of(const Signature& signature);

}  // namespace clumen
