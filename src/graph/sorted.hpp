#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

/// Sorting and looking up labels, of which there may be millions.
namespace clumen {

/// Sorts rows by the whole number that `key` gives, 11 bits at a time; rows with the same one stay in their order.
template <class Row, class Key>
void sort_by(std::vector<Row>& rows, Key key) {
  struct Place {
    std::uint64_t key;
    std::size_t row;
  };
  constexpr unsigned bits = 11, digits = 1u << bits;
  std::vector<Place> places(rows.size()), other(rows.size());
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    places[i] = {key(rows[i]), i};
    all |= places[i].key;
  }
  for (unsigned shift = 0; shift < 64 && all >> shift != 0; shift += bits) {
    std::vector<std::size_t> starts(digits + 1, 0);
    const auto digit = [&](const Place& place) { return static_cast<std::size_t>(place.key >> shift & (digits - 1)); };
    for (const Place& place : places) ++starts[digit(place) + 1];
    for (std::size_t d = 0; d < digits; ++d) starts[d + 1] += starts[d];
    for (const Place& place : places) other[starts[digit(place)]++] = place;
    places.swap(other);
  }
  std::vector<Row> sorted;
  sorted.reserve(rows.size());
  for (const Place& place : places) sorted.push_back(rows[place.row]);
  rows = std::move(sorted);
}

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
