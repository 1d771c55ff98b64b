#pragma once
#include <string>
#include <vector>

#include "bench_rows.hpp"

/// Which rows `clumen bench` measures on which images.
namespace clumen::tool {

/// What is asked for, as text.
struct PlanRequest {
  std::string sets, sizes, rows;    ///< with commas; "" where the defaults are to be taken
  std::vector<std::string> chains;  ///< by hand
  std::int64_t limit = 0;           ///< pixels of the largest image of the set "scaling"
};

struct Job {
  Row row;
  RowSet set;
};
struct SizeJobs {
  Shape shape;
  std::vector<Job> jobs;
};

/// The sizes in the order in which they are measured, small ones first, each with its rows; a row that two sets have is
/// measured once. Throws ArgumentError for what is not understood.
std::vector<SizeJobs> plan_of(const PlanRequest& request);

}  // namespace clumen::tool
