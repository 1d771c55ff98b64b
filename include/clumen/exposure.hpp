#pragma once
#include <vector>

#include "clumen/core.hpp"

/// Brightness: ranges stretched, curves applied, and images as another dtype means them. Integers are computed in f64
/// (f32 on a device without it) and cut off as a cast does. Nothing waits for the device.
namespace clumen {

/// The image's brightness stretched or shrunk from one range to another.
/// in_range: the smallest and the largest brightness to expect, what is outside is clipped; the image's own when empty.
/// out_range: what these two become; when empty the range of the dtype (0 to 1 of floats), which begins at 0 unless
/// in_range has negative numbers.
/// Returns the image's dtype, but for a given out_range f64 for integers and bool (f32 on a device without f64). NaN in
/// an image whose own range is used makes all of it NaN. Throws ArgumentError for a range that has not two numbers.
/// Source: scikit-image `exposure.rescale_intensity`.
Image rescale_intensity(const Image& image, const std::vector<double>& in_range = {},
                        const std::vector<double>& out_range = {});
/// The image's brightness from 0 to 1; a constant image is 0. Integers of up to 16 bits give f32, wider ones f64.
/// Source: clEsperanto `normalize`.
Image normalize(const Image& image);

/// Whether a correction is undone.
enum class Inverse : std::uint8_t { no, yes };

/// gain · image^gamma, where 1 is the largest value of an integer dtype. u8 is rounded, other integers are cut off.
/// gamma: 0 and more. gain: any number.
/// Returns the image's dtype. Negative integers count as 0, negative fractions give NaN (scikit-image: an error).
/// Throws ArgumentError for a negative gamma. Source: scikit-image `exposure.adjust_gamma`.
Image adjust_gamma(const Image& image, double gamma = 1, double gain = 1);
/// gain · log2(1 + image), where 1 is the largest value of an integer dtype.
/// gain: any number. inv: yes for gain · (2^image − 1).
/// Returns the image's dtype. Negative pixels are not an error (scikit-image: they are).
/// Source: scikit-image `exposure.adjust_log`.
Image adjust_log(const Image& image, double gain = 1, Inverse inv = Inverse::no);
/// 1 / (1 + e^(gain · (cutoff − image))), where 1 is the largest value of an integer dtype.
/// cutoff: the brightness that becomes one half. gain: how steep it is there. inv: yes for 1 less that.
/// Returns the image's dtype. Negative pixels are not an error (scikit-image: they are).
/// Source: scikit-image `exposure.adjust_sigmoid`.
Image adjust_sigmoid(const Image& image, double cutoff = 0.5, double gain = 10, Inverse inv = Inverse::no);

/// The image as u8, where 255 means what the largest value of its dtype means (1 of floats). Negative pixels become 0.
/// Integers whose values all fit are not scaled (scikit-image: with a warning). Floats are rounded; those outside of 0
/// to 1 are clipped (scikit-image: outside of −1 to 1 an error).
/// Source: scikit-image `util.img_as_ubyte`.
Image img_as_ubyte(const Image& image);
/// The image as u16. Otherwise as `img_as_ubyte`. Source: scikit-image `util.img_as_uint`.
Image img_as_uint(const Image& image);
/// The image as i16; unsigned integers use its positive half, floats from −1 to 1 all of it. Otherwise as
/// `img_as_ubyte`. Source: scikit-image `util.img_as_int`.
Image img_as_int(const Image& image);
/// The image as floats, where 1 is the largest value of an integer dtype: f64 for integers and bool (f32 on a device
/// without f64), floats as they are. Source: scikit-image `util.img_as_float`.
Image img_as_float(const Image& image);
/// The image as f32. Otherwise as `img_as_float`. Source: scikit-image `util.img_as_float32`.
Image img_as_float32(const Image& image);
/// The image as f64. Otherwise as `img_as_float`. Source: scikit-image `util.img_as_float64`.
Image img_as_float64(const Image& image);
/// bool: above half of the largest value of the dtype. Source: scikit-image `util.img_as_bool`.
Image img_as_bool(const Image& image);

}  // namespace clumen
