#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "clumen/clumen.hpp"

/// The operations as the command sees them: a list that tools/generate_cli.py writes from the headers.
namespace clumen::tool {

/// A parameter as the header declares it; its value is written as text, unless it is an image or several.
struct Parameter {
  enum class Kind : std::uint8_t {
    image,
    images,
    operand,
    sigma,
    widths,
    shape,
    counts,
    weights,
    border,
    dtype,
    footprint,
    number,
    integer,
    strings,
    numbers,
    text,
    table,
    graph,
    choice
  };
  std::string name;
  Kind kind;
  bool required;
  std::string default_text;  ///< "" when there is none to show
  std::string doc;
  std::vector<std::string> values;  ///< of a choice
};

/// The values of one call: by position, an image, a text that its parameter's kind explains, or nothing.
/// The getters read a text as their type and throw ArgumentError, which names operation and parameter, when it is none.
class Values {
 public:
  using Value = std::variant<std::monostate, std::string, Image, std::vector<Image>>;
  /// open: gives the device, for operations that have no image to name it.
  Values(const struct Operation& operation, std::vector<Value> values, std::function<Context()> open = {})
      : operation_(operation), values_(std::move(values)), open_(std::move(open)) {}

  Image image(std::size_t i) const;
  Image image(std::size_t i, const Image& otherwise) const;
  std::vector<Image> images(std::size_t i) const;
  Operand operand(std::size_t i) const;
  Operand operand(std::size_t i, const Operand& otherwise) const;
  Sigma sigma(std::size_t i) const;
  Sigma sigma(std::size_t i, Sigma otherwise) const;
  Widths widths(std::size_t i) const;
  Widths widths(std::size_t i, const Widths& otherwise) const;
  Shape shape(std::size_t i) const;
  Shape shape(std::size_t i, const Shape& otherwise) const;
  std::optional<Sigma> optional_sigma(std::size_t i, std::optional<Sigma> otherwise = {}) const;
  Counts counts(std::size_t i) const;
  Counts counts(std::size_t i, Counts otherwise) const;
  std::optional<Counts> optional_counts(std::size_t i, std::optional<Counts> otherwise = {}) const;
  Weights weights(std::size_t i) const;
  Border border(std::size_t i) const;
  Border border(std::size_t i, Border otherwise) const;
  DType dtype(std::size_t i) const;
  DType dtype(std::size_t i, DType otherwise) const;
  Footprint footprint(std::size_t i) const;
  Footprint footprint(std::size_t i, const Footprint& otherwise) const;
  std::optional<Footprint> optional_footprint(std::size_t i, const std::optional<Footprint>& otherwise = {}) const;
  double number(std::size_t i) const;
  double number(std::size_t i, double otherwise) const;
  std::optional<double> optional_number(std::size_t i, std::optional<double> otherwise = {}) const;
  std::int64_t int64(std::size_t i) const;
  std::int64_t int64(std::size_t i, std::int64_t otherwise) const;
  int integer(std::size_t i) const;
  int integer(std::size_t i, int otherwise) const;
  std::optional<int> optional_integer(std::size_t i, std::optional<int> otherwise = {}) const;
  std::vector<std::string> strings(std::size_t i) const;
  std::vector<std::string> strings(std::size_t i, std::vector<std::string> otherwise) const;
  std::vector<double> numbers(std::size_t i) const;
  std::vector<double> numbers(std::size_t i, std::vector<double> otherwise) const;
  std::string string(std::size_t i, const std::string& otherwise = {}) const;
  /// From CSV files.
  Table table(std::size_t i) const;
  Table table(std::size_t i, const Table& otherwise) const;
  Graph graph(std::size_t i) const;
  Context context() const;
  /// An enumerator of E by its place among the parameter's values.
  template <class E>
  E choice(std::size_t i, std::initializer_list<E> enumerators) const {
    return enumerators.begin()[choice_index(i)];
  }
  template <class E>
  E choice(std::size_t i, std::initializer_list<E> enumerators, E otherwise) const {
    return given(i) ? choice(i, enumerators) : otherwise;
  }

  bool given(std::size_t i) const { return !std::holds_alternative<std::monostate>(values_[i]); }

 private:
  const std::string& text(std::size_t i) const;
  std::size_t choice_index(std::size_t i) const;
  [[noreturn]] void refuse(std::size_t i, std::string_view allowed) const;

  const Operation& operation_;
  std::vector<Value> values_;
  std::function<Context()> open_;
};

/// What an operation gives: a picture, a number, a table, or several pictures by name.
using NamedImages = std::vector<std::pair<std::string, Image>>;
using Result = std::variant<Image, Scalar, Table, NamedImages>;

struct Operation {
  enum class Returns : std::uint8_t { image, scalar, table, images };
  std::string family, name, summary, notes, source;
  Returns returns;
  std::vector<Parameter> parameters;
  std::function<Result(const Values&)> call;
};

/// Every operation that the headers declare, family by family. Generated.
const std::vector<Operation>& operations();
/// The one of a name; throws ArgumentError, which names the nearest ones.
const Operation& operation(std::string_view name);

/// A number as text, "-" and "−" alike; nothing when it is none.
std::optional<double> number_of(std::string_view text);
/// A whole number as text.
std::optional<std::int64_t> integer_of(std::string_view text);
/// "640x480" or "64x64x32", with as many axes as numbers; nothing when it is none.
std::optional<Shape> shape_of(std::string_view text);
/// The parts of a text between commas, without the blanks around them.
std::vector<std::string> split(std::string_view text, char separator = ',');

}  // namespace clumen::tool
