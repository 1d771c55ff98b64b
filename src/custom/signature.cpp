#include "custom/signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "clumen/error.hpp"

namespace clumen {

namespace {

using Form = SignatureParameter::Form;

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

/// Where the bracket that opens at `open` closes; npos where it does not.
std::size_t closing(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

/// The parts of a parameter list, which has brackets of its own.
std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const char c = i < list.size() ? list[i] : ',';
    depth += (c == '(') - (c == ')');
    if (c != ',' || depth > 0) continue;
    if (std::string part = trimmed(list.substr(begin, i - begin)); !part.empty()) parts.push_back(std::move(part));
    begin = i + 1;
  }
  return parts;
}

/// The type of a number or of a pixel without what qualifies it, as OpenCL spells it in short.
std::string plain_type(std::string text) {
  static const std::regex qualifiers(
      R"(\b(__global|global|__local|local|__constant|constant|const|restrict|__restrict|volatile)\b)");
  text = std::regex_replace(text, qualifiers, " ");
  static const std::regex unsigned_type(R"(\bunsigned\s+(char|short|int|long)\b)"), lone(R"(\bunsigned\b)");
  text = std::regex_replace(std::regex_replace(text, unsigned_type, "u$1"), lone, "uint");
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  return text;
}

SignatureParameter parameter_of(const std::string& part) {
  static const std::regex source(R"(SOURCE\s*\(\s*(\w+)\s*\))"), dialect(R"(IMAGE_(\w+)_TYPE\s+(\w+))"),
      declared(R"(([\s\S]*?)(\w+)\s*(\[\s*\])?)");
  std::smatch found;
  if (std::regex_match(part, found, source)) return {found[1], Form::source};
  if (std::regex_match(part, found, dialect)) return {found[2], Form::dialect};
  if (!std::regex_match(part, found, declared)) return {part, Form::number, part};
  const std::string name = found[2], before = found[1];
  const std::size_t star = before.find('*');
  if (star == std::string::npos) return {name, Form::number, plain_type(before)};
  const std::string pixel = before.substr(0, star);
  if (plain_type(pixel) == name + "_S") return {name, Form::output, {}, true};
  const bool constant = std::regex_search(pixel, std::regex(R"(\b(const|constant|__constant)\b)"));
  return {name, Form::pointer, plain_type(pixel), !constant};
}

/// In the dialect a parameter does not tell whether it is written; what the file does with its name does.
void find_written(const std::string& text, Signature& signature) {
  bool any = false;
  for (SignatureParameter& p : signature.parameters) {
    if (p.form != Form::dialect) continue;
    p.written =
        std::regex_search(text, std::regex(fmt::format(R"(\bWRITE_IMAGE\s*\(\s*{0}\b|\bWRITE_{0}_IMAGE\b)", p.name)));
    any = any || p.written;
  }
  if (any) return;
  for (SignatureParameter& p : signature.parameters)
    if (p.form == Form::dialect) p.written = p.name.starts_with("dst");
}

}  // namespace

bool Signature::is_dialect() const {
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& p) { return p.form == Form::dialect; });
}

std::string without_comments(std::string_view text) {
  std::string out(text);
  enum class In : std::uint8_t { code, line, block, string } in = In::code;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char next = i + 1 < out.size() ? out[i + 1] : '\0';
    if (in == In::code && out[i] == '"') in = In::string;
    else if (in == In::string && (out[i] == '"' || out[i] == '\n')) in = In::code;
    else if (in == In::code && out[i] == '/' && (next == '/' || next == '*')) in = next == '/' ? In::line : In::block;
    else if (in == In::line && out[i] == '\n') in = In::code;
    if (in == In::block && out[i] == '*' && next == '/' && i > 0) {
      out[i] = out[i + 1] = ' ';
      ++i;
      in = In::code;
    } else if ((in == In::line || in == In::block) && out[i] != '\n') {
      out[i] = ' ';
    }
  }
  return out;
}

std::vector<Signature> signatures_of(const std::string& text, const std::string& file) {
  static const std::regex kernel(
      R"(\b(?:__)?kernel\b\s*(?:__attribute__\s*\(\(.*?\)\)\)?\s*)*void\s+(?:__attribute__\s*\(\(.*?\)\)\)?\s*)*(\w+)\s*\()");
  std::vector<Signature> out;
  for (std::sregex_iterator at(text.begin(), text.end(), kernel), end; at != end; ++at) {
    const auto open = static_cast<std::size_t>(at->position() + at->length() - 1);
    const std::size_t close = closing(text, open);
    if (close == std::string::npos)
      throw ArgumentError(fmt::format("{}: the parameters of kernel {} do not end; a ) is missing", file, at->str(1)));
    Signature signature{at->str(1), {}};
    for (const std::string& part : parts_of(std::string_view(text).substr(open + 1, close - open - 1)))
      if (part != "void") signature.parameters.push_back(parameter_of(part));
    find_written(text, signature);
    const bool known = std::any_of(out.begin(), out.end(), [&](const auto& s) { return s.name == signature.name; });
    if (!known) out.push_back(std::move(signature));
  }
  return out;
}

}  // namespace clumen
