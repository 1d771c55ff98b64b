#include "core/staging.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "clumen/error.hpp"
#include "core/context_state.hpp"

namespace clumen {

namespace {

constexpr std::uint64_t kSmall = 64 << 10;        // one piece up to here
constexpr std::uint64_t kSmallPiece = 128 << 10;  // a command costs as much as copying this
constexpr std::uint64_t kPiece = 1 << 20;         // what one thread copies while the bus carries another piece
constexpr std::uint64_t kShare = 256 << 10;       // that and the next one takes before others, within the host's memory
constexpr std::uint64_t kPinnedLimit = 8ULL << 30;  // beyond it, ordinary memory: pinned pages are taken from everyone
constexpr int kSlots = 2;                           // pieces of one thread: one filled, one on the bus

std::shared_ptr<void> heap(std::uint64_t bytes) {
  void* memory = nullptr;
  if (posix_memalign(&memory, 4096, std::max<std::uint64_t>(bytes, 1)) != 0) throw std::bad_alloc();
  return {memory, std::free};
}

}  // namespace

/// Owns all pinned memory and keeps OpenCL's context and queue alive while some of it is in use, also after the
/// Context is gone.
struct Staging::Keeper {
  cl_context context;
  cl_command_queue queue;
  std::mutex mutex, mapping;
  std::map<std::uint64_t, std::vector<Pinned>> free;
  std::uint64_t total = 0;

