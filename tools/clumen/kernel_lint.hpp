#pragma once
#include <string>
#include <vector>

/// What a kernel's text alone tells of mistakes that a compiler takes.
namespace clumen::tool {

struct Remark {
  int line;  ///< from 1
  std::string rule, text;
};

/// Remarks on the kernels of a text, by line. `extents`: of the image that it is tried on, which no macro should have
/// as its value; `defines`: macros from outside, as NAME=VALUE.
std::vector<Remark> lint(const std::string& text, const std::vector<std::int64_t>& extents,
                         const std::vector<std::string>& defines);

/// The lines of kernels whose names a macro makes, as JOIN(a, b)(...): their parameters and bounds are not read.
std::vector<int> unread_kernels(const std::string& text);

}  // namespace clumen::tool
