#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session.hpp"
#include "terminal.hpp"
#include "view_channels.hpp"

/// A first look at an image without leaving the terminal.
namespace clumen::tool {
namespace {

struct Request {
  std::string image, protocol = "auto";
  std::int64_t channel = -1, plane = -1, frame = 0;
  int width = 0;
};

struct Place {
  std::int64_t plane, frame;
};

constexpr int kPixels = 640;  // of a picture's longer side, where pixels are pixels

/// Means of square parts, so that each side has at most so many pixels. Gaps count for nothing.
Plane reduced(const Plane& plane, std::int64_t width, std::int64_t height, bool gaps) {
  const std::int64_t step =
      std::max<std::int64_t>({1, (plane.width + width - 1) / width, (plane.height + height - 1) / height});
  Plane out{(plane.width + step - 1) / step, (plane.height + step - 1) / step, {}};
  for (std::int64_t y = 0; y < plane.height; y += step)
    for (std::int64_t x = 0; x < plane.width; x += step) {
      std::uint64_t sum = 0, count = 0;
      for (std::int64_t v = y; v < std::min(y + step, plane.height); ++v)
        for (std::int64_t u = x; u < std::min(x + step, plane.width); ++u) {
          const std::uint32_t number = plane.at(u, v);
          sum += number;
          count += number > 0 || !gaps;
        }
      out.numbers.push_back(count > 0 ? static_cast<std::uint32_t>((sum + count / 2) / count) : 0);
    }
  return out;
}

/// Adds a channel's light in its colour.
void add_light(std::vector<double>& light, const Plane& plane, const Channel& channel, const Contrast& contrast) {
  const auto colour = std::stoul(channel.colour.substr(1), nullptr, 16);
  for (std::size_t i = 0; i < plane.numbers.size(); ++i) {
    if (channel.coding.gaps && plane.numbers[i] == 0) continue;
    const double part = std::clamp(
        (static_cast<double>(plane.numbers[i]) - contrast.black) / (contrast.full - contrast.black), 0.0, 1.0);
    for (std::size_t c = 0; c < 3; ++c) light[3 * i + c] += part * static_cast<double>(colour >> (16 - 8 * c) & 255);
  }
}

Picture picture_of(ViewFile& file, const Request& request, const Place& place, std::int64_t width,
                   std::int64_t height) {
  std::vector<Channel> channels = channels_of(file, value_ranges(file));
  std::vector<double> light;
  Picture out;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const bool asked = request.channel < 0 ? channels[c].on : static_cast<std::int64_t>(c) == request.channel;
    if (!asked) continue;
    if (request.channel >= 0) channels[c].colour = "#ffffff";
    const Plane plane =
        plane_of(file.frame(place.frame), place.plane, static_cast<std::int64_t>(c), channels[c].coding);
    channels[c].count(plane);
    const Plane small = reduced(plane, width, height, channels[c].coding.gaps);
    out.width = static_cast<int>(small.width);
    out.height = static_cast<int>(small.height);
    light.resize(3 * small.numbers.size());
    add_light(light, small, channels[c], channels[c].contrast());
  }
  for (const double value : light) out.rgb.push_back(static_cast<std::uint8_t>(std::lround(std::min(value, 255.0))));
  return out;
}

Protocol protocol_of(const std::string& name) {
  static constexpr std::string_view kNames[] = {"kitty", "iterm", "sixel", "blocks"};
  if (name == "auto") return protocol_of_terminal();
  const auto* const found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames))
    throw ArgumentError(fmt::format("show: as is {}; allowed are auto, {}", name, fmt::join(kNames, ", ")));
  return static_cast<Protocol>(found - std::begin(kNames));
}

void require_index(std::string_view name, std::int64_t value, std::int64_t count, const Request& request) {
  if (value >= count || value < -1)
    throw ArgumentError(fmt::format("show: {} is {}; {} has 0 to {}", name, value, request.image, count - 1));
}

void run(const Request& request) {
  const Protocol protocol = protocol_of(request.protocol);
  if (request.width < 0 || request.width > 4096)
    throw ArgumentError(
        fmt::format("show: width is {}; allowed is 1 to 4096, and 0 for as much as fits", request.width));
  ViewFile file(request.image);
  const TiffInfo& info = file.info();
  require_index("channel", request.channel, info.shape.c, request);
  require_index("plane", request.plane, info.shape.z, request);
  require_index("frame", request.frame, info.frames, request);
  if (request.frame < 0) throw ArgumentError(fmt::format("show: frame is {}; allowed is 0 and above", request.frame));
  const Place place{request.plane < 0 ? info.shape.z / 2 : request.plane, request.frame};
  const std::int64_t fits = protocol == Protocol::blocks ? terminal_width() : kPixels;
  const std::int64_t width = request.width > 0 ? request.width : fits;
  std::string text = fmt::format("{}: {}, {}", request.image, to_string(info.shape), name_of(info.dtype));
  if (info.shape.z > 1) text += fmt::format(", plane {}", place.plane);
  if (info.frames > 1) text += fmt::format(", frame {} of {}", place.frame, info.frames);
  print(terminal_text(picture_of(file, request, place, width, 4 * width), protocol) + text + "\n");
}

}  // namespace

void add_show(CLI::App& app) {
  CLI::App* command = app.add_subcommand("show", "Prints a picture of an image in the terminal.");
  auto request = std::make_shared<Request>();
  command->add_option("image", request->image, "a TIFF or PNG file")->required()->type_name("FILE");
  command->add_option("--channel", request->channel, "one channel, from 0; all in colours when not given");
  command->add_option("--plane", request->plane, "the plane, from 0; the middle one when not given");
  command->add_option("--frame", request->frame, "the point in time, from 0")->capture_default_str();
  command->add_option("--width", request->width, "of the picture at most, in pixels; as much as fits when not given");
  command
      ->add_option("--as", request->protocol,
                   "auto (what the terminal says it takes), kitty, iterm, sixel or blocks (coloured characters)")
      ->capture_default_str()
      ->type_name("NAME");
  command->callback([request] { run(*request); });
}

}  // namespace clumen::tool
