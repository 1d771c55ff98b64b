#include "io/units.hpp"

#include <array>
#include <charconv>

namespace clumen {
namespace {

void append_utf8(std::string& text, unsigned code) {
  const auto add = [&text](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6);
    add(0x80 | (code & 0x3f));
  } else {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  }
}

std::string without_escapes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    unsigned code = 0;
    const bool escape = text.size() >= 6 && text.substr(0, 2) == "\\u" &&
                        std::from_chars(text.data() + 2, text.data() + 6, code, 16).ptr == text.data() + 6;
    if (escape) append_utf8(out, code);
    else if (static_cast<unsigned char>(text[0]) == 0xb5) out += "µ";  // Latin-1, as old ImageJ writes it
    else out += text[0];
    // A µ that is UTF-8 already has the Latin-1 one as its second byte.
    const std::size_t taken = escape ? 6 : text.substr(0, 2) == "µ" ? 2 : 1;
    if (taken == 2) out += text[1];
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace

std::string normal_unit(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  std::string unit = without_escapes(text);
  constexpr std::array<std::string_view, 9> micrometres{
      "um", "µm", "μm", "micron", "microns", "micrometer", "micrometers", "micrometre", "micrometres"};
  for (const std::string_view spelling : micrometres)
    if (unit == spelling) return "µm";
  if (unit.empty() || unit == "pixels") return "pixel";
  if (unit == "in") return "inch";
  return unit;
}

std::optional<double> metres_of(std::string_view unit) {
  struct Length {
    std::string_view unit;
    double metres;
  };
  constexpr std::array<Length, 9> lengths{{{"pm", 1e-12},
                                           {"Å", 1e-10},
                                           {"nm", 1e-9},
                                           {"µm", 1e-6},
                                           {"mm", 1e-3},
                                           {"cm", 1e-2},
                                           {"inch", 0.0254},
                                           {"m", 1},
                                           {"km", 1e3}}};
  for (const Length& length : lengths)
    if (length.unit == unit) return length.metres;
  return std::nullopt;
}

}  // namespace clumen
