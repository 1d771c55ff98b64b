#include <algorithm>

#include "core/image_state.hpp"
#include "core/launch.hpp"
#include "label/label_ranks.hpp"
#include "segmentation/peaks.hpp"

namespace clumen {
namespace {

// How far each pixel of a footprint is from its centre, the nearest first: most pixels have a higher one beside them.
std::vector<std::int32_t> steps_of(const Footprint& footprint) {
  const Shape& s = footprint.shape();
  std::vector<std::array<std::int32_t, 4>> steps;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x)
        if (footprint.at(x, y, z))
          steps.push_back({static_cast<std::int32_t>(x - s.x / 2), static_cast<std::int32_t>(y - s.y / 2),
                           static_cast<std::int32_t>(z - s.z / 2), 0});
  std::ranges::stable_sort(steps, {}, [](const auto& at) { return at[0] * at[0] + at[1] * at[1] + at[2] * at[2]; });
  std::vector<std::int32_t> numbers;
  for (const auto& step : steps) numbers.insert(numbers.end(), step.begin(), step.end());
  return numbers;
}

Launch over(const Image& labels, std::string_view kernel, int part) {
  Launch launch(labels, "segmentation/label_peaks", kernel);
  launch.define("PART", part).source("labels", labels).arg("size", size_of_image(labels.shape()));
  return launch;
}

// x, y, z from and to, for each number from 0 on.
Buffer boxes_of(const Image& labels, std::int64_t count) {
  std::vector<std::int32_t> none;
  for (std::int64_t i = 0; i <= count; ++i) none.insert(none.end(), {INT32_MAX, INT32_MAX, INT32_MAX, -1, -1, -1});
  const Image boxes = labels.context().push(none, {static_cast<std::int64_t>(none.size()), 1});
  Launch launch = over(labels, "label_peaks_boxes", 1);
  launch.pixels("boxes", boxes);
  run_over_pixels(launch, labels);
  return boxes.state().buffer;
}

}  // namespace

Image peaks_in_labels(const Image& image, const Image& labels, std::int64_t count, const Footprint& footprint) {
  const Shape& s = labels.shape();
  const auto& context = labels.state().context;
  const auto bytes = static_cast<std::uint64_t>(count + 1) * 4;
  const Buffer boxes = boxes_of(labels, count), varied(*context, bytes);
  fill_buffer(context, varied, 0, bytes);
  const Image highest = new_image(labels, s, DType::boolean), chosen = new_image(labels, s, DType::boolean);
  const std::vector<std::int32_t> steps = steps_of(footprint);
  Launch compare = over(labels, "label_peaks_highest", 2);
  compare.source("src", image).buffer("boxes", boxes).buffer("steps", table_buffer(labels, steps));
  compare.arg("count", static_cast<int>(steps.size() / 4)).buffer("varied", varied).output("dst", highest);
  run_over_pixels(compare, labels);
  Launch choose = over(labels, "label_peaks_chosen", 3);
  choose.define("AXES", s.ndim).buffer("boxes", boxes).buffer("varied", varied).pixels("highest", highest);
  choose.output("dst", chosen);
  run_over_pixels(choose, labels);
  return chosen;
}

}  // namespace clumen
