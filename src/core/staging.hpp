#pragma once
#include <CL/cl.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/buffer.hpp"
#include "core/opencl.hpp"
#include "core/workers.hpp"

namespace clumen {

struct ContextState;

/// Moves pixels between host and device. On a GPU through pinned memory, in pieces, several threads copying into it
/// while the bus carries the pieces before; on a CPU by mapping,
/// or where the buffer is (`Quirks::buffers_in_place`).
class Staging {
 public:
  explicit Staging(ContextState& context);
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  /// Copies; `from` may be changed on return.
  void push(const void* from, const Buffer& to, std::uint64_t bytes);
  /// Enqueues a copy from memory that `pinned` gave; keeps it alive until done.
  void push_pinned(const std::shared_ptr<void>& from, const Buffer& to, std::uint64_t bytes);
  /// Waits, and copies `bytes` from `offset` on.
  void pull(const Buffer& from, std::uint64_t offset, void* to, std::uint64_t bytes);
  /// Waits, and gives the bytes in memory that the device wrote itself: pinned, or the buffer's own on a CPU.
  std::shared_ptr<void> pull_pinned(const Buffer& from, std::uint64_t offset, std::uint64_t bytes);
  /// Memory that the device reads at full speed; pinned on a GPU.
  std::shared_ptr<void> pinned(std::uint64_t bytes);
  /// Writes a few bytes without waiting; `from` may be changed on return.
  void write_small(const void* from, const Buffer& to, std::uint64_t bytes);
  /// The threads that copy; others may give them work, too.
  Workers& workers();

 private:
  struct Pinned {
    cl_mem memory = nullptr;
    void* pointer = nullptr;
    std::uint64_t bytes = 0;
  };
  struct InFlight {
    EventHandle event;
    std::shared_ptr<void> kept;
  };
  struct Keeper;
  struct Slot;

  void copy(const std::byte* from, std::byte* to, std::uint64_t bytes);
  Slot& next_slot(unsigned worker);
  std::uint64_t piece_of(std::uint64_t bytes);
  void keep_until(cl_event event, std::shared_ptr<void> kept);
  Pinned take(std::uint64_t bytes);
  std::byte* place_of(const Buffer& buffer);
  std::shared_ptr<void> map(const Buffer& buffer, cl_map_flags flags, std::uint64_t offset, std::uint64_t bytes);

  ContextState& context_;
  std::shared_ptr<Keeper> keeper_;
  std::mutex mutex_;
  std::vector<InFlight> in_flight_;
  std::vector<Slot> slots_;      ///< some for each worker
  std::vector<unsigned> turns_;  ///< of each worker among its slots
  std::unique_ptr<Workers> workers_;
  std::once_flag workers_made_;
};

}  // namespace clumen
