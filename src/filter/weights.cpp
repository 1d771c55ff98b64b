#include <charconv>
#include <cmath>

#include "clumen/filter.hpp"
#include "core/check.hpp"

namespace clumen {
namespace {

constexpr std::int64_t largest_extent = 1024, most_weights = 1 << 20;

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

double number_of(std::string_view part, std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (part.empty() || error != std::errc{} || end != part.data() + part.size())
    throw ArgumentError(
        fmt::format("weights: text is \"{}\"; allowed are numbers such as 1,0,-1;2,0,-2;1,0,-1, rows "
                    "between ; and planes between /, all as long as the first",
                    text));
  return value;
}

}  // namespace

Weights::Weights(std::vector<double> values, const Shape& shape) : values_(std::move(values)), shape_(shape) {
  const auto fits = [](std::int64_t extent) { return extent >= 1 && extent <= largest_extent; };
  require(fits(shape.x) && fits(shape.y) && fits(shape.z) && shape.c == 1 && shape.pixels() <= most_weights, "weights",
          "shape", to_string(shape),
          fmt::format("extents of 1 to {}, at most {} numbers", largest_extent, most_weights));
  require(static_cast<std::int64_t>(values_.size()) == shape.pixels(), "weights", "values",
          fmt::format("{} numbers", values_.size()), fmt::format("the {} of a {}", shape.pixels(), to_string(shape)));
  for (const double w : values_) require(std::isfinite(w), "weights", "values", w, "finite numbers");
}

Weights::Weights(std::initializer_list<std::initializer_list<double>> rows) {
  const std::size_t width = rows.size() > 0 ? rows.begin()->size() : 0;
  std::vector<double> values;
  for (const auto& row : rows) {
    require(row.size() == width, "weights", "rows", fmt::format("of {} and {} numbers", width, row.size()),
            "rows of one length");
    values.insert(values.end(), row);
  }
  *this = Weights(std::move(values), {static_cast<std::int64_t>(width), static_cast<std::int64_t>(rows.size())});
}

Weights Weights::parse(std::string_view text) {
  std::vector<double> values;
  std::size_t width = 0, height = 0;
  const std::vector<std::string_view> planes = parts_of(text, '/');
  for (const std::string_view plane : planes) {
    const std::vector<std::string_view> rows = parts_of(plane, ';');
    for (const std::string_view row : rows) {
      const std::vector<std::string_view> numbers = parts_of(row, ',');
      if (width == 0) width = numbers.size();
      for (const std::string_view number : numbers) values.push_back(number_of(number, text));
      if (numbers.size() != width) number_of("", text);
    }
    if (height == 0) height = rows.size();
    if (rows.size() != height) number_of("", text);
  }
  return {std::move(values), Shape(static_cast<std::int64_t>(width), static_cast<std::int64_t>(height),
                                   static_cast<std::int64_t>(planes.size()))};
}

}  // namespace clumen
