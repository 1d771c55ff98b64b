#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "core/check.hpp"
#include "io/tiff_axes.hpp"
#include "io/units.hpp"

namespace clumen {
namespace {

// A child by its name whatever the namespace's prefix: some writers put "ome:Image".
pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& each : node.children()) {
    const std::string_view full = each.name();
    if (full.substr(full.find(':') + 1) == name) return each;
  }
  return {};
}

std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node& each : node.children()) {
    const std::string_view full = each.name();
    if (full.substr(full.find(':') + 1) == name) found.push_back(each);
  }
  return found;
}

struct Extents {
  std::int64_t z, c, t;
  std::string order;
};

Extents extents_of(const InputFile& file, const pugi::xml_node& pixels, std::int64_t samples) {
  const auto size = [&](const char* name) { return std::int64_t{pixels.attribute(name).as_llong(1)}; };
  Extents e{size("SizeZ"), size("SizeC"), size("SizeT"), pixels.attribute("DimensionOrder").as_string("XYCZT")};
  const bool known = e.order.size() == 5 && e.order.starts_with("XY") && e.order.find('Z') != std::string::npos &&
                     e.order.find('C') != std::string::npos && e.order.find('T') != std::string::npos;
  if (!known) file.fail(fmt::format("has OME-XML with the DimensionOrder {}", e.order));
  if (e.z < 1 || e.c < 1 || e.t < 1 || e.c % samples != 0)
    file.fail(fmt::format("has OME-XML with sizes z {}, c {}, t {} for pages of {} channels", e.z, e.c, e.t, samples));
  e.c /= samples;
  // A file may be one of several, so that it may have fewer pages than planes; but not as many as memory has bytes.
  constexpr std::int64_t most_planes = std::int64_t{1} << 24;
  if (e.z > most_planes || e.c > most_planes || e.t > most_planes ||
      static_cast<__int128>(e.z) * e.c * e.t > most_planes)
    file.fail(fmt::format("has OME-XML that claims {} x {} x {} planes (z, c, t)", e.z, e.c, e.t));
  return e;
}

// The number of a plane in OME's order, and back to c fastest, then z, then t.
struct PlaneOrder {
  const Extents& extents;

  std::int64_t extent(char axis) const { return axis == 'Z' ? extents.z : axis == 'C' ? extents.c : extents.t; }
  std::int64_t number(std::int64_t z, std::int64_t c, std::int64_t t) const {
    std::int64_t number = 0;
    for (int i = 4; i >= 2; --i) {
      const char axis = extents.order[static_cast<std::size_t>(i)];
      number = number * extent(axis) + (axis == 'Z' ? z : axis == 'C' ? c : t);
    }
    return number;
  }
  std::int64_t plane(std::int64_t number) const {
    std::int64_t z = 0, c = 0, t = 0;
    for (int i = 2; i <= 4; ++i) {
      const char axis = extents.order[static_cast<std::size_t>(i)];
      (axis == 'Z' ? z : axis == 'C' ? c : t) = number % extent(axis);
      number /= extent(axis);
    }
    return (t * extents.z + z) * extents.c + c;
  }
};

// Whether a TiffData points into another file. A file that was renamed still names its old self, so that only one that
// names several can be a part of a set.
bool is_elsewhere(const pugi::xml_node& data, const std::string& own_uuid, std::size_t distinct_uuids) {
  const pugi::xml_node uuid = child(data, "UUID");
  return uuid && distinct_uuids > 1 && own_uuid != uuid.child_value();
}

