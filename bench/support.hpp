#pragma once
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

#include "clumen/clumen.hpp"

/// What the benchmarks share: the device, images like nuclei, and the shapes of the goals.
namespace clumen::bench {

/// CLUMEN_BENCH_DEVICE by part of its name, else the best one.
inline const Context& context() {
  static const Context shared = [] {
    const char* name = std::getenv("CLUMEN_BENCH_DEVICE");
    return name ? Context::find(name) : Context::best();
  }();
  return shared;
}

/// A field of smooth blobs on noise, from 0 to 255.
inline std::vector<float> blobs(const Shape& s) {
  std::mt19937 rng(7);
  std::normal_distribution<float> noise(12, 3);
  std::vector<float> pixels(static_cast<std::size_t>(s.pixels()));
  for (float& p : pixels) p = noise(rng);
  const std::int64_t radius = 9, reach = 3 * radius;
  const auto count = std::max<std::int64_t>(8, s.pixels() / 9000 / (s.z > 1 ? 6 : 1));
  for (std::int64_t k = 0; k < count; ++k) {
    const auto cx = static_cast<std::int64_t>(rng() % s.x), cy = static_cast<std::int64_t>(rng() % s.y),
               cz = static_cast<std::int64_t>(rng() % s.z);
    const float bright = 60 + static_cast<float>(rng() % 160);
    for (std::int64_t z = std::max<std::int64_t>(0, cz - reach); z < std::min(s.z, cz + reach + 1); ++z)
      for (std::int64_t y = std::max<std::int64_t>(0, cy - reach); y < std::min(s.y, cy + reach + 1); ++y)
        for (std::int64_t x = std::max<std::int64_t>(0, cx - reach); x < std::min(s.x, cx + reach + 1); ++x) {
          const auto d = static_cast<float>((x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz));
          float& p = pixels[static_cast<std::size_t>((z * s.y + y) * s.x + x)];
          p = std::max(p, bright * std::exp(-d / static_cast<float>(2 * radius * radius)));
        }
  }
  for (float& p : pixels) p = std::clamp(p, 0.0F, 255.0F);
  return pixels;
}

/// The goals' shapes: 640², 1024², 2048², 8192², 256³, by the benchmark's argument.
inline Shape shape_of(const benchmark::State& state) {
  const std::int64_t edge = state.range(0);
  return state.range(1) == 3 ? Shape(edge, edge, edge) : Shape(edge, edge);
}
inline void goal_shapes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"edge", "axes"})
      ->Args({1024, 2})
      ->Args({2048, 2})
      ->Args({256, 3})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

/// Times `call`, which enqueues, until the device is done with it; `bytes` are what must move at least.
template <class Call>
void time_device(benchmark::State& state, double bytes, Call call) {
  call();
  context().finish();
  for ([[maybe_unused]] auto _ : state) {
    call();
    context().finish();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

/// An f32 image of blobs on the device.
inline Image blobs_on_device(const Shape& s) { return context().push(blobs(s), s); }

}  // namespace clumen::bench
