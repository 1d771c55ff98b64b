#pragma once
#include "clumen/segmentation.hpp"
#include "core/launch.hpp"

/// The two forms of `watershed`, which give the same.
namespace clumen {

/// What is flooded: all is checked but for the markers' values.
struct FloodInput {
  Image image, markers, mask;  ///< mask: empty where there is none
  int neighbours;              ///< see kernels_cl/segmentation/watershed.clh
  WatershedLine line;
  double compactness;

  bool is_compact() const { return compactness > 0; }
};

/// How costs of a compact watershed are computed.
struct CostType {
  std::size_t bytes;
  std::string_view name;
};
inline CostType cost_type(const Image& image) { return has_f64(image) ? CostType{8, "double"} : CostType{4, "float"}; }
/// Gives the compactness in that type.
inline void set_compactness(Launch& launch, const FloodInput& input) {
  if (has_f64(input.image)) launch.arg("compactness", input.compactness);
  else launch.arg("compactness", static_cast<float>(input.compactness));
}

/// Bytes of a pixel as an integer in its order.
inline std::size_t key_bytes(DType dtype) { return dtype == DType::f16 ? 4 : size_of(dtype); }
/// OpenCL's unsigned integer of 1, 2, 4 or 8 bytes.
inline std::string_view word_of(std::size_t bytes) {
  return bytes == 1 ? "uchar" : bytes == 2 ? "ushort" : bytes == 4 ? "uint" : "ulong";
}

/// For CPUs: one item takes pixels from a queue.
void flood_from_a_queue(const FloodInput& input, const Image& result);
/// For GPUs: all pixels are flooded at once, in rounds.
void flood_in_rounds(const FloodInput& input, const Image& result);
void flood_compactly_in_rounds(const FloodInput& input, const Image& result);

/// Throws ArgumentError for what a kernel found wrong with markers, as bits.
void require_markers(int wrong);

}  // namespace clumen
