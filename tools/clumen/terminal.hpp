#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// Pictures in a terminal.
namespace clumen::tool {

/// Red, green and blue of each pixel.
struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

/// How a terminal takes a picture: kitty's and iTerm's protocols (PNG), sixels (216 colours), or two pixels in each
/// character, as coloured halves of blocks.
enum class Protocol : std::uint8_t { kitty, iterm, sixel, blocks };
/// What the environment says of the terminal: blocks where it says nothing.
Protocol protocol_of_terminal();
/// Characters in a line of the terminal; 80 where nobody knows.
int terminal_width();

/// The picture as what is written to the terminal, with a line's end.
std::string terminal_text(const Picture& picture, Protocol protocol);

}  // namespace clumen::tool
