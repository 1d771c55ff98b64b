#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "core/quirks.hpp"
#include "morphology/spread.hpp"

namespace clumen {

Image reconstruction(const Image& seed, const Image& mask, Reconstruction method,
                     const std::optional<Footprint>& footprint) {
  require_image("reconstruction", "seed", seed);
  require_image("reconstruction", "mask", mask);
  require_same_context("reconstruction", seed, mask);
  require(seed.shape().same_size(mask.shape()), "reconstruction", "mask", to_string(mask.shape()),
          fmt::format("the seed's extent, {}", to_string(seed.shape())));
  const Footprint around = or_full(footprint, seed);
  require(around.shape().z == 1 || seed.shape().ndim > 2, "reconstruction", "footprint", to_string(around.shape()),
          "an extent of 1 along z for an image of two axes");
  const DType dtype = promote(seed.dtype(), mask.dtype());
  const bool dilates = method == Reconstruction::dilation;
  if (dtype == DType::boolean && !dilates)
    return !spread(!(seed || mask), !mask, around, Pick::largest, Outside::nothing);
  const bool wider = dtype == DType::i8 && quirks_of(mask).signed_bytes_crash;
  const DType computed = dtype == DType::f16 ? DType::f32 : wider ? DType::i16 : dtype;
  const Image limit = cast(mask, computed);
  const Image from = cast(seed, computed), start = dilates ? minimum(from, limit) : maximum(from, limit);
  return cast(spread(start, limit, around, dilates ? Pick::largest : Pick::smallest, Outside::nothing), dtype);
}

}  // namespace clumen
