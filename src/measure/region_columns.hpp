#pragma once
#include <deque>
#include <functional>

#include "clumen/measure.hpp"
#include "measure/moment_numbers.hpp"
#include "measure/region_filled.hpp"
#include "measure/region_quantiles.hpp"

namespace clumen {

/// The columns of regionprops_table, made of what was added up per region.
class RegionColumns {
 public:
  RegionColumns(const Regions& regions, const Image& intensity, std::array<double, 3> spacing, std::string unit);
  /// All columns, in the order in which they were asked for.
  Table make(const std::vector<AskedProperty>& asked);

 private:
  struct Made {
    std::string name, unit;
    Table::Column column;
  };
  /// Writes some rows, first .. end - 1, of some columns.
  using Work = std::function<void(std::size_t first, std::size_t end)>;
  /// A property of moments, and where its columns are, one element after the other.
  struct OfMoments {
    Property property;
    std::vector<std::vector<double>*> columns;
  };

  std::string unit_of(Property property) const;
  template <class T>
  std::vector<T>* add(std::string name, Property property);
  template <class F>
  Work whole(std::string name, Property property, F value);
  template <class F>
  Work fraction(std::string name, Property property, F value);

  void add_columns(const AskedProperty& asked);
  void add_shape(const AskedProperty& asked);
  void add_area(const AskedProperty& asked);
  void add_contours(const AskedProperty& asked);
  void add_coordinates(const AskedProperty& asked);
  void add_moments(const AskedProperty& asked);
  void add_intensities(const AskedProperty& asked);
  void add_quantiles(const AskedProperty& asked);
  bool stays_whole(Property property, int channel) const;
  Work work_of_moments(const Image& weights, int channel, const std::vector<OfMoments>& asked) const;
  void make_room();
  void run(const std::vector<Work>& work) const;

  std::string with_channel(const std::string& name, int channel) const;
  int channels() const { return intensity_.empty() ? 0 : static_cast<int>(intensity_.shape().c); }
  // Axes are written as z, y, x.
  std::size_t axis(int column) const { return static_cast<std::size_t>(axes_ - 1 - column); }

  const Regions& regions_;
  Image intensity_;
  std::array<double, 3> spacing_;
  int axes_;
  double pixel_;
  std::string unit_;        ///< of lengths
  std::deque<Made> made_;   ///< whose columns stay where they are
  std::vector<Work> work_;  ///< that needs the table alone
  std::vector<Work> late_;  ///< that needs further passes
  std::vector<OfMoments> bare_;
  std::vector<std::vector<OfMoments>> weighted_;  ///< by each channel
  std::optional<RegionFilled> filled_;
  std::vector<double> shares_;             ///< whose quantiles are asked for
  std::deque<RegionQuantiles> quantiles_;  ///< of each channel
};

}  // namespace clumen
