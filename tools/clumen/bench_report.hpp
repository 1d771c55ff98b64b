#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The report of `clumen bench`: report.json has everything, the other files show it.
namespace clumen::tool {

inline constexpr std::string_view kReportFormat = "clumen report 1";

/// A number of a report: with four digits, which is what times are good for, so that all files have the same.
double rounded(double value);
/// min_ms, q1_ms, median_ms, q3_ms and n of some times.
nlohmann::ordered_json timing_of(std::vector<double> milliseconds);

/// From which size on the first runner is faster than the fastest on the host, of each row that has several sizes.
nlohmann::ordered_json crossovers_of(const nlohmann::ordered_json& report);

/// Throws IoError for a place that takes no files; makes the folder.
void require_report_folder(const std::filesystem::path& folder);
/// Writes report.json, .csv, .md and .html.
void write_report(nlohmann::ordered_json report, const std::filesystem::path& folder);
/// Of a report.json, or of the folder that has it. Throws IoError for what is none.
nlohmann::ordered_json read_report(const std::filesystem::path& path);

std::string markdown_of(const nlohmann::ordered_json& report);
std::string csv_of(const nlohmann::ordered_json& report);

/// A value as a person reads it: text without quotes.
std::string plain(const nlohmann::ordered_json& value);
/// "1024 x 1024".
std::string size_text(const nlohmann::ordered_json& size);

}  // namespace clumen::tool
