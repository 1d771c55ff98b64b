#pragma once
#include "core/launch.hpp"

namespace clumen {

/// What goes round after round until nothing changes any more. Rounds are enqueued in batches, 4 of them, then 8, 16,
/// ... and after each batch the host waits for the number of the last round that is needed; those after it do nothing.

/// The same stored pixels, as an image that may look at all of what it was made from.
Image looking_everywhere(const Image& image);

/// The number of the last round that is needed, then one number for each part of the image; all 0.
Buffer new_rounds(const Image& image, std::int64_t parts);
/// Waits.
int last_round(const Image& image, const Buffer& state);

/// round(n) enqueues round n; last() waits for the last one needed.
template <class Round, class Last>
void settle(Round&& round, Last&& last) {
  for (int done = 0, rounds = 4;; rounds *= 2) {
    for (const int end = done + rounds; done < end; ++done) round(done);
    if (last() < done) return;
  }
}

}  // namespace clumen
