#pragma once
#include "clumen/core.hpp"

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

}  // namespace clumen
