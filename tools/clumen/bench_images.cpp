#include "bench_images.hpp"

#include <fmt/format.h>

#include <cstring>
#include <fstream>

#include "synthetic.hpp"

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;

constexpr double kMaskPart = 0.35, kWiderPart = 0.7;  // as tools/compare/given.py
constexpr std::int64_t kRadius = 9, kReach = 3 * kRadius;

struct Field {
  Shape shape;
  std::vector<float> pixels;

  void add_blob(Random& random) {
    const auto place = [&](std::int64_t n) {
      return static_cast<std::int64_t>(random.unit() * static_cast<double>(n));
    };
    const std::int64_t cx = place(shape.x), cy = place(shape.y), cz = place(shape.z);
    const double bright = random.between(60, 220);
    for (std::int64_t z = std::max<std::int64_t>(0, cz - kReach); z < std::min(shape.z, cz + kReach + 1); ++z)
      for (std::int64_t y = std::max<std::int64_t>(0, cy - kReach); y < std::min(shape.y, cy + kReach + 1); ++y)
        for (std::int64_t x = std::max<std::int64_t>(0, cx - kReach); x < std::min(shape.x, cx + kReach + 1); ++x) {
          const auto square = static_cast<double>((x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz));
          float& p = pixels[static_cast<std::size_t>((z * shape.y + y) * shape.x + x)];
          p = std::max(p, static_cast<float>(bright * std::exp(-square / (2 * kRadius * kRadius))));
        }
  }
};

Field blobs(const Shape& shape) {
  Random random(7);
  Field field{shape, std::vector<float>(static_cast<std::size_t>(shape.pixels()))};
  const auto count = std::max<std::int64_t>(8, shape.pixels() / 9000 / (shape.ndim == 3 ? 6 : 1));
  for (std::int64_t i = 0; i < count; ++i) field.add_blob(random);
  for (float& p : field.pixels) p = std::clamp(p + static_cast<float>(12 + 3 * random.normal()), 0.0F, 255.0F);
  return field;
}

/// Large fields repeat a smaller one: making noise takes longer than measuring.
HostImage field_image(const Shape& shape) {
  const std::int64_t most = shape.ndim == 3 ? 128 : 2048;
  const auto part = [most](std::int64_t n) { return std::min(n, most); };
  const Field tile = blobs(Shape(part(shape.x), part(shape.y), part(shape.z), 1, shape.ndim));
  HostImage out(shape, DType::f32);
  float* p = out.as<float>();
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t y = 0; y < shape.y; ++y) {
      const float* row =
          &tile.pixels[static_cast<std::size_t>(((z % tile.shape.z) * tile.shape.y + y % tile.shape.y) * tile.shape.x)];
      for (std::int64_t x = 0; x < shape.x; x += tile.shape.x)
        p = std::copy_n(row, std::min(tile.shape.x, shape.x - x), p);
    }
  return out;
}

HostImage above(const HostImage& image, double threshold) {
  HostImage out(image.shape(), DType::boolean);
  const float* p = image.as<float>();
  bool* mask = out.as<bool>();
  for (std::int64_t i = 0; i < image.shape().pixels(); ++i) mask[i] = p[i] > static_cast<float>(threshold);
  return out;
}

}  // namespace

BenchImages bench_images(const Context& context, const Shape& shape) {
  BenchImages out;
  const HostImage image = field_image(shape);
  const float* p = image.as<float>();
  out.threshold = kMaskPart * static_cast<double>(*std::max_element(p, p + shape.pixels()));
  const HostImage mask = above(image, out.threshold);
  const HostImage labels = label(context.push(mask)).pull();
  out.by_name = {
      {"image", image}, {"mask", mask}, {"mask2", above(image, kWiderPart * out.threshold)}, {"labels", labels}};
  return out;
}

void write_file(const fs::path& path, const void* bytes, std::size_t count) {
  std::ofstream file(path, std::ios::binary);
  file.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(count));
  file.close();
  if (!file) throw IoError(fmt::format("{}: cannot be written", path.string()));
}

void write_images(const BenchImages& images, const fs::path& folder) {
  for (const auto& [name, image] : images.by_name) {
    write_file(folder / (name + ".raw"), image.data(), image.bytes());
  }
}

HostImage read_image_of(const fs::path& folder, const std::string& name, const Shape& shape) {
  const DType dtype = name == "image" ? DType::f32 : name == "labels" ? DType::i32 : DType::boolean;
  HostImage out(shape, dtype);
  const fs::path path = folder / (name + ".raw");
  std::ifstream file(path, std::ios::binary);
  file.read(static_cast<char*>(out.data()), static_cast<std::streamsize>(out.bytes()));
  if (!file) throw IoError(fmt::format("{}: cannot be read", path.string()));
  return out;
}

std::vector<std::int64_t> numpy_shape(const Shape& shape) {
  if (shape.ndim == 3) return {shape.z, shape.y, shape.x};
  return {shape.y, shape.x};
}

}  // namespace clumen::tool
