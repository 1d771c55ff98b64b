#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "page.hpp"
#include "svg.hpp"

namespace clumen::tool {
namespace {

std::string interval_text(const Estimate& e) {
  return fmt::format("{:.6g}<br><small>{:.5g} to {:.5g}</small>", e.value, e.low, e.high);
}

std::string table_of(const Comparison& comparison) {
  std::string out =
      R"(<div class="scroll"><table id="agreement"><thead><tr><th>column</th><th>n</th><th>Pearson r</th>)"
      "<th>bias (95 %)</th><th>SD of differences</th><th>lower limit (95 %)</th><th>upper limit (95 %)</th>"
      "<th>coefficient of<br>repeatability</th></tr></thead><tbody>\n";
  for (const ComparedColumn& c : comparison.columns) {
    const Agreement& a = c.agreement;
    out += fmt::format(
        "<tr><th>{}</th><td>{}</td><td>{:.5f}</td><td>{}</td><td>{:.6g}</td><td>{}</td><td>{}</td><td>{:.6g}</td></"
        "tr>\n",
        escaped(c.pairs.name), a.n, a.pearson_r, interval_text(a.bias), a.sd, interval_text(a.lower),
        interval_text(a.upper), a.repeatability);
  }
  return out + "</tbody></table></div>";
}

std::string figure(const std::string& caption, const Plot& plot) {
  return fmt::format("<figure><figcaption>{}</figcaption>{}</figure>\n", caption, plot.svg());
}

std::vector<std::string> point_texts(const PairedColumn& pairs) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < pairs.a.size(); ++i)
    out.push_back(fmt::format("{}: A {:.6g}, B {:.6g}", pairs.keys[i], pairs.a[i], pairs.b[i]));
  return out;
}

std::string bland_altman(const ComparedColumn& column) {
  const Agreement& a = column.agreement;
  std::vector<double> means, differences;
  for (std::size_t i = 0; i < a.n; ++i) {
    means.push_back(column.pairs.a[i] / 2 + column.pairs.b[i] / 2);
    differences.push_back(column.pairs.a[i] - column.pairs.b[i]);
  }
  Range y = range_of(differences);
  for (const double value : {a.lower.low, a.upper.high, 0.0}) y.include(value);
  Plot plot(fmt::format("Bland-Altman plot of {}: bias {}, limits of agreement {} to {}", column.pairs.name,
                        number_text(a.bias.value), number_text(a.lower.value), number_text(a.upper.value)),
            "mean of A and B", "A \u2212 B", range_of(means).padded(0.05), y.padded(0.05), Plot::Beside::names);
  plot.band(a.bias.low, a.bias.high, "bias-interval");
  plot.band(a.lower.low, a.lower.high, "limit-interval");
  plot.band(a.upper.low, a.upper.high, "limit-interval");
  plot.level(0, "zero", "");
  plot.level(a.bias.value, "bias", "bias");
  plot.level(a.lower.value, "limit", "bias \u2212 1.96 SD");
  plot.level(a.upper.value, "limit", "bias + 1.96 SD");
  plot.points(means, differences, point_texts(column.pairs));
  return figure("Bland\u2013Altman plot", plot);
}

std::string scatter(const ComparedColumn& column) {
  Range range = range_of(column.pairs.a);
  for (const double value : column.pairs.b) range.include(value);
  range = range.padded(0.05);
  Plot plot(fmt::format("Scatter plot of {}: Pearson r {:.5f}", column.pairs.name, column.agreement.pearson_r), "A",
            "B", range, range);
  plot.segment(range.low, range.low, range.high, range.high, "identity");
  plot.points(column.pairs.a, column.pairs.b, point_texts(column.pairs));
  plot.note(fmt::format("r = {:.5f}", column.agreement.pearson_r));
  return figure("B against A, and where both are equal", plot);
}

Plot histogram_plot(const std::string& title, const std::string& label, const std::vector<Histogram>& histograms) {
  std::size_t most = 1;
  for (const Histogram& h : histograms) most = std::max(most, *std::max_element(h.counts.begin(), h.counts.end()));
  Plot plot(title, label, "count", {histograms[0].edges.front(), histograms[0].edges.back()},
            {0, static_cast<double>(most) * 1.05});
  plot.bars(histograms[0], "a");
  if (histograms.size() > 1) plot.bars(histograms[1], "b");
  return plot;
}

std::string histograms(const ComparedColumn& column) {
  const std::vector<double>&a = column.pairs.a, &b = column.pairs.b;
  Range range = range_of(a);
  for (const double value : b) range.include(value);
  const std::size_t bins = std::max(bins_for(a), bins_for(b));
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  const Histogram of_differences = histogram(differences, range_of(differences), bins_for(differences));
  return figure(R"(Histograms of <span class="key-a">A</span> and <span class="key-b">B</span>)",
                histogram_plot("Histograms of " + column.pairs.name, column.pairs.name,
                               {histogram(a, range, bins), histogram(b, range, bins)})) +
         figure("Histogram of the differences",
                histogram_plot("Histogram of the differences of " + column.pairs.name, "A \u2212 B", {of_differences}));
}

std::string some(const std::vector<std::string>& keys) {
  const std::size_t shown = std::min<std::size_t>(keys.size(), 5);
  const std::vector<std::string> first(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(shown));
  return fmt::format("{}{}", fmt::join(first, ", "), shown < keys.size() ? ", ..." : "");
}

}  // namespace

std::vector<std::string> remarks(const Comparison& c) {
  std::vector<std::string> out = {fmt::format("{} rows of both tables have the same {}", c.join.rows.size(), c.key)};
  for (const auto& [name, keys] : {std::pair{"A", &c.join.only_a}, std::pair{"B", &c.join.only_b}})
    if (!keys->empty()) out.push_back(fmt::format("rows only in {}: {} ({})", name, keys->size(), some(*keys)));
  for (const ComparedColumn& column : c.columns)
    if (column.pairs.left_out > 0)
      out.push_back(fmt::format("{}: pairs left out, as a value is missing or not finite: {}", column.pairs.name,
                                column.pairs.left_out));
  for (const std::string& text : c.passed_over) out.push_back(text);
  return out;
}

void write_report(const Comparison& comparison, const std::filesystem::path& path) {
  PageWriter page("compare-methods", path, "compare/report",
                  fmt::format("{} and {}", comparison.name_a, comparison.name_b), {"page/paper", "compare/report"});
  page.fill("heading", fmt::format(R"(<span class="key-a">A: {}</span><br><span class="key-b">B: {}</span>)",
                                   escaped(comparison.name_a), escaped(comparison.name_b)));
  page.fill("summary", "<ul>\n");
  for (const std::string& text : remarks(comparison)) page.append(fmt::format("<li>{}.</li>\n", escaped(text)));
  page.append("</ul>\n" + table_of(comparison));
  page.fill("columns", "");
  for (const ComparedColumn& column : comparison.columns)
    page.append(fmt::format("<section><h2>{}</h2>\n<div class=\"plots\">\n{}</div></section>\n",
                            escaped(column.pairs.name), bland_altman(column) + scatter(column) + histograms(column)));
  page.fill("version", CLUMEN_VERSION);
  page.finish();
}

}  // namespace clumen::tool
