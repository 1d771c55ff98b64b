#include "morphology/rounds.hpp"

namespace clumen {

Image looking_everywhere(const Image& image) {
  auto state = std::make_shared<ImageState>();
  const ImageState& from = stored(image);
  state->context = from.context;
  state->shape = from.shape;
  state->dtype = from.dtype;
  state->pixel_size = from.pixel_size;
  state->reach = from.reach;
  state->reach.global = true;
  state->buffer = from.buffer;
  state->layout = from.layout;
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
