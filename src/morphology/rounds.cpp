#include "morphology/rounds.hpp"

namespace clumen {

Image looking_everywhere(const Image& image) {
  auto state = view_of(image);
  state->reach.global = true;
  return Image(std::move(state));
}

Buffer new_rounds(const Image& image, std::int64_t parts) {
  const auto bytes = static_cast<std::uint64_t>(parts + 1) * 4;
  Buffer state(*image.state().context, bytes);
  fill_buffer(image.state().context, state, 0, bytes);
  return state;
}

int last_round(const Image& image, const Buffer& state) {
  int last = 0;
  read_buffer(*image.state().context, state, &last, sizeof last);
  return last;
}

}  // namespace clumen
