#pragma once
#include <string>

#include "clumen/measure.hpp"
#include "clumen/pointwise.hpp"

namespace clumen {

/// Label 1 everywhere: an expression, of which nothing is stored.
inline Image one_label(const Image& image) { return cast(logical_or(image.channel(0), 1), DType::u8); }

/// A table whose columns `before`, `before`-0, ... have another name.
inline Table renamed(const Table& table, const std::string& before, const std::string& after) {
  Table out;
  for (const std::string& name : table.names()) {
    const bool matches = name.starts_with(before);
    out.add(matches ? after + name.substr(before.size()) : name, table.column(name), table.unit(name));
  }
  return out;
}

}  // namespace clumen
