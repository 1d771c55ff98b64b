#include "clumen/segmentation.hpp"
#include "core/check.hpp"
#include "segmentation/spots.hpp"

namespace clumen {
namespace {

constexpr std::size_t items = 64;

Launch over_spots(const Image& image, std::string_view kernel, int part, std::int64_t axes) {
  Launch launch(image, "segmentation/spots", kernel);
  launch.define("LS", static_cast<std::int64_t>(items)).define("PART", part).define("AXES", axes);
  return launch;
}

void run(Launch& launch, std::int64_t spots) {
  launch.arg("spots", static_cast<int>(spots)).run({static_cast<std::size_t>(spots)}, {items});
}

}  // namespace

Image values_at(const Image& image, const Image& pointlist) {
  const std::int64_t spots = pointlist.shape().x;
  const Image result = new_image(image, {spots, 1}, image.dtype(), Reach{0, 0, 0, true}, {&pointlist});
  if (spots == 0) return result;
  Launch launch = over_spots(result, "spots_values", 1, pointlist.shape().y);
  launch.source("src", image).pixels("places", pointlist).output("dst", result);
  run(launch, spots);
  return result;
}

Image number_points(const Image& pointlist, const Image& like, const Shape& shape) {
  const Image result = new_image(like, shape, DType::i32, Reach{0, 0, 0, true});
  if (like.is_tracing() || shape.pixels() == 0) return result;
  fill_buffer(like.state().context, result.state().buffer, 0, static_cast<std::uint64_t>(shape.pixels()) * 4);
  const std::int64_t spots = pointlist.shape().x;
  if (spots == 0) return result;
  Launch launch = over_spots(result, "spots_numbers", 2, pointlist.shape().y);
  if (is_float(pointlist.dtype())) launch.define("FLOATS", 1);
  launch.source("src", pointlist).pixels("numbers", result).arg("size", size_of_image(shape));
  run(launch, spots);
  return result;
}

void replace_numbers(const Image& numbers, const Buffer& table, const Image& result) {
  Launch launch = over_spots(result, "spots_labels", 3, 2);
  launch.pixels("numbers", numbers).buffer("table", table).output("dst", result);
  launch.arg("pixels", result.shape().pixels()).run({static_cast<std::size_t>(result.shape().pixels())}, {items});
}

Image pointlist_to_labelled_spots(const Image& pointlist, const Shape& shape) {
  constexpr std::string_view name = "pointlist_to_labelled_spots";
  require_image(name, "pointlist", pointlist);
  const Shape& list = pointlist.shape();
  require(pointlist.dtype() != DType::boolean, name, "dtype of pointlist", "bool", "an integer or a float");
  require(shape.c == 1, name, "channels of shape", shape.c, "1");
  require(list.y == (shape.ndim > 2 ? 3 : 2) && list.z == 1 && list.c == 1, name, "pointlist", to_string(list),
          fmt::format("{} rows, one for each axis of {}", shape.ndim > 2 ? 3 : 2, to_string(shape)));
  require(list.x < std::int64_t{1} << 31, name, "columns of pointlist", list.x, "fewer than 2^31");
  return number_points(pointlist, pointlist, shape);
}

}  // namespace clumen
