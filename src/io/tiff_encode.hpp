#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace clumen {

/// How the strips or tiles of a file are encoded.
struct TiffEncoding {
  std::uint16_t compression = 1;    ///< the tag's value
  std::uint16_t predictor = 1;      ///< 2: differences along a row
  std::uint16_t bits = 8;           ///< of a number
  std::uint16_t sample_format = 1;  ///< the tag's value
  bool tiled = false;
  std::int64_t width = 0, height = 0;  ///< of a chunk

  std::uint64_t row_bytes() const { return (static_cast<std::uint64_t>(width) * bits + 7) / 8; }
};

/// Encodes strips or tiles in memory with libtiff's codecs, so that several threads can do it for one file.
class TiffEncoder {
 public:
  /// Throws IoError when this libtiff has no such codec.
  TiffEncoder(std::string_view file, const TiffEncoding& encoding);
  ~TiffEncoder();
  TiffEncoder(const TiffEncoder&) = delete;
  TiffEncoder& operator=(const TiffEncoder&) = delete;

  /// Encodes whole rows of a chunk; libtiff may change the numbers on the way.
  std::vector<std::byte> encode(std::vector<std::byte>& rows);

 private:
  struct State;
  State* state_;
};

}  // namespace clumen
