#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "io/csv_records.hpp"

/// Two tables joined by a key.
namespace clumen::tool {

/// A table whose rows are named by one column or by several together.
struct KeyedTable {
  std::filesystem::path path;
  CsvRecords records;
  std::vector<std::string> keys;  ///< of each row; numbers that are equal have equal keys, as 1 and 1.0

  /// The numbers of a column; throws ArgumentError, with the line, for what is none.
  std::vector<double> numbers(const std::string& name) const;
  bool numeric(const std::string& name) const;
};

/// Throws IoError for a file that is no table, ArgumentError for a key column that is not there and for a key that two
/// rows have.
KeyedTable read_keyed_table(const std::filesystem::path& path, const std::vector<std::string>& key);

/// The rows of both with the same key, in the order of the first table.
struct Join {
  struct Rows {
    std::size_t a, b;
  };
  std::vector<Rows> rows;
  std::vector<std::string> only_a, only_b;  ///< the keys that the other one has not
};
/// Throws ArgumentError where they have no key in common.
Join join(const KeyedTable& a, const KeyedTable& b);

/// A column of both, of the rows in which both are finite.
struct PairedColumn {
  std::string name;
  std::vector<std::string> keys;
  std::vector<double> a, b;
  std::size_t left_out = 0;  ///< joined rows in which one is not finite
};
/// Throws ArgumentError for a column that is not there or not numeric, and for one that has another unit in each table.
PairedColumn paired_column(const KeyedTable& a, const KeyedTable& b, const Join& join, const std::string& name);

}  // namespace clumen::tool
