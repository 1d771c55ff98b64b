#pragma once
#include <vector>

#include "clumen/label.hpp"

namespace clumen {

/// Labels in colours, as three channels of f32 from 0 to 1: red, blue, yellow, magenta, green, indigo, darkorange,
/// cyan, pink, yellowgreen, in turn over the labels that are present; 0 is black.
/// label: integer or bool, one channel. image: of the same extent, gray or three channels, integers over their dtype's
/// range and floats from 0 to 1; without it only the colours are drawn. alpha: how strongly the colours, also the
/// background's black, cover the image, 0 to 1. Three channels become gray by their maximum. Throws ArgumentError for
/// float labels, another extent or an alpha out of range. Waits for nothing, but for one number where labels have 32 or
/// 64 bits: whether one is negative or above the number of pixels. Then they are sorted on the host. Source:
/// scikit-image `color.label2rgb(bg_label=0)`.
Image label2rgb(const Image& label, const Image& image = {}, double alpha = 0.3);

/// The image with the boundaries of labels drawn over it, as three channels of f32, from 0 to 1 where the image is.
/// image: gray or three channels; integers over their dtype's range, floats as they are. label_img: integer or bool,
/// one channel, of the same extent. color: red, green and blue of the boundaries, 0 to 1. outline_color: the same of
/// what is around them, a pixel wide; none when not given. mode: as of `find_boundaries`, of connectivity 1; subpixel
/// gives an image of 2 n - 1 pixels along each axis of n, those between its pixels by cubic splines. background_label:
/// the label of the background, for inner and outer. Throws ArgumentError for an image of another extent, number of
/// channels or context than these, a colour that is not three finite numbers, and as `find_boundaries`. Source:
/// scikit-image `segmentation.mark_boundaries`.
Image mark_boundaries(const Image& image, const Image& label_img, const std::vector<double>& color = {1, 1, 0},
                      const std::vector<double>& outline_color = {}, Boundaries mode = Boundaries::outer,
                      std::int64_t background_label = 0);

}  // namespace clumen
