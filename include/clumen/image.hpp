#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "clumen/context.hpp"
#include "clumen/error.hpp"

namespace clumen {

struct ImageState;

/// Pixels on the host, x fastest, then y, z, c, without gaps. A cheap handle; where they come from a device this is
/// the device's own pinned or mapped memory, so that nothing is copied twice.
class HostImage {
 public:
  HostImage() = default;
  HostImage(const Shape& shape, DType dtype, PixelSize pixel_size = {});
  HostImage(const Shape& shape, DType dtype, PixelSize pixel_size, std::shared_ptr<void> pixels);

  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  const PixelSize& pixel_size() const { return pixel_size_; }
  PixelSize& pixel_size() { return pixel_size_; }
  std::size_t bytes() const { return static_cast<std::size_t>(shape_.pixels()) * size_of(dtype_); }
  void* data() const { return pixels_.get(); }
  const std::shared_ptr<void>& owner() const { return pixels_; }

  /// The pixels as their own type; throws ArgumentError for another.
  template <class T>
  T* as() const {
    require_dtype(dtype_for<T>());
    return static_cast<T*>(pixels_.get());
  }

 private:
  void require_dtype(DType asked) const;
  Shape shape_{0, 0};
  DType dtype_ = DType::u8;
  PixelSize pixel_size_;
  std::shared_ptr<void> pixels_;
};

/// An image on a device: a cheap handle to pixels that no operation ever modifies.
///
/// A pointwise expression (`a - b > 3`) is recorded and computed when something needs its pixels; see pointwise.hpp.
/// Axes are x, y, z and channel; a region, a plane or a channel is a view of the same pixels.
/// Safe to share between threads.
class Image {
 public:
  Image() = default;
  /// An image with a shape but no device and no pixels: running a chain on it checks the parameters and adds up the
  /// reach, and enqueues nothing.
  static Image tracing(const Shape& shape, DType dtype = DType::f32);

  bool empty() const { return !state_; }
  bool is_tracing() const;
  const Shape& shape() const;
  DType dtype() const;
  const PixelSize& pixel_size() const;
  /// The same pixels with another physical size.
  Image with_pixel_size(const PixelSize& size) const;
  /// The same pixels with another number of spatial axes (see Shape::ndim).
  Image with_ndim(int ndim) const;
  /// How far this image looks into the chain's first input.
  const Reach& reach() const;
  /// The device that has the pixels. Throws ArgumentError for a tracing image.
  Context context() const;

  /// Channel `c`, from 0; a view. Throws ArgumentError when there is none.
  Image channel(std::int64_t c) const;
  /// Plane `z`, from 0, as a 2D image; a view.
  Image plane(std::int64_t z) const;
  /// The pixels from `first` on, `size` of them; all channels; a view. Throws ArgumentError when it leaves the image.
  Image region(const Offset& first, const Shape& size) const;

  /// Enqueues what is recorded of this image, if its pixels are not there yet; does not wait.
  void compute() const;
  /// Waits, and brings the pixels to the host.
  HostImage pull() const;
  /// The same as a vector of the pixels' own type; throws ArgumentError for another.
  template <class T>
  std::vector<T> pull_vector() const {
    const HostImage host = pull();
    const T* first = host.as<T>();
    return std::vector<T>(first, first + host.shape().pixels());
  }
  /// Waits, and copies the pixels to `pixels`, which holds `shape().pixels()` of them.
  void pull_to(void* pixels) const;

  ImageState& state() const { return *state_; }
  const std::shared_ptr<ImageState>& shared_state() const { return state_; }
  explicit Image(std::shared_ptr<ImageState> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<ImageState> state_;
};

/// One number that stays on the device: what a reduction or a threshold returns, and what the next operation reads
/// there. Only `value()` and `integer()` wait.
class Scalar {
 public:
  explicit Scalar(Image one_pixel);
  DType dtype() const { return image_.dtype(); }
  /// Waits for the number. A 64-bit integer may lose digits here; `integer()` does not.
  double value() const;
  /// Waits for the number. Throws ArgumentError unless its dtype is an integer or bool.
  std::int64_t integer() const;
  /// The number as an image of one pixel.
  const Image& image() const { return image_; }

 private:
  Image image_;
};

template <class T>
Image Context::push(const std::vector<T>& pixels, const Shape& shape, const PixelSize& pixel_size) const {
  static_assert(!std::is_same_v<T, bool>, "std::vector<bool> has no bytes: use std::uint8_t and cast");
  if (static_cast<std::int64_t>(pixels.size()) != shape.pixels())
    throw ArgumentError("push: " + std::to_string(pixels.size()) + " pixels do not fill an image of " +
                        to_string(shape));
  return push(pixels.data(), shape, dtype_for<T>(), pixel_size);
}

}  // namespace clumen
