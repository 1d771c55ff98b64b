#include "synthetic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace clumen::tool {
namespace {

/// e^-x for x >= 0 from a series, the same on every machine as the library's own is not.
double exp_minus(double x) {
  const double small = x / 1024;
  double value = 1 - small * (1 - small / 2 * (1 - small / 3 * (1 - small / 4)));
  for (int i = 0; i < 10; ++i) value *= value;
  return value;
}

HostImage truth_image(const Shape& shape, const std::vector<std::int32_t>& labels, std::int32_t count,
                      const PixelSize& pixel_size) {
  const HostImage image(shape, count < 65536 ? DType::u16 : DType::i32, pixel_size);
  if (count < 65536) std::copy(labels.begin(), labels.end(), image.as<std::uint16_t>());
  else std::copy(labels.begin(), labels.end(), image.as<std::int32_t>());
  return image;
}

void write_sample(const SampleKind& kind, const std::filesystem::path& out, std::int64_t size, std::uint64_t seed) {
  if (ending_of(out) == ".png")
    throw ArgumentError(fmt::format("sample: {}: the sample is written as .tif", out.string()));
  const auto truth = out.parent_path() / (out.stem().string() + "_truth.tif");
  require_writable(out, Content::image);
  Steps steps(3, Steps::Show::progress);
  steps.next("draw");
  Random random(seed);
  SampleKind::Drawn drawn = kind.draw(random, size);
  const std::int32_t count = renumber(drawn.labels);
  steps.next("photograph");
  const HostImage image = drawn.photograph(random, kind.pixel_size);
  steps.next("write");
  write_tiff(image, out);
  Shape shape = image.shape();
  shape.c = 1;
  write_tiff(truth_image(shape, drawn.labels, count, kind.pixel_size), truth);
  steps.finish();
  print(fmt::format("{} {} in {}, their labels in {}\n", count, kind.things, out.string(), truth.string()));
}

}  // namespace

double poisson(Random& random, double mean) {
  if (mean > 30) return std::max(0.0, std::floor(mean + std::sqrt(mean) * random.normal() + 0.5));
  const double limit = exp_minus(mean);
  double count = -1;
  for (double product = 1; product > limit; product *= random.unit()) ++count;
  return std::max(0.0, count);
}

std::uint16_t camera_value(Random& random, double photons) {
  const double counted = 100 + poisson(random, photons) + 5 * random.normal();
  return static_cast<std::uint16_t>(std::clamp(std::floor(counted + 0.5), 0.0, 65535.0));
}

void blur_line(double* first, std::int64_t count, std::int64_t step, std::vector<double>& line) {
  line.resize(static_cast<std::size_t>(count));
  const auto at = [&](std::int64_t i) { return first[std::clamp<std::int64_t>(i, 0, count - 1) * step]; };
  for (std::int64_t i = 0; i < count; ++i)
    line[static_cast<std::size_t>(i)] = (at(i - 2) + 4 * at(i - 1) + 6 * at(i) + 4 * at(i + 1) + at(i + 2)) / 16;
  for (std::int64_t i = 0; i < count; ++i) first[i * step] = line[static_cast<std::size_t>(i)];
}

std::int32_t renumber(std::vector<std::int32_t>& labels) {
  std::vector<std::int32_t> names(1 + static_cast<std::size_t>(*std::max_element(labels.begin(), labels.end())));
  std::int32_t count = 0;
  for (std::int32_t& label : labels) {
    if (label == 0) continue;
    std::int32_t& name = names[static_cast<std::size_t>(label)];
    if (name == 0) name = ++count;
    label = name;
  }
  return count;
}

void add_sample_of(CLI::App& sample, const SampleKind& kind) {
  CLI::App* command = sample.add_subcommand(kind.name, kind.description);
  struct Request {
    std::string out;
    std::int64_t size;
    std::uint64_t seed = 1;
  };
  auto request = std::make_shared<Request>();
  request->size = kind.size;
  command->add_option("out", request->out, "the TIFF file to write")->required()->type_name("FILE");
  command->add_option("--size", request->size, "pixels along each edge")
      ->capture_default_str()
      ->check(CLI::Range(kind.smallest, kind.largest));
  command->add_option("--seed", request->seed, fmt::format("another number, another {}", kind.other))
      ->capture_default_str();
  command->callback([request, kind] { write_sample(kind, request->out, request->size, request->seed); });
}

}  // namespace clumen::tool
