#include <limits>
#include <new>

#include "clumen/image.hpp"
#include "core/check.hpp"

namespace clumen {
namespace {

constexpr std::align_val_t alignment{4096};  // whole pages, so that a CPU device can use the memory as it is

void require_extents(const Shape& shape, DType dtype) {
  std::int64_t left = std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(size_of(dtype));
  for (const std::int64_t extent : {shape.x, shape.y, shape.z, shape.c}) {
    require(extent >= 0, "HostImage", "shape", to_string(shape), "extents of 0 and more");
    require(extent <= left, "HostImage", "shape", to_string(shape), "less than 2^63 bytes");
    if (extent > 0) left /= extent;
  }
}

std::shared_ptr<void> allocate(std::size_t bytes) {
  void* const memory = ::operator new(bytes, alignment, std::nothrow);
  if (!memory) throw DeviceError(fmt::format("HostImage: the host has no {} bytes of memory left", bytes));
  return {memory, [](void* pixels) { ::operator delete(pixels, alignment); }};
}

}  // namespace

HostImage::HostImage(const Shape& shape, DType dtype, PixelSize pixel_size)
    : shape_(shape), dtype_(dtype), pixel_size_(std::move(pixel_size)) {
  require_extents(shape, dtype);
  pixels_ = allocate(bytes());
}

HostImage::HostImage(const Shape& shape, DType dtype, PixelSize pixel_size, std::shared_ptr<void> pixels)
    : shape_(shape), dtype_(dtype), pixel_size_(std::move(pixel_size)), pixels_(std::move(pixels)) {
  require_extents(shape, dtype);
}

void HostImage::require_dtype(DType asked) const {
  require(asked == dtype_, "HostImage::as", "type", name_of(asked), name_of(dtype_));
}

}  // namespace clumen
