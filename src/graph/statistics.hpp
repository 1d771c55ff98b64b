#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "clumen/measure.hpp"

namespace clumen {

/// Columns of statistics of a few numbers each, row by row.
class RowStatistics {
 public:
  /// Throws ArgumentError for a statistic that is not known.
  RowStatistics(std::string_view operation, const std::vector<std::string>& names);
  void resize(std::size_t rows);
  /// A row of them; `values` may be reordered. Threads may do rows of their own.
  void set(std::size_t row, std::vector<double>& values);
  /// A table of the rows, the labels before them.
  Table table(std::vector<std::int64_t> labels) &&;

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace clumen
