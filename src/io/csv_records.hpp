#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/input_file.hpp"

namespace clumen {

/// A CSV file as text, before anyone asks what its columns mean.
struct CsvRecords {
  std::vector<std::string> names, units;          ///< of "area [µm²]": area and µm²
  std::vector<std::vector<std::string>> columns;  ///< one for each name
  std::vector<std::size_t> lines;                 ///< where each row begins in the file, from 1

  std::size_t rows() const { return lines.size(); }
  /// The place of a name; nothing when there is no such column.
  std::optional<std::size_t> place(std::string_view name) const;
};

/// Reads a header line and rows of as many fields. Throws IoError, with the line, for another number of fields, a quote
/// that does not end, and for two columns of one name.
CsvRecords read_csv_records(const InputFile& file);

std::optional<std::int64_t> csv_whole(std::string_view text);
/// An empty field is no number, NaN.
std::optional<double> csv_fraction(std::string_view text);

}  // namespace clumen
