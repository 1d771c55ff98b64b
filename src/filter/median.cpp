#include "core/check.hpp"
#include "core/launch.hpp"
#include "filter/outside.hpp"
#include "filter/rank.hpp"

namespace clumen {
namespace {

std::string_view key_type(DType dtype) {
  if (is_float(dtype)) return dtype == DType::f64 ? "ulong" : "uint";
  constexpr std::string_view names[] = {"uchar", "uchar", "char", "ushort", "short", "uint", "int", "ulong", "long"};
  return names[static_cast<int>(dtype)];
}

std::size_t tiles(std::int64_t pixels, int tile) {
  return ceil_div(static_cast<std::size_t>(pixels), static_cast<std::size_t>(tile));
}

}  // namespace

bool has_network(const Image& image, const Footprint& footprint) {
  const Shape& s = footprint.shape();
  if (!footprint.is_box() || s.x != s.y) return false;
  // 49 pixels of 8 bytes are more than the registers of some GPUs hold
  const int largest = size_of(image.dtype()) == 8 && !on_cpu(image) ? 5 : 7;
  return s.z == 1 ? s.x >= 3 && s.x <= largest : s.z == 3 && s.x == 3;
}

Image median_by_network(const Image& image, const Footprint& box, Border border) {
  const Image out = new_image(image, image.shape(), image.dtype(), box.reach());
  const Shape& s = out.shape();
  const DType t = out.dtype();
  const bool deep = box.shape().z > 1, bytes8 = size_of(t) == 8;
  const int group = tuned(out, {"median.LS", 1, 128});
  const int tx = tuned(out, {"median.TX", bytes8 ? 256 : 512, bytes8 ? 32 : 64});
  const int ty = group == 1 ? tuned(out, {"median.TY", 32, 32}) : tuned(out, {"median.ROWS", 1, 8});
  Launch launch(out, "filter/median", "median_box");
  launch.source("src", image, Fuse::cheap)
      .output("dst", out)
      .define("LS", group)
      .define("TX", tx)
      .define("TY", ty)
      .define("ROWS", group == 1 ? 1 : ty)
      .define("BOX", box.shape().x)
      .define("DEEP", deep ? 1 : 0)
      .define("KIND", !is_float(t)      ? 0
                      : t == DType::f64 ? 2
                                        : 1)
      .define("KEY", key_type(t))
      .arg("size", size_of_image(s))
      .arg("mode", static_cast<int>(border.mode));
  bind_outside(launch, t, border.value);
  const auto items = static_cast<std::size_t>(group);
  launch.run({tiles(s.x, tx) * tiles(s.y, ty) * static_cast<std::size_t>(s.z * s.c) * items, 1, 1}, {items, 1, 1});
  return out;
}

}  // namespace clumen