std::vector<std::int64_t> pages_of(const InputFile& file, const pugi::xml_node& pixels, const Extents& extents,
                                   const std::string& own_uuid, std::int64_t pages) {
  const std::vector<pugi::xml_node> all = children(pixels, "TiffData");
  std::set<std::string> uuids;
  for (const pugi::xml_node& data : all)
    if (const pugi::xml_node uuid = child(data, "UUID")) uuids.insert(uuid.child_value());
  const PlaneOrder order{extents};
  const std::int64_t planes = extents.z * extents.c * extents.t;
  std::vector<std::int64_t> out(static_cast<std::size_t>(planes), -1);
  if (all.empty())
    for (std::int64_t i = 0; i < std::min(planes, pages); ++i) out[static_cast<std::size_t>(order.plane(i))] = i;
  for (const pugi::xml_node& data : all) {
    if (is_elsewhere(data, own_uuid, uuids.size())) continue;
    const auto first = [&](const char* name) { return std::int64_t{data.attribute(name).as_llong(0)}; };
    const std::int64_t page = first("IFD"), z = first("FirstZ"), c = first("FirstC"), t = first("FirstT");
    const std::int64_t count = data.attribute("PlaneCount").as_llong(data.attribute("IFD") ? 1 : planes);
    const bool inside = page >= 0 && z >= 0 && z < extents.z && c >= 0 && c < extents.c && t >= 0 && t < extents.t;
    if (!inside) file.fail(fmt::format("has OME-XML with TiffData of plane z {}, c {}, t {}, page {}", z, c, t, page));
    const std::int64_t start = order.number(z, c, t);
    for (std::int64_t i = 0; i < count && start + i < planes && page + i < pages; ++i)
      out[static_cast<std::size_t>(order.plane(start + i))] = page + i;
  }
  return out;
}

// Not pugixml's own, which follows the locale of the process.
double fraction(const pugi::xml_attribute& attribute) {
  const std::string_view text = attribute.as_string();
  double value = 0;
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{} ? value : 0;
}

// A length in the unit of x; as it is where one of the two units has no fixed length.
double length_of(const pugi::xml_node& pixels, const char* name, const std::string& unit) {
  const double value = fraction(pixels.attribute(name));
  const std::string own = normal_unit(pixels.attribute(fmt::format("{}Unit", name).c_str()).as_string("µm"));
  const std::optional<double> from = metres_of(own), to = metres_of(unit);
  return own != unit && from && to ? value * (*from / *to) : value;
}

void read_pixel_size(const pugi::xml_node& pixels, TiffAxes& axes) {
  const char* const names[] = {"PhysicalSizeX", "PhysicalSizeY", "PhysicalSizeZ"};
  if (!pixels.attribute(names[0]) && !pixels.attribute(names[2])) return;
  const char* const leading = pixels.attribute(names[0]) ? "PhysicalSizeXUnit" : "PhysicalSizeZUnit";
  axes.pixel_size.unit = normal_unit(pixels.attribute(leading).as_string("µm"));
  axes.has_unit = axes.has_xy = true;
  double* const sizes[] = {&axes.pixel_size.x, &axes.pixel_size.y, &axes.pixel_size.z};
  for (int i = 0; i < 3; ++i) {
    const double size = length_of(pixels, names[i], axes.pixel_size.unit);
    if (size > 0) *sizes[i] = size;
    else if (i == 1) axes.pixel_size.y = axes.pixel_size.x;
  }
}

double seconds_of(const pugi::xml_node& pixels) {
  const std::string_view unit = pixels.attribute("TimeIncrementUnit").as_string("s");
  const double value = fraction(pixels.attribute("TimeIncrement"));
  return value * (unit == "ms" ? 1e-3 : unit == "min" ? 60 : unit == "h" ? 3600 : 1);
}

std::string_view ome_type(DType dtype) {
  switch (dtype) {
    case DType::boolean:
      return "bit";
    case DType::u8:
      return "uint8";
    case DType::i8:
      return "int8";
    case DType::u16:
      return "uint16";
    case DType::i16:
      return "int16";
    case DType::u32:
      return "uint32";
    case DType::i32:
      return "int32";
    case DType::f32:
      return "float";
    case DType::f64:
      return "double";
    default:
      throw ArgumentError(
          fmt::format("write_tiff: dtype is {}; OME has only bool, u8, i8, u16, i16, u32, i32, f32 and "
                      "f64, ImageJ's metadata take it",
                      name_of(dtype)));
  }
}

std::string ome_unit(const std::string& unit) {
  const std::string normal = normal_unit(unit);
  require(normal == "pixel" || metres_of(normal), "write_tiff", "unit", unit,
          "pm, Å, nm, µm, mm, cm, inch, m, km or pixel with OME's metadata");
  return normal == "inch" ? "in" : normal;
}

