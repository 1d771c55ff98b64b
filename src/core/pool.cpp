#include "core/pool.hpp"

#include <fmt/format.h>

#include <bit>

#include "clumen/error.hpp"
#include "core/context_state.hpp"

namespace clumen {

namespace {

constexpr std::uint64_t kFrame = 4096;              // bytes before and after each buffer when guarded
constexpr std::uint32_t kFrameWord = 0xC1A5E77EU;   // a pattern that no kernel writes by chance
constexpr std::uint32_t kPoisonWord = 0xCDCDCDCDU;  // what an unwritten pixel of a guarded buffer holds

void fill(ContextState& context, cl_mem memory, std::uint32_t word, std::uint64_t offset, std::uint64_t bytes) {
  check(context.enqueue([&](cl_event* event) {
    return clEnqueueFillBuffer(context.queue.get(), memory, &word, sizeof word, offset, bytes, 0, nullptr, event);
  }),
        "clEnqueueFillBuffer");
}

}  // namespace

Buffer::Block::~Block() {
  if (const auto context = owner.lock()) {
    context->pool.give_back(*this);
  } else {
    if (memory) clReleaseMemObject(memory);
    if (parent) clReleaseMemObject(parent);
  }
}

Buffer::Buffer(ContextState& context, std::uint64_t bytes) : block_(context.pool.take(bytes)) {}

bool Pool::guarded() const { return context_.options.memory == ContextOptions::Memory::guarded; }

/// Classes are four to each power of two, so that at most a fifth is wasted; when guarded they are exact, for the
/// frame to stand right behind the last pixel.
std::uint64_t Pool::class_of(std::uint64_t bytes) const {
  if (guarded()) return (std::max<std::uint64_t>(bytes, 4) + 3) / 4 * 4;
  if (bytes <= 4096) return 4096;
  const std::uint64_t step = std::bit_floor(bytes - 1) / 4;
  return (bytes + step - 1) / step * step;
}

std::shared_ptr<Buffer::Block> Pool::take(std::uint64_t bytes) {
  const std::uint64_t size = class_of(bytes);
  auto block = std::make_shared<Buffer::Block>();
  Memory memory;
  {
    const std::lock_guard lock(mutex_);
    if (auto found = free_.find(size); found != free_.end() && !found->second.empty()) {
      memory = found->second.back();
      found->second.pop_back();
      kept_ -= size;
    } else {
      memory = create(size, bytes);
    }
    used_ += size;
  }
  block->memory = memory.memory;
  block->parent = memory.parent;
  block->host = memory.host;
  block->bytes = size;
  block->asked = bytes;
  block->owner = context_.weak_from_this();
  if (guarded()) {
    write_frames(memory, size);
    fill(context_, memory.parent, kPoisonWord, kFrame, size);
  }
  return block;
}

Pool::Memory Pool::create(std::uint64_t size, std::uint64_t asked) {
  const auto megabytes = [](std::uint64_t b) { return static_cast<double>(b) / (1 << 20); };
  // some is the driver's own, and it says that memory is full only when a kernel needs it
  const std::uint64_t all = context_.device.memory - context_.device.memory / 20;
  const std::uint64_t limit = context_.options.memory_limit ? context_.options.memory_limit : all;
  if (asked > context_.device.largest_buffer)
    throw DeviceError(fmt::format("{}: an image of {:.1f} MiB is larger than the device's largest buffer, {:.1f} MiB",
                                  context_.device.name, megabytes(asked), megabytes(context_.device.largest_buffer)));
  if (used_ + kept_ + size > limit) trim_locked();
  cl_int error = CL_MEM_OBJECT_ALLOCATION_FAILURE;
  for (int attempt = 0; used_ + size <= limit && attempt < 2; ++attempt) {
    Memory memory;
    if (guarded()) memory = create_guarded(size);
    else memory.memory = clCreateBuffer(context_.context.get(), CL_MEM_READ_WRITE, size, nullptr, &error);
    if (memory.memory) {
      ++context_.counters.allocations;
      return memory;
    }
    trim_locked();
    clFinish(context_.queue.get());  // released memory is free only when its last kernel is done
  }
  throw DeviceError(fmt::format("{}: no memory for {:.1f} MiB: images hold {:.1f} of {:.1f} MiB ({})",
                                context_.device.name, megabytes(asked), megabytes(used_), megabytes(limit),
                                name_of_error(error)));
}

Pool::Memory Pool::create_guarded(std::uint64_t size) {
  cl_int error = CL_SUCCESS;
  Memory memory;
  memory.parent = clCreateBuffer(context_.context.get(), CL_MEM_READ_WRITE, size + 2 * kFrame, nullptr, &error);
  if (!memory.parent) return {};
  const cl_buffer_region region{kFrame, size};
  memory.memory = clCreateSubBuffer(memory.parent, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, &region, &error);
  check(error, "clCreateSubBuffer");
  return memory;
}

void Pool::write_frames(const Memory& memory, std::uint64_t size) {
  fill(context_, memory.parent, kFrameWord, 0, kFrame);
  fill(context_, memory.parent, kFrameWord, kFrame + size, kFrame);
}

void Pool::check_frames(const Buffer::Block& block) {
  std::vector<std::uint32_t> words(kFrame / 4);
  for (const std::uint64_t offset : {std::uint64_t{0}, kFrame + block.bytes}) {
    const cl_int code = clEnqueueReadBuffer(context_.queue.get(), block.parent, CL_TRUE, offset, kFrame, words.data(),
                                            0, nullptr, nullptr);
    for (std::size_t i = 0; code == CL_SUCCESS && i < words.size(); ++i)
      if (words[i] != kFrameWord) {
        const std::int64_t byte = static_cast<std::int64_t>(offset + 4 * i) - static_cast<std::int64_t>(kFrame);
        const std::lock_guard lock(mutex_);
        broken_.push_back(fmt::format("a buffer of {} bytes was written at byte {}", block.asked, byte));
        break;
      }
  }
}

void Pool::give_back(Buffer::Block& block) noexcept {
  if (guarded()) check_frames(block);
  const std::lock_guard lock(mutex_);
  free_[block.bytes].push_back({block.memory, block.parent, block.host});
  used_ -= block.bytes;
  kept_ += block.bytes;
}

void Pool::trim() {
  const std::lock_guard lock(mutex_);
  trim_locked();
}

void Pool::trim_locked() {
  for (auto& [size, list] : free_)
    for (const Memory& memory : list) {
      clReleaseMemObject(memory.memory);
      if (memory.parent) clReleaseMemObject(memory.parent);
    }
  free_.clear();
  kept_ = 0;
}

std::uint64_t Pool::bytes_used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

std::uint64_t Pool::bytes_kept() const {
  const std::lock_guard lock(mutex_);
  return kept_;
}

std::vector<std::string> Pool::broken_frames() const {
  const std::lock_guard lock(mutex_);
  return broken_;
}

}  // namespace clumen
