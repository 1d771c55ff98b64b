#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "session.hpp"
#include "synthetic.hpp"

/// A synthetic field of nuclei with its ground truth.
namespace clumen::tool {
namespace {

struct Nucleus {
  double x, y, long_axis, short_axis, cos, sin, brightness;
  /// 0 at the centre, 1 on the rim.
  double square_at(double px, double py) const {
    const double u = ((px - x) * cos + (py - y) * sin) / long_axis, v = ((py - y) * cos - (px - x) * sin) / short_axis;
    return u * u + v * v;
  }
};

constexpr double kLargest = 20;  // pixels from the centre to the rim

Nucleus random_nucleus(Random& random, double size) {
  Nucleus n{};
  n.long_axis = random.between(12, kLargest);
  n.short_axis = n.long_axis * random.between(0.65, 1);
  std::tie(n.cos, n.sin) = random.direction();
  n.brightness = random.between(0.6, 1.4);
  n.x = random.between(0, size);
  n.y = random.between(0, size);
  return n;
}

/// How far the rim is from the centre in a direction.
double rim_distance(const Nucleus& n, double dx, double dy) { return 1 / std::sqrt(n.square_at(n.x + dx, n.y + dy)); }

/// Beside `other`, rim to rim: what a segmentation has to take apart.
void put_beside(Nucleus& n, const Nucleus& other, Random& random) {
  const auto [dx, dy] = random.direction();
  const double apart = rim_distance(other, dx, dy) + rim_distance(n, dx, dy);
  n.x = other.x + dx * apart;
  n.y = other.y + dy * apart;
}

double nearest_gap(const Nucleus& n, const std::vector<Nucleus>& others, std::size_t except) {
  double gap = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < others.size(); ++i) {
    const double dx = others[i].x - n.x, dy = others[i].y - n.y, apart = std::sqrt(dx * dx + dy * dy);
    if (i == except || apart > 3 * kLargest) continue;
    if (apart < 1) return -kLargest;
    gap = std::min(gap,
                   apart - rim_distance(n, dx / apart, dy / apart) - rim_distance(others[i], dx / apart, dy / apart));
  }
  return gap;
}

std::vector<Nucleus> random_field(Random& random, std::int64_t size) {
  const double side = static_cast<double>(size);
  const auto wanted = static_cast<std::size_t>(std::max(1.0, side * side / 6000));
  std::vector<Nucleus> field;
  for (std::size_t attempt = 0; field.size() < wanted && attempt < 20 * wanted; ++attempt) {
    Nucleus n = random_nucleus(random, side);
    std::size_t partner = field.size();
    if (!field.empty() && random.unit() < 0.15) {
      // one of the last ones, so that clusters stay small
      partner = field.size() - 1 -
                static_cast<std::size_t>(random.unit() * static_cast<double>(std::min<std::size_t>(field.size(), 8)));
      put_beside(n, field[partner], random);
    }
    const bool inside = n.x >= 0 && n.y >= 0 && n.x < side && n.y < side;
    if (inside && nearest_gap(n, field, partner) > 4) field.push_back(n);
  }
  return field;
}

struct Field {
  std::int64_t size;
  std::vector<double> light;
  std::vector<std::int32_t> labels;
  double& at(std::int64_t x, std::int64_t y) { return light[static_cast<std::size_t>(y * size + x)]; }
};

/// Smooth noise from 0 to 1: values on a lattice of `step` pixels, blended between.
double lattice_noise(std::uint64_t seed, double x, double y, double step) {
  const auto value = [&](double i, double j) {
    return Random(seed ^
                  (static_cast<std::uint64_t>(i) * 0x9e3779b1u + static_cast<std::uint64_t>(j) * 0x85ebca6bu + 77))
        .unit();
  };
  const double i = std::floor(x / step), j = std::floor(y / step), u = x / step - i, v = y / step - j;
  const double a = u * u * (3 - 2 * u), b = v * v * (3 - 2 * v);
  return (value(i, j) * (1 - a) + value(i + 1, j) * a) * (1 - b) +
         (value(i, j + 1) * (1 - a) + value(i + 1, j + 1) * a) * b;
}

void draw(Field& field, const Nucleus& n, std::int32_t label, std::uint64_t seed) {
  const auto clamp = [&](double v) { return std::clamp<std::int64_t>(static_cast<std::int64_t>(v), 0, field.size); };
  for (std::int64_t y = clamp(n.y - kLargest - 1); y < clamp(n.y + kLargest + 2); ++y)
    for (std::int64_t x = clamp(n.x - kLargest - 1); x < clamp(n.x + kLargest + 2); ++x) {
      const double px = static_cast<double>(x), py = static_cast<double>(y), square = n.square_at(px, py);
      std::int32_t& owner = field.labels[static_cast<std::size_t>(y * field.size + x)];
      if (square > 1 || owner != 0) continue;
      owner = label;
      const double texture = 0.6 * lattice_noise(seed, px, py, 9) + 0.4 * lattice_noise(seed + 1, px, py, 4);
      field.at(x, y) = n.brightness * (0.55 + 0.45 * std::sqrt(1 - square)) * (0.6 + 0.8 * texture);
    }
}

/// The microscope's blur, twice.
void blur(Field& field) {
  std::vector<double> line;
  for (int pass = 0; pass < 2; ++pass)
    for (std::int64_t i = 0; i < field.size; ++i) {
      blur_line(&field.at(0, i), field.size, 1, line);
      blur_line(&field.at(i, 0), field.size, field.size, line);
    }
}

/// Photons over an uneven background.
double photons_of(double light, double u, double v) {
  const double illumination = 1.05 - 0.4 * ((u - 0.45) * (u - 0.45) + (v - 0.55) * (v - 0.55));
  return illumination * (2200 * light + 180 + 160 * u + 90 * v);
}

Field draw_field(Random& random, std::int64_t size) {
  const auto pixels = static_cast<std::size_t>(size * size);
  Field field{size, std::vector<double>(pixels), std::vector<std::int32_t>(pixels)};
  const std::uint64_t texture = random.bits();
  std::int32_t label = 0;
  for (const Nucleus& n : random_field(random, size)) draw(field, n, ++label, texture);
  blur(field);
  return field;
}

HostImage photograph(Random& random, Field& field, const PixelSize& pixel_size) {
  const HostImage image({field.size, field.size}, DType::u16, pixel_size);
  std::uint16_t* pixel = image.as<std::uint16_t>();
  const double side = static_cast<double>(field.size);
  for (std::int64_t y = 0; y < field.size; ++y)
    for (std::int64_t x = 0; x < field.size; ++x)
      *pixel++ = camera_value(random,
                              photons_of(field.at(x, y), static_cast<double>(x) / side, static_cast<double>(y) / side));
  return image;
}

SampleKind::Drawn draw_nuclei(Random& random, std::int64_t size) {
  const auto field = std::make_shared<Field>(draw_field(random, size));
  return {std::move(field->labels),
          [field](Random& r, const PixelSize& pixel_size) { return photograph(r, *field, pixel_size); }};
}

}  // namespace

void add_nuclei_sample(CLI::App& sample) {
  add_sample_of(sample, {"nuclei",
                         "A field of nuclei, and its labels beside it as OUT_truth.tif.",
                         "nuclei",
                         "field",
                         640,
                         16,
                         65536,
                         {0.325, 0.325, 1, "micron"},
                         draw_nuclei});
}

void add_sample(CLI::App& app) {
  CLI::App* sample = app.add_subcommand("sample", "Synthetic images to try things on.");
  sample->require_subcommand(1);
  add_nuclei_sample(*sample);
  add_embryo_sample(*sample);
}

}  // namespace clumen::tool
