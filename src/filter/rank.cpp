#include "filter/rank.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/check.hpp"
#include "core/launch.hpp"
#include "core/quirks.hpp"
#include "filter/outside.hpp"

namespace clumen {
namespace {

using Extent = std::array<std::int64_t, 3>;

/// The form of the kernel that a tile of some size runs in.
struct Form {
  std::int64_t largest;  ///< pixels of a tile with what it sees
  int lines;             ///< windows that slide at once; 1: one after another, as many as there are
  bool local;            ///< in local memory
  double slowness;       ///< of a step, against the first form
};

/// How an image is cut into tiles, and along which axis their windows slide.
struct Plan {
  Form form{};
  int axis = 0;
  Extent tile{1, 1, 1}, halo{1, 1, 1};
  double cost = std::numeric_limits<double>::infinity();

  std::int64_t pixels() const { return halo[0] * halo[1] * halo[2]; }
};

Extent extent_of(const Shape& s) { return {s.x, s.y, s.z}; }
std::size_t at(int axis) { return static_cast<std::size_t>(axis); }
std::pair<int, int> others_of(int axis) { return {axis == 0 ? 1 : 0, axis == 2 ? 1 : 2}; }

std::vector<Form> forms_of(const Image& image) {
  if (on_cpu(image))
    return {{16384, 1, false, 1}, {65536, 1, false, 1.3}, {1 << 20, 1, false, 2}, {1 << 26, 1, false, 3}};
  const std::uint64_t local = image.context().device().local_memory;
  const std::int64_t fits = local >= 48 * 1024 ? 3840 : 1920;
  return {{fits, 64, true, 1}, {16384, 64, false, 3}, {65536, 64, false, 4}, {1 << 26, 64, false, 6}};
}

/// Pixels of the footprint that enter when it moves by one along an axis: those whose neighbour ahead is not taken.
std::vector<std::array<std::int64_t, 3>> edge_of(const Footprint& f, int axis, int direction) {
  std::vector<Extent> edge;
  const Extent extent = extent_of(f.shape());
  for (std::int64_t z = 0; z < extent[2]; ++z)
    for (std::int64_t y = 0; y < extent[1]; ++y)
      for (std::int64_t x = 0; x < extent[0]; ++x) {
        if (!f.at(x, y, z)) continue;
        Extent next{x, y, z};
        next[at(axis)] += direction;
        const bool inside = next[at(axis)] >= 0 && next[at(axis)] < extent[at(axis)];
        if (direction == 0 || !inside || !f.at(next[0], next[1], next[2])) edge.push_back({x, y, z});
      }
  return edge;
}

/// The axis across which the footprint has the fewest edges; the last of several, for a GPU's items lie along x.
int sliding_axis(const Footprint& f) {
  int best = 0;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const int axis : {0, 1, 2})
    if (const std::size_t edges = edge_of(f, axis, 1).size(); edges <= fewest && (f.shape().ndim > 2 || axis < 2)) {
      fewest = edges;
      best = axis;
    }
  return best;
}

/// What there is to do: the windows slide along `axis`, at each step `edges` of their `pixels` enter and as many leave;
/// an output looks at `scanned` of the tile's pixels. `units` of the device want to be busy.
struct Work {
  Extent image, reach;
  int axis;
  double edges, pixels, scanned, units;
};

/// Steps per output: sorting the tile, the first window of each line, then what enters and leaves.
double cost_of(const Plan& plan, const Work& work) {
  constexpr double sorting = 10;
  const auto n = static_cast<double>(plan.pixels());
  const auto length = static_cast<double>(plan.tile[at(plan.axis)]);
  const auto outputs = static_cast<double>(plan.tile[0] * plan.tile[1] * plan.tile[2]);
  const double idle = plan.form.lines == 1 ? 1 : plan.form.lines / (outputs / length);
  const double slid = (work.pixels + 2 * work.edges * (length - 1) + n / 256) / length + work.scanned * n;
  return plan.form.slowness * (sorting * n / outputs + idle * slid);
}

/// The most turns of loops that an item of a GPU takes for a tile: sorting, the first window, then a step per output.
std::int64_t turns_of(const Plan& plan, const Work& work, int group) {
  const std::int64_t n = plan.pixels(), own = (n + group - 1) / group, words = (n + 31) / 32;
  std::int64_t turns = 35 * own + words + static_cast<std::int64_t>(work.pixels) / 4;
  for (std::int64_t run = 32, halvings = 6; run < n; run *= 2, ++halvings) turns += own * (halvings + 3);
  const std::int64_t looked_at = work.scanned > 0 ? n : words;
  return turns + plan.tile[at(plan.axis)] * (looked_at + static_cast<std::int64_t>(work.edges) / 2 + 16);
}

std::int64_t tiles_of(const Extent& image, const Extent& tile) {
  std::int64_t tiles = 1;
  for (const std::size_t i : {0, 1, 2}) tiles *= (image[i] + tile[i] - 1) / tile[i];
  return tiles;
}

/// The best tile of a form, if any is small enough.
Plan plan_of(const Form& form, const Work& work) {
  Plan best;
  const int axis = work.axis;
  const auto [a, b] = others_of(axis);
  const Extent &image = work.image, &reach = work.reach;
  const auto next = [](std::int64_t now, std::int64_t extent) { return now < extent ? std::min(2 * now, extent) : 0; };
  for (std::int64_t ta = 1; ta != 0; ta = next(ta, image[at(a)]))
    for (std::int64_t tb = 1; tb != 0; tb = next(tb, image[at(b)])) {
      if (form.lines > 1 && ta * tb > form.lines) break;
      const std::int64_t face = (ta + 2 * reach[at(a)]) * (tb + 2 * reach[at(b)]);
      const std::int64_t longest = std::min(image[at(axis)], form.largest / face - 2 * reach[at(axis)]);
      for (std::int64_t length = longest; length > 0; length /= 2) {
        Plan plan;
        plan.form = form, plan.axis = axis;
        plan.tile[at(a)] = ta, plan.tile[at(b)] = tb, plan.tile[at(axis)] = length;
        for (const std::size_t i : {0, 1, 2}) plan.halo[i] = plan.tile[i] + 2 * reach[i];
        const double idle = std::max(1.0, work.units / static_cast<double>(tiles_of(image, plan.tile)));
        plan.cost = idle * cost_of(plan, work);
        if (plan.cost < best.cost) best = plan;
      }
      if (longest < 1) break;
    }
  return best;
}

cl_int4 int4_of(const Extent& e) {
  return {{static_cast<int>(e[0]), static_cast<int>(e[1]), static_cast<int>(e[2]), 0}};
}

std::vector<std::int32_t> offsets_in(const Extent& halo, const std::vector<Extent>& pixels) {
  std::vector<std::int32_t> offsets;
  offsets.reserve(pixels.size());
  for (const Extent& p : pixels) offsets.push_back(static_cast<std::int32_t>((p[2] * halo[1] + p[1]) * halo[0] + p[0]));
  return offsets;
}

std::int64_t round64(std::int64_t bytes) { return (bytes + 63) / 64 * 64; }

/// One pass over the image; `rank` none: the most frequent pixel.
class Pass {
 public:
  Pass(const Image& image, const Footprint& footprint, std::optional<std::int64_t> rank, Border border)
      : footprint_(footprint),
        out_(new_image(image, image.shape(), image.dtype(), footprint.reach())),
        launch_(out_, "filter/rank", "rank_slide") {
    if (out_.is_tracing() || image.shape().pixels() == 0) return;
    group_ = tuned(out_, "rank.LS");
    types();
    make_plan(!rank);
    launch_.source("src", image, Fuse::cheap)
        .output("dst", out_)
        .define("MODE", rank ? 0 : 1)
        .arg("wanted", static_cast<int>(rank.value_or(0)))
        .arg("size", size_of_image(out_.shape()))
        .arg("mode", static_cast<int>(border.mode));
    bind_outside(launch_, out_.dtype(), border.value);
    bind_table();
    bind_geometry();
    run();
  }

