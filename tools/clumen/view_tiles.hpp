#pragma once
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "page.hpp"
#include "view_numbers.hpp"

/// The pyramid of tiles inside a page.
namespace clumen::tool {

std::string base64(const std::vector<std::byte>& bytes);

/// Collects tiles until they take more room than there is: then the finest level goes, and with it those that would
/// come. Level n has pixels of 2ⁿ by 2ⁿ pixels of the image.
class TileStore {
 public:
  static constexpr std::int64_t kEdge = 256;  ///< of a tile, in pixels

  /// limit: bytes of the page that tiles may take.
  TileStore(std::int64_t width, std::int64_t height, std::uint64_t limit);

  /// Adds all levels of a plane. layer: its name in the page; bits: of its numbers, 8, 16 or 32. Tiles of labels have a
  /// pixel more on each side, so that outlines need no neighbours.
  void add(std::string_view layer, std::int64_t frame, std::int64_t z, Plane plane, Kind kind, const Coding& coding);

  int first() const { return first_; }  ///< the finest level there is
  int levels() const { return last_ - first_ + 1; }
  /// Script elements, the coarsest level first.
  void write(PageWriter& page) const;

 private:
  void make_room();
  using Place = std::tuple<std::string, std::int64_t, std::int64_t>;

  std::uint64_t limit_;
  int first_ = 0, last_ = 0;
  std::vector<std::map<Place, std::string>> levels_;
  std::vector<std::uint64_t> bytes_;
};

}  // namespace clumen::tool
