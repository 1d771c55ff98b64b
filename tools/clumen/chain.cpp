#include "chain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace clumen::tool {
namespace {

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

/// [2,2,1] keeps its commas to itself.
std::string without_brackets(std::string text) {
  const bool list =
      text.size() >= 2 && ((text.front() == '[' && text.back() == ']') || (text.front() == '(' && text.back() == ')'));
  return list ? text.substr(1, text.size() - 2) : text;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

Image picture_of(const Result& result) {
  if (const auto* image = std::get_if<Image>(&result)) return *image;
  if (const auto* scalar = std::get_if<Scalar>(&result)) return scalar->image();
  return std::get<NamedImages>(result).front().second;
}

}  // namespace

/// An operation with all its values but the pictures, which are put into their places when it runs.
struct Chain::Step {
  struct Place {
    std::size_t index;
    std::string name;                  ///< of a picture; "" for what the step before gives
    std::shared_ptr<const Step> call;  ///< or a call on that
  };
  const Operation* operation;
  std::vector<Values::Value> values;
  std::vector<Place> places;

  Result run(const Image& before, const Image& input, const Pictures& others) const {
    std::vector<Values::Value> all = values;
    for (const Place& place : places) {
      if (place.call) all[place.index] = picture_of(place.call->run(before, input, others));
      else if (place.name.empty()) all[place.index] = before;
      else if (place.name == "input") all[place.index] = input;
      else all[place.index] = others.find(place.name)->second;
    }
    return operation->call({*operation, std::move(all)});
  }
};

/// Reads one text.
class Chain::Reader {
 public:
  Reader(std::string_view who, const Names& names) : who_(who), names_(names) { names_.insert("input"); }

  std::shared_ptr<const Step> step(std::string_view text) {
    const std::size_t open = text.find('(');
    const std::string name = split(text.substr(0, open), '\0')[0];
    if (!is_name(name)) refuse(text);
    auto made = std::make_shared<Step>();
    made->operation = &operation(name);
    made->values.resize(made->operation->parameters.size());
    given_.emplace_back(made->values.size(), false);
    take_first_picture(*made);
    for (const std::string& argument : arguments(text, open)) take(*made, argument);
    // a picture that is needed and not given is the chain's input
    for (std::size_t i = 0; i < made->values.size(); ++i)
      if (made->operation->parameters[i].required && is_picture(made->operation->parameters[i]) && !given_.back()[i])
        made->places.push_back({i, "input", nullptr});
    given_.pop_back();
    return made;
  }

  const Names& used() const { return used_; }

 private:
  [[noreturn]] void refuse(std::string_view text) const {
    throw ArgumentError(
        fmt::format("{}: '{}' is no step; a chain is written like 'gaussian(5) | erosion(disk:2)'", who_, text));
  }

  std::vector<std::string> arguments(std::string_view text, std::size_t open) const {
    if (open == std::string_view::npos) return {};
    if (text.back() != ')' || std::count(text.begin(), text.end(), '(') != std::count(text.begin(), text.end(), ')'))
      refuse(text);
    const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
    if (inside.find_first_not_of(' ') == std::string_view::npos) return {};
    return split_outside(inside, ',');
  }

  void take_first_picture(Step& step) {
    for (std::size_t i = 0; i < step.values.size(); ++i) {
      if (!is_picture(step.operation->parameters[i])) continue;
      step.places.push_back({i, "", nullptr});
      given_.back()[i] = true;
      return;
    }
  }

  bool is_call(std::string_view text) const {
    const std::size_t open = text.find('(');
    return open != std::string_view::npos && is_name(text.substr(0, open));
  }

  /// The first parameter that has no value yet; an image is only given as a name or a call.
  std::size_t next_index(const Operation& operation, const std::string& text) const {
    for (std::size_t i = 0; i < operation.parameters.size(); ++i) {
      const bool fits =
          operation.parameters[i].kind != Parameter::Kind::image || names_.contains(text) || is_call(text);
      if (fits && !given_.back()[i]) return i;
    }
    throw ArgumentError(fmt::format("{}: too many values", operation.name));
  }

  void take(Step& step, const std::string& argument) {
    const Operation& operation = *step.operation;
    const std::size_t equals = argument.find('='), open = argument.find('(');
    const bool named = equals < open;
    const std::string text = named ? split(argument.substr(equals + 1), '\0')[0] : argument;
    const std::size_t i = named ? parameter_index(operation, split(argument.substr(0, equals), '\0')[0])
                                : next_index(operation, argument);
    const Parameter& parameter = operation.parameters[i];
    if (given_.back()[i]) throw ArgumentError(fmt::format("{}: {} is given twice", operation.name, parameter.name));
    given_.back()[i] = true;
    if (is_picture(parameter) && is_call(text)) {
      step.places.push_back({i, "", called(text)});
    } else if (is_picture(parameter) && names_.contains(text)) {
      step.places.push_back({i, text, nullptr});
      if (text != "input") used_.insert(text);
    } else if (parameter.kind == Parameter::Kind::image) {
      throw ArgumentError(fmt::format("{}: {} is {}; allowed is {}, or a call", operation.name, parameter.name, text,
                                      fmt::join(names_, ", ")));
    } else {
      step.values[i] = without_brackets(text);
    }
  }

  std::shared_ptr<const Step> called(const std::string& text) {
    auto made = step(text);
    if (made->operation->returns == Operation::Returns::table)
      throw ArgumentError(fmt::format("{}: {} gives a table, not an image", who_, made->operation->name));
    return made;
  }

  std::string who_;
  Names names_, used_;
  std::vector<std::vector<bool>> given_;  ///< the parameters that have a value, of each call that is being read
};

Chain Chain::parse(std::string_view who, std::string_view text, const Names& names) {
  Chain chain;
  Reader reader(who, names);
  for (const std::string& part : split_outside(text, '|')) {
    if (!chain.steps_.empty() && chain.returns() == Operation::Returns::table)
      throw ArgumentError(fmt::format("{}: {} gives a table, not an image; it ends a chain", who,
                                      chain.steps_.back()->operation->name));
    chain.steps_.push_back(reader.step(part));
  }
  chain.uses_ = reader.used();
  return chain;
}

Chain::Outcome Chain::run(const Image& input, const Pictures& others) const {
  Image image = input;
  for (const auto& step : steps_) {
    Result result = step->run(image, input, others);
    const bool last = step == steps_.back();
    if (last && step->operation->returns != Operation::Returns::image) return {std::move(result), image};
    image = picture_of(result);
  }
  return {image, image};
}

Operation::Returns Chain::returns() const { return steps_.back()->operation->returns; }

}  // namespace clumen::tool
