#pragma once
#include <optional>
#include <string>
#include <vector>

#include "clumen/shape.hpp"

/// What `clumen bench` measures: each row is a chain of operations as text.
namespace clumen::tool {

enum class RowSet : std::uint8_t { clij, transfer, workflow, scaling, chain, own };
std::string_view name_of(RowSet set);
/// The sets of a list, "clij,scaling" or "all"; "clij" brings transfers alone with it, and "workflow" the chains.
/// Throws ArgumentError.
std::vector<RowSet> row_sets_of(const std::string& text);

enum class RowAxes : std::uint8_t { both, plane, space };

/// The operations on a pixel that a row's definition takes, where they can be told whatever the implementation is:
/// `once`, and `per_axis` more for each axis.
struct OperationCount {
  double once = 0, per_axis = 0;
};

/// In a chain round:2 is disk:2 or ball:2, square:3 is box:3x3 or box:3x3x3, and {threshold} is the number above which
/// pixels belong to the mask. "push" and "pull" are transfers alone.
struct Row {
  std::string name, title;
  std::vector<RowSet> sets;
  std::string input;  ///< what the chain begins with: image, mask or labels
  std::string chain;
  double bytes;  ///< of a pixel, that must move at least: inputs read once and results written once
  std::optional<OperationCount> operations = {};
  RowAxes axes = RowAxes::both;
  /// Where the peers have it: a file of tools/compare/families, and its row there.
  std::string family = {}, peer_row = {};
  std::string chain_of = {};  ///< of a set of lengths: what they have in common
  int steps = 1;

  bool has(RowSet set) const;
  bool fits(const Shape& shape) const;
  std::string chain_for(const Shape& shape, double threshold) const;
  std::optional<double> operations_for(const Shape& shape) const;
};

const std::vector<Row>& bench_rows();
/// A chain given by hand.
Row own_row(const std::string& chain);

}  // namespace clumen::tool
