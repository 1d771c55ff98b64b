#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What a kernel file of the user's own says of its kernels, read from its text: no device is asked.
namespace clumen {

struct SignatureParameter {
  enum class Form : std::uint8_t {
    source,   ///< SOURCE(src)
    output,   ///< global dst_S* dst
    dialect,  ///< IMAGE_src_TYPE src
    pointer,  ///< global float* src
    number,   ///< const int radius
  };
  std::string name;
  Form form = Form::number;
  std::string type = {};  ///< OpenCL's, of a number ("int4") or of what a pointer points at
  bool written = false;
};

struct Signature {
  std::string name;
  std::vector<SignatureParameter> parameters;
  bool is_dialect() const;
};

/// The text with blanks in place of its comments; lines stay.
std::string without_comments(std::string_view text);
/// Every kernel of a text without comments, in its order. `file` names the text in an ArgumentError for a parameter
/// list that does not end.
std::vector<Signature> signatures_of(const std::string& text, const std::string& file);

}  // namespace clumen
