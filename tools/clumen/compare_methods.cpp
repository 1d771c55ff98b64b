#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "io/output_file.hpp"
#include "report.hpp"
#include "session.hpp"

/// Whether one method of measuring may stand for another: two tables of the same things.
namespace clumen::tool {
namespace {

struct Request {
  std::string a, b, report, json, csv, key, columns;  // the last two with commas
};

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) out.push_back(part);
  return out;
}

constexpr std::size_t kFewest = 3;  // pairs: of two, a standard deviation says nothing

/// The columns that both have, but for the key.
std::vector<std::string> common_columns(const KeyedTable& a, const KeyedTable& b, const std::vector<std::string>& key) {
  std::vector<std::string> out;
  for (const std::string& name : a.records.names)
    if (b.records.place(name) && std::find(key.begin(), key.end(), name) == key.end()) out.push_back(name);
  return out;
}

ComparedColumn compare(const KeyedTable& a, const KeyedTable& b, const Join& join, const std::string& name) {
  PairedColumn pairs = paired_column(a, b, join, name);
  if (pairs.a.size() < kFewest)
    throw ArgumentError(
        fmt::format("compare-methods: pairs of finite values of {}: {}; {} are needed", name, pairs.a.size(), kFewest));
  const Agreement agreement = agreement_of(pairs.a, pairs.b);
  return {std::move(pairs), agreement};
}

/// Those asked for, or all that both tables have and that can be compared.
void compare_columns(Comparison& out, const KeyedTable& a, const KeyedTable& b, const Request& request) {
  for (const std::string& name : parts_of(request.columns)) out.columns.push_back(compare(a, b, out.join, name));
  if (!request.columns.empty()) return;
  for (const std::string& name : common_columns(a, b, parts_of(request.key))) {
    if (!a.numeric(name) || !b.numeric(name)) {
      out.passed_over.push_back(fmt::format("{} is passed over: it is not numeric", name));
      continue;
    }
    PairedColumn pairs = paired_column(a, b, out.join, name);
    if (pairs.a.size() < kFewest) {
      out.passed_over.push_back(fmt::format("{} is passed over: pairs of finite values: {}", name, pairs.a.size()));
      continue;
    }
    const Agreement agreement = agreement_of(pairs.a, pairs.b);
    out.columns.push_back({std::move(pairs), agreement});
  }
  if (out.columns.empty())
    throw ArgumentError(fmt::format("compare-methods: no column can be compared: {} has {}; {} has {}", a.path.string(),
                                    fmt::join(a.records.names, ", "), b.path.string(),
                                    fmt::join(b.records.names, ", ")));
}

/// The numbers of a row in the order of the files, with their names.
std::vector<std::pair<std::string, double>> numbers_of(const Agreement& a) {
  return {{"pearson_r", a.pearson_r},
          {"bias", a.bias.value},
          {"bias_low", a.bias.low},
          {"bias_high", a.bias.high},
          {"sd", a.sd},
          {"lower_limit", a.lower.value},
          {"lower_limit_low", a.lower.low},
          {"lower_limit_high", a.lower.high},
          {"upper_limit", a.upper.value},
          {"upper_limit_low", a.upper.low},
          {"upper_limit_high", a.upper.high},
          {"repeatability", a.repeatability}};
}

void write_text(const std::string& path, const std::string& text) {
  OutputFile file("compare-methods", path);
  file.append(text.data(), text.size());
  file.commit();
}

