#include <fmt/format.h>

#include <algorithm>

#include "session.hpp"
#include "synthetic.hpp"

/// A synthetic embryo with its ground truth: one layer of cells around an ellipsoid, their nuclei in one channel and
/// the membranes between them in another.
namespace clumen::tool {
namespace {

struct Place {
  double x, y, z;
};

constexpr double kInner = 0.72, kMiddle = 0.86;    // of the way from the centre to the surface
constexpr double kCellWidth = 13;                  // pixels between the centres of neighbours, about
constexpr double kNucleus = 4.2, kMembrane = 1.1;  // pixels

struct Embryo {
  std::int64_t size;
  Place axes;  // half of the ellipsoid's
  std::vector<Place> centres;
  std::vector<double> brightness;
  std::vector<double> nuclei, membranes;
  std::vector<std::int32_t> cells;

  double half() const { return static_cast<double>(size) / 2; }
  /// 0 at the centre, 1 on the surface.
  double square_at(const Place& p) const {
    const double u = (p.x - half()) / axes.x, v = (p.y - half()) / axes.y, w = (p.z - half()) / axes.z;
    return u * u + v * v + w * w;
  }
};

double square_between(const Place& a, const Place& b) {
  const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
  return x * x + y * y + z * z;
}

/// A place in the middle of the layer.
Place random_centre(Random& random, const Embryo& e) {
  for (;;) {
    const double x = random.between(-1, 1), y = random.between(-1, 1), z = random.between(-1, 1);
    const double square = x * x + y * y + z * z;
    if (square < 0.01 || square > 1) continue;
    const double out = kMiddle / std::sqrt(square);
    return {e.half() + x * out * e.axes.x, e.half() + y * out * e.axes.y, e.half() + z * out * e.axes.z};
  }
}

/// Centres that are not too near to each other, until hardly another one finds room.
void place_cells(Embryo& e, Random& random) {
  for (int missed = 0; missed < 400;) {
    const Place centre = random_centre(random, e);
    const bool room = std::ranges::all_of(
        e.centres, [&](const Place& other) { return square_between(centre, other) > kCellWidth * kCellWidth; });
    missed = room ? 0 : missed + 1;
    if (!room) continue;
    e.centres.push_back(centre);
    e.brightness.push_back(random.between(0.7, 1.3));
  }
}

/// The nearest centre and how much nearer it is than the second.
struct Owner {
  std::size_t cell;
  double distance, lead;
};
Owner owner_of(const Embryo& e, const std::vector<std::size_t>& cells, const Place& p) {
  Owner owner{0, 1e30, 0};
  double second = 1e30;
  for (const std::size_t cell : cells) {
    const double distance = std::sqrt(square_between(p, e.centres[cell]));
    second = std::min(second, std::max(distance, owner.distance));
    if (distance < owner.distance) owner = {cell, distance, 0};
  }
  owner.lead = second - owner.distance;
  return owner;
}

/// The cells that can be near a row's pixels.
std::vector<std::size_t> cells_near(const Embryo& e, double y, double z) {
  constexpr double far = 40;
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < e.centres.size(); ++i)
    if (std::abs(e.centres[i].y - y) < far && std::abs(e.centres[i].z - z) < far) cells.push_back(i);
  return cells;
}

void draw_pixel(Embryo& e, const std::vector<std::size_t>& near, std::size_t index, const Place& p) {
  const double square = e.square_at(p);
  if (square > 1 || square < kInner * kInner) return;
  const Owner owner = owner_of(e, near, p);
  e.cells[index] = static_cast<std::int32_t>(owner.cell + 1);
  const double depth = std::sqrt(square), scale = std::min({e.axes.x, e.axes.y, e.axes.z});
  const double wall = std::min(1 - depth, depth - kInner) * scale;  // to the layer's two surfaces, about
  if (std::min(owner.lead / 2, wall) < kMembrane) e.membranes[index] = 1;
  if (owner.distance < kNucleus) e.nuclei[index] = e.brightness[owner.cell];
}

Embryo draw_embryo(Random& random, std::int64_t size) {
  const auto pixels = static_cast<std::size_t>(size * size * size);
  const double side = static_cast<double>(size);
  Embryo e{.size = size,
           .axes = {0.46 * side, 0.38 * side, 0.34 * side},
           .centres = {},
           .brightness = {},
           .nuclei = std::vector<double>(pixels),
           .membranes = std::vector<double>(pixels),
           .cells = std::vector<std::int32_t>(pixels)};
  place_cells(e, random);
  std::size_t index = 0;
  for (std::int64_t z = 0; z < size; ++z)
    for (std::int64_t y = 0; y < size; ++y) {
      const auto py = static_cast<double>(y), pz = static_cast<double>(z);
      const std::vector<std::size_t> near = cells_near(e, py, pz);
      for (std::int64_t x = 0; x < size; ++x) draw_pixel(e, near, index++, {static_cast<double>(x), py, pz});
    }
  return e;
}

/// The microscope's blur, which reaches farther along z.
void blur(std::vector<double>& light, std::int64_t size) {
  std::vector<double> line;
  const auto along = [&](std::int64_t step, std::int64_t first_step, std::int64_t second_step) {
    for (std::int64_t a = 0; a < size; ++a)
      for (std::int64_t b = 0; b < size; ++b)
        blur_line(&light[static_cast<std::size_t>(a * first_step + b * second_step)], size, step, line);
  };
  along(1, size, size * size);
  along(size, 1, size * size);
  for (int pass = 0; pass < 2; ++pass) along(size * size, 1, size);
}

HostImage photograph(Random& random, Embryo& e, const PixelSize& pixel_size) {
  const HostImage image({e.size, e.size, e.size, 2}, DType::u16, pixel_size);
  std::uint16_t* pixel = image.as<std::uint16_t>();
  for (std::vector<double>* light : {&e.nuclei, &e.membranes}) {
    blur(*light, e.size);
    for (const double v : *light) *pixel++ = camera_value(random, 1500 * v + 60);
  }
  return image;
}

SampleKind::Drawn draw_cells(Random& random, std::int64_t size) {
  const auto embryo = std::make_shared<Embryo>(draw_embryo(random, size));
  return {std::move(embryo->cells),
          [embryo](Random& r, const PixelSize& pixel_size) { return photograph(r, *embryo, pixel_size); }};
}

}  // namespace

void add_embryo_sample(CLI::App& sample) {
  add_sample_of(sample,
                {"embryo",
                 "An embryo in space: a layer of cells, nuclei in channel 0 and membranes in channel 1, and the "
                 "cells' labels beside it as OUT_truth.tif.",
                 "cells",
                 "embryo",
                 128,
                 48,
                 384,
                 {0.5, 0.5, 0.5, "micron"},
                 draw_cells});
}

}  // namespace clumen::tool
