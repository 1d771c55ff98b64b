#include "tune.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session.hpp"
#include "tune_file.hpp"

namespace clumen::tool {
namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

struct Options {
  std::string operation, out;
  std::int64_t edge = 2048;
};

/// The groups that have a choice on this device.
std::vector<std::string> all_groups(const Context& context) {
  std::vector<std::string> groups;
  for (const Tunable& t : tunables()) {
    const std::string group(group_of(t));
    const bool known = std::find(groups.begin(), groups.end(), group) != groups.end();
    if (!known && !tunable_choices(context, t).empty()) groups.push_back(group);
  }
  return groups;
}

/// Those that an operation's time depends on; all where none is named.
std::vector<std::string> groups_for(const Context& context, const std::string& operation) {
  const std::vector<std::string> all = all_groups(context);
  if (operation.empty()) return all;
  std::vector<std::string> groups, operations;
  for (const TuneCase& c : tune_cases()) {
    if (std::find(all.begin(), all.end(), c.group) == all.end()) continue;
    if (std::find(operations.begin(), operations.end(), c.operation) == operations.end())
      operations.push_back(c.operation);
    if (c.operation == operation && (groups.empty() || groups.back() != c.group)) groups.push_back(c.group);
  }
  if (groups.empty())
    throw ArgumentError(fmt::format("tune: operation is {}; what can be tuned on this device is {}", operation,
                                    fmt::join(operations, ", ")));
  return groups;
}

void keep(json& entry, const TunedGroup& found, const Context& context) {
  for (const Tunable& t : tunables())
    if (group_of(t) == found.group) entry["values"].erase(std::string(t.name));
  entry["measured"].erase(found.group);
  if (found.values.empty()) return;
  for (const auto& [name, value] : found.values) entry["values"][name] = value;
  json& measured = entry["measured"][found.group];
  measured["driver"] = context.device().driver;
  measured["clumen"] = CLUMEN_VERSION;
  for (const TuneGain& gain : found.gains)
    measured["ms, default and tuned"][gain.name] = {std::round(gain.default_ms * 1e5) / 1e5,
                                                    std::round(gain.tuned_ms * 1e5) / 1e5};
}

std::string told(const TunedGroup& found, const Context& context) {
  std::string text = found.group + ":";
  if (found.values.empty()) text += " the defaults are best\n";
  for (const Tunable& t : tunables())
    if (const auto value = found.values.find(std::string(t.name)); value != found.values.end())
      text += fmt::format(" {} {} instead of {},", t.name.substr(t.name.find('.') + 1), value->second,
                          tunable_default(context, t));
  if (text.back() == ',') text.back() = '\n';
  for (const TuneGain& gain : found.gains)
    text += fmt::format("  {}: {:.4f} ms instead of {:.4f}\n", gain.name, gain.tuned_ms, gain.default_ms);
  text += fmt::format("  tried: {}\n", fmt::join(found.tried, ", "));
  for (const std::string& line : found.refused) text += fmt::format("  refused: {}\n", line);
  return text;
}

void tune(const Session& session, const Options& options) {
  const Context context = session.context();
  if (options.edge < 64 || options.edge > 16384)
    throw ArgumentError(fmt::format("tune: edge is {}; allowed is 64 to 16384", options.edge));
  const fs::path out = tunables_file(options.out);
  json root = read_tunables(out);
  for (const std::string& group : groups_for(context, options.operation)) {
    const TunedGroup found = tune_group(context, group, options.edge);
    print(told(found, context));
    keep(entry_for(root, context), found, context);
    write_tunables(out, root);  // what there is so far is kept
  }
  print(fmt::format("written to {}\n", out.string()));
}

}  // namespace

void add_tune(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "tune", "Finds the fastest tunables of the kernels on this device, among those that change no result.");
  auto options = std::make_shared<Options>();
  command->add_option("--operation", options->operation, "only what this operation's time depends on")
      ->type_name("NAME");
  command->add_option("--edge", options->edge, "of the images that are timed, in pixels; volumes have an eighth");
  command->add_option("-o,--out", options->out, "the file, in which other entries stay; that of the user otherwise")
      ->type_name("FILE");
  command->callback([&session, options] { tune(session, *options); });
}

}  // namespace clumen::tool
