#pragma once
#include <array>

#include "clumen/label.hpp"
#include "core/buffer.hpp"

namespace clumen {

/// A flag for each label of an image, on the device: set where some pixel of it is picked out. Labels are not negative
/// and below places. Not for tracing images.
class LabelFlags {
 public:
  LabelFlags(const Image& labels, std::uint64_t places);

  /// Sets those of the labels where `picked` is not 0.
  void set_where(const Image& picked) const;
  /// Sets those of the labels in the first and the last pixels along each axis; so many of them.
  void set_at_ends(const std::array<std::int64_t, 3>& pixels) const;
  /// bool: whose label has a flag; 0 is no label.
  Image pick(const Reach& reach) const;
  /// `image`, but `value` where the label has a flag.
  Image replace(const Image& image, std::int64_t value, const Reach& reach) const;

 private:
  Image labels_;
  Buffer flags_;
};

}  // namespace clumen
