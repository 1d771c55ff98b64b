#include "measure/region_filled.hpp"

#include "core/context_state.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

// The words of a region's bounding box in bits.
std::uint64_t words_of(const RegionSums& r) {
  const auto extent = [&](std::size_t a) { return static_cast<std::uint64_t>(r.extent(a)); };
  return (extent(0) + 31) / 32 * extent(1) * extent(2);
}

// Of rows first .. end - 1, whose words are those of the labels from the first one's on.
void fill(const Regions& regions, std::size_t first, std::size_t end, std::uint64_t words, const Buffer& filled) {
  const Image& labels = regions.table.labels;
  const auto& context = labels.state().context;
  const std::uint32_t lowest = regions.rows[first].index, highest = regions.rows[end - 1].index;
  std::vector<std::uint64_t> starts(highest - lowest + 1);
  std::uint64_t next = 0;
  for (std::size_t i = first; i < end; ++i) {
    starts[regions.rows[i].index - lowest] = next;
    next += words_of(regions.rows[i]);
  }
  const Buffer bits(*context, words * 8);
  const auto ls = static_cast<std::size_t>(tuned(labels, {"regionprops_filled.LS", 1, 32}));
  const auto groups = static_cast<std::size_t>(tuned(labels, {"regionprops_filled.GROUPS", 64, 8192}));
  Launch(labels, "measure/regionprops_filled", "regionprops_filled")
      .define("LS", static_cast<std::int64_t>(ls))
      .define("SPACE", labels.shape().ndim == 3 ? 1 : 0)
      .source("labels", labels)
      .buffer("table", regions.table.rows)
      .pixels("starts", labels.context().push(starts, Shape(static_cast<std::int64_t>(starts.size()), 1)))
      .buffer("bits", bits)
      .buffer("filled", filled)
      .arg("first", lowest)
      .arg("end", highest + 1)
      .arg("words", regions.table.layout.words)
      .run({std::min<std::size_t>(groups, highest + 1 - lowest) * ls}, {ls});
}

}  // namespace

void RegionFilled::enqueue(const Regions& regions) {
  context_ = regions.table.labels.state().context;
  filled_ = Buffer(*context_, regions.largest * 8ull);
  pixels_.resize(regions.largest);
  // Boxes that overlap may have many more pixels than the image: so many words at once.
  constexpr std::uint64_t kAtOnce = std::uint64_t{1} << 25;
  std::size_t first = 0;
  std::uint64_t words = 0;
  for (std::size_t i = 0; i < regions.rows.size(); ++i) {
    const std::uint64_t its = words_of(regions.rows[i]);
    if (i > first && words + its > kAtOnce) {
      fill(regions, first, i, words, filled_);
      first = i;
      words = 0;
    }
    words += its;
  }
  fill(regions, first, regions.rows.size(), words, filled_);
}

void RegionFilled::wait() { read_buffer(*context_, filled_, pixels_.data(), pixels_.size() * 8); }

}  // namespace clumen
