// What tifffile_check.py asks of the library: `read FILE FRAME RAW` writes a frame's pixels to RAW and its description
// as JSON to the standard output; `write RAW FILE` does the reverse with a description from the standard input.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "clumen/io.hpp"

using namespace clumen;
using nlohmann::json;

namespace {

void read(const std::string& path, std::int64_t frame, const std::string& raw) {
  const TiffInfo info = tiff_info(path);
  const HostImage image = read_tiff_host(path, frame);
  std::ofstream(raw, std::ios::binary)
      .write(static_cast<const char*>(image.data()), static_cast<std::streamsize>(image.bytes()));
  const Shape& s = image.shape();
  const PixelSize& size = image.pixel_size();
  std::cout << json{{"shape", {s.c, s.z, s.y, s.x}},
                    {"dtype", name_of(image.dtype())},
                    {"pixel_size", {size.z, size.y, size.x}},
                    {"unit", size.unit},
                    {"frames", info.frames},
                    {"frame_interval", info.frame_interval},
                    {"compression", info.compression},
                    {"layout", info.layout},
                    {"metadata", info.metadata},
                    {"big_tiff", info.big_tiff},
                    {"big_endian", info.big_endian},
                    {"planar", info.planar},
                    {"pages", info.pages},
                    {"channel_names", info.channel_names}}
            << '\n';
}

void write(const std::string& raw, const std::string& path) {
  const json text = json::parse(std::cin);
  const auto extent = text.at("shape").get<std::vector<std::int64_t>>();
  const auto size = text.at("pixel_size").get<std::vector<double>>();
  const HostImage image(Shape(extent[3], extent[2], extent[1], extent[0]),
                        dtype_of(text.at("dtype").get<std::string>()),
                        {size[2], size[1], size[0], text.at("unit").get<std::string>()});
  std::ifstream(raw, std::ios::binary)
      .read(static_cast<char*>(image.data()), static_cast<std::streamsize>(image.bytes()));
  TiffOptions options;
  options.compression = static_cast<TiffOptions::Compression>(text.at("compression").get<int>());
  options.metadata = static_cast<TiffOptions::Metadata>(text.at("metadata").get<int>());
  if (text.contains("tile")) options.tile = text.at("tile").get<int>();
  options.channel_names = text.at("channel_names").get<std::vector<std::string>>();
  write_tiff(image, path, options);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> words(argv, argv + argc);
  if (argc == 5 && words[1] == "read") return read(words[2], std::stoll(words[3]), words[4]), 0;
  if (argc == 4 && words[1] == "write") return write(words[2], words[3]), 0;
  std::cerr << "usage: tiff_tool read FILE FRAME RAW | tiff_tool write RAW FILE\n";
  return 2;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
