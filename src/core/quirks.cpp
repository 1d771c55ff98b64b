#include "core/quirks.hpp"

#include <fmt/format.h>

#include "clumen/error.hpp"
#include "core/context_state.hpp"
#include "core/image_state.hpp"

namespace clumen {

Quirks quirks_of(const Device& device) {
  Quirks quirks;
  quirks.builds_collide = device.platform == "Portable Computing Language";
  quirks.buffers_in_place = quirks.binaries_crash = quirks.builds_collide && device.kind == Device::Kind::cpu;
  if (device.platform == "rusticl") {
    quirks.widened_compare_unsigned = quirks.threads_crash = true;
    if (device.name.starts_with("llvmpipe")) {
      quirks.items_are_lanes = quirks.products_unfused = quirks.signed_bytes_crash = true;
      quirks.most_turns = 65535;
    }
  }
  return quirks;
}

Quirks quirks_of(const Image& image) { return image.is_tracing() ? Quirks{} : image.state().context->quirks; }

bool turns_are_few(const Image& image) { return quirks_of(image).most_turns != 0; }

void require_turns(const Image& image, std::string_view operation, std::int64_t turns) {
  const std::int64_t most = quirks_of(image).most_turns;
  if (most == 0 || turns <= most) return;
  throw DeviceError(fmt::format("{}: may take {} turns of a loop, but {} ends loops after {}", operation, turns,
                                image.context().device().name, most));
}

std::string defines_of(const Quirks& quirks) {
  std::string defines;
  if (quirks.widened_compare_unsigned) defines += "#define CLUMEN_WIDENED_COMPARE_UNSIGNED 1\n";
  if (quirks.products_unfused) defines += "#define CLUMEN_PRODUCTS_UNFUSED 1\n";
  return defines;
}

}  // namespace clumen
