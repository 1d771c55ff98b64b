#pragma once
#include <set>

#include "bench_limits.hpp"
#include "bench_peers.hpp"
#include "bench_plan.hpp"
#include "bench_runner.hpp"

/// The measuring of `clumen bench`.
namespace clumen::tool {

enum class Compiling : std::uint8_t { measured, left_out };

struct MeasureOptions {
  double budget = 0;    ///< seconds for a runner's calls of a row, and as many for those with transfers
  double patience = 0;  ///< seconds for one answer of another process
  Compiling compiling = Compiling::measured;
};

/// All runners on one row after the other. In each they take turns, so that what slows the machine slows all of them.
class Measurer {
 public:
  /// device: the one that was asked about. others: the CPU as another device of clumen's, and the peers.
  Measurer(DeviceRunner& device, std::vector<Runner*> others, const MeasureOptions& options,
           std::filesystem::path folder);
  /// Makes the images of a size, for `measure`.
  void load(const Shape& shape);
  nlohmann::ordered_json measure(const Job& job);

  /// What each of clumen's devices can do at most.
  nlohmann::ordered_json roofline() const;

 private:
  using json = nlohmann::ordered_json;
  struct Timed;
  std::vector<Timed> prepared(const RowCall& call, json& results);
  void take_turns(std::vector<Timed>& timed, const RowCall& call, json& results) const;
  void add_limits(const std::string& runner, double bytes, json& result) const;
  void compare(std::vector<Timed>& timed, json& results);
  void add_first_calls(const RowCall& call, json& result);

  DeviceRunner& device_;
  std::vector<Runner*> runners_;
  MeasureOptions options_;
  std::filesystem::path folder_;
  std::vector<std::pair<std::string, DeviceLimits>> limits_;
  BenchImages images_;
  std::set<std::pair<std::string, int>> compiled_;  ///< rows and axes whose first calls are measured
};

}  // namespace clumen::tool
