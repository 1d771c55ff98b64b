#pragma once
#include <atomic>
#include <memory>
#include <mutex>

#include "clumen/context.hpp"
#include "core/opencl.hpp"
#include "core/pool.hpp"
#include "core/program.hpp"
#include "core/quirks.hpp"
#include "core/staging.hpp"
#include "core/tables.hpp"
#include "core/tunables.hpp"

namespace clumen {

struct Counters {
  std::atomic<std::uint64_t> launches{0}, builds{0}, loads{0}, waits{0}, allocations{0};
};

/// What a Context is a handle to. One in-order queue: whatever is enqueued later sees what was enqueued before, from
/// any thread, which is what makes reuse of memory safe without waiting.
struct ContextState : std::enable_shared_from_this<ContextState> {
  ContextState(cl_platform_id platform, cl_device_id id, Device description, const ContextOptions& options);
  ~ContextState();
  ContextState(const ContextState&) = delete;
  ContextState& operator=(const ContextState&) = delete;

  /// Waits for the queue, then keeps the binaries of the programs that ran.
  void finish();
  /// Enqueues one command, as `call` does with the place for its event, or null where none is wanted.
  template <class Call>
  cl_int enqueue(Call call) {
    const std::lock_guard lock(enqueuing_);  // the last event is that of the last command
    cl_event event = nullptr;
    const cl_int code = call(quirks.buffers_in_place ? &event : nullptr);
    if (code == CL_SUCCESS) ++enqueued_;
    if (event) last_ = EventHandle(event);
    return code;
  }
  /// Whether all that was enqueued is known to be done.
  bool idle() const { return done_ >= enqueued_; }
  /// Waits for what was enqueued until now, and not for what other threads go on to enqueue as clFinish may; needs
  /// `Quirks::buffers_in_place`.
  void drain();
  /// Call after each wait for the device.
  void waited();

  Device device;
  ContextOptions options;
  cl_platform_id platform;
  cl_device_id id;
  Quirks quirks;
  bool cpu;         ///< kernels take their CPU form
  bool cpu_memory;  ///< the device works in the host's own memory
  bool dry;         ///< programs are written to CLUMEN_KERNEL_DUMP, none is built or run, and what is pulled is zero
  Tunables tunables;
  ContextHandle context;
  QueueHandle queue;
  Counters counters;
  Pool pool;
  ProgramCache programs;
  Staging staging;
  Tables tables;

 private:
  void know_done(std::uint64_t commands);

  std::mutex enqueuing_;
  EventHandle last_;
  std::atomic<std::uint64_t> enqueued_{0}, done_{0};  ///< commands
};

}  // namespace clumen
