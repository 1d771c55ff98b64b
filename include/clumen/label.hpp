#pragma once
#include <optional>

#include "clumen/pointwise.hpp"

namespace clumen {

/// Connected components, numbered from 1 in raster order (x, then y, then z) of each one's first pixel; 0 stays 0.
/// label_image: bool or integer, one channel; neighbouring pixels of the same value, not 0, are connected.
/// connectivity: how many axes a neighbour may differ in, 1 to the number of axes; all of them when not given.
/// Returns i32, or i64 for 2^31 pixels and more; the same numbers on every device.
/// Throws ArgumentError for a float image, several channels, a connectivity out of range or more than 2^32 pixels
/// (bool: 2^33), rows counted in whole words of 32.
/// Source: scikit-image `measure.label`.
Image label(const Image& label_image, std::optional<int> connectivity = std::nullopt);

/// ar without its objects of max_size pixels or fewer.
/// ar: bool, whose connected pixels are an object, or labels, whose pixels of one value are; one channel.
/// connectivity: how many axes a neighbour may differ in, 1 to the number of axes; only for bool.
/// max_size: in pixels, 0 or more.
/// Returns the dtype of ar. Waits for the largest of labels that are neither bool, u8 nor u16. Throws ArgumentError for
/// a float image, several channels, negative labels, those of 2^31 and more, or a parameter out of range. Source:
/// scikit-image `morphology.remove_small_objects`.
Image remove_small_objects(const Image& ar, int connectivity = 1, std::int64_t max_size = 64);
/// bool: ar, where it is not 0, with its holes of max_size pixels or fewer filled: connected pixels of 0.
/// ar: bool or integer; one channel.
/// Otherwise as `remove_small_objects`, but it does not wait. Source: scikit-image `morphology.remove_small_holes`.
Image remove_small_holes(const Image& ar, int connectivity = 1, std::int64_t max_size = 64);

/// bool: above the low threshold, and connected to a pixel above the high one by pixels above the low one that share a
/// side.
/// image: one channel. low: a number, a threshold on the device, or an image of them; never more than high is. high:
/// likewise.
/// Throws ArgumentError as `label`. Waits for nothing.
/// Source: scikit-image `filters.apply_hysteresis_threshold`.
Image apply_hysteresis_threshold(const Image& image, const Operand& low, const Operand& high);

}  // namespace clumen
