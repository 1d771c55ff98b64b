#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "clumen/io.hpp"
#include "io/output_file.hpp"

namespace clumen {
namespace {

void add_number(std::string& text, std::int64_t value) {
  std::array<char, 24> digits;
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

// The fewest digits that read back to the same number. A point tells a fraction from a whole number.
void add_number(std::string& text, double value) {
  if (!std::isfinite(value)) {
    text += std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    return;
  }
  std::array<char, 32> digits;
  const std::string_view number(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  text += number;
  if (number.find_first_of(".e") == std::string_view::npos) text += ".0";
}

void add_name(std::string& text, const std::string& name) {
  if (name.find_first_of(",\"\r\n") == std::string::npos) {
    text += name;
    return;
  }
  text += '"';
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  text += '"';
}

}  // namespace

std::string header_with_unit(const Table& table, const std::string& name) {
  const std::string& unit = table.unit(name);
  return unit.empty() ? name : fmt::format("{} [{}]", name, unit);
}

void write_csv(const Table& table, const std::filesystem::path& path, HeaderUnits units) {
  constexpr std::size_t at_once = std::size_t{1} << 20;
  OutputFile file("write_csv", path);
  std::string text;
  std::vector<const Table::Column*> columns;
  for (const std::string& name : table.names()) {
    if (!columns.empty()) text += ',';
    add_name(text, units == HeaderUnits::yes ? header_with_unit(table, name) : name);
    columns.push_back(&table.column(name));
  }
  text += '\n';
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) text += ',';
      std::visit([&](const auto& values) { add_number(text, values[row]); }, *columns[i]);
    }
    text += '\n';
    if (text.size() < at_once) continue;
    file.append(text.data(), text.size());
    text.clear();
  }
  file.append(text.data(), text.size());
  file.commit();
}

}  // namespace clumen
