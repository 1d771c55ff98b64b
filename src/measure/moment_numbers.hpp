#pragma once
#include <array>
#include <span>

#include "measure/properties.hpp"
#include "measure/region_moments.hpp"

namespace clumen {

/// How many numbers a property has along each axis of its array: none for a single number.
std::vector<int> extent_of(Property property, int axes);
/// The highest power of a coordinate that a property of moments needs.
int highest_power(Property property);

/// What one region's moments say. What several properties are made of is computed once, when the first one asks.
class RegionShape {
 public:
  /// local: from the lowest corner of the region's box. corner: where that is, x first.
  RegionShape(const Moments& local, const std::array<double, 3>& corner, const std::array<double, 3>& spacing)
      : local_(local), corner_(corner), spacing_(spacing) {}
  /// The numbers of a property that is made of moments, the last axis fastest; until the next call.
  std::span<const double> numbers(Property property);

 private:
  using Matrix = std::array<std::array<double, 3>, 3>;
  template <class T>
  struct Once {
    T value;
    bool known = false;
  };

  std::span<const double> result(std::initializer_list<double> numbers);
  std::span<const double> centre(const std::array<double, 3>& from);
  const Moments& central();
  const std::array<double, 64>& normalized();
  const Matrix& tensor();
  const std::array<double, 3>& eigenvalues();

  Moments local_;
  std::array<double, 3> corner_, spacing_;
  Once<Moments> central_;
  Once<std::array<double, 64>> normalized_;
  Once<Matrix> tensor_;
  Once<std::array<double, 3>> eigenvalues_;
  std::array<double, 9> result_;
};

}  // namespace clumen
