#pragma once
#include <CL/cl.h>

#include <atomic>
#include <cstdint>
#include <memory>

namespace clumen {

struct ContextState;

/// A piece of device memory that goes back to its context's pool with the last handle. May be shared between threads.
/// Kernels that are enqueued keep working on it: the queue runs in order, so whoever gets the memory next comes after.
class Buffer {
 public:
  Buffer() = default;
  /// At least `bytes` of memory, its content undefined. Throws DeviceError that names the sizes when the device is
  /// full.
  Buffer(ContextState& context, std::uint64_t bytes);

  cl_mem memory() const { return block_ ? block_->memory : nullptr; }
  /// Where the host finds the memory, once Staging has asked for it.
  std::atomic<void*>& host() const { return block_->host; }
  std::uint64_t bytes() const { return block_ ? block_->bytes : 0; }
  explicit operator bool() const { return static_cast<bool>(block_); }

  struct Block {
    cl_mem memory = nullptr;  ///< what kernels see
    cl_mem parent = nullptr;  ///< the memory with its guard frames, where there are any
    std::atomic<void*> host{nullptr};
    std::uint64_t bytes = 0;  ///< of `memory`: the size class
    std::uint64_t asked = 0;  ///< what the owner asked for
    std::weak_ptr<ContextState> owner;
    ~Block();
  };

 private:
  std::shared_ptr<Block> block_;
};

}  // namespace clumen
