#include "measure/region_sums.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/context_state.hpp"
#include "core/launch.hpp"
#include "measure/region_contours.hpp"
#include "measure/region_feret.hpp"
#include "measure/region_moments.hpp"

namespace clumen {
namespace {

// Words, as in regionprops_header.clh and regionprops_table.cl.
constexpr int kHeader = 16, kMaxLabel = 0, kNegative = 1, kRows = 2, kPoints = 4, kGeometry = 16, kChannel = 16,
              kContours = 12, kDiameter = 2;  // an even number, for what has 64 bits
constexpr std::uint32_t kUnfit = 0xffffffffu;
constexpr std::size_t kFirstRead = 96 << 10;   // bytes that come with the first wait
constexpr std::int64_t kTableBytes = 1 << 28;  // that are taken before anyone knows how many labels there are

class RegionMeasurement {
 public:
  RegionMeasurement(const TableFor& whom, const Image& labels, const Image& intensity, const RegionWishes& wishes)
      : whom_(whom), labels_(labels), intensity_(intensity), wishes_(wishes), context_(labels.state().context) {
    channels_ = wishes.intensities ? static_cast<int>(intensity.shape().c) : 0;
    layout_ = layout_of(wishes, channels_, in_space() ? 3 : 2);
    words_ = layout_.words;
    // A first guess of how many labels and rows there are, instead of a wait; too small a one is found in the header.
    const std::int64_t pixels = labels.shape().pixels(),
                       most = std::max<std::int64_t>(kTableBytes / (4 * words_), 1024);
    capacity_ = static_cast<std::uint32_t>(std::clamp<std::int64_t>(pixels / 512, 1024, std::min(most, 1L << 20)));
    row_capacity_ = static_cast<std::uint64_t>(std::max<std::int64_t>(pixels / (in_space() ? 16 : 32), 4096));
  }

  Regions run() {
    add_up();
    std::uint32_t largest = header(kMaxLabel);
    require(header(kNegative) == 0, whom_.operation, fmt::format("smallest label of {}", whom_.labels), "negative",
            "0 or more");
    if (largest > label_limit() && !ranked_) return ranked();
    if (largest == kUnfit) throw DeviceError(fmt::format("{}: more than 2^32 labels", whom_.operation));
    if (largest > capacity_) {
      capacity_ = largest;
      add_up();
    }
    while (wishes_.hulls && hulls_did_not_fit()) {
      add_up_hulls();
      read_first();
    }
    return rows(largest);
  }

 private:
  bool in_space() const { return labels_.shape().ndim == 3; }
  std::uint32_t header(int word) const { return table_.get()[word]; }
  std::uint64_t header64(int word) const { return header(word) | static_cast<std::uint64_t>(header(word + 1)) << 32; }
  // Labels up to here have a row of the table each, whether they are present or not.
  std::int64_t label_limit() const { return std::max<std::int64_t>(1 << 20, labels_.shape().pixels() / 32); }

  void add_up() {
    const std::uint64_t bytes = table_bytes();
    device_table_ = Buffer(*context_, bytes);
    fill_buffer(context_, device_table_, 0, bytes);
    for (int c = 0; c < std::max(channels_, 1); ++c) {
      pass("regionprops_range", c);
      if (channels_ == 0) break;
      const int kind = intensity_kind(intensity_.dtype());
      const bool halves = kind == 2 || kind == 4;  // of the extremes, whose lower ones need a second pass
      if (halves || (kind == 3 && (wishes_.sums || wishes_.deviations))) pass("regionprops_sum", c);
      if (kind >= 2 && wishes_.deviations) pass("regionprops_deviation", c);
    }
    if (wishes_.hulls) add_up_hulls();
    add_up_shapes();
    read_first();
  }

