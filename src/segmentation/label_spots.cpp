#include <numeric>

#include "clumen/segmentation.hpp"
#include "core/check.hpp"
#include "segmentation/spots.hpp"

namespace clumen {
namespace {

enum class Part : std::uint8_t { count = 1, labels, list };

Launch prepared(const SpotCounts& spots, std::string_view kernel, Part part) {
  Launch launch(spots.set, "segmentation/label_spots", kernel);
  launch.define("LS", static_cast<std::int64_t>(spots.ls)).define("PART", static_cast<int>(part));
  launch.pixels("set", spots.set).buffer("counts", spots.counts).arg("chunk", spots.chunk).arg("words", spots.words);
  return launch;
}

void number(const SpotCounts& spots, std::string_view kernel, Part part, const Image& result) {
  const Shape& s = spots.set.shape();
  Launch launch = prepared(spots, kernel, part);
  launch.output("dst", result).arg("size", size_of_image(s)).arg("row_words", static_cast<int>(words_of_row(s)));
  if (part == Part::list) launch.arg("spots", static_cast<int>(result.shape().x)).define("AXES", s.ndim > 2 ? 3 : 2);
  launch.run({spots.groups * spots.ls}, {spots.ls});
}

void require_one_channel(std::string_view operation, const Image& image) {
  require_image(operation, "image", image);
  require(image.shape().c == 1, operation, "channels of image", image.shape().c, "1; choose one with image.channel(c)");
}

}  // namespace

SpotCounts count_spots(std::string_view operation, const Image& image) {
  const Shape& s = image.shape();
  const std::int64_t words = words_of_row(s) * s.y * s.z;
  require(words < std::int64_t{1} << 32, operation, "image", to_string(s), "fewer than 2^37 pixels");
  SpotCounts out;
  out.set = in_bits(image);
  out.ls = static_cast<std::size_t>(tuned(image, {"label_spots.LS", 1, 256}));
  // A group adds the counts of all that come before it: not too many.
  out.groups = std::min<std::size_t>(ceil_div(static_cast<std::size_t>(words), out.ls), out.ls == 1 ? 64 : 1024);
  out.words = static_cast<unsigned>(words);
  out.chunk = static_cast<unsigned>(ceil_div(out.words, out.groups));
  out.counts = Buffer(*image.state().context, out.groups * 4);
  prepared(out, "label_spots_count", Part::count).run({out.groups * out.ls}, {out.ls});
  return out;
}

Image list_spots(const SpotCounts& spots) {
  std::vector<std::uint32_t> counts(spots.groups);
  read_buffer(*spots.set.state().context, spots.counts, counts.data(), counts.size() * 4);
  const int ndim = spots.set.shape().ndim > 2 ? 3 : 2;
  const Shape shape(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), ndim);
  const Image list = new_image(spots.set, shape, DType::i32, Reach{0, 0, 0, true});
  if (shape.x > 0) number(spots, "label_spots_list", Part::list, list);
  return list;
}

Image label_spots(const Image& image) {
  constexpr std::string_view name = "label_spots";
  require_one_channel(name, image);
  const Shape& s = image.shape();
  const DType dtype = s.pixels() < std::int64_t{1} << 31 ? DType::i32 : DType::i64;
  const Image result = new_image(image, s, dtype, Reach{0, 0, 0, true});
  if (image.is_tracing() || s.pixels() == 0) return result;
  number(count_spots(name, image), "label_spots", Part::labels, result);
  return result;
}

Image spots_to_pointlist(const Image& image) {
  constexpr std::string_view name = "spots_to_pointlist";
  require_one_channel(name, image);
  const Shape& s = image.shape();
  require(s.pixels() < std::int64_t{1} << 31, name, "image", to_string(s), "fewer than 2^31 pixels");
  if (image.is_tracing() || s.pixels() == 0)
    return new_image(image, Shape(0, s.ndim > 2 ? 3 : 2), DType::i32, Reach{0, 0, 0, true});
  return list_spots(count_spots(name, image));
}

}  // namespace clumen
