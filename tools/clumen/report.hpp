#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "agreement.hpp"
#include "pairs.hpp"

namespace clumen::tool {

struct ComparedColumn {
  PairedColumn pairs;
  Agreement agreement;
};

/// What `compare-methods` has found.
struct Comparison {
  std::string name_a, name_b, key;
  Join join;
  std::vector<ComparedColumn> columns;
  std::vector<std::string> passed_over;  ///< columns of both that are not compared, and why
};

/// What a person should know of the join: how many rows, how many without a partner, which columns are passed over.
std::vector<std::string> remarks(const Comparison& comparison);

/// One page with a table and, for each column, a Bland-Altman plot, a scatter plot and histograms.
void write_report(const Comparison& comparison, const std::filesystem::path& path);

}  // namespace clumen::tool
