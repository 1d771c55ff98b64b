#include "custom/kernel_tunables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "clumen/error.hpp"
#include "core/context_state.hpp"
#include "core/kernel_values.hpp"
#include "core/program.hpp"

namespace clumen {

namespace {

bool is_choice(const std::string& name, const std::string& text) {
  static const std::regex number("-?[0-9]{1,9}");
  return name == "GROUP" ? group_size(text)[0] > 0 : std::regex_match(text, number);
}

KernelTunable tunable_of(const std::string& name, const std::string& list, const std::string& file) {
  KernelTunable tunable{name, {}};
  std::istringstream words(list);
  for (std::string word; words >> word;) {
    const bool again = std::find(tunable.choices.begin(), tunable.choices.end(), word) != tunable.choices.end();
    if (!is_choice(name, word) || again)
      throw ArgumentError(fmt::format("{}: tunable {} has the choice {}; allowed are different {}", file, name, word,
                                      name == "GROUP" ? "sizes like 16x4" : "whole numbers"));
    tunable.choices.push_back(word);
  }
  if (tunable.choices.empty())
    throw ArgumentError(fmt::format("{}: tunable {} has no choice; the first one is the default", file, name));
  return tunable;
}

}  // namespace

std::vector<KernelTunable> kernel_tunables(const std::string& text, const std::string& file) {
  static const std::regex line_of(R"(\s*//\s*tunable\s+([A-Za-z_]\w*)\s*:(.*))");
  std::vector<KernelTunable> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch parts;
    if (line.find("tunable") == std::string::npos || !std::regex_match(line, parts, line_of)) continue;
    if (std::any_of(found.begin(), found.end(), [&](const KernelTunable& t) { return t.name == parts[1]; }))
      throw ArgumentError(fmt::format("{}: tunable {} stands there twice", file, parts[1].str()));
    found.push_back(tunable_of(parts[1], parts[2], file));
  }
  return found;
}

std::array<std::size_t, 3> group_size(const std::string& text) {
  static const std::regex sizes("([1-9][0-9]{0,3})(?:x([1-9][0-9]{0,3}))?(?:x([1-9][0-9]{0,3}))?");
  std::smatch parts;
  if (!std::regex_match(text, parts, sizes)) return {};
  std::array<std::size_t, 3> out{1, 1, 1};
  for (std::size_t i = 0; i < 3; ++i)
    if (parts[i + 1].matched) out[i] = std::stoul(parts[i + 1]);
  return out;
}

std::string tunables_key(const std::string& kernel, const std::string& text) {
  std::string own;  // without the lines that tell where the file lies
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("#line ")) own += line + '\n';
  return fmt::format("{} {}", kernel, hash_of(own));
}

std::map<std::string, std::string> kernel_values(const Context& context, const std::string& key) {
  const ContextState& state = context.state();
  return kernel_values_of_user(state.device, state.tunables.form(), key);
}

}  // namespace clumen
