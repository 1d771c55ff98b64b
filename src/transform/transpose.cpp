#include "core/check.hpp"
#include "core/launch.hpp"
#include "transform/moved.hpp"

namespace clumen {
namespace {

constexpr std::string_view names[] = {"xzy", "yxz", "yzx", "zxy", "zyx"};

/// Which axis of the image becomes each of the result's.
std::array<std::size_t, 3> order_of(Axes axes) {
  std::array<std::size_t, 3> order{};
  for (std::size_t a = 0; a < 3; ++a) order[a] = static_cast<std::size_t>(names[static_cast<int>(axes)][a] - 'x');
  return order;
}

/// Planes of x and z: rows stay rows. Each z of the result is one plane of the source.
void move_rows(const Image& out, const Image& image) {
  const Shape& s = image.shape();
  ImageState& state = out.state();
  // The source seen with y and z exchanged is a view.
  const Image turned = retyped(image, image.dtype());
  std::swap(turned.state().layout.step.y, turned.state().layout.step.z);
  turned.state().shape = Shape(s.x, s.z, s.y, s.c, s.ndim);
  place(out, {}, state.shape, turned, {}, PadMode::edge, 0);
}

void move_tiles(const Image& out, const Image& image, const std::array<std::size_t, 3>& order) {
  const Image from = as_moved(image), to = retyped(out, from.dtype());
  const Shape& s = from.shape();
  const Shape& o = out.shape();
  const bool y_first = order[0] == 1;
  const std::int64_t step_y = o.x, step_z = o.x * o.y;
  const std::int64_t step_x = order[1] == 0 ? step_y : step_z, step_rest = order[1] == 0 ? step_z : step_y;
  const int group = tuned(out, "transpose.LS");
  const int tile = size_of(from.dtype()) < 4 ? tuned(out, "transpose.SMALL_TILE") : tuned(out, "transpose.TILE");
  const std::size_t tiles = ceil_div(static_cast<std::size_t>(s.x), static_cast<std::size_t>(tile)) *
                            ceil_div(static_cast<std::size_t>(o.x), static_cast<std::size_t>(tile)) *
                            static_cast<std::size_t>((y_first ? s.z : s.y) * s.c);
  const auto items = static_cast<std::size_t>(group);
  Launch(to, "transform/transpose", "transpose")
      .source("src", from)
      .output("dst", to)
      .define("LS", group)
      .define("TILE", tile)
      .define("EDGE", size_of(from.dtype()) < 8 ? tuned(out, "transpose.EDGE") : 8)
      .define("SMALL", size_of(from.dtype()) < 4 ? 1 : 0)
      .define("AXIS", y_first ? 1 : 2)
      .arg("size", size_of_image(s))
      .arg("steps", cl_long4{{step_x, step_rest, o.x * o.y * o.z, 0}})
      .run({tiles * items, 1, 1}, {items, 1, 1});
}

}  // namespace

Image transpose(const Image& image, Axes axes) {
  require_image("transpose", "image", image);
  const Shape& s = image.shape();
  require(s.ndim == 3 || (s.ndim == 2 && axes == Axes::yxz), "transpose", "axes", names[static_cast<int>(axes)],
          s.ndim == 2 ? "yxz for an image of 2 axes" : "any for 3 axes, yxz for 2 axes, none for 1 axis");
  const std::array<std::size_t, 3> order = order_of(axes);
  const auto n = s.xyz();
  const PixelSize& p = image.pixel_size();
  const std::array<double, 3> sizes{p.x, p.y, p.z};
  const Image out = new_image_of(image, Shape(n[order[0]], n[order[1]], n[order[2]], s.c, s.ndim), image.dtype(),
                                 {sizes[order[0]], sizes[order[1]], sizes[order[2]], p.unit});
  if (out.is_tracing()) return out;
  if (axes == Axes::xzy) move_rows(out, image);
  else move_tiles(out, image, order);
  return out;
}

}  // namespace clumen
