#include "filter/neighbourhood.hpp"

#include <algorithm>
#include <cmath>

#include "core/launch.hpp"

namespace clumen {
namespace {

constexpr int block_rows = 16;

/// The table of correlate.cl, and the weights of its entries.
struct Blocks {
  std::vector<std::int32_t> table;
  std::vector<double> weights;
  int count = 0;
};

/// Adds what one block of the grid holds: `entries` puts it at the end of the table.
template <class Entries>
void add_block(Blocks& blocks, const Offset& first, Entries&& entries) {
  const std::size_t at = blocks.table.size();
  for (const std::int64_t v : {first.x, first.y, first.z, std::int64_t{0}})
    blocks.table.push_back(static_cast<std::int32_t>(v));
  const int count = entries();
  blocks.table[at + 3] = count;
  if (count > 0) ++blocks.count;
  else blocks.table.resize(at);
}

/// Calls `block(x, y, z, width, height)` for each block of a grid.
template <class Block>
void each_block(const Shape& grid, int columns, Block&& block) {
  for (std::int64_t z = 0; z < grid.z; ++z)
    for (std::int64_t y = 0; y < grid.y; y += block_rows)
      for (std::int64_t x = 0; x < grid.x; x += columns)
        block(x, y, z, std::min<std::int64_t>(columns, grid.x - x), std::min<std::int64_t>(block_rows, grid.y - y));
}

int place(std::int64_t row, std::int64_t column) { return static_cast<int>(row * 65536 + column); }

Blocks blocks_of(const WeightWindow& kernel, int columns) {
  Blocks blocks;
  const Shape& s = kernel.shape;
  each_block(s, columns, [&](auto x, auto y, auto z, auto width, auto height) {
    add_block(blocks, {x - kernel.before.x, y - kernel.before.y, z - kernel.before.z}, [&] {
      int count = 0;
      for (std::int64_t row = 0; row < height; ++row)
        for (std::int64_t column = 0; column < width; ++column) {
          const double w = kernel.weights[static_cast<std::size_t>((z * s.y + y + row) * s.x + x + column)];
          if (w == 0) continue;
          blocks.table.push_back(place(row, column));
          blocks.weights.push_back(w);
          ++count;
        }
      return count;
    });
  });
  return blocks;
}

Blocks blocks_of(const Footprint& footprint, int columns) {
  Blocks blocks;
  const Reach r = footprint.reach();
  each_block(footprint.shape(), columns, [&](auto x, auto y, auto z, auto width, auto height) {
    add_block(blocks, {x - r.x, y - r.y, z - r.z}, [&] {
      int count = 0;
      for (std::int64_t row = 0; row < height; ++row)
        for (std::int64_t column = 0; column < width;) {
          std::int64_t end = column;
          while (end < width && footprint.at(x + end, y + row, z)) ++end;
          if (end > column) {
            blocks.table.push_back(place(row, column));
            blocks.table.push_back(static_cast<std::int32_t>(end - column));
            ++count;
          }
          column = end + 1;
        }
      return count;
    });
  });
  return blocks;
}

/// The launch of correlate.cl, with what both of its forms have in common.
class Pass {
 public:
  Pass(const Image& out, const Image& in, Border border, std::int64_t width, std::size_t pixel_bytes)
      : out_(out), launch_(out, "filter/correlate", "correlate") {
    const bool vectors = on_cpu(out) && has_f64(out);
    columns_ = width <= 16 ? 16 : 64;
    group_ = vectors ? 1 : tuned(out, {"correlate.LS", 128, 128});
    tx_ = vectors ? tuned(out, {"correlate.TX", 256, 256}) : 64;
    // A GPU's item keeps TX * TY / LS sums, and as many parts of them. A CPU's tile is high: it loads block_rows more.
    ty_ = vectors ? tuned(out, {"correlate.TY", 64, 64}) : tuned(out, {"correlate.TY", 16, 16});
    const std::size_t local = out.context().device().local_memory;
    const auto bytes = [&] {
      const int sums = vectors ? tx_ * ty_ : 0;
      return static_cast<std::size_t>((ty_ + block_rows) * (tx_ + columns_ + 16) + sums) * pixel_bytes;
    };
    while (ty_ > 8 && bytes() + 1024 > local) ty_ /= 2;
    launch_.source("src", in, Fuse::cheap)
        .output("dst", out)
        .define("LS", group_)
        .define("VEC", vectors ? 16 : 1)
        .define("TX", tx_)
        .define("TY", ty_)
        .define("BX", columns_)
        .define("BY", block_rows)
        .arg("size", size_of_image(out.shape()))
        .arg("mode", static_cast<int>(border.mode));
  }

