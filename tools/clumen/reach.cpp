#include <fmt/format.h>

#include "chain.hpp"
#include "operation.hpp"
#include "session.hpp"

/// `clumen reach 'gaussian(5) | binary_erosion(disk:2)'`: a chain, run on an image that has a shape but no pixels.
namespace clumen::tool {
namespace {

struct Step {
  std::string name;
  std::vector<std::string> arguments;  ///< "5" or "sigma=5"
};

/// At the separators outside of brackets.
std::vector<std::string> split_outside(std::string_view text, char separator) {
  std::vector<std::string> out{""};
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c == separator && depth == 0) out.emplace_back();
    else out.back() += c;
  }
  for (std::string& part : out) part = split(part, '\0')[0];
  return out;
}

[[noreturn]] void refuse(std::string_view step) {
  throw ArgumentError(
      fmt::format("chain: '{}' is no step; a chain is written like 'gaussian(5) | erosion(disk:2)'", step));
}

Step parsed_step(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::string name = split(text.substr(0, open), '\0')[0];
  const bool plain =
      !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!plain) refuse(text);
  if (open == std::string_view::npos) return {name, {}};
  if (text.back() != ')' || std::count(text.begin(), text.end(), '(') != std::count(text.begin(), text.end(), ')'))
    refuse(text);
  const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  if (inside.find_first_not_of(' ') == std::string_view::npos) return {name, {}};
  return {name, split_outside(inside, ',')};
}

bool is_picture(const Parameter& p) {
  using Kind = Parameter::Kind;
  return p.kind == Kind::image || p.kind == Kind::images || p.kind == Kind::operand;
}

std::size_t parameter_index(const Operation& operation, std::string_view name) {
  std::string known;
  for (std::size_t i = 0; i < operation.parameters.size(); ++i) {
    if (operation.parameters[i].name == name) return i;
    known += (i ? ", " : "") + operation.parameters[i].name;
  }
  throw ArgumentError(fmt::format("{}: no parameter {}; it has {}", operation.name, name, known));
}

/// The first parameter that has no value yet; an image is only given as "input".
std::size_t next_index(const Operation& operation, const std::vector<Values::Value>& values, std::string_view text) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool fits = operation.parameters[i].kind != Parameter::Kind::image || text == "input";
    if (fits && std::holds_alternative<std::monostate>(values[i])) return i;
  }
  throw ArgumentError(fmt::format("{}: too many values", operation.name));
}

/// [2,2,1] keeps its commas to itself.
std::string without_brackets(std::string text) {
  const bool list =
      text.size() >= 2 && ((text.front() == '[' && text.back() == ']') || (text.front() == '(' && text.back() == ')'));
  return list ? text.substr(1, text.size() - 2) : text;
}

/// The chain's image is the first picture; the others, where they are needed, are the chain's input.
Values values_of(const Operation& operation, const Step& step, const Image& image, const Image& input) {
  std::vector<Values::Value> values(operation.parameters.size());
  for (std::size_t i = 0, pictures = 0; i < values.size() && pictures == 0; ++i)
    if (is_picture(operation.parameters[i])) values[i] = image, ++pictures;
  for (const std::string& argument : step.arguments) {
    const std::size_t equals = argument.find('=');
    const bool named = equals != std::string::npos;
    const std::size_t i = named ? parameter_index(operation, split(argument.substr(0, equals))[0])
                                : next_index(operation, values, argument);
    if (!std::holds_alternative<std::monostate>(values[i]))
      throw ArgumentError(fmt::format("{}: {} is given twice", operation.name, operation.parameters[i].name));
    const std::string text = without_brackets(split(named ? argument.substr(equals + 1) : argument, '\0')[0]);
    if (operation.parameters[i].kind == Parameter::Kind::image || text == "input") values[i] = input;
    else values[i] = text;
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    if (operation.parameters[i].required && is_picture(operation.parameters[i]) &&
        std::holds_alternative<std::monostate>(values[i]))
      values[i] = input;
  return {operation, std::move(values)};
}

[[noreturn]] void refuse_table(const std::string& step) {
  throw ArgumentError(fmt::format("chain: {} gives a table, not an image; leave it out", step));
}

Image picture_of(const Step& step, const Result& result) {
  if (const auto* image = std::get_if<Image>(&result)) return *image;
  if (const auto* scalar = std::get_if<Scalar>(&result)) return scalar->image();
  if (const auto* images = std::get_if<NamedImages>(&result)) return images->front().second;
  refuse_table(step.name);
}

}  // namespace

Image run_chain(std::string_view chain, const Image& input) {
  Image image = input;
  for (const std::string& text : split_outside(chain, '|')) {
    const Step step = parsed_step(text);
    const Operation& found = operation(step.name);
    if (found.returns == Operation::Returns::table) refuse_table(step.name);
    image = picture_of(step, found.call(values_of(found, step, image, input)));
  }
  return image;
}

void add_reach(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "reach", "How far a chain of operations looks into its input, in pixels: what tiles must overlap.");
  struct Request {
    std::string chain, dtype = "f32";
    int ndim = 2;
  };
  auto request = std::make_shared<Request>();
  command->add_option("chain", request->chain, "steps with | between them: 'gaussian(5) | binary_erosion(disk:2)'")
      ->required();
  command->add_option("--ndim", request->ndim, "axes of the image, 2 or 3")
      ->capture_default_str()
      ->check(CLI::Range(2, 3));
  command->add_option("--dtype", request->dtype, "the image's pixels")->capture_default_str();
  command->footer(
      "Values stand in turn or by name, lists in brackets: gaussian(sigma=[2,2,1], mode=reflect).\n"
      "A second image is the chain's input, written as 'input': gaussian(5) | subtract(input).");
  command->callback([request] {
    const Shape shape = request->ndim == 3 ? Shape(1024, 1024, 1024) : Shape(1024, 1024);
    const Reach reach = run_chain(request->chain, Image::tracing(shape, dtype_of(request->dtype))).reach();
    print(fmt::format("x {}  y {}  z {}  global {}\n", reach.x, reach.y, reach.z, reach.global ? "yes" : "no"));
  });
}

}  // namespace clumen::tool
