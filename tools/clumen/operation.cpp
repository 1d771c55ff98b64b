#include "operation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace clumen::tool {
namespace {

constexpr std::string_view kUnicodeMinus = "\u2212";

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

std::string plain_minus(std::string_view text) {
  std::string out = trimmed(text);
  if (out.starts_with(kUnicodeMinus)) out.replace(0, kUnicodeMinus.size(), "-");
  if (out.starts_with('+')) out.erase(0, 1);
  return out;
}

template <class T>
std::optional<T> parsed(std::string_view text) {
  const std::string plain = plain_minus(text);
  T value{};
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size() || plain.empty()) return std::nullopt;
  return value;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] != b[j])});
      diagonal = above;
    }
  }
  return row.back();
}

std::string nearest_names(std::string_view name) {
  std::vector<std::pair<std::size_t, std::string>> all;
  for (const Operation& o : operations()) {
    const bool part = o.name.find(name) != std::string::npos;
    all.emplace_back(part ? 0 : distance(name, o.name), o.name);
  }
  std::sort(all.begin(), all.end());
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, all.size()); ++i) out += (i ? ", " : "") + all[i].second;
  return out;
}

}  // namespace

std::optional<double> number_of(std::string_view text) { return parsed<double>(text); }
std::optional<std::int64_t> integer_of(std::string_view text) { return parsed<std::int64_t>(text); }

std::optional<Shape> shape_of(std::string_view text) {
  std::vector<std::int64_t> n;
  for (const std::string& part : split(text, 'x')) n.push_back(integer_of(part).value_or(0));
  if (n.empty() || n.size() > 3 || std::any_of(n.begin(), n.end(), [](std::int64_t extent) { return extent < 1; }))
    return std::nullopt;
  const int ndim = static_cast<int>(n.size());
  n.resize(3, 1);
  return Shape(n[0], n[1], n[2], 1, ndim);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    out.push_back(trimmed(text.substr(start, end - start)));
    start = end + 1;
  }
  return out;
}

const Operation& operation(std::string_view name) {
  for (const Operation& o : operations())
    if (o.name == name) return o;
  throw ArgumentError(
      fmt::format("{}: no such operation; nearest are {}; clumen --help lists all", name, nearest_names(name)));
}

void Values::refuse(std::size_t i, std::string_view allowed) const {
  throw ArgumentError(fmt::format("{}: {} is {}; allowed is {}", operation_.name, operation_.parameters[i].name,
                                  given(i) ? std::get<std::string>(values_[i]) : "not given", allowed));
}

const std::string& Values::text(std::size_t i) const {
  if (const auto* text = std::get_if<std::string>(&values_[i])) return *text;
  throw ArgumentError(fmt::format("{}: {} is {}", operation_.name, operation_.parameters[i].name,
                                  given(i) ? "an image, but takes a value" : "not given, but is needed"));
}

Image Values::image(std::size_t i) const {
  if (const auto* image = std::get_if<Image>(&values_[i])) return *image;
  refuse(i, "an image");
}

std::vector<Image> Values::images(std::size_t i) const {
  if (const auto* images = std::get_if<std::vector<Image>>(&values_[i])) return *images;
  if (const auto* one = std::get_if<Image>(&values_[i])) return {*one};
  refuse(i, "images");
}

Operand Values::operand(std::size_t i) const {
  if (const auto* image = std::get_if<Image>(&values_[i])) return *image;
  if (const auto whole = integer_of(text(i))) return *whole;
  if (const auto fraction = number_of(text(i))) return *fraction;
  refuse(i, "a number or an image");
}

std::vector<double> Values::numbers(std::size_t i) const {
  std::vector<double> out;
  for (const std::string& part : split(text(i))) {
    const auto value = number_of(part);
    if (!value) refuse(i, "numbers with commas between them");
    out.push_back(*value);
  }
  return out;
}

Weights Values::weights(std::size_t i) const {
  try {
    return Weights::parse(text(i));
  } catch (const ArgumentError&) {
    refuse(i, "numbers such as 1,0,-1;2,0,-2;1,0,-1, rows between ; and planes between /");
  }
}
Counts Values::counts(std::size_t i) const {
  std::vector<std::int64_t> n;
  for (const std::string& part : split(text(i))) {
    const auto value = integer_of(part);
    if (!value || n.size() == 3) refuse(i, "a whole number, or one per axis as x,y or x,y,z");
    n.push_back(*value);
  }
  if (n.size() == 1) return {n[0]};
  return n.size() == 2 ? Counts(n[0], n[1]) : Counts(n[0], n[1], n[2]);
}
Sigma Values::sigma(std::size_t i) const {
  std::vector<double> n;
  for (const std::string& part : split(text(i))) {
    const auto value = number_of(part);
    if (!value || n.size() == 3) refuse(i, "a number, or one per axis as x,y or x,y,z");
    n.push_back(*value);
  }
  if (n.size() == 1) return {n[0]};
  return n.size() == 2 ? Sigma(n[0], n[1]) : Sigma(n[0], n[1], n[2]);
}

Widths Values::widths(std::size_t i) const {
  std::vector<std::int64_t> n;
  for (const std::string& part : split(text(i))) n.push_back(integer_of(part).value_or(-1));
  const bool whole = std::none_of(n.begin(), n.end(), [](std::int64_t width) { return width < 0; });
  if (!whole || (n.size() != 1 && n.size() != 2 && n.size() != 4 && n.size() != 6))
    refuse(i, "a whole number, before,after, or both for each axis as x,x,y,y or x,x,y,y,z,z");
  if (n.size() <= 2) return {n.front(), n.back()};
  n.resize(6);
  return {{n[0], n[2], n[4]}, {n[1], n[3], n[5]}};
}

