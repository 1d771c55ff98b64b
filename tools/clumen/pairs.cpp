#include "pairs.hpp"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>

#include "clumen/error.hpp"

namespace clumen::tool {
namespace {

/// Programs write the same number in many ways.
std::string key_text(const std::string& text) {
  if (const auto whole = csv_whole(text)) return fmt::format("{}", *whole);
  const auto fraction = csv_fraction(text);
  if (text.empty() || !fraction || !std::isfinite(*fraction)) return text;
  const bool whole = std::abs(*fraction) < 0x1p53 && std::trunc(*fraction) == *fraction;
  return whole ? fmt::format("{}", static_cast<std::int64_t>(*fraction)) : fmt::format("{}", *fraction);
}

std::size_t place_of(const CsvRecords& records, const std::string& name, const std::filesystem::path& path) {
  if (const auto place = records.place(name)) return *place;
  throw ArgumentError(fmt::format("compare-methods: {} has no column {}; it has {}", path.string(), name,
                                  fmt::join(records.names, ", ")));
}

std::vector<std::string> keys_of(const CsvRecords& records, const std::vector<std::string>& key,
                                 const std::filesystem::path& path) {
  std::vector<std::string> keys(records.rows());
  for (std::size_t i = 0; i < key.size(); ++i) {
    const std::vector<std::string>& column = records.columns[place_of(records, key[i], path)];
    for (std::size_t row = 0; row < keys.size(); ++row) {
      if (i > 0) keys[row] += " | ";
      keys[row] += key_text(column[row]);
    }
  }
  return keys;
}

void require_unique(const KeyedTable& table) {
  std::unordered_map<std::string_view, std::size_t> first;
  for (std::size_t row = 0; row < table.keys.size(); ++row) {
    const auto [known, added] = first.emplace(table.keys[row], row);
    if (!added)
      throw ArgumentError(fmt::format(
          "compare-methods: {} has the key {} twice, in lines {} and {}; several columns "
          "make a key too, as in --key image,label",
          table.path.string(), table.keys[row], table.records.lines[known->second], table.records.lines[row]));
  }
}

/// Which keys there are, the first few of them.
std::string examples(const KeyedTable& table) {
  const std::size_t shown = std::min<std::size_t>(table.keys.size(), 3);
  const std::vector<std::string> first(table.keys.begin(), table.keys.begin() + static_cast<std::ptrdiff_t>(shown));
  return fmt::format("{} has {} rows{}{}", table.path.string(), table.keys.size(), shown > 0 ? ", as " : "",
                     fmt::join(first, ", "));
}

/// Numbers of different units are not compared.
void require_one_unit(const KeyedTable& a, const KeyedTable& b, const std::string& name) {
  const std::string &of_a = a.records.units[place_of(a.records, name, a.path)],
                    &of_b = b.records.units[place_of(b.records, name, b.path)];
  if (!of_a.empty() && !of_b.empty() && of_a != of_b)
    throw ArgumentError(fmt::format("compare-methods: {} is in {} in {} and in {} in {}", name, of_a, a.path.string(),
                                    of_b, b.path.string()));
}

/// The row whose field is no number.
std::optional<std::size_t> first_text(const std::vector<std::string>& column) {
  for (std::size_t row = 0; row < column.size(); ++row)
    if (!csv_fraction(column[row])) return row;
  return std::nullopt;
}

}  // namespace

bool KeyedTable::numeric(const std::string& name) const {
  const auto place = records.place(name);
  return place && !first_text(records.columns[*place]);
}

std::vector<double> KeyedTable::numbers(const std::string& name) const {
  const std::vector<std::string>& column = records.columns[place_of(records, name, path)];
  if (const auto row = first_text(column))
    throw ArgumentError(fmt::format("compare-methods: column {} of {} is not numeric: line {} has \"{}\"", name,
                                    path.string(), records.lines[*row], column[*row]));
  std::vector<double> out;
  out.reserve(column.size());
  for (const std::string& text : column) out.push_back(*csv_fraction(text));
  return out;
}

KeyedTable read_keyed_table(const std::filesystem::path& path, const std::vector<std::string>& key) {
  const InputFile file("compare-methods", path);
  KeyedTable table{path, read_csv_records(file), {}};
  table.keys = keys_of(table.records, key, path);
  require_unique(table);
  return table;
}

Join join(const KeyedTable& a, const KeyedTable& b) {
  std::unordered_map<std::string_view, std::size_t> rows_of_b;
  for (std::size_t row = 0; row < b.keys.size(); ++row) rows_of_b.emplace(b.keys[row], row);
  Join out;
  std::vector<char> met(b.keys.size());
  for (std::size_t row = 0; row < a.keys.size(); ++row) {
    const auto partner = rows_of_b.find(a.keys[row]);
    if (partner == rows_of_b.end()) {
      out.only_a.push_back(a.keys[row]);
      continue;
    }
    out.rows.push_back({row, partner->second});
    met[partner->second] = 1;
  }
  for (std::size_t row = 0; row < met.size(); ++row)
    if (!met[row]) out.only_b.push_back(b.keys[row]);
  if (out.rows.empty())
    throw ArgumentError(fmt::format("compare-methods: no key is in both tables: {}; {}", examples(a), examples(b)));
  return out;
}

PairedColumn paired_column(const KeyedTable& a, const KeyedTable& b, const Join& join, const std::string& name) {
  require_one_unit(a, b, name);
  const std::vector<double> of_a = a.numbers(name), of_b = b.numbers(name);
  PairedColumn out{name, {}, {}, {}, 0};
  for (const Join::Rows& rows : join.rows) {
    if (!std::isfinite(of_a[rows.a]) || !std::isfinite(of_b[rows.b])) {
      ++out.left_out;
      continue;
    }
    out.keys.push_back(a.keys[rows.a]);
    out.a.push_back(of_a[rows.a]);
    out.b.push_back(of_b[rows.b]);
  }
  return out;
}

}  // namespace clumen::tool
