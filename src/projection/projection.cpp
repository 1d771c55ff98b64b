#include "projection/projection.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/source.hpp"
#include "reduce/reduce.hpp"

namespace clumen {

namespace {

constexpr char kNames[] = "xyzc";

Shape shape_without(const Shape& s, Axis axis) {
  const int ndim = std::max(s.ndim - 1, 1);
  switch (axis) {
    case Axis::x:
      return {s.y, s.z, 1, s.c, ndim};
    case Axis::y:
      return {s.x, s.z, 1, s.c, ndim};
    case Axis::z:
      return {s.x, s.y, 1, s.c, ndim};
    default:
      return {s.x, s.y, s.z, 1, s.ndim};
  }
}

/// As the kernel has them.
enum class Operation : std::uint8_t { minimum, maximum, argmax, sum, mean, std };

/// What a sum runs in: 64 bits where integers fit, else floats.
Launch& define_sums(Launch& launch, Operation operation, const Image& image) {
  const DType dtype = image.dtype();
  const bool whole =
      !is_float(dtype) && operation != Operation::std && (operation == Operation::sum || size_of(dtype) < 8);
  return launch.define("SUM_FLOAT", whole ? 0 : 1)
      .define("SUM_SIGNED", whole && is_signed(dtype) ? 1 : 0)
      .define("SUM_T", whole            ? "ulong"
                       : has_f64(image) ? "double"
                                        : "float");
}

/// Work-items of a GPU that share a line: few where there are lines enough for all of them.
int share_of(const Image& image, std::int64_t units, std::int64_t length, bool along_x) {
  if (along_x) return tuned(image, "projection.SHARE_X");
  const int most = tuned(image, "projection.SHARE");
  return units >= 1 << 18 || length < 4 * most ? 1 : most;
}

/// How many times VEC lines a CPU's item has: what it reads of one plane should be long, and what it keeps of each line
/// (at most 512 bytes for VEC of them) lies in local memory.
int units_of(const Image& image) {
  if (image.is_tracing()) return 1;
  const auto fit = static_cast<int>(image.context().device().local_memory / 512);
  return std::min(tuned(image, "projection.UNITS"), fit);
}

Image project(std::string_view name, Operation operation, const Image& image, Axis axis, DType dtype) {
  const Image result = projected(name, image, axis, dtype);
  const Shape& shape = image.shape();
  const std::int64_t length = extent_along(shape, axis);
  const bool along_x = axis == Axis::x;
  const int vector = tuned(image, {"projection.VEC", 16, 4}), group = tuned(image, "projection.LS");
  const std::int64_t lines = shape.pixels() / length;
  const std::int64_t units = along_x ? lines : lines / shape.x * ((shape.x + vector - 1) / vector);
  const int share = share_of(image, units, length, along_x);
  // a CPU's item has some units across, or several lines along x
  const int most = along_x ? tuned(image, "projection.LINES") : units_of(image);
  std::int64_t each = std::clamp<std::int64_t>(units / 8, 1, most);
  if (axis == Axis::y) each = std::min(each, (shape.x + vector - 1) / vector);  // rows that follow each other
  Launch launch(image, "projection/projection", along_x ? "project_along" : "project_across");
  define_sums(define_range(launch, image.dtype()), operation, image)
      .define("OPERATION", static_cast<int>(operation))
      .define("PIXEL_T", "RANGE_T")
      .define("PIXEL_FLOAT", "RANGE_FLOAT")
      .define("AXIS", static_cast<int>(axis))
      .define("LS", group)
      .define("VEC", vector)
      .define("SHARE", share)
      .define("TILE", most)
      .source("src", image)
      .arg("size", size_of_image(shape))
      .arg("count", static_cast<int>(length))
      .arg("units", units)
      .arg("each", static_cast<int>(each))
      .output("dst", result);
  const auto items = static_cast<std::size_t>(group);
  const auto in_group = group / share * each;
  launch.run({static_cast<std::size_t>((units + in_group - 1) / in_group) * items}, {items});
  return with_size_of_rest(result, image, axis);
}

DType sum_dtype(DType dtype) {
  if (is_float(dtype)) return dtype;
  return is_signed(dtype) || dtype == DType::boolean ? DType::i64 : DType::u64;
}

}  // namespace

std::int64_t extent_along(const Shape& shape, Axis axis) {
  return axis == Axis::c ? shape.c : shape.xyz()[static_cast<std::size_t>(axis)];
}

DType mean_dtype(const Image& image) {
  if (is_float(image.dtype())) return image.dtype();
  return has_f64(image) ? DType::f64 : DType::f32;
}

Image projected(std::string_view operation, const Image& image, Axis axis, DType dtype) {
  require_image(operation, "image", image);
  const auto number = static_cast<int>(axis);
  require(axis == Axis::c || number < image.shape().ndim, operation, "axis", kNames[number],
          fmt::format("one of the image's {} or c",
                      std::string_view(kNames, static_cast<std::size_t>(image.shape().ndim))));
  return new_image(image, shape_without(image.shape(), axis), dtype, axis == Axis::c ? Reach{} : kGlobalReach);
}

Image with_size_of_rest(const Image& result, const Image& image, Axis axis) {
  PixelSize size = image.pixel_size();
  if (axis == Axis::c || size == PixelSize{1, 1, 1, size.unit}) return result;
  if (axis == Axis::x) size.x = size.y;
  if (axis != Axis::z) size.y = size.z;
  size.z = 1;
  return result.with_pixel_size(size);
}

Image minimum_projection(const Image& image, Axis axis) {
  require_image("minimum_projection", "image", image);
  return project("minimum_projection", Operation::minimum, image, axis, image.dtype());
}
Image maximum_projection(const Image& image, Axis axis) {
  require_image("maximum_projection", "image", image);
  return project("maximum_projection", Operation::maximum, image, axis, image.dtype());
}
Image argmax_projection(const Image& image, Axis axis) {
  return project("argmax_projection", Operation::argmax, image, axis, DType::i64);
}
Image sum_projection(const Image& image, Axis axis) {
  require_image("sum_projection", "image", image);
  return project("sum_projection", Operation::sum, image, axis, sum_dtype(image.dtype()));
}
Image mean_projection(const Image& image, Axis axis) {
  require_image("mean_projection", "image", image);
  return project("mean_projection", Operation::mean, image, axis, mean_dtype(image));
}
Image std_projection(const Image& image, Axis axis) {
  require_image("std_projection", "image", image);
  return project("std_projection", Operation::std, image, axis, mean_dtype(image));
}

}  // namespace clumen