  int columns() const { return columns_; }
  Launch& launch() { return launch_; }

  void run(const Blocks& blocks) {
    launch_.buffer("table", table_buffer(out_, blocks.table)).arg("blocks", blocks.count);
    const Shape& s = out_.shape();
    const auto tiles = [](std::int64_t n, int tile) {
      return ceil_div(static_cast<std::size_t>(n), static_cast<std::size_t>(tile));
    };
    const auto items = static_cast<std::size_t>(group_);
    launch_.run({tiles(s.x, tx_) * tiles(s.y, ty_) * static_cast<std::size_t>(s.z * s.c) * items, 1, 1}, {items, 1, 1});
  }

 private:
  const Image& out_;
  Launch launch_;
  int columns_ = 16, group_ = 1, tx_ = 64, ty_ = 32;
};

Image summed(const Image& image, const Footprint& footprint, Border border, Finish finish, DType dtype) {
  const Image out = new_image(image, image.shape(), dtype, footprint.reach());
  if (out.is_tracing()) return out;
  const std::int64_t pixels =
      std::count_if(footprint.mask().begin(), footprint.mask().end(), [](auto m) { return m != 0; });
  const bool integers = !is_float(image.dtype()), ints = sums_fit_int(image.dtype(), pixels);
  if (finish == Finish::rounded_mean && float_rounds(image.dtype(), pixels)) finish = Finish::float_rounded_mean;
  Pass pass(out, image, border, footprint.shape().x, ints ? 4 : 8);
  pass.launch()
      .define("WEIGHTED", 0)
      .define("REAL", "float")
      .define("INTS", ints ? 1 : 0)
      .define("FLOATS", integers ? 0 : 1)
      .define("FINISH", static_cast<int>(finish));
  bind_outside(pass.launch(), image, border.value, ints, integers);
  bind_scale(pass.launch(), out, pixels);
  pass.run(blocks_of(footprint, pass.columns()));
  return out;
}

}  // namespace

Image weighted_sum(const Image& image, const WeightWindow& kernel, Border border, DType dtype) {
  const auto reach = [](std::int64_t n, std::int64_t before) { return std::max(before, n - 1 - before); };
  const Shape& k = kernel.shape;
  const Image out =
      new_image(image, image.shape(), dtype,
                {reach(k.x, kernel.before.x), reach(k.y, kernel.before.y), reach(k.z, kernel.before.z), false});
  if (out.is_tracing()) return out;
  const bool f64 = dtype == DType::f64;
  Pass pass(out, image, border, k.x, f64 ? 8 : 4);
  const Blocks blocks = blocks_of(kernel, pass.columns());
  pass.launch()
      .define("WEIGHTED", 1)
      .define("REAL", f64 ? "double" : "float")
      .define("INTS", 0)
      .define("FLOATS", 1)
      .define("FINISH", 0);
  if (f64) {
    pass.launch().define("OUTSIDE_T", "double").arg("outside", border.value);
    pass.launch().buffer("weights", table_buffer(out, blocks.weights));
  } else {
    pass.launch().define("OUTSIDE_T", "float").arg("outside", static_cast<float>(border.value));
    pass.launch().buffer("weights",
                         table_buffer(out, std::vector<float>(blocks.weights.begin(), blocks.weights.end())));
  }
  bind_scale(pass.launch(), out, 1);
  pass.run(blocks);
  return out;
}

Image footprint_sum(const Image& image, const Footprint& footprint, Border border) {
  return summed(image, footprint, border, Finish::sum, DType::f64);
}

Image footprint_mean(const Image& image, const Footprint& footprint, Border border, DType dtype) {
  return summed(image, footprint, border, mean_as(dtype), dtype);
}

}  // namespace clumen
