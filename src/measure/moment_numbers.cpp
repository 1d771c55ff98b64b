#include "measure/moment_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace clumen {
namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// Of moments from the centre; NaN below the second order. Element k has the powers k % 4 of x, k / 4 % 4 of y and
// k / 16 of z, as scikit-image's arrays have them.
std::array<double, 64> normalized_of(const Moments& m, const std::array<double, 3>& spacing) {
  const double scale = *std::min_element(spacing.begin(), spacing.begin() + m.axes), all = m(0, 0);
  const double step = scale * (m.axes == 3 ? std::cbrt(all) : std::sqrt(all));
  std::array<double, 10> divisor;  // of each order
  divisor[0] = all;
  for (std::size_t order = 1; order < divisor.size(); ++order) divisor[order] = divisor[order - 1] * step;
  std::array<double, 64> out;
  for (std::size_t k = 0; k < m.count(); ++k) {
    const std::size_t order = k % 4 + k / 4 % 4 + k / 16;
    out[k] = order < 2 ? std::numeric_limits<double>::quiet_NaN() : m.sums[k] / divisor[order];
  }
  return out;
}

// Hu's seven, of normalised moments n[4 · power of y + power of x].
std::array<double, 7> hu(const std::array<double, 64>& n) {
  const double n02 = n[2], n03 = n[3], n11 = n[5], n12 = n[6], n20 = n[8], n21 = n[9], n30 = n[12];
  const double sum = n30 + n12, other = n21 + n03, sum2 = sum * sum, other2 = other * other;
  const double a = n30 - 3 * n12, b = 3 * n21 - n03, difference = n20 - n02;
  const double p = sum * (sum2 - 3 * other2), q = other * (3 * sum2 - other2);
  return {n20 + n02,     difference * difference + 4 * n11 * n11,
          a * a + b * b, sum2 + other2,
          a * p + b * q, difference * (sum2 - other2) + 4 * n11 * sum * other,
          b * p - a * q};
}

// In scikit-image's order of axes.
Matrix inertia_tensor(const Moments& m) {
  const auto along = [&](int i, int j) {  // the second moment of scikit-image's axes i and j
    std::array<std::size_t, 3> power{};
    ++power[static_cast<std::size_t>(m.axes - 1 - i)];
    ++power[static_cast<std::size_t>(m.axes - 1 - j)];
    return m(power[0], power[1], power[2]);
  };
  double all = 0;
  for (int i = 0; i < m.axes; ++i) all += along(i, i);
  Matrix t{};
  for (int i = 0; i < m.axes; ++i)
    for (int j = 0; j < m.axes; ++j)
      t[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
          (i == j ? all - along(i, i) : -along(i, j)) / m(0, 0);
  return t;
}

// One rotation of Jacobi's method, which makes t[i][j] 0.
void rotate(Matrix& t, std::size_t i, std::size_t j) {
  if (t[i][j] == 0) return;
  const double theta = (t[j][j] - t[i][i]) / (2 * t[i][j]);
  const double tangent = std::copysign(1 / (std::abs(theta) + std::hypot(theta, 1)), theta);
  const double c = 1 / std::hypot(tangent, 1), s = tangent * c;
  for (std::size_t k = 0; k < 3; ++k) {
    const double a = t[k][i], b = t[k][j];
    t[k][i] = c * a - s * b;
    t[k][j] = s * a + c * b;
  }
  for (std::size_t k = 0; k < 3; ++k) {
    const double a = t[i][k], b = t[j][k];
    t[i][k] = c * a - s * b;
    t[j][k] = s * a + c * b;
  }
}

// The largest first; those that rounding made negative are 0.
std::array<double, 3> eigenvalues_of(Matrix t, int axes) {
  for (int sweep = 0; sweep < (axes == 3 ? 12 : 1); ++sweep) {
    rotate(t, 0, 1);
    if (axes == 3) {
      rotate(t, 0, 2);
      rotate(t, 1, 2);
      const double off = t[0][1] * t[0][1] + t[0][2] * t[0][2] + t[1][2] * t[1][2];
      const double on = t[0][0] * t[0][0] + t[1][1] * t[1][1] + t[2][2] * t[2][2];
      if (!(off > 1e-34 * on)) break;
    }
  }
  std::array<double, 3> values{t[0][0], t[1][1], t[2][2]};
  for (double& v : values) v = v < 0 ? 0 : v;
  const auto in_order = [&](std::size_t i, std::size_t j) {
    if (values[i] < values[j]) std::swap(values[i], values[j]);
  };
  in_order(0, 1);
  if (axes == 3) {
    in_order(1, 2);
    in_order(0, 1);
  }
  return values;
}

double axis_length(const std::array<double, 3>& l, int axes, Property which) {
  const bool major = which == Property::axis_major_length;
  if (axes == 2) return 4 * std::sqrt(l[major ? 0 : 1]);
  return std::sqrt(std::max(0.0, 10 * (major ? l[0] + l[1] - l[2] : -l[0] + l[1] + l[2])));
}

double orientation_of(const Matrix& t) {
  const double a = t[0][0], b = t[0][1], c = t[1][1];
  if (a - c == 0) return b < 0 ? std::numbers::pi / 4 : -std::numbers::pi / 4;
  return 0.5 * std::atan2(-2 * b, c - a);
}

}  // namespace

