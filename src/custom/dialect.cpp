#include "custom/dialect.hpp"

#include <fmt/format.h>

#include <regex>

#include "core/source.hpp"

namespace clumen {

namespace {

/// How READ_IMAGE and its kin find what a file means by an image's name.
constexpr std::string_view kNames =
    R"(#define READ_IMAGE(image, sampler, position) READ_##image##_IMAGE(image, sampler, position)
#define WRITE_IMAGE(image, position, value) WRITE_##image##_IMAGE(image, position, value)
#define GET_IMAGE_WIDTH(image) ((image).size.s0)
#define GET_IMAGE_HEIGHT(image) ((image).size.s1)
#define GET_IMAGE_DEPTH(image) ((image).size.s2)
#define MINMAX_TYPE int
)";

/// An image as one value, read at the nearest pixel inside and written only inside. {0}: its name, {1}: the type of its
/// pixels, {2}: int, int2 or int4, by which the file gives positions, {3}: the position's numbers, {4}: what converts.
constexpr std::string_view kImage = R"(typedef struct {{
  global {1}* pixels;
  int4 size;
}} dialect_{0}_t;
#define IMAGE_{0}_TYPE dialect_{0}_t
#define IMAGE_{0}_PIXEL_TYPE {1}
#define CONVERT_{0}_PIXEL_TYPE(value) {4}
#define POS_{0}_TYPE {2}
#define POS_{0}_INSTANCE(x, y, z, w) (({2})({3}))
#define IMAGE_SIZE_{0}_WIDTH ({0}.size.s0)
#define IMAGE_SIZE_{0}_HEIGHT ({0}.size.s1)
#define IMAGE_SIZE_{0}_DEPTH ({0}.size.s2)
#define READ_{0}_IMAGE(image, sampler, position) dialect_read_{0}(image, position)
#define WRITE_{0}_IMAGE(image, position, value) dialect_write_{0}(image, position, value)
inline {1}2 __attribute__((overloadable)) dialect_read_{0}(dialect_{0}_t image, int4 p) {{
  const int4 q = clamp(p, (int4)(0), image.size - 1);
  return ({1}2)(image.pixels[INDEX(image.size, q.s0, q.s1, q.s2, 0)], 0);
}}
inline {1}2 __attribute__((overloadable)) dialect_read_{0}(dialect_{0}_t image, int2 p) {{
  return dialect_read_{0}(image, (int4)(p, 0, 0));
}}
inline {1}2 __attribute__((overloadable)) dialect_read_{0}(dialect_{0}_t image, int p) {{
  return dialect_read_{0}(image, (int4)(p, 0, 0, 0));
}}
inline void __attribute__((overloadable)) dialect_write_{0}(dialect_{0}_t image, int4 p, {1} value) {{
  if (p.s0 < 0 || p.s1 < 0 || p.s2 < 0 || p.s0 >= image.size.s0 || p.s1 >= image.size.s1 || p.s2 >= image.size.s2) return;
  image.pixels[INDEX(image.size, p.s0, p.s1, p.s2, 0)] = value;
}}
inline void __attribute__((overloadable)) dialect_write_{0}(dialect_{0}_t image, int2 p, {1} value) {{
  dialect_write_{0}(image, (int4)(p, 0, 0), value);
}}
inline void __attribute__((overloadable)) dialect_write_{0}(dialect_{0}_t image, int p, {1} value) {{
  dialect_write_{0}(image, (int4)(p, 0, 0, 0), value);
}}
)";

std::string image_text(const DialectImage& image) {
  const std::string_view type = storage_type(image.dtype);
  const std::string_view position = image.ndim == 1 ? "int" : image.ndim == 2 ? "int2" : "int4";
  const std::string_view numbers = image.ndim == 1 ? "x" : image.ndim == 2 ? "x, y" : "x, y, z, w";
  const std::string convert = image.dtype == DType::boolean ? "(uchar)((value) != 0)"
                              : is_float(image.dtype)       ? fmt::format("(({})(value))", type)
                                                            : fmt::format("convert_{}_sat(value)", type);
  return fmt::format(fmt::runtime(kImage), image.name, type, position, numbers, convert);
}

/// The text with blanks in place of the words that make functions kernels.
std::string without_kernels(std::string body) {
  static const std::regex word(R"(\b(__kernel|kernel)(?=\s+(?:void|__attribute__)))");
  for (std::smatch found; std::regex_search(body, found, word);)
    body.replace(static_cast<std::size_t>(found.position()), static_cast<std::size_t>(found.length()),
                 static_cast<std::size_t>(found.length()), ' ');
  return body;
}

}  // namespace

std::string entry_of(const Signature& signature) { return "dialect_run_" + signature.name; }

std::string dialect_text(const Signature& signature, const std::vector<DialectImage>& images, const std::string& body) {
  std::string text(kNames), parameters, arguments;
  for (const DialectImage& image : images) text += image_text(image);
  std::size_t next = 0;
  for (const SignatureParameter& p : signature.parameters) {
    const std::string_view comma = parameters.empty() ? "" : ", ";
    if (p.form == SignatureParameter::Form::dialect) {
      const std::string_view type = storage_type(images[next++].dtype);
      parameters += fmt::format("{}global {}* {}, const int4 {}_size", comma, type, p.name, p.name);
      arguments += fmt::format("{}value_of_{}", comma, p.name);
    } else if (p.form == SignatureParameter::Form::pointer) {
      parameters += fmt::format("{}global {}{}* {}", comma, p.written ? "" : "const ", p.type, p.name);
      arguments += fmt::format("{}{}", comma, p.name);
    } else {
      parameters += fmt::format("{}const {} {}", comma, p.type, p.name);
      arguments += fmt::format("{}{}", comma, p.name);
    }
  }
  text += without_kernels(body);
  text += fmt::format("\n#line 1 \"images of {0}\"\nkernel void {1}({2}) {{\n", signature.name, entry_of(signature),
                      parameters);
  for (const DialectImage& image : images)
    text += fmt::format("  const dialect_{0}_t value_of_{0} = {{{0}, {0}_size}};\n", image.name);
  return text + fmt::format("  {}({});\n}}\n", signature.name, arguments);
}

}  // namespace clumen
