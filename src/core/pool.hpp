#pragma once
#include <CL/cl.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/buffer.hpp"

namespace clumen {

/// Device memory by size class: what is given back is kept for the next one of its class, since asking the driver
/// costs more than most kernels.
class Pool {
 public:
  explicit Pool(ContextState& context) : context_(context) {}
  ~Pool() { trim(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::shared_ptr<Buffer::Block> take(std::uint64_t bytes);
  void give_back(Buffer::Block& block) noexcept;
  void trim();
  std::uint64_t bytes_used() const;
  std::uint64_t bytes_kept() const;
  std::vector<std::string> broken_frames() const;

 private:
  struct Memory {
    cl_mem memory = nullptr, parent = nullptr;
    void* host = nullptr;
  };
  bool guarded() const;
  std::uint64_t class_of(std::uint64_t bytes) const;
  Memory create(std::uint64_t size, std::uint64_t asked);
  Memory create_guarded(std::uint64_t size);
  void write_frames(const Memory& memory, std::uint64_t size);
  void check_frames(const Buffer::Block& block);
  void trim_locked();

  ContextState& context_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, std::vector<Memory>> free_;
  std::uint64_t used_ = 0, kept_ = 0;
  std::vector<std::string> broken_;
};

}  // namespace clumen
