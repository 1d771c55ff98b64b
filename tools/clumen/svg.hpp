#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Plots as SVG inside a page, whose style sheet gives colours by class.
namespace clumen::tool {

/// Text as HTML and SVG show it.
std::string escaped(std::string_view text);
/// A number for a person: "28.7", "1.05e+06".
std::string number_text(double value);

/// What an axis shows.
struct Range {
  double low, high;
  /// Wider by a part of itself on either side; never without extent.
  Range padded(double part) const;
  void include(double value);
};
Range range_of(const std::vector<double>& values);

/// Counts of values between edges, all of one width: as many as Sturges's or Freedman's and Diaconis's rule asks for,
/// whichever are more, as NumPy's "auto" does; up to 60.
struct Histogram {
  std::vector<double> edges;
  std::vector<std::size_t> counts;
};
std::size_t bins_for(std::vector<double> values);
Histogram histogram(const std::vector<double>& values, Range range, std::size_t bins);

class Plot {
 public:
  /// What stands to the right of the plot.
  enum class Beside : std::uint8_t { nothing, names };
  /// title: what the plot says, for those who do not see it.
  Plot(std::string title, std::string x_label, std::string y_label, Range x, Range y, Beside beside = Beside::nothing);

  /// A horizontal band over the whole width.
  void band(double low, double high, std::string_view style);
  /// A horizontal line over the whole width, with its name and value beside it.
  void level(double y, std::string_view style, std::string_view name);
  void segment(double x0, double y0, double x1, double y1, std::string_view style);
  /// Each with its text, which appears under the mouse; without texts where there are very many.
  void points(const std::vector<double>& xs, const std::vector<double>& ys, const std::vector<std::string>& texts);
  void bars(const Histogram& histogram, std::string_view style);
  void note(std::string_view text);

  std::string svg() const;

 private:
  double left_of(double x) const;
  double top_of(double y) const;
  std::string axes() const;

  std::string title_, x_label_, y_label_;
  Range x_, y_;
  double right_;
  std::string marks_, notes_;
};

}  // namespace clumen::tool
