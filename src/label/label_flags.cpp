#include "label/label_flags.hpp"

#include <algorithm>

#include "core/launch.hpp"
#include "label/label_ranks.hpp"

namespace clumen {
namespace {

constexpr std::string_view file = "label/label_flags";

}  // namespace

LabelFlags::LabelFlags(const Image& labels, std::uint64_t places) : labels_(labels) {
  const std::uint64_t bytes = (places / 32 + 1) * 4;
  flags_ = Buffer(*labels.state().context, bytes);
  fill_buffer(labels.state().context, flags_, 0, bytes);
}

void LabelFlags::set_where(const Image& picked) const {
  Launch launch(labels_, file, "flag_where");
  launch.define("PART", 1).source("src", picked).source("labels", labels_).buffer("flags", flags_);
  run_over_pixels(launch.arg("size", size_of_image(labels_.shape())), labels_);
}

void LabelFlags::set_at_ends(const std::array<std::int64_t, 3>& pixels) const {
  const auto number = [&](std::size_t axis) { return static_cast<int>(pixels[axis]); };
  Launch launch(labels_, file, "flag_ends");
  launch.define("PART", 2).source("labels", labels_).buffer("flags", flags_);
  launch.arg("ends", cl_int4{{number(0), number(1), number(2), 0}});
  run_over_pixels(launch.arg("size", size_of_image(labels_.shape())), labels_);
}

Image LabelFlags::pick(const Reach& reach) const {
  const Image result = new_image(labels_, labels_.shape(), DType::boolean, reach);
  Launch launch(labels_, file, "pick_flagged");
  launch.define("PART", 3).source("labels", labels_).buffer("flags", flags_).output("dst", result);
  run_over_pixels(launch.arg("size", size_of_image(labels_.shape())), labels_);
  return result;
}

Image LabelFlags::replace(const Image& image, std::int64_t value, const Reach& reach) const {
  const Image result = new_image(labels_, labels_.shape(), image.dtype(), reach, {&image});
  Launch launch(labels_, file, "replace_flagged");
  launch.define("PART", 4).source("src", image).source("labels", labels_).buffer("flags", flags_);
  launch.arg("value", value).output("dst", result);
  run_over_pixels(launch.arg("size", size_of_image(labels_.shape())), labels_);
  return result;
}

}  // namespace clumen
