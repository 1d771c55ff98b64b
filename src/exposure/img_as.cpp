#include "clumen/reduce.hpp"
#include "exposure/exposure.hpp"

namespace clumen {

namespace {

/// The bits that the positive values of an integer dtype take.
int bits_of(DType dtype) { return static_cast<int>(8 * size_of(dtype)) - (is_signed(dtype) ? 1 : 0); }

/// Integers of n bits as integers of m bits, in a dtype that holds what lies between.
Image scaled(const Image& image, int n, int m) {
  if (n > m) {
    // what fits is not scaled; that is known on the device alone
    const Image small = (max(image) < (std::int64_t{1} << m)).image();
    return where(small, image, right_shift(image, n - m));
  }
  const Image wide = cast(image, DType::i64);
  if (m % n == 0) return wide * (((std::int64_t{1} << m) - 1) / ((std::int64_t{1} << n) - 1));
  const int over = (m / n + 1) * n;
  return right_shift(wide * (((std::int64_t{1} << over) - 1) / ((std::int64_t{1} << n) - 1)), over - m);
}

Image of_floats(const Image& image, DType dtype) {
  const double highest = highest_of(dtype), lowest = lowest_of(dtype);
  const Image pixels = image.dtype() == DType::f16 ? cast(image, DType::f32) : image;
  const Image full = is_signed(dtype) ? pixels * ((highest - lowest) / 2) - 0.5 : pixels * highest;
  return cast(clip(rint(full), lowest, highest), dtype);
}

Image as_integers(std::string_view name, const Image& image, DType dtype) {
  require_image(name, "image", image);
  const DType from = image.dtype();
  if (from == dtype) return image;
  if (from == DType::boolean) return cast(image, dtype) * static_cast<std::int64_t>(highest_of(dtype));
  if (is_float(from)) return of_floats(image, dtype);
  if (is_signed(from) && is_signed(dtype) && size_of(from) < size_of(dtype)) {
    // both ends meet both ends
    const Image positive = cast(image, DType::i64) - static_cast<std::int64_t>(lowest_of(from));
    const int n = static_cast<int>(8 * size_of(from)), m = static_cast<int>(8 * size_of(dtype));
    return cast(scaled(positive, n, m) + static_cast<std::int64_t>(lowest_of(dtype)), dtype);
  }
  const Image result = scaled(image, bits_of(from), bits_of(dtype));
  return cast(is_signed(from) && !is_signed(dtype) ? maximum(result, 0) : result, dtype);
}

Image as_floats(std::string_view name, const Image& image, DType dtype) {
  require_image(name, "image", image);
  const DType from = image.dtype();
  if (is_float(from) || from == DType::boolean) return cast(image, dtype);
  const DType compute = size_of(from) <= size_of(dtype) || !has_f64(image) ? dtype : DType::f64;
  const Image full = cast(image, compute) * (1 / highest_of(from));
  return cast(is_signed(from) ? maximum(full, -1.0) : full, dtype);
}

}  // namespace

Image img_as_ubyte(const Image& image) { return as_integers("img_as_ubyte", image, DType::u8); }
Image img_as_uint(const Image& image) { return as_integers("img_as_uint", image, DType::u16); }
Image img_as_int(const Image& image) { return as_integers("img_as_int", image, DType::i16); }
Image img_as_float32(const Image& image) { return as_floats("img_as_float32", image, DType::f32); }
Image img_as_float64(const Image& image) { return as_floats("img_as_float64", image, DType::f64); }
Image img_as_float(const Image& image) {
  require_image("img_as_float", "image", image);
  return is_float(image.dtype()) ? image : as_floats("img_as_float", image, correction_dtype(image));
}

Image img_as_bool(const Image& image) {
  require_image("img_as_bool", "image", image);
  const DType from = image.dtype();
  if (from == DType::boolean) return image;
  if (is_float(from)) return greater(image, 0.5);
  if (from == DType::u64) return greater(image, std::uint64_t{1} << 63);
  return greater(image, static_cast<std::int64_t>(highest_of(from) / 2));
}

}  // namespace clumen
