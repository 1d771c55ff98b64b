#pragma once
#include "core/launch.hpp"
#include "graph/points.hpp"

namespace clumen {

/// Points on a device in an order in which neighbours are found fast: a binary tree without pointers, the children of
/// place i at 2i + 1 and 2i + 2. A place at depth d parts the points below it along axis d mod axes: those of its left
/// child are below it there, those of its right one above; where they are equal, their numbers are. However points lie,
/// no way is longer than log2 of their number, which a grid of equal cells could not say.
class PointTree {
 public:
  PointTree(const Context& context, const Points& points);

  /// A launch of graph/neighbors.cl, which has the points and may have further arguments.
  Launch launch(std::string_view kernel) const;
  /// Runs it for each point. Throws DeviceError, after a wait, where the driver ended a walk too early.
  void run(Launch& launch, std::string_view operation) const;
  std::size_t size() const { return size_; }
  const std::shared_ptr<ContextState>& context() const { return context_; }
  /// An image of the same device.
  const Image& like() const { return places_; }

 private:
  struct Point {
    std::array<double, 3> at;
    std::uint32_t number;
  };
  /// Coordinates and numbers by place.
  struct Arranged {
    std::vector<double> at;
    std::vector<std::uint32_t> numbers;
  };
  void arrange(Point* first, Point* last, std::size_t place, int axis, Arranged& tree) const;

  std::shared_ptr<ContextState> context_;
  int axes_;
  std::size_t size_;
  Image places_, numbers_;
};

}  // namespace clumen