Shape Values::shape(std::size_t i) const {
  const std::optional<Shape> shape = shape_of(text(i));
  if (!shape) refuse(i, "extents such as 640x480 or 64x64x32");
  return *shape;
}

Border Values::border(std::size_t i) const {
  const std::string& name = text(i);
  if (name == "nearest") return Border::nearest;
  if (name == "reflect") return Border::reflect;
  if (name == "mirror") return Border::mirror;
  if (name == "wrap") return Border::wrap;
  if (name == "constant") return Border::constant(0);
  if (name.starts_with("constant:"))
    if (const auto value = number_of(std::string_view(name).substr(9))) return Border::constant(*value);
  refuse(i, "nearest, reflect, mirror, wrap, constant or constant:VALUE");
}

DType Values::dtype(std::size_t i) const {
  try {
    return dtype_of(text(i));
  } catch (const ArgumentError&) {
    refuse(i, "bool, u8, i8, u16, i16, u32, i32, u64, i64, f16, f32 or f64");
  }
}

Footprint Values::footprint(std::size_t i) const {
  try {
    return Footprint::parse(text(i));
  } catch (const ArgumentError& error) {
    throw ArgumentError(fmt::format("{}: {}: {}", operation_.name, operation_.parameters[i].name, error.what()));
  }
}

double Values::number(std::size_t i) const {
  if (const auto value = number_of(text(i))) return *value;
  refuse(i, "a number");
}

std::int64_t Values::int64(std::size_t i) const {
  if (const auto value = integer_of(text(i))) return *value;
  refuse(i, "a whole number");
}

int Values::integer(std::size_t i) const {
  const std::int64_t value = int64(i);
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
    refuse(i, "a whole number of 32 bits");
  return static_cast<int>(value);
}

std::vector<std::string> Values::strings(std::size_t i) const {
  std::vector<std::string> out = split(text(i));
  if (std::count(out.begin(), out.end(), "") > 0) refuse(i, "names with commas between them");
  return out;
}

std::string Values::string(std::size_t i, const std::string& otherwise) const { return given(i) ? text(i) : otherwise; }
Table Values::table(std::size_t i) const { return read_csv(text(i)); }
Graph Values::graph(std::size_t i) const { return Graph(read_csv(text(i))); }
Context Values::context() const {
  if (!open_) throw ArgumentError(fmt::format("{}: needs a device, not only shapes", operation_.name));
  return open_();
}

std::size_t Values::choice_index(std::size_t i) const {
  const std::vector<std::string>& names = operation_.parameters[i].values;
  const auto found = std::find(names.begin(), names.end(), text(i));
  if (found == names.end()) refuse(i, fmt::format("{}", fmt::join(names, ", ")));
  return static_cast<std::size_t>(found - names.begin());
}

Image Values::image(std::size_t i, const Image& otherwise) const { return given(i) ? image(i) : otherwise; }
Operand Values::operand(std::size_t i, const Operand& otherwise) const { return given(i) ? operand(i) : otherwise; }
std::optional<Sigma> Values::optional_sigma(std::size_t i, std::optional<Sigma> otherwise) const {
  return given(i) ? sigma(i) : otherwise;
}
Counts Values::counts(std::size_t i, Counts otherwise) const { return given(i) ? counts(i) : otherwise; }
std::optional<Counts> Values::optional_counts(std::size_t i, std::optional<Counts> otherwise) const {
  return given(i) ? counts(i) : otherwise;
}
Sigma Values::sigma(std::size_t i, Sigma otherwise) const { return given(i) ? sigma(i) : otherwise; }
Widths Values::widths(std::size_t i, const Widths& otherwise) const { return given(i) ? widths(i) : otherwise; }
Shape Values::shape(std::size_t i, const Shape& otherwise) const { return given(i) ? shape(i) : otherwise; }
Border Values::border(std::size_t i, Border otherwise) const { return given(i) ? border(i) : otherwise; }
DType Values::dtype(std::size_t i, DType otherwise) const { return given(i) ? dtype(i) : otherwise; }
Footprint Values::footprint(std::size_t i, const Footprint& otherwise) const {
  return given(i) ? footprint(i) : otherwise;
}
std::optional<Footprint> Values::optional_footprint(std::size_t i, const std::optional<Footprint>& otherwise) const {
  return given(i) ? std::optional(footprint(i)) : otherwise;
}
double Values::number(std::size_t i, double otherwise) const { return given(i) ? number(i) : otherwise; }
std::int64_t Values::int64(std::size_t i, std::int64_t otherwise) const { return given(i) ? int64(i) : otherwise; }
int Values::integer(std::size_t i, int otherwise) const { return given(i) ? integer(i) : otherwise; }
std::optional<int> Values::optional_integer(std::size_t i, std::optional<int> otherwise) const {
  return given(i) ? std::optional<int>(integer(i)) : otherwise;
}
std::optional<double> Values::optional_number(std::size_t i, std::optional<double> otherwise) const {
  return given(i) ? std::optional<double>(number(i)) : otherwise;
}
std::vector<std::string> Values::strings(std::size_t i, std::vector<std::string> otherwise) const {
  return given(i) ? strings(i) : otherwise;
}
std::vector<double> Values::numbers(std::size_t i, std::vector<double> otherwise) const {
  return given(i) ? numbers(i) : otherwise;
}

Table Values::table(std::size_t i, const Table& otherwise) const { return given(i) ? table(i) : otherwise; }

}  // namespace clumen::tool
