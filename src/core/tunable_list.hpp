#pragma once
#include "clumen/tunables.hpp"

namespace clumen {

/// Every tunable that a file may set, with what it is where no file does: for CPUs, for GPUs, and what else it may be
/// there. The kernels' files say what they mean. Each choice must give the same results, bit for bit.
inline constexpr Tunable tunable_list[] = {
    {"evaluate.STRETCH", 32768, 4, {8192, 16384, 32768, 65536}, {}},
    {"evaluate.LS", 1, 256, {}, {64, 128, 256, 512}},
    {"bits.LS", 1, 128, {}, {64, 128, 256}},

    {"reduce.LS", 1, 256, {}, {128, 256, 512}},
    {"reduce.SUM_GROUPS", 4, 4, {1, 2, 4, 8}, {2, 4, 8, 16}},
    {"reduce.RANGE_GROUPS", 4, 2, {1, 2, 4, 8}, {1, 2, 4, 8}},
    {"histogram.GROUPS", 4, 4, {1, 2, 4, 8}, {1, 2, 4, 8}},
    {"histogram.COPIES", 8, 8, {4, 8, 16}, {4, 8, 16}},

    {"separable.LS", 1, 64, {}, {32, 64, 128}},
    {"separable.LINE_LS", 1, 128, {}, {64, 128, 256}},
    {"separable.TX", 1024, 128, {256, 512, 1024, 2048}, {64, 128, 256}},
    {"separable.TY", 8, 32, {4, 8, 16, 32}, {8, 16, 32, 64}},
    {"separable.NY", 8, 16, {4, 8, 16}, {4, 8, 16}},
    {"separable.NX", 4, 1, {2, 4, 8}, {}},
    {"separable.STEP", 8, 16, {}, {4, 8, 16}},
    {"separable.LINE_TX", 1024, 64, {256, 512, 1024, 2048}, {32, 64, 128}},
    {"separable.LINE_TY", 8, 32, {8, 16, 32}, {16, 32, 64}},
    {"separable.LINE_NY", 8, 16, {4, 8, 16}, {4, 8, 16}},

    // the form with vectors needs f64, so a CPU without it takes that of GPUs
    {"box.VEC_TX", 1024, 1024, {512, 1024, 2048}, {}},
    {"box.VEC_TY", 8, 8, {4, 8, 16}, {}},
    {"box.H", 128, 128, {64, 128, 256}, {}},
    {"box.LS", 128, 128, {}, {64, 128, 256}},
    {"box.TX", 128, 128, {}, {64, 128, 256}},
    {"box.TY", 16, 16, {}, {8, 16, 32}},
    {"box.SMALL_LS", 128, 128, {}, {64, 128, 256}},
    {"box.SMALL_X", 32, 32, {}, {8, 16, 32}},
    {"box.SMALL_NY", 16, 16, {}, {8, 16, 32}},
    {"box.SMALL_NZ", 8, 8, {}, {8, 16, 32}},
    {"box.WIDE_LS", 256, 256, {}, {128, 256}},
    {"box.WIDE_NY", 8, 8, {}, {4, 8}},
    {"box.WIDE_NX", 4, 4, {}, {2, 4}},

    {"erosion.LS", 1, 128, {}, {64, 128, 256}},
    {"erosion.VEC", 16, 1, {}, {}},
    {"erosion.TX", 1024, 128, {512, 1024, 2048}, {64, 128, 256}},
    {"erosion.TY", 16, 32, {8, 16, 32}, {16, 32, 64}},
    {"erosion.NY", 16, 8, {4, 8, 16}, {4, 8, 16}},
    {"erosion.LINE_TX", 1024, 64, {512, 1024, 2048}, {32, 64, 128}},
    {"erosion.LINE_TY", 16, 32, {16, 32}, {16, 32, 64}},
    {"erosion.LINE_NY", 16, 8, {4, 8, 16}, {4, 8, 16}},
    {"erosion.SMALL_LS", 1, 128, {}, {64, 128, 256}},
    {"erosion.SMALL_X", 1, 32, {}, {8, 16, 32}},
    {"erosion.SMALL_NY", 1, 16, {}, {8, 16, 32}},
    {"erosion.SMALL_NZ", 1, 8, {}, {8, 16, 32}},
    {"erosion.SOLID_LS", 1, 512, {}, {128, 256, 512}},
    {"erosion.SOLID_NZ", 1, 32, {}, {16, 32, 64}},
    {"erosion.WIDE_LS", 1, 256, {}, {128, 256}},
    {"erosion.WIDE_NY", 1, 8, {}, {4, 8}},
    {"erosion.ROWS_TX", 128, 128, {64, 128, 256}, {}},
    {"erosion.ROWS_TY", 512, 512, {256, 512, 1024}, {}},
    {"erosion.RUNS_LS", 1, 256, {}, {128, 256, 512}},
    {"erosion.RUNS_TX", 256, 64, {}, {32, 64, 128}},
    {"erosion.RUNS_TY", 16, 32, {}, {16, 32, 64}},
    {"erosion.GROWTH_LS", 1, 64, {}, {32, 64, 128}},
    {"erosion.GROWTH_NX", 1, 2, {}, {1, 2, 4}},
    {"erosion.GROWTH_ROWS", 1, 32, {}, {16, 32, 64, 128}},
    {"erosion.GROWTH_HELD", 1, 272, {}, {144, 272, 400}},
    {"erosion.BALL_LS", 1, 256, {}, {64, 128, 256}},
    {"erosion.BALL_HELD", 1, 336, {}, {272, 336, 512}},
    {"erosion.BALL_ITEMS", 1, 512, {}, {256, 512, 1024}},

    {"median.LS", 1, 128, {}, {64, 128, 256}},
    {"median.TX", 512, 64, {256, 512, 1024}, {32, 64, 128}},
    {"median.TY", 32, 8, {16, 32, 64}, {4, 8, 16}},
    {"median.NEAR_LS", 1, 128, {}, {64, 128, 256}},
    {"median.NEAR_ROWS", 1, 4, {}, {2, 4, 8}},
    {"median.DEEP_TURNS", 1, 8, {}, {4, 8, 16, 32}},
    {"rank.LS", 1, 256, {}, {128, 256}},

    {"edges.LS", 1, 256, {}, {64, 128, 256}},
    {"edges.TX", 1024, 128, {256, 512, 1024, 2048}, {64, 128, 256}},
    {"edges.NY", 16, 8, {8, 16, 32, 64}, {2, 4, 8}},
    {"edges.SOLID_NY", 16, 2, {}, {1, 2, 4}},
    {"edges.NZ", 1, 32, {}, {8, 16, 32, 64}},

    {"projection.LS", 1, 256, {}, {64, 128, 256}},
    {"projection.SHARE", 1, 8, {}, {2, 4, 8, 16}},
    {"projection.SHARE_X", 1, 32, {}, {8, 16, 32}},
    {"projection.UNITS", 256, 1, {32, 64, 128, 256, 512}, {}},
    {"projection.LINES", 64, 1, {16, 64, 256}, {}},

    {"transpose.LS", 1, 256, {}, {128, 256, 512}},
    {"transpose.TILE", 64, 32, {32, 64, 128}, {16, 32, 64}},
    {"transpose.SMALL_TILE", 64, 64, {32, 64, 128}, {32, 64}},
    {"transpose.EDGE", 16, 16, {8, 16}, {}},
    {"place.LS", 1, 256, {}, {128, 256, 512}},
    {"place.NX", 1, 4, {}, {4, 8}},
    {"place.NY", 1, 4, {}, {1, 2, 4}},
    {"warp.LS", 1, 128, {}, {128, 256, 512}},
    {"warp.PER", 1, 8, {}, {2, 4, 8, 16}},
    {"warp.WIDE", 16, 16, {}, {8, 16, 32}},
    {"warp.TX", 1024, 32, {256, 512, 1024, 2048}, {}},
    {"warp.TY", 8, 1, {4, 8, 16, 32}, {}},

    {"binary_erosion.LS", 1, 128, {}, {64, 128, 256}},
    {"nearest_row.LS", 1, 128, {}, {64, 128, 256}},
    {"nearest_line.LS", 1, 128, {}, {64, 128, 256, 512}},
    {"nearest_line.ROWS", 8, 8, {}, {4, 8, 16}},
    {"label.LS", 1, 256, {}, {64, 128, 256, 512}},
    {"label.STRIPS", 16, 16, {4, 8, 16, 32, 64}, {}},
    {"regionprops_table.LS", 1, 128, {}, {64, 128, 256}},
    {"regionprops_table.ROWS", 32, 32, {16, 32, 64}, {16, 32, 64}},
    {"regionprops_table.SLOTS", 256, 32, {64, 128, 256, 512}, {16, 32, 64}},
    {"regionprops_rows.LS", 1, 256, {}, {128, 256}},
    {"regionprops_rows.ROWS", 32, 8, {16, 32, 64}, {4, 8, 16, 32}},
    {"regionprops_moments.LS", 1, 128, {}, {64, 128, 256}},
    {"regionprops_moments.SLOTS", 64, 32, {32, 64, 128}, {16, 32, 64}},
    {"regionprops_contours.LS", 1, 128, {}, {64, 128, 256}},
    {"regionprops_contours.ROWS", 32, 32, {16, 32, 64}, {8, 16, 32, 64}},
    {"regionprops_contours.SLOTS", 64, 32, {64, 128, 256}, {16, 32, 64}},
    {"regionprops_hull2.LS", 1, 64, {}, {32, 64, 128}},
};

/// The name of one of them, found while a source is compiled: tuned(image, "separable.TX").
class TunableName {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a string is the name
  consteval TunableName(const char* name) : index_(index_of(name)) {}
  constexpr std::size_t index() const { return index_; }

 private:
  static consteval std::size_t index_of(std::string_view name) {
    std::size_t i = 0;
    while (tunable_list[i].name != name) ++i;  // a name that is not in the list ends behind it: no constant
    return i;
  }
  std::size_t index_;
};

}  // namespace clumen
