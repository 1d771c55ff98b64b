#include <algorithm>

#include "clumen/measure.hpp"
#include "core/check.hpp"

namespace clumen {
namespace {

std::size_t length(const Table::Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column);
}

}  // namespace

void Table::add(std::string name, Column column, std::string unit) {
  require(!has(name), "table", "name", name, "one that is not there already");
  if (!columns_.empty())
    require(length(column) == rows(), "table", fmt::format("rows of {}", name), length(column),
            fmt::format("{}, as in the columns before it", rows()));
  names_.push_back(std::move(name));
  columns_.push_back(std::move(column));
  units_.push_back(std::move(unit));
}

std::size_t Table::rows() const { return columns_.empty() ? 0 : length(columns_.front()); }

bool Table::has(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }

std::size_t Table::place(std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  require(found != names_.end(), "table", "column", name, fmt::format("{}", fmt::join(names_, ", ")));
  return static_cast<std::size_t>(found - names_.begin());
}

const Table::Column& Table::column(std::string_view name) const { return columns_[place(name)]; }
const std::string& Table::unit(std::string_view name) const { return units_[place(name)]; }

std::vector<double> Table::numbers(std::string_view name) const {
  return std::visit([](const auto& values) { return std::vector<double>(values.begin(), values.end()); }, column(name));
}

}  // namespace clumen
