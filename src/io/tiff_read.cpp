#include "clumen/io.hpp"
#include "core/check.hpp"
#include "io/tiff_series.hpp"

namespace clumen {
namespace {

HostImage read_frame(const std::filesystem::path& path, std::int64_t frame, const MakeHostImage& make) {
  const InputFile file("read_tiff", path);
  TiffDirectories directories = tiff_directories(file);  // finds a file that is no TIFF before libtiff does
  TiffHandle handle(file);
  const TiffSeries series = tiff_series(file, std::move(directories), handle);
  require(frame >= 0 && frame < series.info.frames, "read_tiff", "frame", frame,
          fmt::format("0 to {} in {}", series.info.frames - 1, path.string()));
  return decode_frame(file, handle, series, frame, make);
}

}  // namespace

TiffInfo tiff_info(const std::filesystem::path& path) {
  const InputFile file("tiff_info", path);
  TiffDirectories directories = tiff_directories(file);
  TiffHandle handle(file);
  return tiff_series(file, std::move(directories), handle).info;
}

HostImage read_tiff_host(const std::filesystem::path& path, std::int64_t frame) {
  return read_frame(path, frame, [](const Shape& shape, DType dtype, const PixelSize& size) {
    return HostImage(shape, dtype, size);
  });
}

Image read_tiff(const Context& context, const std::filesystem::path& path, std::int64_t frame) {
  // Decoded where the device reads it, so that no pixel is copied on the way.
  return context.push(read_frame(path, frame, [&](const Shape& shape, DType dtype, const PixelSize& size) {
    return context.host_image(shape, dtype, size);
  }));
}

}  // namespace clumen
