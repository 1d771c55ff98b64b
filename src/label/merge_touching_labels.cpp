#include "core/check.hpp"
#include "core/launch.hpp"
#include "label/label_ranks.hpp"
#include "label/labels.hpp"

namespace clumen {

Image merge_touching_labels(const Image& labels, int connectivity) {
  constexpr std::string_view name = "merge_touching_labels";
  require_labels(name, "labels", labels);
  const Shape& s = labels.shape();
  require(connectivity >= 1 && connectivity <= s.ndim, name, "connectivity", connectivity,
          fmt::format("1 to {}", s.ndim));
  require(s.pixels() < (std::int64_t{1} << 32) - 1, name, "labels", to_string(s), "fewer than 2^32 - 1 pixels");
  // numbered first, so that there are not more numbers than pixels
  const Image given = numbered_from_1(name, "labels", labels);
  if (given.is_tracing()) return given;
  const auto places = static_cast<std::uint64_t>(s.pixels()) + 1;
  const Buffer parents(*given.state().context, 4 * places);
  constexpr std::string_view file = "label/merge_touching_labels";
  const std::size_t group = on_cpu(given) ? 1024 : 256;
  Launch(given, file, "merge_begin")
      .define("PART", 1)
      .buffer("parents", parents)
      .arg("count", static_cast<unsigned>(places))
      .run({static_cast<std::size_t>(places)}, {group});
  Launch unite(given, file, "merge_unite");
  unite.define("PART", 2).define("CONNECTIVITY", connectivity).source("labels", given).buffer("parents", parents);
  run_over_pixels(unite.arg("size", size_of_image(s)), given);
  const Image joined = new_image(given, s, given.dtype());
  Launch write(given, file, "merge_write");
  write.define("PART", 3).source("labels", given).buffer("parents", parents);
  run_over_pixels(write.arg("size", size_of_image(s)).output("dst", joined), given);
  return numbered(joined, places, 1, given.dtype());
}

}  // namespace clumen
