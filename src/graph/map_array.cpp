#include <algorithm>
#include <cmath>
#include <numeric>

#include "clumen/graph.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "graph/points.hpp"

namespace clumen {
namespace {

// What stands for each whole number: those from `first` on one after another, or, where there are few of many, sorted.
struct Lookup {
  std::int64_t first = 0;
  std::vector<std::int64_t> keys;  ///< none where every number from `first` on has its place
  std::vector<float> values;       ///< the last one for what is not there
  std::int64_t count() const { return static_cast<std::int64_t>(values.size()) - 1; }
};

std::vector<std::int64_t> whole_numbers(std::string_view operation, const std::vector<double>& numbers) {
  std::vector<std::int64_t> out;
  out.reserve(numbers.size());
  for (const double v : numbers) {
    require(v == std::floor(v) && std::abs(v) < 0x1p53, operation, "input_vals", v, "whole numbers below 2^53");
    out.push_back(static_cast<std::int64_t>(v));
  }
  return out;
}

Lookup lookup_of(const std::vector<std::int64_t>& keys, const std::vector<double>& values, float missing) {
  Lookup table{.first = 0, .keys = {}, .values = {missing}};
  if (keys.empty()) return table;
  const auto [lowest, highest] = std::ranges::minmax(keys);
  table.first = lowest;
  const auto extent = static_cast<std::uint64_t>(highest - lowest) + 1;
  if (extent <= std::max<std::uint64_t>(1 << 20, 8 * keys.size())) {
    table.values.assign(extent + 1, missing);
    for (std::size_t i = 0; i < keys.size(); ++i)
      table.values[static_cast<std::size_t>(keys[i] - lowest)] = static_cast<float>(values[i]);
    return table;
  }
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return keys[i]; });
  table.values.clear();
  for (const std::size_t i : order) {
    if (table.keys.empty() || table.keys.back() != keys[i]) {
      table.keys.push_back(keys[i]);
      table.values.push_back(0);
    }
    table.values.back() = static_cast<float>(values[i]);
  }
  table.values.push_back(missing);
  return table;
}

Image mapped(std::string_view operation, std::string_view parameter, const Image& image, std::vector<std::int64_t> keys,
             std::vector<double> values, double missing) {
  require_image(operation, parameter, image);
  require(!is_float(image.dtype()), operation, fmt::format("dtype of {}", parameter), name_of(image.dtype()),
          "an integer or bool");
  const Image result = new_image(image, image.shape(), DType::f32);
  if (image.is_tracing() || image.shape().pixels() == 0) return result;
  if (image.dtype() == DType::u64)  // whose large numbers are negative ones to the kernel
    for (std::size_t i = keys.size(); i-- > 0;)
      if (keys[i] < 0) {
        keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(i));
        values.erase(values.begin() + static_cast<std::ptrdiff_t>(i));
      }
  const Lookup table = lookup_of(keys, values, static_cast<float>(missing));
  const Shape& s = image.shape();
  const auto ls = static_cast<std::size_t>(tuned(image, {"map_array.LS", 1, 128}));
  Launch launch(result, "graph/map_array", "map_array");
  launch.define("LS", static_cast<std::int64_t>(ls)).define("SORTED", table.keys.empty() ? 0 : 1);
  launch.source("src", image).output("dst", result);
  if (!table.keys.empty()) launch.buffer("keys", table_buffer(image, table.keys));
  launch.buffer("values", table_buffer(image, table.values)).arg("first", table.first);
  launch.arg("count", table.count()).arg("size", size_of_image(s));
  const auto x = static_cast<std::size_t>(s.x), y = static_cast<std::size_t>(s.y);
  const auto planes = static_cast<std::size_t>(s.z * s.c);
  if (ls == 1) launch.run({1, y, planes}, {1});
  else launch.define("FOURS", launch.is_dense("src") && s.x % 4 == 0 ? 1 : 0).run({ceil_div(x, 4) * y * planes}, {ls});
  return result;
}

}  // namespace

Image map_array(const Image& input_arr, const std::vector<double>& input_vals, const std::vector<double>& output_vals,
                double missing) {
  constexpr std::string_view name = "map_array";
  require(input_vals.size() == output_vals.size(), name, "length of output_vals", output_vals.size(),
          fmt::format("{}, as input_vals", input_vals.size()));
  return mapped(name, "input_arr", input_arr, whole_numbers(name, input_vals), output_vals, missing);
}

Image parametric_map(const Image& label_image, const Table& table, const std::string& column) {
  constexpr std::string_view name = "parametric_map";
  require(table.has(column), name, "column", column, fmt::format("{}", fmt::join(table.names(), ", ")));
  std::vector<std::int64_t> labels = labels_of_rows(name, "table", table);
  std::vector<double> values = table.numbers(column);
  labels.push_back(0);
  values.push_back(0);
  return mapped(name, "label_image", label_image, std::move(labels), std::move(values), 0);
}

}  // namespace clumen
