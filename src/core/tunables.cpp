#include "core/tunables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "clumen/error.hpp"
#include "core/context_state.hpp"
#include "core/kernel_values.hpp"

namespace clumen {

namespace {

std::map<std::string, int, std::less<>> tried_by_environment() {
  std::map<std::string, int, std::less<>> values;
  const char* text = std::getenv("CLUMEN_TUNE");
  std::string_view rest = text ? text : "";
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    const std::size_t equals = item.find('=');
    if (equals == item.npos) throw ArgumentError(fmt::format("CLUMEN_TUNE: '{}' is no name=value", item));
    values[std::string(item.substr(0, equals))] = std::atoi(std::string(item.substr(equals + 1)).c_str());
  }
  return values;
}

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? value : nullptr;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file) throw IoError(fmt::format("{}: the file of tunables cannot be read", path.string()));
  return text;
}

/// The user's file, if there is one; one that CLUMEN_TUNABLES names must be there.
bool is_there(const std::filesystem::path& path) {
  std::error_code failed;
  return !path.empty() && (variable("CLUMEN_TUNABLES") || std::filesystem::exists(path, failed));
}

std::size_t index_of(std::string_view name) {
  const auto* found = std::find_if(std::begin(tunable_list), std::end(tunable_list),
                                   [name](const Tunable& tunable) { return tunable.name == name; });
  if (found == std::end(tunable_list)) throw ArgumentError(fmt::format("tunable: there is none named '{}'", name));
  return static_cast<std::size_t>(found - tunable_list);
}

}  // namespace

const std::map<std::string, int, std::less<>>& tried_tunables() {
  static const auto values = tried_by_environment();
  return values;
}

int default_of(const Tunable& tunable, KernelForm form) { return form == KernelForm::cpu ? tunable.cpu : tunable.gpu; }

std::vector<int> choices_of(const Tunable& tunable, KernelForm form) {
  const auto& choices = form == KernelForm::cpu ? tunable.on_cpu : tunable.on_gpu;
  return {choices.begin(), std::find(choices.begin(), choices.end(), 0)};
}

Tunables::Tunables(const Device& device, KernelForm form) : form_(form) {
  for (std::size_t i = 0; i < values_.size(); ++i) set(i, default_of(tunable_list[i], form));
  const auto take = [&](std::string_view text, const std::string& file) {
    for (const auto& [index, value] : tunables_for(device, form, text, file)) set(index, value);
  };
  take(shipped_tunables(), "data/tunables.json");
  if (const auto path = tunables_path(); is_there(path)) take(text_of(path), path.string());
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (const auto tried = tried_tunables().find(tunable_list[i].name); tried != tried_tunables().end())
      set(i, tried->second);
}

std::map<std::string, std::string> kernel_values_of_user(const Device& device, KernelForm form,
                                                         const std::string& key) {
  const std::filesystem::path path = tunables_path();
  if (!is_there(path)) return {};
  return kernel_values_for(device, form, text_of(path), path.string(), key);
}

std::span<const Tunable> tunables() { return tunable_list; }

KernelForm kernel_form(const Context& context) { return context.state().tunables.form(); }

std::vector<int> tunable_choices(const Context& context, const Tunable& tunable) {
  return choices_of(tunable, kernel_form(context));
}

int tunable_default(const Context& context, const Tunable& tunable) {
  return default_of(tunable, kernel_form(context));
}

int tunable(const Context& context, std::string_view name) { return context.state().tunables.value(index_of(name)); }

void set_tunable(const Context& context, std::string_view name, int value) {
  const std::size_t index = index_of(name);
  const Tunable& of = tunable_list[index];
  const std::vector<int> choices = tunable_choices(context, of);
  if (value != tunable_default(context, of) && std::find(choices.begin(), choices.end(), value) == choices.end())
    throw ArgumentError(fmt::format("tunable: {} = {}; allowed is {}, or one of {}", name, value,
                                    tunable_default(context, of), fmt::join(choices, ", ")));
  context.state().tunables.set(index, value);
}

std::filesystem::path tunables_path() {
  if (const char* own = variable("CLUMEN_TUNABLES"))
    return std::string_view(own) == "off" ? std::filesystem::path() : std::filesystem::path(own);
  if (const char* xdg = variable("XDG_CONFIG_HOME")) return std::filesystem::path(xdg) / "clumen" / "tunables.json";
  if (const char* home = variable("HOME")) return std::filesystem::path(home) / ".config" / "clumen" / "tunables.json";
  return {};
}

}  // namespace clumen