  const Image& result() const { return out_; }

 private:
  bool wide() const { return size_of(out_.dtype()) == 8; }

  void types() {
    const DType t = out_.dtype();
    launch_.define("KEY", wide() ? "ulong" : "uint")
        .define("KEY_BITS", is_float(t) && !wide() ? 32 : static_cast<int>(8 * size_of(t)))
        .define("KIND", is_float(t)    ? 2
                        : is_signed(t) ? 1
                                       : 0);
  }

  void make_plan(bool scans) {
    const Reach r = footprint_.reach();
    const int axis = sliding_axis(footprint_), word = group_ == 1 ? 64 : 32;
    entering_ = edge_of(footprint_, axis, 1);
    const Work work{extent_of(out_.shape()),
                    {r.x, r.y, r.z},
                    axis,
                    static_cast<double>(entering_.size()),
                    static_cast<double>(count_of(footprint_)),
                    scans ? 1.0 / word : 0,
                    out_.context().device().compute_units / static_cast<double>(out_.shape().c)};
    for (const Form& form : forms_of(out_))
      if (const Plan plan = plan_of(form, work); plan.cost < plan_.cost) plan_ = plan;
    turns_ = turns_of(plan_, work, group_);
    require(std::isfinite(plan_.cost), "rank_filter", "footprint", to_string(footprint_.shape()),
            "a footprint whose extents take at most 67 million pixels");
    launch_.define("LS", group_)
        .define("LINES", plan_.form.lines)
        .define("LOCAL", plan_.form.local ? 1 : 0)
        .define("NMAX", plan_.form.local ? plan_.form.largest : 0)
        .define("INDEX_T", small() ? "ushort" : "uint");
  }

