#include "terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "io/png_encode.hpp"
#include "view_tiles.hpp"

namespace clumen::tool {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string png_of(const Picture& picture) {
  const auto* first = reinterpret_cast<const std::byte*>(picture.rgb.data());
  return base64(encode_png({picture.width, picture.height, 3, 8, {first, first + picture.rgb.size()}}, "show"));
}

/// In pieces of 4096 bytes, all but the last with "more comes".
std::string kitty(const Picture& picture) {
  const std::string png = png_of(picture);
  std::string out;
  for (std::size_t at = 0; at < png.size(); at += 4096)
    out += fmt::format("\033_G{}m={};{}\033\\", at == 0 ? "a=T,f=100," : "", at + 4096 < png.size() ? 1 : 0,
                       png.substr(at, 4096));
  return out + "\n";
}

std::string iterm(const Picture& picture) {
  const std::string png = png_of(picture);
  return fmt::format("\033]1337;File=inline=1;width={}px;height={}px:{}\a\n", picture.width, picture.height, png);
}

/// A colour of six steps of red, green and blue.
int sixel_colour(const std::uint8_t* rgb) {
  const auto step = [](int value) { return (value * 5 + 127) / 255; };
  return 36 * step(rgb[0]) + 6 * step(rgb[1]) + step(rgb[2]);
}

/// A character, as often as it follows itself.
void add_run(std::string& out, char sixel, int count) {
  if (count > 3) out += fmt::format("!{}{}", count, sixel);
  else out.append(static_cast<std::size_t>(count), sixel);
}

/// Six rows: for each colour that is in them, which of the six pixels of each column have it.
void add_band(std::string& out, const std::vector<int>& colours, int width, int rows) {
  std::vector<int> present(colours);
  std::sort(present.begin(), present.end());
  present.erase(std::unique(present.begin(), present.end()), present.end());
  for (const int colour : present) {
    out += fmt::format("#{}", colour);
    char last = 0;
    int count = 0;
    for (int x = 0; x < width; ++x) {
      int bits = 0;
      for (int y = 0; y < rows; ++y) bits |= (colours[static_cast<std::size_t>(y * width + x)] == colour) << y;
      const char sixel = static_cast<char>('?' + bits);
      if (sixel != last) add_run(out, last, std::exchange(count, 0));
      last = sixel;
      ++count;
    }
    add_run(out, last, count);
    out += '$';
  }
  out += '-';
}

std::string sixel(const Picture& picture) {
  std::string out = fmt::format("\033P0;1q\"1;1;{};{}", picture.width, picture.height);
  for (int colour = 0; colour < 216; ++colour)
    out += fmt::format("#{};2;{};{};{}", colour, colour / 36 * 20, colour / 6 % 6 * 20, colour % 6 * 20);
  for (int y = 0; y < picture.height; y += 6) {
    const int rows = std::min(6, picture.height - y);
    std::vector<int> colours;
    for (int i = 0; i < rows * picture.width; ++i)
      colours.push_back(sixel_colour(&picture.rgb[static_cast<std::size_t>(3 * (y * picture.width + i))]));
    add_band(out, colours, picture.width, rows);
  }
  return out + "\033\\\n";
}

std::string blocks(const Picture& picture) {
  const auto colour = [&](int x, int y) {
    const std::uint8_t* rgb = &picture.rgb[static_cast<std::size_t>(3 * (y * picture.width + x))];
    return fmt::format("2;{};{};{}", rgb[0], rgb[1], rgb[2]);
  };
  std::string out;
  for (int y = 0; y < picture.height; y += 2) {
    for (int x = 0; x < picture.width; ++x)
      if (y + 1 < picture.height) out += fmt::format("\033[38;{};48;{}m\u2580", colour(x, y), colour(x, y + 1));
      else out += fmt::format("\033[0;38;{}m\u2580", colour(x, y));
    out += "\033[0m\n";
  }
  return out;
}

}  // namespace

Protocol protocol_of_terminal() {
  const std::string_view term = variable("TERM"), program = variable("TERM_PROGRAM");
  if (::isatty(STDOUT_FILENO) == 0) return Protocol::blocks;
  if (!variable("TMUX").empty()) return Protocol::blocks;  // it passes none of the others on unasked
  if (!variable("KITTY_WINDOW_ID").empty() || contains(term, "kitty") || contains(term, "ghostty"))
    return Protocol::kitty;
  if (program == "iTerm.app" || program == "WezTerm" || variable("LC_TERMINAL") == "iTerm2") return Protocol::iterm;
  if (contains(term, "sixel") || contains(term, "mlterm") || contains(term, "foot")) return Protocol::sixel;
  return Protocol::blocks;
}

int terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string terminal_text(const Picture& picture, Protocol protocol) {
  switch (protocol) {
    case Protocol::kitty:
      return kitty(picture);
    case Protocol::iterm:
      return iterm(picture);
    case Protocol::sixel:
      return sixel(picture);
    default:
      return blocks(picture);
  }
}

}  // namespace clumen::tool