  RegionTable table() const { return {labels_, layout_, capacity_, device_table_}; }
  void add_up_shapes() {
    if (wishes_.contours) add_contours(table());
    if (wishes_.powers > 0) add_moments(table(), Image(), 0);
    if (wishes_.weighted_powers > 0)
      for (int c = 0; c < channels_; ++c) add_moments(table(), intensity_, c);
  }

  void pass(std::string_view kernel, int channel) {
    const Shape& s = labels_.shape();
    const int ls = tuned(labels_, "regionprops_table.LS");
    const int rows = tuned(labels_, "regionprops_table.ROWS");
    Launch launch(labels_, "measure/regionprops_table", kernel);
    launch.define("LS", ls).define("ROWS", rows).define("SLOTS", tuned(labels_, "regionprops_table.SLOTS"));
    launch.source("labels", labels_);
    if (channels_ > 0) {
      launch.define("INTENSITY", intensity_kind(intensity_.dtype()));
      launch.define("SIGNED", is_signed(intensity_.dtype()) ? 1 : 0);
      launch.define("SUMS", wishes_.sums ? 1 : 0).define("SQUARES", wishes_.deviations ? 1 : 0);
      launch.source("intensity", intensity_);
    } else {
      launch.define("INTENSITY", 0);
    }
    launch.buffer("table", device_table_).arg("capacity", capacity_).arg("words", words_).arg("channel", channel);
    launch.arg("geometry", channel == 0 ? 1 : 0).arg("size", size_of_image(s));
    const std::size_t x = ls == 1 ? 1 : static_cast<std::size_t>(s.x);
    launch.run(
        {x, ceil_div(static_cast<std::size_t>(s.y), static_cast<std::size_t>(rows)), static_cast<std::size_t>(s.z)},
        {static_cast<std::size_t>(ls)});
  }

  // Buffers of the hulls, for as many labels and rows as there are places in the table and in the list of rows.
  struct HullBuffers {
    Buffer starts, rows, tasks, lengths;
    Buffer hull_rows;  // of the diameters
  };

  void add_up_hulls() {
    HullBuffers b;
    b.starts = Buffer(*context_, capacity_ * 4ull);
    if (wishes_.diameters || wishes_.hull_rows) {
      b.hull_rows = Buffer(*context_, row_capacity_ * 8);
      fill_buffer(context_, b.hull_rows, 0x7fffffff, row_capacity_ * 8);
    }
    b.rows = Buffer(*context_, row_capacity_ * 8);
    b.tasks = Buffer(*context_, in_space() ? capacity_ * 4ull : 4);
    b.lengths = Buffer(*context_, in_space() ? capacity_ * 16ull : 4);
    fill_buffer(context_, b.rows, 0, row_capacity_ * 8);
    find_rows(b);
    if (in_space()) hulls_in_space(b);
    else hulls_in_plane(b);
    hulls_ = {b.starts, b.hull_rows, row_capacity_};
    if (wishes_.diameters) add_diameters(table(), hulls_, wishes_.spacing);
  }

  void find_rows(const HullBuffers& b) {
    const Shape& s = labels_.shape();
    const auto ls = static_cast<std::size_t>(tuned(labels_, "regionprops_rows.LS"));
    const int strip = tuned(labels_, "regionprops_rows.ROWS");
    Launch(labels_, "measure/regionprops_places", "regionprops_places")
        .define("LS", static_cast<std::int64_t>(ls))
        .define("BLOCK", in_space() ? block() : 0)
        .buffer("table", device_table_)
        .buffer("starts", b.starts)
        .buffer("tasks", b.tasks)
        .buffer("lengths", b.lengths)
        .arg("capacity", capacity_)
        .arg("words", words_)
        .run({ls}, {ls});
    Launch(labels_, "measure/regionprops_rows", "regionprops_rows")
        .define("LS", static_cast<std::int64_t>(ls))
        .define("ROWS", strip)
        .source("labels", labels_)
        .buffer("table", device_table_)
        .buffer("starts", b.starts)
        .buffer("rows", b.rows)
        .arg("capacity", capacity_)
        .arg("row_capacity", row_capacity_)
        .arg("words", words_)
        .arg("size", size_of_image(s))
        .run({ls == 1 ? 1 : static_cast<std::size_t>(s.x),
              ceil_div(static_cast<std::size_t>(s.y), static_cast<std::size_t>(strip)), static_cast<std::size_t>(s.z)},
             {ls});
  }

