// One run of the workflow in a process of its own, for tools/compare/startup.py: prints the milliseconds from the start
// of main to the context, to the table, and what was built, as JSON.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "support.hpp"

using namespace clumen;

int main(int argc, char** argv) {
  const std::int64_t edge = argc > 1 ? std::atoll(argv[1]) : 640;
  const Shape s(edge, edge);
  const std::vector<float> pixels = bench::blobs(s);
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  };
  const Context& context = bench::context();
  const double opened = elapsed();
  const Image cells = context.push(pixels, s);
  const Image smooth = gaussian(cells, 5);
  const Image labels = label(binary_erosion(smooth > threshold_otsu(smooth), disk(2)));
  const Table table = regionprops_table(labels, cells, {"label", "area", "mean_intensity", "solidity"});
  const HostImage pulled = labels.pull();
  const double done = elapsed();
  const Statistics after = context.statistics();
  std::printf("{\"context_ms\": %.1f, \"table_ms\": %.1f, \"builds\": %llu, \"loads\": %llu, \"objects\": %zu}\n",
              opened, done, static_cast<unsigned long long>(after.builds), static_cast<unsigned long long>(after.loads),
              table.rows());
  std::fflush(stdout);  // who waits for the table need not wait for the driver's farewell
  return 0;
}
