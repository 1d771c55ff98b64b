#include "bench_report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

#include "bench_page.hpp"
#include "io/output_file.hpp"
#include "session.hpp"

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

double quantile(const std::vector<double>& sorted, double part) {
  const double place = part * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// A field as text, quoted where it must be.
std::string csv_field(const json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return "";
  if (!found->is_string()) return found->dump();
  std::string out = "\"";
  for (const char c : found->get<std::string>()) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

const std::vector<std::string> kTimes = {"min_ms", "q1_ms", "median_ms", "q3_ms", "n"};
const std::vector<std::string> kOther = {"cold_ms",    "warm_ms",   "floor_ms", "agrees",
                                         "difference", "differing", "error"};

/// A file of the report that is there only when all of them are.
std::unique_ptr<OutputFile> written(const fs::path& path, const std::string& text) {
  auto file = std::make_unique<OutputFile>("bench", path);
  file->append(text.data(), text.size());
  return file;
}

}  // namespace

double rounded(double value) { return std::isfinite(value) ? std::stod(fmt::format("{:.4g}", value)) : value; }

json timing_of(std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  return {{"min_ms", rounded(ms.front())},
          {"q1_ms", rounded(quantile(ms, 0.25))},
          {"median_ms", rounded(quantile(ms, 0.5))},
          {"q3_ms", rounded(quantile(ms, 0.75))},
          {"n", ms.size()}};
}

std::string plain(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string size_text(const json& size) {
  std::vector<std::string> extents;
  for (const json& extent : size) extents.push_back(extent.dump());
  return fmt::format("{}", fmt::join(extents, " x "));
}

std::string csv_of(const json& report) {
  std::string out = "row,set,axes,size,pixels,bytes,operations,runner";
  for (const std::string& name : kTimes) out += "," + name;
  for (const std::string& name : kTimes) out += ",with_transfer_" + name;
  for (const std::string& name : kOther) out += "," + name;
  for (const json& m : report.value("measurements", json::array()))
    for (const auto& [runner, result] : m.at("results").items()) {
      out += fmt::format("\n{},{},{},\"{}\",{},{},{},{}", csv_field(m, "row"), csv_field(m, "set"), m.at("axes").dump(),
                         size_text(m.at("size")), csv_field(m, "pixels"), csv_field(m, "bytes"),
                         csv_field(m, "operations"), runner);
      const auto add = [&out](const json& from, const std::vector<std::string>& names) {
        for (const std::string& name : names) out.append(1, ',').append(csv_field(from, name));
      };
      add(result, kTimes);
      add(result.value("with_transfer", json::object()), kTimes);
      add(result, kOther);
    }
  return out + "\n";
}

void require_report_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error && !fs::is_directory(folder)) throw IoError(fmt::format("{}: {}", folder.string(), error.message()));
  require_writable(folder / "report.json", Content::json);
}

void write_report(json report, const fs::path& folder) {
  report["crossovers"] = crossovers_of(report);
  std::vector<std::unique_ptr<OutputFile>> files;
  files.push_back(written(folder / "report.json", report.dump(1, ' ', false, json::error_handler_t::replace) + "\n"));
  files.push_back(written(folder / "report.csv", csv_of(report)));
  files.push_back(written(folder / "report.md", markdown_of(report)));
  write_report_page(report, folder / "report.html");
  for (const auto& file : files) file->commit();
}

json read_report(const fs::path& path) {
  const fs::path file = fs::is_directory(path) ? path / "report.json" : path;
  std::ifstream stream(file);
  if (!stream) throw IoError(fmt::format("{}: {}", file.string(), std::strerror(errno)));
  json report;
  try {
    report = json::parse(stream);
  } catch (const json::parse_error& error) {
    throw IoError(fmt::format("{}: is no JSON: {}", file.string(), error.what()));
  }
  const bool known = report.is_object() && report.value("format", json()) == kReportFormat;
  if (!known)
    throw IoError(
        fmt::format("{}: is no report of clumen bench; its format is not \"{}\"", file.string(), kReportFormat));
  for (const char* part : {"runners", "measurements"})
    if (!report.contains(part) || !report.at(part).is_array())
      throw IoError(fmt::format("{}: has no list of {}", file.string(), part));
  return report;
}

}  // namespace clumen::tool
