#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "io/output_file.hpp"

namespace clumen {

/// One tag of a TIFF's page, its value in the byte order of this machine.
class TiffTag {
 public:
  static TiffTag shorts(std::uint16_t tag, const std::vector<std::uint16_t>& values);
  static TiffTag longs(std::uint16_t tag, const std::vector<std::uint32_t>& values);
  static TiffTag offsets(std::uint16_t tag, const std::vector<std::uint64_t>& values, bool big_tiff);
  static TiffTag rational(std::uint16_t tag, std::uint32_t numerator, std::uint32_t denominator);
  static TiffTag text(std::uint16_t tag, std::string_view text);
  static TiffTag bytes(std::uint16_t tag, std::vector<std::byte> bytes);

  std::uint16_t tag = 0, type = 0;
  std::uint64_t count = 0;
  std::vector<std::byte> value;
};

/// Room for the header, which is written last.
void reserve_tiff_header(OutputFile& file);

/// Writes the directories of all pages behind the pixels, and the header. Not libtiff, because that puts a page's
/// directory before the next page's pixels, where ImageJ wants the planes behind each other; and only now it is known
/// whether a BigTIFF is needed.
void write_tiff_directories(OutputFile& file, std::vector<std::vector<TiffTag>> pages, bool big_tiff);

}  // namespace clumen
