#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace clumen {

/// A few threads that share a piece of work on the host, such as copying into pinned memory.
class Workers {
 public:
  using Work = std::function<void(std::uint64_t piece, unsigned worker)>;

  /// `spin`: how long a thread looks out for more work before it sleeps; waking up costs more than copying a MiB.
  Workers(unsigned count, std::chrono::microseconds spin);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Calls work(piece, worker) for each piece in [0, pieces), worker in [0, size()), and returns when all are done; the
  /// first exception is thrown on. The calling thread begins at once and takes what the others, which must wake up
  /// first, have not taken. One piece of work at a time: other callers wait.
  void run(std::uint64_t pieces, const Work& work);
  unsigned size() const { return static_cast<unsigned>(threads_.size()) + 1; }

 private:
  void serve(unsigned index);
  void take_pieces(const Work& work, unsigned index);

  std::mutex one_at_a_time_, mutex_;
  std::condition_variable start_;
  const Work* work_ = nullptr;  ///< null when there is nothing to do
  std::chrono::microseconds spin_;
  std::uint64_t pieces_ = 0;
  std::atomic<std::uint64_t> next_{0}, round_{0};
  std::atomic<unsigned> busy_{0};  ///< threads within work_
  std::atomic<bool> stop_{false};
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace clumen