  Keeper(cl_context c, cl_command_queue q) : context(c), queue(q) {
    clRetainContext(context);
    clRetainCommandQueue(queue);
  }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() {
    for (auto& [bytes, list] : free)
      for (const Pinned& p : list) {
        clEnqueueUnmapMemObject(queue, p.memory, p.pointer, 0, nullptr, nullptr);
        clReleaseMemObject(p.memory);
      }
    clFinish(queue);
    clReleaseCommandQueue(queue);
    clReleaseContext(context);
  }
};

/// A piece of pinned memory of one copying thread, and the copy that uses it now.
struct Staging::Slot {
  Pinned memory;
  EventHandle busy;
  void wait() {
    if (!busy) return;
    const cl_event event = busy.get();
    check(clWaitForEvents(1, &event), "clWaitForEvents");
    busy = EventHandle();
  }
};

Staging::Staging(ContextState& context)
    : context_(context), keeper_(std::make_shared<Keeper>(context.context.get(), context.queue.get())) {}

Staging::~Staging() {
  clFinish(context_.queue.get());
  const std::lock_guard lock(keeper_->mutex);
  for (Slot& slot : slots_) keeper_->free[slot.memory.bytes].push_back(slot.memory);
}

Workers& Staging::workers() {
  std::call_once(workers_made_, [this] {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    // on a CPU device the cores are the device's, and there must be cores to spare
    const bool spin = !context_.cpu_memory && cores >= 8;
    workers_ = std::make_unique<Workers>(std::min(cores, 8U), std::chrono::microseconds(spin ? 500 : 0));
    turns_.assign(workers_->size(), 0);
    if (!context_.cpu_memory)
      for (unsigned i = 0; i < workers_->size() * kSlots; ++i) slots_.push_back({take(kPiece), EventHandle()});
  });
  return *workers_;
}

Staging::Pinned Staging::take(std::uint64_t bytes) {
  const std::uint64_t size = std::max<std::uint64_t>(std::bit_ceil(bytes), kSmall);
  const std::lock_guard lock(keeper_->mutex);
  if (auto found = keeper_->free.find(size); found != keeper_->free.end() && !found->second.empty()) {
    const Pinned pinned = found->second.back();
    found->second.pop_back();
    return pinned;
  }
  if (keeper_->total + size > kPinnedLimit) return {};
  cl_int error = CL_SUCCESS;
  Pinned pinned{nullptr, nullptr, size};
  pinned.memory =
      clCreateBuffer(context_.context.get(), CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, size, nullptr, &error);
  check(error, "clCreateBuffer of pinned memory");
  pinned.pointer = clEnqueueMapBuffer(context_.queue.get(), pinned.memory, CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, 0, size,
                                      0, nullptr, nullptr, &error);
  check(error, "clEnqueueMapBuffer of pinned memory");
  keeper_->total += size;
  return pinned;
}

std::shared_ptr<void> Staging::pinned(std::uint64_t bytes) {
  if (context_.cpu_memory || bytes <= kSmall) return heap(bytes);
  const Pinned taken = take(bytes);
  if (!taken.memory) return heap(bytes);
  return {taken.pointer, [keeper = keeper_, taken](void*) {
            const std::lock_guard lock(keeper->mutex);
            keeper->free[taken.bytes].push_back(taken);
          }};
}

/// PoCL 3.1 crashes when two threads map or unmap one buffer at the same time; the wait needs no lock.
std::shared_ptr<void> Staging::map(const Buffer& buffer, cl_map_flags flags, std::uint64_t offset,
                                   std::uint64_t bytes) {
  cl_int error = CL_SUCCESS;
  cl_event event = nullptr;
  void* pointer = nullptr;
  {
    const std::lock_guard lock(keeper_->mapping);
    pointer = clEnqueueMapBuffer(context_.queue.get(), buffer.memory(), CL_FALSE, flags, offset, bytes, 0, nullptr,
                                 &event, &error);
  }
  check(error, "clEnqueueMapBuffer");
  const EventHandle mapped(event);
  check(clWaitForEvents(1, &event), "clWaitForEvents");
  return {pointer, [keeper = keeper_, buffer](void* memory) {
            const std::lock_guard lock(keeper->mapping);
            clEnqueueUnmapMemObject(keeper->queue, buffer.memory(), memory, 0, nullptr, nullptr);
          }};
}

/// Where the host finds a buffer, which stays there as long as it lives, when no command works on it any more: also
/// none that was enqueued for the last owner of its memory.
std::byte* Staging::place_of(const Buffer& buffer) {
  if (!buffer.host()) buffer.host() = map(buffer, CL_MAP_READ | CL_MAP_WRITE, 0, buffer.bytes()).get();
  if (!context_.idle()) context_.drain();
  return static_cast<std::byte*>(buffer.host().load());
}

void Staging::keep_until(cl_event event, std::shared_ptr<void> kept) {
  const std::lock_guard lock(mutex_);
  std::erase_if(in_flight_, [](const InFlight& f) {
    cl_int status = CL_COMPLETE;
    clGetEventInfo(f.event.get(), CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, nullptr);
    return status <= CL_COMPLETE;
  });
  in_flight_.push_back({EventHandle(event), std::move(kept)});
}

/// Copies within the host's memory, by all workers where there is enough for two.
void Staging::copy(const std::byte* from, std::byte* to, std::uint64_t bytes) {
  if (bytes <= kShare) return void(std::memcpy(to, from, bytes));
  workers().run((bytes + kShare - 1) / kShare, [&](std::uint64_t piece, unsigned) {
    const std::uint64_t at = piece * kShare;
    std::memcpy(to + at, from + at, std::min(kShare, bytes - at));
  });
}

/// The next slot of a worker, free to be written. A worker fills one while the bus carries its others.
Staging::Slot& Staging::next_slot(unsigned worker) {
  Slot& slot = slots_[worker * kSlots + turns_[worker]++ % kSlots];
  slot.wait();
  return slot;
}

/// Pieces large enough to be worth a command, and enough of them for every worker to have some.
std::uint64_t Staging::piece_of(std::uint64_t bytes) {
  return std::clamp(bytes / (workers().size() * kSlots) / 4096 * 4096, kSmallPiece, kPiece);
}

void Staging::push(const void* from, const Buffer& to, std::uint64_t bytes) {
  if (bytes == 0) return;
  if (bytes <= kSmall) return write_small(from, to, bytes);
  const auto* source = static_cast<const std::byte*>(from);
  if (context_.quirks.buffers_in_place) return copy(source, place_of(to), bytes);
  if (context_.cpu_memory) {
    const auto mapped = map(to, CL_MAP_WRITE_INVALIDATE_REGION, 0, bytes);
    return copy(source, static_cast<std::byte*>(mapped.get()), bytes);
  }
  const std::uint64_t size = piece_of(bytes);
  workers().run((bytes + size - 1) / size, [&](std::uint64_t piece, unsigned worker) {
    const std::uint64_t at = piece * size, count = std::min(size, bytes - at);
    Slot& slot = next_slot(worker);
    std::memcpy(slot.memory.pointer, source + at, count);
    cl_event event = nullptr;
    check(clEnqueueWriteBuffer(context_.queue.get(), to.memory(), CL_FALSE, at, count, slot.memory.pointer, 0, nullptr,
                               &event),
          "clEnqueueWriteBuffer");
    slot.busy = EventHandle(event);
    clFlush(context_.queue.get());
  });
}

void Staging::push_pinned(const std::shared_ptr<void>& from, const Buffer& to, std::uint64_t bytes) {
  if (bytes == 0) return;
  if (context_.cpu_memory) return push(from.get(), to, bytes);
  cl_event event = nullptr;
  check(clEnqueueWriteBuffer(context_.queue.get(), to.memory(), CL_FALSE, 0, bytes, from.get(), 0, nullptr, &event),
        "clEnqueueWriteBuffer");
  clFlush(context_.queue.get());
  keep_until(event, from);
}

void Staging::write_small(const void* from, const Buffer& to, std::uint64_t bytes) {
  if (context_.quirks.buffers_in_place && to.host() && context_.idle())
    return void(std::memcpy(to.host(), from, bytes));
  const std::shared_ptr<void> copy = heap(bytes);
  std::memcpy(copy.get(), from, bytes);
  cl_event event = nullptr;
  check(context_.enqueue([&](cl_event* last) {
    const cl_int code =
        clEnqueueWriteBuffer(context_.queue.get(), to.memory(), CL_FALSE, 0, bytes, copy.get(), 0, nullptr, &event);
    if (last && code == CL_SUCCESS && clRetainEvent(event) == CL_SUCCESS) *last = event;
    return code;
  }),
        "clEnqueueWriteBuffer");
  keep_until(event, copy);
}

void Staging::pull(const Buffer& from, std::uint64_t offset, void* to, std::uint64_t bytes) {
  if (bytes == 0) return;
  if (context_.dry) return void(std::memset(to, 0, bytes));
  auto* target = static_cast<std::byte*>(to);
  if (context_.quirks.buffers_in_place) {
    copy(place_of(from) + offset, target, bytes);
    return context_.waited();
  }
  if (bytes <= kSmall) {
    check(clEnqueueReadBuffer(context_.queue.get(), from.memory(), CL_TRUE, offset, bytes, to, 0, nullptr, nullptr),
          "clEnqueueReadBuffer");
    return context_.waited();
  }
  if (context_.cpu_memory) {
    const auto mapped = map(from, CL_MAP_READ, offset, bytes);
    copy(static_cast<const std::byte*>(mapped.get()), target, bytes);
    return context_.waited();
  }
  const std::uint64_t size = piece_of(bytes);
  workers().run((bytes + size - 1) / size, [&](std::uint64_t piece, unsigned worker) {
    const std::uint64_t at = piece * size, count = std::min(size, bytes - at);
    Slot& slot = next_slot(worker);
    check(clEnqueueReadBuffer(context_.queue.get(), from.memory(), CL_TRUE, offset + at, count, slot.memory.pointer, 0,
                              nullptr, nullptr),
          "clEnqueueReadBuffer");
    std::memcpy(target + at, slot.memory.pointer, count);
  });
  context_.waited();
}

std::shared_ptr<void> Staging::pull_pinned(const Buffer& from, std::uint64_t offset, std::uint64_t bytes) {
  if (bytes == 0) return heap(0);
  if (context_.dry) {
    auto zeros = heap(bytes);
    std::memset(zeros.get(), 0, bytes);
    return zeros;
  }
  if (context_.quirks.buffers_in_place) {
    std::byte* source = place_of(from) + offset;
    context_.waited();
    return {source, [buffer = from](void*) {}};
  }
  if (context_.cpu_memory) {
    auto mapped = map(from, CL_MAP_READ, offset, bytes);
    context_.waited();
    return mapped;
  }
  std::shared_ptr<void> memory = pinned(bytes);
  check(clEnqueueReadBuffer(context_.queue.get(), from.memory(), CL_TRUE, offset, bytes, memory.get(), 0, nullptr,
                            nullptr),
        "clEnqueueReadBuffer");
  context_.waited();
  return memory;
}

}  // namespace clumen
