#pragma once
#include "clumen/measure.hpp"
#include "measure/moment_numbers.hpp"
#include "measure/region_contours.hpp"

namespace clumen {

/// The columns of regionprops_table, made of what was added up per region.
class RegionColumns {
 public:
  RegionColumns(const Regions& regions, const Image& intensity, const Shape& shape, std::array<double, 3> spacing,
                std::string unit);
  /// All columns, in the order in which they were asked for.
  Table make(const std::vector<AskedProperty>& asked);

 private:
  struct Made {
    std::string name;
    Table::Column column;
  };
  using Columns = std::vector<Made>;

  std::string unit_of(Property property) const;
  Columns contours(const AskedProperty& asked);
  Columns columns_of(const AskedProperty& asked);
  Columns area(const AskedProperty& asked) const;
  Columns filled(const AskedProperty& asked) const;
  Columns boxes(const AskedProperty& asked) const;
  Columns centroids(const AskedProperty& asked) const;
  Columns intensities(const AskedProperty& asked) const;
  void add_quantiles(const std::vector<AskedProperty>& asked, std::vector<Columns>& columns) const;
  std::vector<Columns> moments(const std::vector<AskedProperty>& asked, const Image& weights, int channel) const;
  void add_moments(const std::vector<AskedProperty>& asked, std::vector<Columns>& columns) const;

  template <class F>
  std::vector<std::int64_t> whole(F&& value) const;
  template <class F>
  std::vector<double> fraction(F&& value) const;
  std::string with_channel(std::string name, std::int64_t c) const;
  // Axes are written as z, y, x.
  std::size_t axis(int column) const { return static_cast<std::size_t>(axes_ - 1 - column); }

  const Regions& regions_;
  Image intensity_;
  std::array<double, 3> spacing_;
  int axes_;
  double pixel_;
  std::string unit_;                ///< of lengths
  std::vector<Contours> contours_;  ///< once one is asked for
};

}  // namespace clumen
