#include "bench_measure.hpp"

#include <fmt/format.h>

#include <numeric>

#include "bench_first.hpp"
#include "bench_report.hpp"

namespace clumen::tool {
namespace {

constexpr int kTurns = 3;

nlohmann::ordered_json extents(const Shape& shape) {
  if (shape.ndim == 3) return {shape.x, shape.y, shape.z};
  return {shape.x, shape.y};
}

}  // namespace

/// The times of a runner so far.
struct Measurer::Timed {
  Runner* runner;
  std::vector<double> without = {}, with = {};
};

Measurer::Measurer(DeviceRunner& device, std::vector<Runner*> others, const MeasureOptions& options,
                   std::filesystem::path folder)
    : device_(device), runners_{&device}, options_(options), folder_(std::move(folder)) {
  runners_.insert(runners_.end(), others.begin(), others.end());
  for (Runner* runner : runners_)
    if (const auto* own = dynamic_cast<DeviceRunner*>(runner))
      limits_.emplace_back(own->name(), DeviceLimits(own->context()));
}

void Measurer::load(const Shape& shape) {
  images_ = bench_images(device_.context(), shape);
  write_images(images_, folder_);
  for (Runner* runner : runners_) runner->load(images_, folder_);
}

nlohmann::ordered_json Measurer::roofline() const {
  json out = json::object();
  for (const auto& [name, limits] : limits_) out[name] = limits.measured();
  return out;
}

/// Those that have the row, after their first calls.
std::vector<Measurer::Timed> Measurer::prepared(const RowCall& call, json& results) {
  std::vector<Timed> out;
  for (Runner* runner : runners_) {
    try {
      if (runner->prepare(call)) out.push_back({runner});
    } catch (const Error& error) {
      results[runner->name()] = {{"error", error.what()}};
    }
  }
  return out;
}

void Measurer::take_turns(std::vector<Timed>& timed, const RowCall& call, json& results) const {
  const double seconds = options_.budget / kTurns;
  const auto is_slow = [&](const std::vector<double>& ms) { return !ms.empty() && ms.front() > seconds * 1e3; };
  const auto add = [&](Timed& t, Transfer transfer, std::vector<double>& to) {
    if (is_slow(to) && std::accumulate(to.begin(), to.end(), 0.0) > options_.budget * 1e3) return;
    const std::vector<double> more = t.runner->time(transfer, seconds);
    to.insert(to.end(), more.begin(), more.end());
  };
  for (int turn = 0; turn < kTurns; ++turn)
    for (Timed& t : timed) {
      if (results.contains(t.runner->name())) continue;
      try {
        add(t, Transfer::without, t.without);
        if (t.runner->has_transfer() && !is_transfer(call)) add(t, Transfer::with, t.with);
      } catch (const Error& error) {
        results[t.runner->name()] = {{"error", error.what()}};
      }
    }
  for (const Timed& t : timed) {
    json& result = results[t.runner->name()];
    if (result.contains("error")) continue;
    result = timing_of(t.without);
    if (!t.with.empty()) result["with_transfer"] = timing_of(t.with);
  }
}

void Measurer::add_limits(const std::string& runner, double bytes, json& result) const {
  for (const auto& [name, limits] : limits_)
    if (name == runner) result["floor_ms"] = rounded(limits.copy_ms(bytes));
}

void Measurer::compare(std::vector<Timed>& timed, json& results) {
  std::optional<HostImage> picture;
  for (Timed& t : timed) {
    auto* peer = dynamic_cast<PeerRunner*>(t.runner);
    json& result = results[t.runner->name()];
    if (!peer || result.contains("error")) continue;
    try {
      if (!picture) picture = device_.picture();
      if (!picture) return;
      if (const auto found = peer->compare(*picture)) {
        result["agrees"] = found->agrees;
        result["difference"] = rounded(found->difference);
        result["differing"] = rounded(found->differing);
      }
    } catch (const Error& error) {
      result["comparing"] = error.what();
    }
  }
}

void Measurer::add_first_calls(const RowCall& call, json& result) {
  if (options_.compiling == Compiling::left_out || is_transfer(call)) return;
  if (!compiled_.emplace(call.row.name, call.shape.ndim).second) return;
  try {
    const FirstCalls first = first_calls(device_.context().device().name, call, folder_, options_.patience);
    result["cold_ms"] = rounded(first.cold_ms);
    result["warm_ms"] = rounded(first.warm_ms);
  } catch (const Error& error) {
    result["compiling"] = error.what();
  }
}

nlohmann::ordered_json Measurer::measure(const Job& job) {
  const Shape& shape = images_.shape();
  const RowCall call = row_call(job.row, shape, images_.threshold);
  json results = json::object();
  std::vector<Timed> timed = prepared(call, results);
  take_turns(timed, call, results);
  double bytes = job.row.bytes * static_cast<double>(shape.pixels());
  const bool works = !results.at(device_.name()).contains("error");
  for (const Timed& t : timed)
    if (!results.at(t.runner->name()).contains("error"))
      add_limits(t.runner->name(), bytes, results.at(t.runner->name()));
  if (works) compare(timed, results);
  if (works) add_first_calls(call, results.at(device_.name()));
  for (const Timed& t : timed) t.runner->release();
  const auto operations = job.row.operations_for(shape);
  json out = {{"row", job.row.name},
              {"title", job.row.title},
              {"set", name_of(job.set)},
              {"chain", call.chain},
              {"steps", job.row.steps},
              {"axes", shape.ndim},
              {"size", extents(shape)},
              {"dtype", "f32"},
              {"pixels", shape.pixels()},
              {"bytes", bytes},
              {"operations", operations ? json(*operations) : json(nullptr)}};
  if (!job.row.chain_of.empty()) out["chain_of"] = job.row.chain_of;
  out["results"] = std::move(results);
  return out;
}

}  // namespace clumen::tool
