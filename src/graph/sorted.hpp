#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

/// Looking up labels, of which there may be millions.
namespace clumen {

/// The places of labels in a rising list.
class Places {
 public:
  explicit Places(const std::vector<std::int64_t>& labels)
      : labels_(labels),
        gapless_(!labels.empty() &&
                 static_cast<std::uint64_t>(labels.back()) - static_cast<std::uint64_t>(labels.front()) ==
                     labels.size() - 1) {}
  /// The size of the list for a label that is not there.
  std::size_t of(std::int64_t label) const {
    if (labels_.empty() || label < labels_.front() || label > labels_.back()) return labels_.size();
    if (gapless_) return static_cast<std::size_t>(label - labels_.front());
    const auto found = std::ranges::lower_bound(labels_, label);
    return *found == label ? static_cast<std::size_t>(found - labels_.begin()) : labels_.size();
  }

 private:
  const std::vector<std::int64_t>& labels_;
  bool gapless_;
};

}  // namespace clumen
