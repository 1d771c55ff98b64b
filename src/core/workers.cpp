#include "core/workers.hpp"

#include <utility>

namespace clumen {

Workers::Workers(unsigned count, std::chrono::microseconds spin) : spin_(spin) {
  for (unsigned i = 1; i < count; ++i) threads_.emplace_back([this, i] { serve(i); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  start_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::run(std::uint64_t pieces, const Work& work) {
  const std::lock_guard one(one_at_a_time_);
  {
    const std::lock_guard lock(mutex_);
    work_ = &work;
    pieces_ = pieces;
    next_ = 0;
    failure_ = nullptr;
    ++round_;
  }
  if (pieces > 1) start_.notify_all();
  take_pieces(work, 0);
  {
    const std::lock_guard lock(mutex_);
    work_ = nullptr;  // who wakes up only now has nothing to do
  }
  while (busy_ != 0) std::this_thread::yield();  // each is within its last piece
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Workers::take_pieces(const Work& work, unsigned index) {
  try {
    for (std::uint64_t piece = next_++; piece < pieces_; piece = next_++) work(piece, index);
  } catch (...) {
    next_ = pieces_;
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
  }
}

void Workers::serve(unsigned index) {
  std::uint64_t seen = 0;
  for (;;) {
    const auto until = std::chrono::steady_clock::now() + spin_;
    while (round_ == seen && !stop_ && std::chrono::steady_clock::now() < until) {
    }
    std::unique_lock lock(mutex_);
    start_.wait(lock, [&] { return stop_ || (work_ && round_ != seen); });
    if (stop_) return;
    seen = round_;
    ++busy_;
    const Work& work = *work_;  // lives until busy_ is 0
    lock.unlock();
    take_pieces(work, index);
    --busy_;
  }
}

}  // namespace clumen
