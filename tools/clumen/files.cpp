#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "session.hpp"

namespace clumen::tool {

std::string ending_of(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending;
}

Image read_image(const Context& context, const std::filesystem::path& path, const Selection& selection) {
  const bool png = ending_of(path) == ".png";
  if (png && selection.frame != 0)
    throw ArgumentError(fmt::format("{}: frame is {}; a PNG file has only frame 0", path.string(), selection.frame));
  Image image = png ? read_png(context, path) : read_tiff(context, path, selection.frame);
  if (selection.channel >= 0) image = image.channel(selection.channel);
  if (selection.plane >= 0) image = image.plane(selection.plane);
  return image;
}

void write_image(const Image& image, const std::filesystem::path& path) {
  if (ending_of(path) == ".png") write_png(image, path);
  else write_tiff(image, path);
}

namespace {

void require_ending(const std::filesystem::path& path, Content content) {
  const std::string ending = ending_of(path);
  const auto require = [&](std::string_view kind, std::string_view wanted) {
    if (ending != wanted) throw ArgumentError(fmt::format("{}: {} is written as {}", path.string(), kind, wanted));
  };
  if (content == Content::table) require("a table", ".csv");
  else if (content == Content::page) require("a page", ".html");
  else if (content == Content::json) require("JSON", ".json");
  else if (ending != ".tif" && ending != ".tiff" && ending != ".png")
    throw ArgumentError(fmt::format("{}: an image is written as .tif, .tiff or .png", path.string()));
}

}  // namespace

void require_writable(const std::filesystem::path& path, Content content) {
  require_ending(path, content);
  if (std::filesystem::is_directory(path)) throw IoError(fmt::format("{}: is a folder", path.string()));
  // Writing goes to a file beside the name, which is then moved there: what must be writable is the folder.
  std::filesystem::path folder = path.parent_path();
  if (folder.empty()) folder = ".";
  std::string probe = (folder / ".clumen-XXXXXX").string();
  const int file = ::mkstemp(probe.data());
  if (file < 0) throw IoError(fmt::format("{}: cannot write in its folder: {}", path.string(), std::strerror(errno)));
  ::close(file);
  ::unlink(probe.c_str());
}

}  // namespace clumen::tool
