#include "io/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace clumen {

void share_pieces(std::int64_t pieces, unsigned threads,
                  const std::function<void(const std::function<std::int64_t()>& next)>& work) {
  std::atomic<std::int64_t> taken{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const std::function<std::int64_t()> next = [&] {
    const std::int64_t piece = taken++;
    return piece < pieces ? piece : -1;
  };
  const auto guarded = [&] {
    try {
      work(next);
    } catch (...) {
      taken = pieces;
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  try {
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(guarded);
  } catch (const std::system_error&) {  // no more threads to be had: those there are do it
  }
  guarded();
  for (std::thread& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
}

unsigned useful_threads(std::uint64_t bytes, std::int64_t pieces) {
  constexpr std::uint64_t worth_a_thread = 256 * 1024;
  constexpr std::uint64_t at_most = 32;
  const std::uint64_t wanted = std::min<std::uint64_t>(
      {1 + bytes / worth_a_thread, at_most, static_cast<std::uint64_t>(std::max<std::int64_t>(pieces, 1))});
  return static_cast<unsigned>(std::min<std::uint64_t>(wanted, std::max(1u, std::thread::hardware_concurrency())));
}

}  // namespace clumen
