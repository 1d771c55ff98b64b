#pragma once
#include <cstdint>
#include <functional>

namespace clumen {

/// Calls work(next) on up to `threads` threads of the host, the calling one among them. Each call takes its pieces from
/// `next()`, which gives 0, 1, ... and then -1, until there are none left. The first exception is thrown on; the others
/// then get no more pieces.
void share_pieces(std::int64_t pieces, unsigned threads,
                  const std::function<void(const std::function<std::int64_t()>& next)>& work);

/// As many threads as are worth their start for so many bytes and pieces.
unsigned useful_threads(std::uint64_t bytes, std::int64_t pieces);

}  // namespace clumen