void write_json(const Comparison& comparison, const std::string& path) {
  using json = nlohmann::ordered_json;
  json root = {{"a", comparison.name_a},
               {"b", comparison.name_b},
               {"key", comparison.key},
               {"joined", comparison.join.rows.size()},
               {"only_a", comparison.join.only_a.size()},
               {"only_b", comparison.join.only_b.size()},
               {"columns", json::array()}};
  for (const ComparedColumn& column : comparison.columns) {
    json row = {{"column", column.pairs.name}, {"n", column.agreement.n}, {"left_out", column.pairs.left_out}};
    for (const auto& [name, value] : numbers_of(column.agreement)) row[name] = value;
    root["columns"].push_back(row);
  }
  write_text(path, root.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

std::string csv_name(const std::string& name) {
  if (name.find_first_of(",\"\r\n") == name.npos) return name;
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

void write_table(const Comparison& comparison, const std::string& path) {
  std::string text = "column,n,left_out";
  for (const auto& [name, value] : numbers_of(comparison.columns[0].agreement)) text += "," + name;
  for (const ComparedColumn& column : comparison.columns) {
    text += fmt::format("\n{},{},{}", csv_name(column.pairs.name), column.agreement.n, column.pairs.left_out);
    for (const auto& [name, value] : numbers_of(column.agreement)) text += fmt::format(",{}", value);
  }
  write_text(path, text + "\n");
}

/// Cells in columns that line up, the first to the left.
std::string lined_up(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows[0].size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string out;
  for (const auto& row : rows) {
    out += fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) out += fmt::format("  {:>{}}", row[i], widths[i]);
    out += '\n';
  }
  return out;
}

std::string printed(const Comparison& comparison) {
  const auto with_interval = [](const Estimate& e) {
    return fmt::format("{:.5g} ({:.4g} to {:.4g})", e.value, e.low, e.high);
  };
  std::vector<std::vector<std::string>> rows = {
      {"column", "n", "r", "bias (95 %)", "SD", "lower limit (95 %)", "upper limit (95 %)", "repeatability"}};
  for (const ComparedColumn& column : comparison.columns) {
    const Agreement& a = column.agreement;
    rows.push_back({column.pairs.name, fmt::format("{}", a.n), fmt::format("{:.5f}", a.pearson_r),
                    with_interval(a.bias), fmt::format("{:.5g}", a.sd), with_interval(a.lower), with_interval(a.upper),
                    fmt::format("{:.5g}", a.repeatability)});
  }
  return fmt::format("A: {}\nB: {}\n{}\n{}", comparison.name_a, comparison.name_b, fmt::join(remarks(comparison), "\n"),
                     lined_up(rows));
}

void run(const Request& request) {
  if (!request.report.empty()) require_writable(request.report, Content::page);
  if (!request.json.empty()) require_writable(request.json, Content::json);
  if (!request.csv.empty()) require_writable(request.csv, Content::table);
  const std::vector<std::string> key = parts_of(request.key);
  const KeyedTable a = read_keyed_table(request.a, key), b = read_keyed_table(request.b, key);
  Comparison comparison{request.a, request.b, fmt::format("{}", fmt::join(key, ", ")), join(a, b), {}, {}};
  if (comparison.join.rows.size() < kFewest)
    throw ArgumentError(
        fmt::format("compare-methods: keys in both tables: {}; {} are needed", comparison.join.rows.size(), kFewest));
  compare_columns(comparison, a, b, request);
  if (!request.report.empty()) write_report(comparison, request.report);
  if (!request.json.empty()) write_json(comparison, request.json);
  if (!request.csv.empty()) write_table(comparison, request.csv);
  print(printed(comparison));
}

}  // namespace

void add_compare_methods(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "compare-methods",
      "How well two tables of measurements of the same things agree: Pearson's r, bias, limits of agreement (Bland and "
      "Altman).");
  auto request = std::make_shared<Request>();
  command->add_option("a", request->a, "a table of one method, .csv")->required()->type_name("FILE");
  command->add_option("b", request->b, "a table of the other method, .csv")->required()->type_name("FILE");
  command->add_option("--key", request->key, "the column that says which rows belong together, or several")
      ->required()
      ->type_name("NAME,...");
  command->add_option("--column", request->columns, "what is compared; all numeric columns of both when not given")
      ->type_name("NAME,...");
  command->add_option("-o,--out", request->report, "a page with plots, .html")->type_name("FILE");
  command->add_option("--json", request->json, "all numbers, .json")->type_name("FILE");
  command->add_option("--csv", request->csv, "all numbers, a row per column, .csv")->type_name("FILE");
  command->callback([request] { run(*request); });
}

}  // namespace clumen::tool