void add_pixel_size(pugi::xml_node& pixels, const Shape& shape, const PixelSize& size) {
  if (size == PixelSize{}) return;
  const std::string unit = ome_unit(size.unit);
  const auto add = [&](const char* name, double value) {
    pixels.append_attribute(name).set_value(fmt::format("{}", value).c_str());
    pixels.append_attribute(fmt::format("{}Unit", name).c_str()).set_value(unit.c_str());
  };
  add("PhysicalSizeX", size.x);
  add("PhysicalSizeY", size.y);
  if (shape.z > 1 || size.z != 1) add("PhysicalSizeZ", size.z);
}

}  // namespace

std::optional<TiffAxes> ome_axes(const InputFile& file, std::string_view description, std::int64_t pages,
                                 std::int64_t samples) {
  if (description.find("<OME") == std::string_view::npos && description.find("<ome:OME") == std::string_view::npos)
    return std::nullopt;
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(description.data(), description.size());
  if (!result) file.fail(fmt::format("has broken OME-XML: {} at byte {}", result.description(), result.offset));
  const pugi::xml_node root = child(document, "OME");
  const pugi::xml_node pixels = child(child(root, "Image"), "Pixels");
  if (!pixels && child(root, "BinaryOnly"))
    file.fail(fmt::format("has its OME-XML in another file, {}",
                          child(root, "BinaryOnly").attribute("MetadataFile").as_string("that it does not name")));
  if (!pixels) file.fail("has OME-XML without Pixels");
  const Extents extents = extents_of(file, pixels, samples);
  TiffAxes axes;
  axes.z = extents.z, axes.c = extents.c, axes.t = extents.t;
  axes.pages = pages_of(file, pixels, extents, root.attribute("UUID").as_string(), pages);
  axes.frame_interval = seconds_of(pixels);
  read_pixel_size(pixels, axes);
  for (const pugi::xml_node& channel : children(pixels, "Channel"))
    axes.channel_names.emplace_back(channel.attribute("Name").as_string());
  if (std::ranges::all_of(axes.channel_names, [](const std::string& name) { return name.empty(); }))
    axes.channel_names.clear();
  return axes;
}

std::string ome_description(const Shape& shape, DType dtype, const PixelSize& pixel_size,
                            const std::vector<std::string>& channel_names) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("OME");
  root.append_attribute("xmlns") = "http://www.openmicroscopy.org/Schemas/OME/2016-06";
  root.append_attribute("xmlns:xsi") = "http://www.w3.org/2001/XMLSchema-instance";
  root.append_attribute("xsi:schemaLocation") =
      "http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd";
  pugi::xml_node image = root.append_child("Image");
  image.append_attribute("ID") = "Image:0";
  pugi::xml_node pixels = image.append_child("Pixels");
  pixels.append_attribute("ID") = "Pixels:0";
  pixels.append_attribute("DimensionOrder") = "XYCZT";
  pixels.append_attribute("Type").set_value(std::string(ome_type(dtype)).c_str());
  const auto add_extent = [&](const char* name, std::int64_t extent) {
    pixels.append_attribute(name).set_value(static_cast<long long>(extent));
  };
  add_extent("SizeX", shape.x);
  add_extent("SizeY", shape.y);
  add_extent("SizeZ", shape.z);
  add_extent("SizeC", shape.c);
  add_extent("SizeT", 1);
  add_pixel_size(pixels, shape, pixel_size);
  for (std::int64_t c = 0; c < shape.c; ++c) {
    pugi::xml_node channel = pixels.append_child("Channel");
    channel.append_attribute("ID").set_value(fmt::format("Channel:0:{}", c).c_str());
    if (static_cast<std::size_t>(c) < channel_names.size())
      channel.append_attribute("Name").set_value(channel_names[static_cast<std::size_t>(c)].c_str());
    channel.append_attribute("SamplesPerPixel") = 1;
  }
  const long long planes = shape.z * shape.c;
  pugi::xml_node data = pixels.append_child("TiffData");
  data.append_attribute("IFD") = 0;
  data.append_attribute("PlaneCount").set_value(planes);
  std::ostringstream text;
  document.save(text, "", pugi::format_raw, pugi::encoding_utf8);
  // TIFF's text is ASCII by its specification, but OME's is UTF-8 by its own.
  return text.str();
}

}  // namespace clumen
