#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "clumen/io.hpp"
#include "io/input_file.hpp"

namespace clumen {
namespace {

using Record = std::vector<std::string>;

// The fields of the next line; nothing at the end. Quotes may hold commas, lines and, doubled, quotes.
std::optional<Record> next_record(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  Record record(1);
  bool quoted = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') record.back() += text[++i];
    else if (c == '"') quoted = !quoted;
    else if (c == ',' && !quoted) record.emplace_back();
    else if (c == '\n' && !quoted) break;
    else record.back() += c;
  }
  text.remove_prefix(std::min(i + 1, text.size()));
  if (!record.back().empty() && record.back().back() == '\r') record.back().pop_back();
  return record;
}

template <class T>
std::optional<T> number_of(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> fraction_of(std::string_view text) {
  if (text.empty()) return std::numeric_limits<double>::quiet_NaN();
  return number_of<double>(text);
}

Table::Column column_of(const InputFile& file, const std::string& name, const Record& texts) {
  std::vector<std::int64_t> whole;
  for (const std::string& text : texts) {
    const std::optional<std::int64_t> value = number_of<std::int64_t>(text);
    if (!value) break;
    whole.push_back(*value);
  }
  if (whole.size() == texts.size()) return whole;
  std::vector<double> fractions;
  for (const std::string& text : texts) {
    const std::optional<double> value = fraction_of(text);
    if (!value) file.fail(fmt::format("row {} of column {} is \"{}\", no number", fractions.size() + 1, name, text));
    fractions.push_back(*value);
  }
  return fractions;
}

struct Heading {
  std::string name, unit;
};
// Of "area [µm²]".
Heading heading_of(const std::string& text) {
  const std::size_t open = text.rfind(" [");
  if (open == std::string::npos || open == 0 || text.back() != ']') return {text, ""};
  return {text.substr(0, open), text.substr(open + 2, text.size() - open - 3)};
}

}  // namespace

Table read_csv(const std::filesystem::path& path) {
  const InputFile file("read_csv", path);
  const std::vector<std::byte> bytes = file.read_all();
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // the mark that some spreadsheets put first
  const std::optional<Record> names = next_record(text);
  if (!names) file.fail("is empty: it has no header line");
  std::vector<Record> columns(names->size());
  for (std::size_t row = 1; auto record = next_record(text); ++row) {
    if (record->size() == 1 && record->front().empty()) continue;  // an empty line
    if (record->size() != names->size())
      file.fail(fmt::format("row {} has {} fields, the header has {}", row, record->size(), names->size()));
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(std::move((*record)[i]));
  }
  Table table;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Heading heading = heading_of((*names)[i]);
    if (table.has(heading.name)) file.fail(fmt::format("has two columns {}", heading.name));
    table.add(heading.name, column_of(file, heading.name, columns[i]), heading.unit);
  }
  return table;
}

}  // namespace clumen
