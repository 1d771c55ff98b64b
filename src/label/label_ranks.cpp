#include "label/label_ranks.hpp"

#include <algorithm>
#include <vector>

#include "label/labels.hpp"

namespace clumen {
namespace {

constexpr int block = 64;  // words whose labels are counted by one work-item

/// The labels that are present, sorted, without 0.
Image present_labels(const Image& labels) {
  const HostImage host = labels.pull();
  return visit(labels.dtype(), [&](auto zero) -> Image {
    using T = decltype(zero);
    const T* first = static_cast<const T*>(host.data());
    std::vector<T> present(first, first + labels.shape().pixels());
    std::sort(present.begin(), present.end());
    present.erase(std::unique(present.begin(), present.end()), present.end());
    std::erase(present, T{0});
    if constexpr (std::is_same_v<T, bool>) return {};
    else return labels.context().push(present.data(), {static_cast<std::int64_t>(present.size()), 1}, labels.dtype());
  });
}

void run_rows(Launch& launch, const Image& image, std::size_t pixels) {
  const Shape& s = image.shape();
  const auto rows = static_cast<std::size_t>(s.y), planes = static_cast<std::size_t>(s.z);
  if (on_cpu(image)) launch.run({1, rows, planes}, {1});
  else launch.run({ceil_div(static_cast<std::size_t>(s.x), pixels), rows, planes}, {32, 4});
}

}  // namespace

void run_over_fours(Launch& launch, const Image& image) { run_rows(launch, image, 4); }
void run_over_pixels(Launch& launch, const Image& image) { run_rows(launch, image, 1); }

LabelRanks label_ranks(const Image& labels, std::int64_t base, std::int64_t places) {
  LabelRanks t;
  t.base = base;
  t.places = places;
  const std::int64_t words = t.words(), blocks = (words + block - 1) / block;
  t.bits = new_image(labels, {words + 1, 1}, DType::u32, everywhere);
  t.before = new_image(labels, {words, 1}, DType::u32, everywhere);
  t.blocks = new_image(labels, {blocks, 1}, DType::u32, everywhere);
  if (labels.is_tracing()) return t;
  fill_buffer(labels.state().context, t.bits.state().buffer, 0, static_cast<std::uint64_t>(words + 1) * 4);
  Launch present(labels, "label/label_ranks", "ranks_present");
  present.define("RANKS_PART", 0)
      .source("labels", labels, Fuse::cheap)
      .arg("size", size_of_image(labels.shape()))
      .arg("base", base)
      .arg("places", places)
      .pixels("table", t.bits);
  run_over_fours(present, labels);
  const std::size_t items = on_cpu(labels) ? 1 : 64;
  Launch(labels, "label/label_ranks", "ranks_in_blocks")
      .define("RANKS_PART", 1)
      .define("RANKS_BLOCK", block)
      .pixels("table", t.bits)
      .arg("words", words)
      .pixels("before", t.before)
      .pixels("blocks", t.blocks)
      .run({static_cast<std::size_t>(blocks)}, {items});
  const std::size_t group = on_cpu(labels) ? 1 : 256;
  Launch(labels, "label/label_ranks", "ranks_of_blocks")
      .define("RANKS_PART", 2)
      .define("LS", static_cast<std::int64_t>(group))
      .pixels("blocks", t.blocks)
      .arg("count", blocks)
      .run({group}, {group});
  return t;
}

LabelRanks label_ranks_on_host(const Image& labels) {
  LabelRanks t;
  t.list = present_labels(labels);
  return t;
}

Launch& bind_ranks(Launch& launch, const LabelRanks& ranks) {
  launch.define("RANKS_LIST", ranks.list.empty() ? 0 : 1);
  if (!ranks.list.empty()) return launch.pixels("list", ranks.list).arg("count", ranks.list.shape().x);
  return launch.define("RANKS_BLOCK", block)
      .pixels("table", ranks.bits)
      .pixels("before", ranks.before)
      .pixels("blocks", ranks.blocks)
      .arg("base", ranks.base)
      .arg("places", ranks.places);
}

}  // namespace clumen