  static Launch& keep_rows(Launch& launch, const HullBuffers& b) {
    if (b.hull_rows.bytes() > 0) launch.define("HULL_ROWS", 1).buffer("hull", b.hull_rows);
    return launch;
  }

  void hulls_in_plane(const HullBuffers& b) {
    const Buffer stacks(*context_, row_capacity_ * 16);
    const auto ls = static_cast<std::size_t>(tuned(labels_, "regionprops_hull2.LS"));
    const auto groups = static_cast<std::size_t>(tuned(labels_, {"regionprops_hull2.GROUPS", 64, 2048}));
    Launch launch(labels_, "measure/regionprops_hull2", "regionprops_hull2");
    launch.define("LS", static_cast<std::int64_t>(ls)).buffer("table", device_table_).buffer("starts", b.starts);
    launch.buffer("rows", b.rows).buffer("stacks", stacks).arg("capacity", capacity_);
    launch.arg("row_capacity", row_capacity_).arg("words", words_);
    keep_rows(launch, b).run({groups * ls}, {ls});
  }

  int block() const { return tuned(labels_, {"regionprops_hull3.BLOCK", 256, 64}); }
  void hulls_in_space(const HullBuffers& b) {
    constexpr std::uint64_t spare = 16;  // as SPARE in regionprops_hull3_box.clh
    const std::uint64_t bytes = 16 * 2 * (points_per_row_ * row_capacity_ + spare * capacity_);
    const Buffer points(*context_, bytes), corners(*context_, bytes);
    const auto ls = static_cast<std::size_t>(tuned(labels_, {"regionprops_hull3.LS", 1, 32}));
    const auto groups = static_cast<std::size_t>(tuned(labels_, {"regionprops_hull3.GROUPS", 64, 4096}));
    const auto launch = [&](std::string_view kernel) {
      Launch made(labels_, "measure/regionprops_hull3", kernel);
      made.define("LS", static_cast<std::int64_t>(ls)).define("BLOCK", block());
      const auto& [x, y, z] = labels_.shape().xyz();
      if (std::max({x, y, z}) >= 8192) made.define("LARGE", 1);
      made.buffer("table", device_table_).buffer("starts", b.starts).buffer("rows", b.rows).buffer("points", points);
      made.buffer("lengths", b.lengths).arg("capacity", capacity_).arg("row_capacity", row_capacity_);
      made.arg("each", points_per_row_).arg("words", words_);
      return made;
    };
    launch("regionprops_points").buffer("tasks", b.tasks).run({groups * ls}, {ls});
    launch("regionprops_polygons").buffer("corners", corners).run({groups * ls}, {ls});
    Launch last = launch("regionprops_hull3");
    last.buffer("corners", corners).buffer("tasks", b.tasks);
    keep_rows(last, b).run({groups * ls}, {ls});
  }

  // Whether the hulls need more memory than was guessed; if so, it is set to what they need.
  bool hulls_did_not_fit() {
    if (header64(kRows) > row_capacity_) {
      row_capacity_ = header64(kRows);
      return true;
    }
    if (in_space() && header(kPoints)) {
      points_per_row_ = 5;  // a row has 3 points, and a box two more lines of them
      return true;
    }
    return false;
  }

  std::uint64_t table_bytes() const { return 4 * (kHeader + static_cast<std::uint64_t>(capacity_) * words_); }
  void read_first() {
    read_ = std::min<std::size_t>(table_bytes(), kFirstRead);
    const std::shared_ptr<void> memory = context_->staging.pull_pinned(device_table_, 0, read_);
    table_ = {memory, static_cast<const std::uint32_t*>(memory.get())};
  }