std::vector<int> extent_of(Property property, int axes) {
  switch (property) {
    case Property::moments:
    case Property::moments_central:
    case Property::moments_normalized:
    case Property::moments_weighted:
    case Property::moments_weighted_central:
    case Property::moments_weighted_normalized:
      return std::vector<int>(static_cast<std::size_t>(axes), 4);
    case Property::moments_hu:
    case Property::moments_weighted_hu:
      return {7};
    case Property::inertia_tensor:
      return {axes, axes};
    case Property::bbox:
      return {2 * axes};
    case Property::centroid:
    case Property::centroid_local:
    case Property::centroid_weighted:
    case Property::centroid_weighted_local:
    case Property::inertia_tensor_eigvals:
      return {axes};
    default:
      return {};
  }
}

int highest_power(Property property) {
  switch (property) {
    case Property::centroid_local:
    case Property::centroid_weighted:
    case Property::centroid_weighted_local:
      return 1;
    case Property::inertia_tensor:
    case Property::inertia_tensor_eigvals:
    case Property::axis_major_length:
    case Property::axis_minor_length:
    case Property::eccentricity:
    case Property::orientation:
      return 2;
    default:
      return 3;
  }
}

std::span<const double> RegionShape::result(std::initializer_list<double> numbers) {
  std::ranges::copy(numbers, result_.begin());
  return {result_.data(), numbers.size()};
}

const Moments& RegionShape::central() {
  if (!std::exchange(central_.known, true)) central_.value = local_.central();
  return central_.value;
}
const std::array<double, 64>& RegionShape::normalized() {
  if (!std::exchange(normalized_.known, true)) normalized_.value = normalized_of(central(), spacing_);
  return normalized_.value;
}
const RegionShape::Matrix& RegionShape::tensor() {
  if (!std::exchange(tensor_.known, true)) tensor_.value = inertia_tensor(central());
  return tensor_.value;
}
const std::array<double, 3>& RegionShape::eigenvalues() {
  if (!std::exchange(eigenvalues_.known, true)) eigenvalues_.value = eigenvalues_of(tensor(), local_.axes);
  return eigenvalues_.value;
}

std::span<const double> RegionShape::centre(const std::array<double, 3>& from) {
  const auto c = local_.centre();
  const auto axes = static_cast<std::size_t>(local_.axes);
  for (std::size_t i = 0; i < axes; ++i) result_[i] = from[axes - 1 - i] + c[axes - 1 - i];
  return {result_.data(), axes};
}

std::span<const double> RegionShape::numbers(Property property) {
  const auto axes = static_cast<std::size_t>(local_.axes);
  switch (property) {
    case Property::moments:
    case Property::moments_weighted:
      return {local_.sums.data(), local_.count()};
    case Property::moments_central:
    case Property::moments_weighted_central:
      return {central().sums.data(), local_.count()};
    case Property::moments_normalized:
    case Property::moments_weighted_normalized:
      return {normalized().data(), local_.count()};
    case Property::moments_hu:
    case Property::moments_weighted_hu:
      std::ranges::copy(hu(normalized()), result_.begin());
      return {result_.data(), 7};
    case Property::centroid_local:
    case Property::centroid_weighted_local:
      return centre({});
    case Property::centroid_weighted:
      return centre(corner_);
    case Property::orientation:
      return result({orientation_of(tensor())});
    case Property::inertia_tensor:
      for (std::size_t k = 0; k < axes * axes; ++k) result_[k] = tensor()[k / axes][k % axes];
      return {result_.data(), axes * axes};
    case Property::inertia_tensor_eigvals:
      return {eigenvalues().data(), axes};
    case Property::eccentricity: {
      const auto& l = eigenvalues();
      return result({l[0] == 0 ? 0 : std::sqrt(1 - l[1] / l[0])});
    }
    default:
      return result({axis_length(eigenvalues(), local_.axes, property)});
  }
}

}  // namespace clumen
