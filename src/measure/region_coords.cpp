#include "clumen/measure.hpp"
#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "measure/region_box.hpp"

namespace clumen {

Table region_coords(const Image& label_image, std::int64_t label, Sigma spacing) {
  constexpr std::string_view name = "region_coords";
  require_labels(name, "label_image", label_image);
  const std::array<double, 3> size = pixel_size_of(name, label_image, spacing);
  const RegionBox box = region_box(name, label_image, label);
  const int axes = label_image.shape().ndim == 3 ? 3 : 2;
  std::array<std::vector<std::int64_t>, 3> places;  // x first
  if (!label_image.is_tracing()) {
    const HostImage mask = (box.labels == label).pull();
    const Shape& s = mask.shape();
    const auto* pixel = static_cast<const bool*>(mask.data());
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) {
          if (!*pixel++) continue;
          places[0].push_back(box.first.x + x);
          places[1].push_back(box.first.y + y);
          places[2].push_back(box.first.z + z);
        }
  }
  const bool whole = size[0] == 1 && size[1] == 1 && size[2] == 1;
  Table table;
  for (int c = 0; c < axes; ++c) {
    const auto a = static_cast<std::size_t>(axes - 1 - c);
    const std::string column = "coords-" + std::to_string(c), unit = unit_of_length(label_image, spacing);
    if (whole) {
      table.add(column, std::move(places[a]), unit);
      continue;
    }
    std::vector<double> lengths;
    lengths.reserve(places[a].size());
    for (const std::int64_t place : places[a]) lengths.push_back(static_cast<double>(place) * size[a]);
    table.add(column, std::move(lengths), unit);
  }
  return table;
}

}  // namespace clumen
