#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "bench_report.hpp"
#include "session.hpp"

/// Two reports of `clumen bench` beside each other.
namespace clumen::tool {
namespace {

using json = nlohmann::ordered_json;

struct Request {
  std::string a, b;
  double threshold = 1.1;
};

struct Time {
  double q1, median, q3;
};

/// The times of a report by "row 2D 1024 x 1024 runner", and ", with transfer".
using Times = std::map<std::string, Time>;

Time time_of(const json& timing) { return {timing.at("q1_ms"), timing.at("median_ms"), timing.at("q3_ms")}; }

Times times_of(const json& report) {
  Times out;
  for (const json& m : report.at("measurements"))
    for (const auto& [runner, result] : m.at("results").items()) {
      if (!result.contains("median_ms")) continue;
      const std::string key = fmt::format("{} {}D {} {}", m.at("row").get<std::string>(), m.at("axes").dump(),
                                          size_text(m.at("size")), runner);
      out[key] = time_of(result);
      if (result.contains("with_transfer")) out[key + ", with transfer"] = time_of(result.at("with_transfer"));
    }
  return out;
}

struct Change {
  std::string name;
  Time a, b;
  double ratio() const { return b.median / a.median; }
  bool apart() const { return b.q1 > a.q3 || b.q3 < a.q1; }
  bool slower(double threshold) const { return ratio() > threshold && b.q1 > a.q3; }
  bool faster(double threshold) const { return ratio() < 1 / threshold && b.q3 < a.q1; }
};

/// What makes times differ whatever the programs are: machines, devices, drivers, versions.
std::string differences(const json& a, const json& b) {
  std::string out;
  const auto tell = [&](const std::string& what, const json& of_a, const json& of_b) {
    if (of_a != of_b) out += fmt::format("{}: {} in A, {} in B\n", what, plain(of_a), plain(of_b));
  };
  const auto part = [](const json& report, const char* name) { return report.value(name, json::object()); };
  for (const char* key : {"system", "processor", "cores", "memory_gib"})
    tell(key, part(a, "machine").value(key, json("not said")), part(b, "machine").value(key, json("not said")));
  std::map<std::string, std::pair<json, json>> versions;
  const json of_a = part(a, "versions"), of_b = part(b, "versions");
  for (const auto& [name, version] : of_a.items()) versions[name] = {version, "not said"};
  for (const auto& [name, version] : of_b.items())
    versions.try_emplace(name, "not said", version).first->second.second = version;
  for (const auto& [name, both] : versions) tell("version of " + name, both.first, both.second);
  for (const json& runner : a.at("runners"))
    for (const json& other : b.at("runners"))
      if (runner.at("name") == other.at("name"))
        for (const char* key : {"device", "platform", "driver"})
          tell(fmt::format("{} of {}", key, plain(runner.at("name"))), runner.value(key, json("none")),
               other.value(key, json("none")));
  return out;
}

std::string listed(const std::string& title, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string out = fmt::format("{}: {}\n", title, names.size());
  for (const std::string& name : names) out += fmt::format("  {}\n", name);
  return out;
}

std::string table_of(const std::vector<Change>& changes, double threshold) {
  std::string out = fmt::format("{:>7}  {:>10}  {:>10}  {:<6}  {}\n", "B / A", "A ms", "B ms", "", "measurement");
  for (const Change& c : changes)
    out += fmt::format("{:>7.3f}  {:>10.4g}  {:>10.4g}  {:<6}  {}\n", c.ratio(), c.a.median, c.b.median,
                       c.slower(threshold)   ? "slower"
                       : c.faster(threshold) ? "faster"
                       : c.apart()           ? ""
                                             : "noise",
                       c.name);
  return out;
}

struct Compared {
  std::vector<Change> changes;
  std::vector<std::string> only_a, only_b;
  std::string differences;
};

Compared compared(const json& a, const json& b) {
  const Times of_a = times_of(a), of_b = times_of(b);
  Compared out;
  out.differences = differences(a, b);
  for (const auto& [name, time] : of_a) {
    const auto other = of_b.find(name);
    if (other == of_b.end()) out.only_a.push_back(name);
    else out.changes.push_back({name, time, other->second});
  }
  for (const auto& [name, time] : of_b)
    if (!of_a.contains(name)) out.only_b.push_back(name);
  std::stable_sort(out.changes.begin(), out.changes.end(),
                   [](const Change& x, const Change& y) { return x.ratio() > y.ratio(); });
  return out;
}

void run(const Request& request) {
  if (!(request.threshold >= 1))
    throw ArgumentError(fmt::format("bench diff: --threshold is {}; allowed is 1 and more", request.threshold));
  const json a = read_report(request.a), b = read_report(request.b);
  Compared all;
  try {
    all = compared(a, b);
  } catch (const json::exception& error) {
    throw IoError(fmt::format("{} or {}: is no whole report: {}", request.a, request.b, error.what()));
  }
  std::string text = all.differences.empty()
                         ? ""
                         : "These reports are not of the same machine and programs:\n" + all.differences + "\n";
  double sum = 0;
  std::vector<std::string> slower;
  for (const Change& c : all.changes) {
    sum += std::log(c.ratio());
    if (c.slower(request.threshold)) slower.push_back(fmt::format("{} {:.2f} times", c.name, c.ratio()));
  }
  text += table_of(all.changes, request.threshold);
  if (!all.changes.empty())
    text += fmt::format("geometric mean of B / A: {:.4f} ({} measurements)\n",
                        std::exp(sum / static_cast<double>(all.changes.size())), all.changes.size());
  text += listed("only in A", all.only_a) + listed("only in B", all.only_b);
  print(text);
  if (slower.empty()) return;
  const std::size_t shown = std::min<std::size_t>(slower.size(), 3);
  throw Findings(fmt::format("bench diff: slower in B: {} of {}: {}{}", slower.size(), all.changes.size(),
                             fmt::join(slower.begin(), slower.begin() + static_cast<std::ptrdiff_t>(shown), "; "),
                             shown < slower.size() ? "; ..." : ""));
}

}  // namespace

void add_bench_diff(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand("diff", "Compares two reports: what became slower or faster.");
  auto request = std::make_shared<Request>();
  command->add_option("a", request->a, "a report.json, or its folder: before")->required()->type_name("A");
  command->add_option("b", request->b, "the same: after")->required()->type_name("B");
  command->add_option("--threshold", request->threshold, "the ratio of medians from which on a change counts")
      ->capture_default_str();
  command->footer(
      "Measurements are joined by row, axes, size and runner. One is slower when its median in B is more than the\n"
      "threshold times that in A and its times do not overlap: B's first quartile lies above A's third. Faster is the\n"
      "same the other way round; \"noise\" marks what overlaps. First calls happen once and are not compared.\n"
      "Exit code 6: something became slower.");
  command->callback([request] { run(*request); });
}

}  // namespace clumen::tool
