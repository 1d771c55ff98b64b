#include "bench_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench_report.hpp"
#include "bench_runner.hpp"

namespace clumen::tool {
namespace {

constexpr std::int64_t kStretch = 512;            // vectors that one item of a CPU copies
constexpr std::int64_t kWidth = 16;               // floats of a vector that is copied
constexpr int kSums = 8;                          // of multiply-adds that do not wait for one another
constexpr double kMostBytes = 512.0 * (1 << 20);  // beyond, the time grows with the bytes

/// A CPU's item takes a long stretch; on a GPU each takes a vector.
constexpr const char* kCopyStretch =
    "kernel void copy_stretch(global const float* src, global float* dst, int n) {\n"
    "  const int first = get_global_id(0) * 512, last = min(first + 512, n);\n"
    "  for (int i = first; i < last; ++i) vstore16(vload16(i, src), i, dst);\n"
    "}\n";
constexpr const char* kCopyEach =
    "kernel void copy_each(global const float* src, global float* dst, int n) {\n"
    "  const int i = get_global_id(0);\n"
    "  if (i < 4 * n) vstore4(vload4(i, src), i, dst);\n"
    "}\n";

std::string multiply_add_text(std::int64_t width) {
  const std::string v = fmt::format("float{}", width);
  std::string text = fmt::format(
      "kernel void multiply_add(global const float* src, global float* dst, float a, float b, int turns) {{\n"
      "  const {0} first = vload{1}(get_global_id(0), src);\n  {0} ",
      v, width);
  for (int i = 0; i < kSums; ++i) text += fmt::format("{}x{} = first + {}.0f", i ? ", " : "", i, i);
  text += ";\n  for (int t = 0; t < turns; ++t) {\n";
  for (int i = 0; i < kSums; ++i) text += fmt::format("    x{0} = fma(x{0}, ({1})(a), ({1})(b));\n", i, v);
  text += fmt::format("  }}\n  vstore{}(", width);
  for (int i = 0; i < kSums; ++i) text += fmt::format("{}x{}", i ? " + " : "", i);
  return text + ", get_global_id(0), dst);\n}\n";
}

std::int64_t lanes(bool cpu) { return cpu ? 16 : 4; }

/// The least of some calls, the first left out: it touches its memory.
double least_ms(const std::function<void()>& call, double enough_ms) {
  call();
  double least = milliseconds_of(call), spent = least;
  for (int turn = 1; turn < 3 || (turn < 50 && spent < enough_ms); ++turn) {
    const double now = milliseconds_of(call);
    spent += now;
    least = std::min(least, now);
  }
  return least;
}

}  // namespace

DeviceLimits::DeviceLimits(const Context& context)
    : context_(context),
      cpu_(context.device().kind == Device::Kind::cpu),
      copy_(Kernel::from_text(context, cpu_ ? kCopyStretch : kCopyEach)),
      multiply_add_(Kernel::from_text(context, multiply_add_text(lanes(cpu_)))) {}

double DeviceLimits::copy_ms(double bytes) const {
  const double largest = static_cast<double>(context_.device().largest_buffer);
  const double most = std::min({kMostBytes, largest, static_cast<double>(context_.device().memory) / 8});
  if (bytes > most) return copy_ms(most) * (bytes / most);
  const auto n = static_cast<std::int64_t>(bytes / 2 / (kWidth * sizeof(float))) + 1;
  const auto items = static_cast<std::size_t>(cpu_ ? (n + kStretch - 1) / kStretch : 4 * n);
  const Work work{{items, 1, 1}, {cpu_ ? 1U : 256U, 1, 1}};
  // a host gives memory that nobody has written no pages of its own, and reading it costs nothing: so it is a copy
  const Image from = copy_({{"src", context_.empty(Shape(n * kWidth, 1), DType::f32)}, {"n", n}}, work);
  return least_ms(
      [&] {
        copy_({{"src", from}, {"n", n}}, work);
        context_.finish();
      },
      30);
}

double DeviceLimits::multiply_adds() const {
  const std::int64_t width = lanes(cpu_), items = context_.device().compute_units * (cpu_ ? 16 : 2048);
  const Image from =
      context_.push(std::vector<float>(static_cast<std::size_t>(items * width), 0.5F), Shape(items * width, 1));
  const Work work{{static_cast<std::size_t>(items), 1, 1}, {cpu_ ? 1U : 256U, 1, 1}};
  const auto ms_of = [&](std::int64_t turns) {
    return least_ms(
        [&] {
          multiply_add_({{"src", from}, {"a", 0.999}, {"b", 0.001}, {"turns", turns}}, work);
          context_.finish();
        },
        60);
  };
  std::int64_t turns = 256;
  double ms = ms_of(turns);
  for (; ms < 5 && turns < (1 << 24); ms = ms_of(turns)) turns *= 4;
  return 2.0 * kSums * static_cast<double>(items * width * turns) / ms / 1e6;
}

double DeviceLimits::launch_us() const {
  constexpr int launches = 500;
  const Image from = context_.empty(Shape(kWidth, 1), DType::f32);
  const Work work{{1, 1, 1}, {1, 1, 1}};
  const double ms = least_ms(
      [&] {
        for (int i = 0; i < launches; ++i) copy_({{"src", from}, {"n", 1}}, work);
        context_.finish();
      },
      60);
  return ms * 1e3 / launches;
}

nlohmann::ordered_json DeviceLimits::measured() const {
  const double bytes = 256.0 * (1 << 20);
  return {{"copy_gb_s", rounded(bytes / copy_ms(bytes) / 1e6)},
          {"fma_gflop_s", rounded(multiply_adds())},
          {"launch_us", rounded(launch_us())}};
}

}  // namespace clumen::tool
