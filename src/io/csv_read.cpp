#include <fmt/format.h>

#include "clumen/io.hpp"
#include "io/csv_records.hpp"

namespace clumen {
namespace {

Table::Column column_of(const InputFile& file, const CsvRecords& records, std::size_t place) {
  const std::vector<std::string>& texts = records.columns[place];
  std::vector<std::int64_t> whole;
  for (const std::string& text : texts) {
    const std::optional<std::int64_t> value = csv_whole(text);
    if (!value) break;
    whole.push_back(*value);
  }
  if (whole.size() == texts.size()) return whole;
  std::vector<double> fractions;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    const std::optional<double> value = csv_fraction(texts[row]);
    if (!value)
      file.fail(fmt::format("column {} in line {} is \"{}\", no number", records.names[place], records.lines[row],
                            texts[row]));
    fractions.push_back(*value);
  }
  return fractions;
}

}  // namespace

Table read_csv(const std::filesystem::path& path) {
  const InputFile file("read_csv", path);
  const CsvRecords records = read_csv_records(file);
  Table table;
  for (std::size_t i = 0; i < records.names.size(); ++i)
    table.add(records.names[i], column_of(file, records, i), records.units[i]);
  return table;
}

}  // namespace clumen
