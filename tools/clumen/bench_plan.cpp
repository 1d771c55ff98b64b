#include "bench_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench_runner.hpp"
#include "operation.hpp"

namespace clumen::tool {
namespace {

std::vector<Shape> shapes_of(const std::string& text) {
  std::vector<Shape> out;
  for (const std::string& part : split(text)) {
    const std::optional<Shape> shape = shape_of(part);
    if (!shape || shape->ndim < 2)
      throw ArgumentError(fmt::format("bench: --sizes is {}; allowed is like 1024x1024,64x64x64", part));
    out.push_back(*shape);
  }
  return out;
}

/// Edges that double, of planes and of volumes.
std::vector<Shape> growing(std::int64_t limit) {
  std::vector<Shape> out;
  for (std::int64_t edge = 64; edge * edge <= limit; edge *= 2) out.emplace_back(edge, edge);
  for (std::int64_t edge = 16; edge * edge * edge <= limit; edge *= 2) out.emplace_back(edge, edge, edge);
  return out;
}

std::vector<Shape> shapes_for(RowSet set, const PlanRequest& request) {
  if (!request.sizes.empty()) return shapes_of(request.sizes);
  if (set == RowSet::scaling) return growing(request.limit);
  if (set == RowSet::chain) return {Shape(1024, 1024)};
  return {Shape(1024, 1024), Shape(64, 64, 64)};
}

std::vector<Row> wanted_rows(const PlanRequest& request) {
  std::vector<Row> all = bench_rows();
  if (request.rows.empty()) return all;
  std::vector<Row> out;
  for (const std::string& name : split(request.rows)) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Row& row) { return row.name == name; });
    if (found == all.end()) {
      std::string names;
      for (const Row& row : all) names += (names.empty() ? "" : ", ") + row.name;
      throw ArgumentError(fmt::format("bench: --rows is {}; allowed is {}", name, names));
    }
    out.push_back(*found);
  }
  return out;
}

class Plan {
 public:
  void add(const Shape& shape, const Row& row, RowSet set) {
    if (!row.fits(shape)) return;
    auto size = std::find_if(sizes_.begin(), sizes_.end(), [&](const SizeJobs& s) { return s.shape == shape; });
    if (size == sizes_.end()) size = sizes_.insert(sizes_.end(), SizeJobs{shape, {}});
    const bool known =
        std::any_of(size->jobs.begin(), size->jobs.end(), [&](const Job& job) { return job.row.name == row.name; });
    if (!known) size->jobs.push_back({row, set});
  }

  std::vector<SizeJobs> sorted() && {
    std::stable_sort(sizes_.begin(), sizes_.end(), [](const SizeJobs& a, const SizeJobs& b) {
      return std::pair(a.shape.ndim, a.shape.pixels()) < std::pair(b.shape.ndim, b.shape.pixels());
    });
    return std::move(sizes_);
  }

 private:
  std::vector<SizeJobs> sizes_;
};

}  // namespace

std::vector<SizeJobs> plan_of(const PlanRequest& request) {
  Plan plan;
  const std::vector<Row> rows = wanted_rows(request);
  // a chain by hand is all that is measured unless a set is named
  const std::string sets = request.sets.empty() && request.chains.empty() ? "all" : request.sets;
  if (!sets.empty())
    for (const RowSet set : row_sets_of(sets))
      for (const Shape& shape : shapes_for(set, request))
        for (const Row& row : rows)
          if (row.has(set)) plan.add(shape, row, set);
  for (const std::string& chain : request.chains)
    for (const Shape& shape : shapes_for(RowSet::own, request)) plan.add(shape, own_row(chain), RowSet::own);
  std::vector<SizeJobs> out = std::move(plan).sorted();
  for (const SizeJobs& size : out)
    for (const Job& job : size.jobs) row_call(job.row, size.shape, 1);  // a mistake in a chain is told before all
  if (out.empty()) throw ArgumentError("bench: nothing to measure: no row of these sets is of these sizes");
  return out;
}

}  // namespace clumen::tool
