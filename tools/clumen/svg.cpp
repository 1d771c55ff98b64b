#include "svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace clumen::tool {
namespace {

constexpr double kWidth = 520, kHeight = 360;
constexpr double kLeft = 66, kTop = 14, kPlotBottom = kHeight - 48;
constexpr std::size_t kMostTexts = 2000;  // beyond, a page would be slow

/// 1, 2 or 5 times a power of ten, so that there are about `count` steps.
double tick_step(const Range& range, int count) {
  const double rough = (range.high - range.low) / count, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough) return factor * power;
  return 10 * power;
}

std::vector<double> ticks(const Range& range) {
  const double step = tick_step(range, 5), first = std::ceil(range.low / step);
  std::vector<double> out;
  // Counted, as first + 1 may be first where numbers are large.
  for (int i = 0; i < 12 && (first + i) * step <= range.high; ++i) out.push_back((first + i) * step);
  return out;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else out += c;
  }
  return out;
}

std::string number_text(double value) { return fmt::format("{:.4g}", value == 0 ? 0.0 : value); }

Range Range::padded(double part) const {
  const double extent = high - low, more = extent > 0 ? part * extent : std::max(std::abs(low) * 0.1, 1e-9);
  return {low - more, high + more};
}

void Range::include(double value) {
  low = std::min(low, value);
  high = std::max(high, value);
}

Range range_of(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return {*low, *high};
}

std::size_t bins_for(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size()), extent = values.back() - values.front();
  if (extent <= 0) return 1;
  const auto quantile = [&](double q) {
    const double at = q * (n - 1);
    const auto i = static_cast<std::size_t>(at);
    return std::lerp(values[i], values[std::min(i + 1, values.size() - 1)], at - std::floor(at));
  };
  const double between_quartiles = quantile(0.75) - quantile(0.25), sturges = std::log2(n) + 1;
  const double freedman_diaconis = between_quartiles > 0 ? extent / (2 * between_quartiles / std::cbrt(n)) : 0;
  return static_cast<std::size_t>(std::clamp(std::ceil(std::max(sturges, freedman_diaconis)), 1.0, 60.0));
}

Histogram histogram(const std::vector<double>& values, Range range, std::size_t bins) {
  if (range.low == range.high) range = {range.low - 0.5, range.high + 0.5};
  Histogram out{{}, std::vector<std::size_t>(bins)};
  const double width = (range.high - range.low) / static_cast<double>(bins);
  for (std::size_t i = 0; i <= bins; ++i) out.edges.push_back(range.low + width * static_cast<double>(i));
  for (const double value : values) {
    const auto bin = static_cast<std::size_t>(std::max((value - range.low) / width, 0.0));
    ++out.counts[std::min(bin, bins - 1)];
  }
  return out;
}

Plot::Plot(std::string title, std::string x_label, std::string y_label, Range x, Range y, Beside beside)
    : title_(std::move(title)),
      x_label_(std::move(x_label)),
      y_label_(std::move(y_label)),
      x_(x),
      y_(y),
      right_(kWidth - (beside == Beside::names ? 96 : 16)) {}

double Plot::left_of(double x) const { return kLeft + (x - x_.low) / (x_.high - x_.low) * (right_ - kLeft); }
double Plot::top_of(double y) const { return kPlotBottom - (y - y_.low) / (y_.high - y_.low) * (kPlotBottom - kTop); }

void Plot::band(double low, double high, std::string_view style) {
  marks_ += fmt::format(R"(<rect class="{}" x="{}" y="{:.2f}" width="{}" height="{:.2f}"/>)", style, kLeft,
                        top_of(high), right_ - kLeft, top_of(low) - top_of(high));
}

void Plot::level(double y, std::string_view style, std::string_view name) {
  const double top = top_of(y);
  marks_ += fmt::format(R"(<path class="{}" d="M{} {:.2f}H{}"/>)", style, kLeft, top, right_);
  if (name.empty()) return;
  notes_ += fmt::format(R"(<text class="level" x="{}" y="{:.2f}">{}</text>)", right_ + 5, top - 3, escaped(name));
  notes_ += fmt::format(R"(<text class="level" x="{}" y="{:.2f}">{}</text>)", right_ + 5, top + 11, number_text(y));
}

void Plot::segment(double x0, double y0, double x1, double y1, std::string_view style) {
  marks_ += fmt::format(R"(<path class="{}" d="M{:.2f} {:.2f}L{:.2f} {:.2f}"/>)", style, left_of(x0), top_of(y0),
                        left_of(x1), top_of(y1));
}

void Plot::points(const std::vector<double>& xs, const std::vector<double>& ys, const std::vector<std::string>& texts) {
  if (xs.size() > kMostTexts) {
    marks_ += R"(<path class="dots" d=")";
    for (std::size_t i = 0; i < xs.size(); ++i)
      marks_ += fmt::format("M{:.1f} {:.1f}h0", left_of(xs[i]), top_of(ys[i]));
    marks_ += R"("/>)";
    return;
  }
  for (std::size_t i = 0; i < xs.size(); ++i)
    marks_ += fmt::format(R"(<circle cx="{:.2f}" cy="{:.2f}" r="3"><title>{}</title></circle>)", left_of(xs[i]),
                          top_of(ys[i]), escaped(texts[i]));
}

void Plot::bars(const Histogram& histogram, std::string_view style) {
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const double left = left_of(histogram.edges[i]), top = top_of(static_cast<double>(histogram.counts[i]));
    marks_ += fmt::format(
        R"(<rect class="{}" x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}"><title>{} to {}: {}</title></rect>)",
        style, left, top, left_of(histogram.edges[i + 1]) - left, kPlotBottom - top, number_text(histogram.edges[i]),
        number_text(histogram.edges[i + 1]), histogram.counts[i]);
  }
}

void Plot::note(std::string_view text) {
  notes_ += fmt::format(R"(<text class="note" x="{}" y="{}">{}</text>)", kLeft + 8, kTop + 16, escaped(text));
}

std::string Plot::axes() const {
  std::string out;
  for (const double x : ticks(x_))
    out += fmt::format(R"(<path class="tick" d="M{0:.2f} {1}V{2}"/><text class="x" x="{0:.2f}" y="{3}">{4}</text>)",
                       left_of(x), kPlotBottom, kPlotBottom + 5, kPlotBottom + 18, number_text(x));
  for (const double y : ticks(y_))
    out += fmt::format(R"(<path class="tick" d="M{1} {0:.2f}H{2}"/><text class="y" x="{3}" y="{4:.2f}">{5}</text>)",
                       top_of(y), kLeft - 5, kLeft, kLeft - 8, top_of(y) + 4, number_text(y));
  out += fmt::format(R"(<rect class="frame" x="{}" y="{}" width="{}" height="{}"/>)", kLeft, kTop, right_ - kLeft,
                     kPlotBottom - kTop);
  out +=
      fmt::format(R"(<text class="x" x="{}" y="{}">{}</text>)", (kLeft + right_) / 2, kHeight - 10, escaped(x_label_));
  out += fmt::format(R"-(<text class="x" transform="translate(16 {}) rotate(-90)">{}</text>)-",
                     (kTop + kPlotBottom) / 2, escaped(y_label_));
  return out;
}

std::string Plot::svg() const {
  return fmt::format(R"(<svg role="img" viewBox="0 0 {} {}" aria-label="{}">)", kWidth, kHeight, escaped(title_)) +
         marks_ + axes() + notes_ + "</svg>\n";
}

}  // namespace clumen::tool
