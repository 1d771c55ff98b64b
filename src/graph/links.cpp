#include "graph/links.hpp"

#include "graph/parts.hpp"

namespace clumen {

LinkedGraph::Links links_of(std::size_t nodes, const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b,
                            Ends ends) {
  const bool both = ends == Ends::both;
  LinkedGraph::Links links;
  links.starts.assign(nodes + 1, 0);
  for (std::size_t row = 0; row < a.size(); ++row) {
    ++links.starts[a[row] + 1];
    if (both) ++links.starts[b[row] + 1];
  }
  for (std::size_t node = 0; node < nodes; ++node) links.starts[node + 1] += links.starts[node];
  const auto fill = [&](std::vector<std::uint32_t>& list, const auto& value) {
    list.resize(links.starts.back());
    std::vector<std::size_t> next(links.starts.begin(), links.starts.end() - 1);
    for (std::size_t row = 0; row < a.size(); ++row) {
      list[next[a[row]]++] = value(row, b[row]);
      if (both) list[next[b[row]]++] = value(row, a[row]);
    }
  };
  together(
      a.size(), [&] { fill(links.targets, [](std::size_t, std::uint32_t other) { return other; }); },
      [&] { fill(links.rows, [](std::size_t row, std::uint32_t) { return static_cast<std::uint32_t>(row); }); });
  return links;
}

}  // namespace clumen
