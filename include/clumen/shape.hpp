#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace clumen {

/// The extent of an image: x (columns), y (rows), z (planes) and c (channels), in pixels.
/// ndim is the number of spatial axes that the image has for its owner, 1 to 3; it decides defaults such as the
/// connectivity of `label` and the columns of a table. A NumPy array of shape (1, 5, 5) has z = 1 and ndim = 3.
struct Shape {
  std::int64_t x = 0, y = 1, z = 1, c = 1;
  int ndim = 2;

  constexpr Shape() = default;
  constexpr Shape(std::int64_t x_, std::int64_t y_) : x(x_), y(y_) {}
  constexpr Shape(std::int64_t x_, std::int64_t y_, std::int64_t z_, std::int64_t c_ = 1)
      : x(x_), y(y_), z(z_), c(c_), ndim(z_ > 1 ? 3 : 2) {}
  constexpr Shape(std::int64_t x_, std::int64_t y_, std::int64_t z_, std::int64_t c_, int ndim_)
      : x(x_), y(y_), z(z_), c(c_), ndim(ndim_) {}

  constexpr std::int64_t pixels() const { return x * y * z * c; }
  constexpr std::array<std::int64_t, 3> xyz() const { return {x, y, z}; }
  /// Same extent along every axis; ndim does not count.
  constexpr bool same_size(const Shape& o) const { return x == o.x && y == o.y && z == o.z && c == o.c; }
  friend constexpr bool operator==(const Shape&, const Shape&) = default;
};

/// "640x480", "64x64x32", "640x480 with 3 channels".
std::string to_string(const Shape& shape);

/// An axis of an image: columns, rows, planes or channels.
enum class Axis : std::uint8_t { x, y, z, c };

/// A position in an image, in pixels.
struct Offset {
  std::int64_t x = 0, y = 0, z = 0;
};

/// The physical size of a pixel along each axis.
struct PixelSize {
  double x = 1, y = 1, z = 1;
  std::string unit = "pixel";
  friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

/// How far, in pixels per axis, a result looks into its input: what tiles must overlap for their result to equal the
/// untiled one. `global` when a pixel may depend on all others (a labelling).
struct Reach {
  std::int64_t x = 0, y = 0, z = 0;
  bool global = false;

  /// The reach of one operation after another.
  friend constexpr Reach operator+(const Reach& a, const Reach& b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z, a.global || b.global};
  }
  /// The reach of a result that has several inputs.
  static constexpr Reach max(const Reach& a, const Reach& b) {
    return {a.x > b.x ? a.x : b.x, a.y > b.y ? a.y : b.y, a.z > b.z ? a.z : b.z, a.global || b.global};
  }
  friend constexpr bool operator==(const Reach&, const Reach&) = default;
};

/// What a neighbourhood sees outside the image, with SciPy's names and meaning.
/// nearest: a a a | a b c d | d d d      reflect: c b a | a b c d | d c b      mirror: d c b | a b c d | c b a
/// constant: k k k | a b c d | k k k     wrap:    b c d | a b c d | a b c
struct Border {
  enum class Mode : std::uint8_t { nearest, reflect, mirror, constant, wrap };
  Mode mode = Mode::nearest;
  double value = 0;  ///< what `constant` reads outside

  static const Border nearest, reflect, mirror, wrap;
  static constexpr Border constant(double value) { return {Mode::constant, value}; }
  friend constexpr bool operator==(const Border&, const Border&) = default;
};
inline constexpr Border Border::nearest{Border::Mode::nearest, 0}, Border::reflect{Border::Mode::reflect, 0},
    Border::mirror{Border::Mode::mirror, 0}, Border::wrap{Border::Mode::wrap, 0};

/// One number per axis, in pixels; a single number stands for all the axes that the image has.
struct Sigma {
  double x, y, z;
  constexpr Sigma(double all) : x(all), y(all), z(all) {}  // NOLINT: gaussian(image, 5) reads as it should
  constexpr Sigma(double x_, double y_, double z_ = 0) : x(x_), y(y_), z(z_) {}
};

/// One whole number per axis; a single number stands for all the axes that the image has.
struct Counts {
  std::int64_t x, y, z;
  constexpr Counts(std::int64_t all) : x(all), y(all), z(all) {}  // NOLINT: uniform_filter(image, 5) reads as it should
  constexpr Counts(std::int64_t x_, std::int64_t y_, std::int64_t z_ = 1) : x(x_), y(y_), z(z_) {}
};

}  // namespace clumen