  bool small() const { return plan_.form.largest <= 65536; }

  void bind_table() {
    std::vector<std::int32_t> table = offsets_in(plan_.halo, entering_);
    for (const auto& more : {edge_of(footprint_, plan_.axis, -1), edge_of(footprint_, plan_.axis, 0)}) {
      const auto offsets = offsets_in(plan_.halo, more);
      table.insert(table.end(), offsets.begin(), offsets.end());
    }
    launch_.buffer("table", table_buffer(out_, table))
        .arg("edges", static_cast<int>(entering_.size()))
        .arg("pixels", static_cast<int>(table.size() - 2 * entering_.size()));
  }

  void bind_geometry() {
    const Reach r = footprint_.reach();
    launch_.define("AXIS", plan_.axis).arg("tile", int4_of(plan_.tile)).arg("reach", int4_of({r.x, r.y, r.z}));
  }

  /// What the kernel takes of the scratch for one group.
  std::int64_t slot() const {
    const std::int64_t n = plan_.pixels(), word = group_ == 1 ? 8 : 4, words = (n + 8 * word - 1) / (8 * word);
    return round64(n * (wide() ? 8 : 4)) + round64(words * word * plan_.form.lines) + round64(words * word) +
           2 * round64(n * (small() ? 2 : 4));
  }

  void run() {
    std::int64_t groups = tiles_of(extent_of(out_.shape()), plan_.tile) * out_.shape().c;
    if (!plan_.form.local) {  // groups that go from tile to tile, and share what memory there is
      const Device device = out_.context().device();
      const std::int64_t room = std::min<std::int64_t>(512 << 20, static_cast<std::int64_t>(device.memory / 8));
      const std::int64_t tiles = groups, busy = turns_are_few(out_) ? tiles : std::int64_t{device.compute_units} * 4;
      groups = std::min({tiles, busy, std::max<std::int64_t>(1, room / slot())});
      turns_ *= (tiles + groups - 1) / groups;
    }
    require_turns(out_, "rank_filter", turns_);
    const std::int64_t bytes = plan_.form.local ? 64 : slot() * groups;
    launch_.buffer("scratch", Buffer(*out_.state().context, static_cast<std::uint64_t>(bytes))).arg("slot", slot());
    const auto items = static_cast<std::size_t>(group_);
    launch_.run({static_cast<std::size_t>(groups) * items, 1, 1}, {items, 1, 1});
  }

  const Footprint& footprint_;
  Image out_;
  Launch launch_;
  int group_ = 1;
  Plan plan_;
  std::int64_t turns_ = 0;
  std::vector<Extent> entering_;
};

}  // namespace

void require_footprint(std::string_view operation, const Image& image, const Footprint& footprint) {
  require_image(operation, "image", image);
  require(footprint.shape().z == 1 || image.shape().ndim > 2, operation, "footprint", to_string(footprint.shape()),
          "an extent of 1 along z for an image of two axes");
}

std::int64_t count_of(const Footprint& footprint) {
  return std::ranges::count_if(footprint.mask(), [](std::uint8_t m) { return m != 0; });
}

Image rank_under(const Image& image, const Footprint& footprint, std::int64_t rank, Border border) {
  return Pass(image, footprint, rank, border).result();
}

Image mode_under(const Image& image, const Footprint& footprint, Border border) {
  return Pass(image, footprint, std::nullopt, border).result();
}

}  // namespace clumen
