#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench_report.hpp"

namespace clumen::tool {
namespace {

using json = nlohmann::ordered_json;

std::string cell_text(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != text.npos; at += 2) text.replace(at, 1, "\\|");
  return text;
}

std::string lines_of(const json& object) {
  std::string out;
  for (const auto& [key, value] : object.items()) out += fmt::format("- {}: {}\n", key, plain(value));
  return out;
}

std::string row_text(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += fmt::format(" {} |", cell);
  return out + "\n";
}

std::string head(const std::vector<std::string>& cells) {
  std::string out = row_text(cells) + "|---|";
  for (std::size_t i = 1; i < cells.size(); ++i) out += "---:|";
  return out + "\n";
}

/// "0.034 (1.2)": the median, and that with transfers.
std::string time_text(const json& results, const std::string& runner) {
  const auto found = results.find(runner);
  if (found == results.end()) return "–";
  if (found->contains("error")) return "failed";
  std::string out = found->at("median_ms").dump();
  if (found->contains("with_transfer")) out += fmt::format(" ({})", found->at("with_transfer").at("median_ms").dump());
  if (found->value("agrees", true) == false) out += " ≠";
  return out;
}

/// How many times faster the first runner is than the fastest other one.
std::string speedup_text(const json& results, const std::string& first) {
  double best = INFINITY;
  for (const auto& [runner, result] : results.items())
    if (runner != first && result.contains("median_ms")) best = std::min(best, result.at("median_ms").get<double>());
  const auto own = results.find(first);
  if (std::isinf(best) || own == results.end() || !own->contains("median_ms")) return "–";
  return fmt::format("{:.3g}", best / own->at("median_ms").get<double>());
}

std::string table_of(const std::vector<const json*>& measurements, const std::vector<std::string>& runners) {
  std::vector<std::string> cells = {"operation"};
  cells.insert(cells.end(), runners.begin(), runners.end());
  cells.push_back("fastest other / " + runners.front());
  std::string out = head(cells);
  for (const json* m : measurements) {
    const json& results = m->at("results");
    cells = {cell_text(m->at("row"))};
    for (const std::string& runner : runners) cells.push_back(time_text(results, runner));
    cells.push_back(speedup_text(results, runners.front()));
    out += row_text(cells);
  }
  return out + "\n";
}

/// The tables of each set and size, in the order of the report.
std::string tables_of(const json& report, const std::vector<std::string>& runners) {
  std::vector<std::pair<std::string, std::vector<const json*>>> groups;
  for (const json& m : report.at("measurements")) {
    const std::string title =
        fmt::format("{}, {}D, {}", std::string(m.at("set")), m.at("axes").dump(), size_text(m.at("size")));
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == title; });
    if (found == groups.end()) groups.push_back({title, {&m}});
    else found->second.push_back(&m);
  }
  std::string out;
  for (const auto& [title, measurements] : groups)
    out += fmt::format("## {}\n\n", title) + table_of(measurements, runners);
  return out;
}

std::string crossovers(const json& report) {
  const json all = report.value("crossovers", json::array());
  if (all.empty()) return "";
  std::string out =
      "## From which size on it pays\n\n" + head({"operation", "axes", "against", "without transfer", "with transfer"});
  for (const json& c : all)
    out += row_text({cell_text(c.at("row")), c.at("axes").dump(), c.at("against"), c.at("without_transfer").at("text"),
                     c.at("with_transfer").at("text")});
  return out + "\n";
}

std::string roofline(const json& report, const std::string& first) {
  const json limits = report.value("roofline", json::object());
  std::string out = limits.empty() ? "" : "## What the device can do\n\n";
  for (const auto& [runner, l] : limits.items())
    out += fmt::format("- {}: copy {} GB/s, multiply-adds {} Gflop/s, a launch {} µs\n", runner,
                       l.at("copy_gb_s").dump(), l.at("fma_gflop_s").dump(), l.at("launch_us").dump());
  std::string rows;
  for (const json& m : report.at("measurements")) {
    const auto result = m.at("results").find(first);
    if (result == m.at("results").end() || !result->contains("floor_ms")) continue;
    const double ms = result->at("median_ms");
    const json operations = m.value("operations", json());
    rows += row_text({cell_text(m.at("row")), size_text(m.at("size")),
                      fmt::format("{:.4g}", m.at("bytes").get<double>() / ms / 1e6),
                      operations.is_number() ? fmt::format("{:.4g}", operations.get<double>() / ms / 1e6) : "–",
                      fmt::format("{:.0f} %", 100 * result->at("floor_ms").get<double>() / ms)});
  }
  if (rows.empty()) return out;
  return out + "\n" + head({"operation", "size", "GB/s", "Gflop/s", "of a bare copy of its bytes"}) + rows + "\n";
}

std::string first_calls(const json& report, const std::string& first) {
  std::string rows;
  for (const json& m : report.at("measurements")) {
    const auto result = m.at("results").find(first);
    if (result == m.at("results").end() || !result->contains("cold_ms")) continue;
    rows += row_text({cell_text(m.at("row")), size_text(m.at("size")), result->at("cold_ms").dump(),
                      result->at("warm_ms").dump(), result->at("median_ms").dump()});
  }
  if (rows.empty()) return "";
  return "## The first call, ms\n\n" +
         head({"operation", "size", "nothing compiled", "the next process", "from then on"}) + rows + "\n";
}

std::string failures(const json& report) {
  std::string out;
  for (const json& m : report.at("measurements"))
    for (const auto& [runner, result] : m.at("results").items())
      if (result.contains("error"))
        out += fmt::format("- {}, {}, {}: {}\n", std::string(m.at("row")), size_text(m.at("size")), runner,
                           plain(result.at("error")));
  return out.empty() ? "" : "## What failed\n\n" + out + "\n";
}

}  // namespace

std::string markdown_of(const json& report) {
  std::vector<std::string> runners;
  std::string who;
  for (const json& runner : report.at("runners")) {
    runners.push_back(runner.at("name"));
    who += fmt::format("- {}: {}\n", runners.back(), std::string(runner.value("label", runners.back())));
  }
  std::string out = "# clumen bench\n\n" + lines_of(report.value("machine", json::object())) + who;
  const json versions = report.value("versions", json::object());
  for (const auto& [name, version] : versions.items())
    if (plain(version).starts_with("missing")) out += fmt::format("- {}: {}\n", name, plain(version));
  out +=
      "\nMilliseconds: the median of the calls, and in brackets that from the host's memory to the host's memory. ≠ "
      "marks a "
      "result that is not clumen's.\n\n";
  if (runners.empty()) return out;
  out += tables_of(report, runners) + crossovers(report) + roofline(report, runners.front()) +
         first_calls(report, runners.front()) + failures(report);
  const json notes = report.value("notes", json::array());
  if (!notes.empty()) out += "## How it was measured\n\n";
  for (const json& note : notes) out += fmt::format("- {}\n", plain(note));
  return out;
}

}  // namespace clumen::tool
