#include <algorithm>
#include <vector>

#include "clumen/display.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"

namespace clumen {

namespace {

constexpr Reach kGlobal{0, 0, 0, true};
constexpr int kBlock = 64;  // words whose labels are counted by one work-item

/// A bit for each possible label and the counts that turn it into a rank.
struct RankTable {
  Image bits, before, blocks;
  std::int64_t base = 0, places = 0;
  std::int64_t words() const { return (places + 31) / 32; }
};

/// A work-item for four pixels on a GPU, for each row on a CPU.
void run_over_rows(Launch& launch, const Image& image) {
  const Shape& s = image.shape();
  const auto rows = static_cast<std::size_t>(s.y), planes = static_cast<std::size_t>(s.z);
  if (on_cpu(image)) launch.run({1, rows, planes}, {1});
  else launch.run({ceil_div(static_cast<std::size_t>(s.x), 4), rows, planes}, {32, 4});
}

RankTable rank_table(const Image& labels) {
  const DType dtype = labels.dtype();
  RankTable t;
  // 8 and 16 bits: every label; wider ones: those that a numbering from 1 on can reach
  if (size_of(dtype) <= 2 && dtype != DType::boolean) {
    t.base = static_cast<std::int64_t>(lowest_of(dtype));
    t.places = std::int64_t{1} << (8 * size_of(dtype));
  } else {
    t.places = labels.shape().pixels() + 1;
  }
  const std::int64_t words = t.words(), blocks = (words + kBlock - 1) / kBlock;
  t.bits = new_image(labels, {words + 1, 1}, DType::u32, kGlobal);
  t.before = new_image(labels, {words, 1}, DType::u32, kGlobal);
  t.blocks = new_image(labels, {blocks, 1}, DType::u32, kGlobal);
  if (labels.is_tracing()) return t;
  fill_buffer(labels.state().context, t.bits.state().buffer, 0, static_cast<std::uint64_t>(words + 1) * 4);
  Launch present(labels, "display/label_ranks", "ranks_present");
  present.define("RANKS_PART", 0)
      .source("labels", labels, Fuse::cheap)
      .arg("size", size_of_image(labels.shape()))
      .arg("base", t.base)
      .arg("places", t.places)
      .pixels("table", t.bits);
  run_over_rows(present, labels);
  const std::size_t items = on_cpu(labels) ? 1 : 64;
  Launch(labels, "display/label_ranks", "ranks_in_blocks")
      .define("RANKS_PART", 1)
      .define("RANKS_BLOCK", kBlock)
      .pixels("table", t.bits)
      .arg("words", words)
      .pixels("before", t.before)
      .pixels("blocks", t.blocks)
      .run({static_cast<std::size_t>(blocks)}, {items});
  const std::size_t group = on_cpu(labels) ? 1 : 256;
  Launch(labels, "display/label_ranks", "ranks_of_blocks")
      .define("RANKS_PART", 2)
      .define("LS", static_cast<std::int64_t>(group))
      .pixels("blocks", t.blocks)
      .arg("count", blocks)
      .run({group}, {group});
  return t;
}

/// The labels that are present, sorted, without 0, by way of the host.
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

/// Binds what is the same for both ways to a rank.
void paint(Launch& launch, const Image& labels, const Image& image, double alpha, const Image& result) {
  launch.source("labels", labels, Fuse::cheap)
      .arg("size", size_of_image(labels.shape()))
      .arg("alpha", static_cast<float>(image.empty() ? 1.0 : alpha))
      .define("RGB_CHANNELS", image.empty() ? 0 : image.shape().c);
  if (!image.empty()) {
    const DType dtype = image.dtype();
    const bool integer = is_integer(dtype);
    launch.source("src", image)
        .arg("scale", static_cast<float>(integer ? 1 / highest_of(dtype) : 1.0))
        .define("RGB_SIGNED", integer && is_signed(dtype) ? 1 : 0);
  }
  launch.pixels("dst", result);
  run_over_rows(launch, labels);
}

void check_arguments(const Image& labels, const Image& image, double alpha) {
  require_image("label2rgb", "label", labels);
  require(!is_float(labels.dtype()), "label2rgb", "label's dtype", name_of(labels.dtype()), "an integer");
  require(labels.shape().c == 1, "label2rgb", "label's channels", labels.shape().c, "1");
  require(alpha >= 0 && alpha <= 1, "label2rgb", "alpha", alpha, "0 to 1");
  if (image.empty()) return;
  require_same_context("label2rgb", labels, image);
  require(image.shape().xyz() == labels.shape().xyz(), "label2rgb", "image", to_string(image.shape()),
          "the extent of label, " + to_string(labels.shape()));
  require(image.shape().c == 1 || image.shape().c == 3, "label2rgb", "image's channels", image.shape().c, "1 or 3");
}

}  // namespace

Image label2rgb(const Image& labels, const Image& image, double alpha) {
  check_arguments(labels, image, alpha);
  const Shape& s = labels.shape();
  const Image result = new_image(labels, {s.x, s.y, s.z, 3, s.ndim}, DType::f32, kGlobal, {&image});
  const RankTable table = rank_table(labels);
  Launch launch(labels, "display/label2rgb", "label2rgb");
  launch.define("RGB_LIST", 0)
      .define("RANKS_BLOCK", kBlock)
      .pixels("table", table.bits)
      .pixels("before", table.before)
      .pixels("blocks", table.blocks)
      .arg("base", table.base)
      .arg("places", table.places);
  paint(launch, labels, image, alpha, result);
  if (labels.is_tracing() || (size_of(labels.dtype()) <= 2)) return result;

  std::uint32_t without_place = 0;
  read_buffer(*labels.state().context, table.bits.state().buffer, &without_place, 4,
              static_cast<std::size_t>(table.words()) * 4);
  if (without_place == 0) return result;
  const Image list = present_labels(labels);
  Launch again(labels, "display/label2rgb", "label2rgb");
  again.define("RGB_LIST", 1).pixels("list", list).arg("count", list.shape().x);
  paint(again, labels, image, alpha, result);
  return result;
}

}  // namespace clumen
