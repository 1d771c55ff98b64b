#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "clumen/clumen.hpp"

/// The pixels that every runner of `clumen bench` gets.
namespace clumen::tool {

/// A field of bright blobs on noise, as nuclei look, f32 from 0 to 255, the same on every machine; and what is made of
/// it: a mask, a larger one (mask2), and the mask's objects as labels.
struct BenchImages {
  std::map<std::string, HostImage> by_name;  ///< image, mask, mask2, labels
  double threshold = 0;                      ///< of the mask: a part of the largest pixel

  const Shape& shape() const { return by_name.at("image").shape(); }
};

/// context: labels the mask.
BenchImages bench_images(const Context& context, const Shape& shape);

/// Throws IoError.
void write_file(const std::filesystem::path& path, const void* bytes, std::size_t count);
/// Writes the bare pixels of each as FOLDER/NAME.raw.
void write_images(const BenchImages& images, const std::filesystem::path& folder);
/// Reads one of them again.
HostImage read_image_of(const std::filesystem::path& folder, const std::string& name, const Shape& shape);

/// As NumPy has it: z, y, x.
std::vector<std::int64_t> numpy_shape(const Shape& shape);

}  // namespace clumen::tool
