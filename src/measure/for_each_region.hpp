#pragma once
#include <algorithm>

#include "core/context_state.hpp"
#include "core/image_state.hpp"
#include "measure/region_sums.hpp"

namespace clumen {

/// Calls work(i) for each row, in several threads where there are many.
template <class Work>
void for_each_region(const Regions& regions, const Work& work) {
  constexpr std::size_t kPiece = 1024;
  const std::size_t rows = regions.rows.size();
  const auto piece = [&](std::uint64_t k, unsigned) {
    for (std::size_t i = k * kPiece; i < std::min<std::size_t>(rows, (k + 1) * kPiece); ++i) work(i);
  };
  const std::size_t pieces = (rows + kPiece - 1) / kPiece;
  if (pieces > 1) regions.labels.state().context->staging.workers().run(pieces, piece);
  else if (pieces == 1) piece(0, 0);
}

}  // namespace clumen
