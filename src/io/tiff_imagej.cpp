#include <fmt/format.h>

#include <charconv>
#include <map>

#include "io/tiff_axes.hpp"
#include "io/units.hpp"

namespace clumen {
namespace {

using Lines = std::map<std::string_view, std::string_view>;

// The lines "name=value" of the text.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) lines.emplace(line.substr(0, equals), line.substr(equals + 1));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

template <class T>
T number_of(const Lines& lines, std::string_view name, T fallback) {
  const auto found = lines.find(name);
  if (found == lines.end()) return fallback;
  T value{};
  const std::string_view text = found->second;
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{} ? value : fallback;
}

// Escapes what is not ASCII, as ImageJ does: "µm" is "\u00B5m".
std::string ascii(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const unsigned byte = static_cast<unsigned char>(utf8[i]);
    const int more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
    unsigned code = more == 0 ? byte : byte & (0x3fu >> more);
    for (int k = 0; k < more && i + 1 < utf8.size(); ++k)
      code = code << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f);
    if (code >= 0x80) out += fmt::format("\\u{:04X}", code);
    else if (code >= 0x20) out += static_cast<char>(code);
  }
  return out;
}

}  // namespace

std::optional<TiffAxes> imagej_axes(const InputFile& file, std::string_view description, std::int64_t pages) {
  if (!description.starts_with("ImageJ=")) return std::nullopt;
  const Lines lines = lines_of(description);
  const auto count = [&](std::string_view name) { return number_of<std::int64_t>(lines, name, 1); };
  const std::int64_t images = lines.contains("images") ? count("images") : pages;
  if (images < 1 || (images > pages && pages > 1))
    file.fail(fmt::format("is truncated: its ImageJ text claims {} planes, but it has {} pages", images, pages));
  TiffAxes axes;
  axes.c = count("channels"), axes.z = count("slices"), axes.t = count("frames");
  const bool fits = axes.c > 0 && axes.z > 0 && axes.t > 0 && axes.c <= images && axes.z <= images &&
                    axes.t <= images && static_cast<__int128>(axes.c) * axes.z * axes.t == images;
  // ImageJ itself takes a stack whose axes do not multiply to its planes as planes in z.
  if (!fits) axes.c = axes.t = 1, axes.z = images;
  if (lines.contains("unit")) axes.pixel_size.unit = normal_unit(lines.at("unit")), axes.has_unit = true;
  const double spacing = number_of(lines, "spacing", 1.0);
  axes.pixel_size.z = spacing < 0 ? -spacing : spacing > 0 ? spacing : 1;
  axes.frame_interval = number_of(lines, "finterval", 0.0);
  const double fps = number_of(lines, "fps", 0.0);
  if (axes.frame_interval == 0 && fps > 0 && axes.t > 1) axes.frame_interval = 1 / fps;
  return axes;
}

std::string imagej_description(const Shape& shape, const PixelSize& pixel_size) {
  std::string text = fmt::format("ImageJ=1.54f\nimages={}\n", shape.z * shape.c);
  if (shape.c > 1) text += fmt::format("channels={}\n", shape.c);
  if (shape.z > 1) text += fmt::format("slices={}\n", shape.z);
  if (shape.c > 1) text += "hyperstack=true\nmode=composite\n";
  // The word that every version of ImageJ takes for micrometres.
  const std::string unit = normal_unit(pixel_size.unit);
  if (unit != "pixel") text += fmt::format("unit={}\n", unit == "µm" ? "micron" : ascii(pixel_size.unit));
  if (shape.z > 1 || pixel_size.z != 1) text += fmt::format("spacing={}\n", pixel_size.z);
  return text + "loop=false\n";
}

}  // namespace clumen
