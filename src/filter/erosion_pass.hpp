#pragma once
#include <algorithm>
#include <optional>
#include <vector>

#include "core/launch.hpp"
#include "filter/erosion.hpp"
#include "filter/outside.hpp"

namespace clumen {

struct PickingKernel {
  std::string_view file, name;
  int part = 0;   ///< PART of the file
  int group = 1;  ///< work-items of a group
};

/// Of a pixel in local memory or registers: fractions of 16 bits are computed in 32.
inline std::size_t pixel_bytes_of(const Image& image) {
  return std::max<std::size_t>(size_of(image.dtype()), is_float(image.dtype()) ? 4 : 1);
}

/// The launch of one pass, with what the passes have in common.
class PickingPass {
 public:
  PickingPass(const Image& out, const Image& in, const PickingKernel& kernel, const Picking& how)
      : out_(out), launch_(out, kernel.file, kernel.name), group_(kernel.group) {
    vector_ = tuned(out, "erosion.VEC");
    launch_.source("src", in, Fuse::cheap)
        .output("dst", out)
        .define("PART", kernel.part)
        .define("LS", group_)
        .define("VEC", vector_)
        .define("DILATE", how.pick == Pick::largest ? 1 : 0)
        .define("FLOATS", out.dtype() == DType::f64 ? 64
                          : is_float(out.dtype())   ? 32
                                                    : 0)
        .arg("size", size_of_image(out.shape()))
        .define("FINISH", static_cast<int>(how.finish))
        .arg("mode", static_cast<int>(how.border.mode));
    if (how.finish != Finish::keep) launch_.source("other", how.original, Fuse::cheap);
    bind_outside(launch_, out.dtype(), how.border.value);
  }

  Launch& launch() { return launch_; }
  int group() const { return group_; }
  int vector() const { return vector_; }
  std::size_t pixel_bytes() const { return pixel_bytes_of(out_); }
  std::size_t local_bytes() const { return out_.is_tracing() ? 0 : out_.context().device().local_memory; }
  void run(std::size_t groups) {
    const auto items = static_cast<std::size_t>(group_);
    launch_.run({groups * items, 1, 1}, {items, 1, 1});
  }

 private:
  const Image& out_;
  Launch launch_;
  int group_ = 0, vector_ = 0;
};

inline std::size_t tiles(std::int64_t pixels, int tile) {
  return ceil_div(static_cast<std::size_t>(pixels), static_cast<std::size_t>(tile));
}

/// How many outputs share what all of them see.
inline int block_of(int wanted, int radius) {
  while (radius > 0 && wanted > 2 * radius + 1) wanted /= 2;
  return wanted;
}

inline Image result_of(const Image& in, const Picking& how, const Reach& reach) {
  if (how.finish == Finish::keep) return new_image(in, in.shape(), in.dtype(), reach);
  return new_image(in, in.shape(), in.dtype(), reach, {&how.original});
}

/// A flat footprint as erosion_rows reads it; of no lengths where a row is not one run around its centre.
struct RowTable {
  std::vector<std::int32_t> numbers;
  int lengths = 0;
};
RowTable row_table(const Footprint& footprint);

/// For footprints whose rows are runs around their centre, flat or of planes of which one takes in the other;
/// nothing for other footprints, and where the device's local memory is too small.
std::optional<Image> pick_by_rows(const Image& in, const Footprint& footprint, const Picking& how);
/// The same on a GPU, where they must be the same on both sides of their centre as well.
std::optional<Image> pick_by_growth(const Image& in, const Footprint& footprint, const Picking& how);

/// Under a box along x and one of the other axes, on a GPU, four pixels at once; nothing on a CPU and for images whose
/// rows have gaps or are no whole fours.
std::optional<Image> pick_box_by_fours(const Image& in, const Reach& radius, const Picking& how);
/// As that, under a small box along all three axes, in one pass; nothing for other boxes.
std::optional<Image> pick_solid_by_fours(const Image& in, const Reach& radius, const Picking& how);

}  // namespace clumen