  Regions rows(std::uint32_t largest) {
    const std::size_t wanted = 4 * (kHeader + static_cast<std::size_t>(largest) * static_cast<std::size_t>(words_));
    if (wanted > read_) {
      const std::shared_ptr<void> memory = context_->staging.pull_pinned(device_table_, 0, wanted);
      table_ = {memory, static_cast<const std::uint32_t*>(memory.get())};
    }
    std::vector<RegionSums> present;
    present.reserve(largest);
    const std::uint32_t* row = table_.get() + kHeader;
    for (std::uint32_t label = 1; label <= largest; ++label, row += words_)
      if (row[0] | row[1]) present.push_back({label, label - 1, row});
    return {table(), std::move(table_), std::move(present), largest, wishes_.hull_rows ? hulls_ : HullRows()};
  }

  // Labels far above the number of pixels: they are replaced by their ranks, on the host.
  Regions ranked() {
    const HostImage host = labels_.pull();
    return visit(host.dtype(), [&](auto zero) -> Regions {
      using T = decltype(zero);
      if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        const T* first = static_cast<const T*>(host.data());
        const T* last = first + host.shape().pixels();
        std::vector<T> present(first, last);
        std::ranges::sort(present);
        present.erase(std::unique(present.begin(), present.end()), present.end());
        present.erase(present.begin(), std::ranges::upper_bound(present, T{0}));
        std::vector<std::uint32_t> ranks;
        ranks.reserve(static_cast<std::size_t>(host.shape().pixels()));
        for (const T* p = first; p != last; ++p)
          ranks.push_back(
              *p == 0 ? 0u : static_cast<std::uint32_t>(std::ranges::lower_bound(present, *p) - present.begin()) + 1);
        RegionMeasurement again(whom_, Context(context_).push(ranks, labels_.shape()), intensity_, wishes_);
        again.ranked_ = true;
        Regions result = again.run();
        for (RegionSums& r : result.rows)
          r.label = static_cast<std::int64_t>(present[static_cast<std::size_t>(r.label - 1)]);
        return result;
      } else {
        return {};
      }
    });
  }

  TableFor whom_;
  Image labels_, intensity_;
  RegionWishes wishes_;
  std::shared_ptr<ContextState> context_;
  int channels_ = 0, words_ = 0;
  std::uint32_t capacity_ = 0, points_per_row_ = 1;
  std::uint64_t row_capacity_ = 0;
  bool ranked_ = false;
  RegionLayout layout_;
  Buffer device_table_;
  HullRows hulls_;
  std::shared_ptr<const std::uint32_t> table_;  ///< its beginning, `read_` bytes of it
  std::size_t read_ = 0;
};

}  // namespace

RegionLayout layout_of(const RegionWishes& wishes, int channels, int axes) {
  RegionLayout l;
  l.channels = channels;
  l.axes = axes;
  l.powers = wishes.powers;
  l.weighted_powers = wishes.weighted_powers;
  l.contours = kGeometry + kChannel * channels;
  l.diameter = l.contours + (wishes.contours ? kContours : 0);
  l.moments = l.diameter + (wishes.diameters ? kDiameter : 0);
  l.weighted = l.moments + l.moment_words(l.powers);
  l.words = l.weighted + channels * l.moment_words(l.weighted_powers);
  return l;
}

int intensity_kind(DType dtype) {
  switch (dtype) {
    case DType::u64:
    case DType::i64:
      return 2;
    case DType::f16:
    case DType::f32:
      return 3;
    case DType::f64:
      return 4;
    default:
      return 1;
  }
}

Regions region_sums(const TableFor& whom, const Image& labels, const Image& intensity, const RegionWishes& wishes) {
  return RegionMeasurement(whom, labels, intensity, wishes).run();
}

}  // namespace clumen
