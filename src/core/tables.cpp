#include "core/tables.hpp"

#include "core/context_state.hpp"

namespace clumen {

namespace {

constexpr std::size_t kLargest = 64 << 10;  // bytes of a table that is kept
constexpr std::size_t kMost = 64;           // tables; then all are forgotten, which costs one copy for each in use

}  // namespace

Buffer Tables::get(std::string_view numbers) {
  const std::lock_guard lock(mutex_);  // until the copy is enqueued: whoever finds the table comes after it
  if (const auto found = kept_.find(numbers); found != kept_.end()) return found->second;
  const Buffer buffer(context_, std::max<std::size_t>(numbers.size(), 4));
  context_.staging.push(numbers.data(), buffer, numbers.size());
  if (numbers.size() > kLargest) return buffer;
  if (kept_.size() >= kMost) kept_.clear();
  kept_.emplace(numbers, buffer);
  return buffer;
}

Buffer table_buffer(const Image& image, const void* numbers, std::size_t bytes) {
  return image.state().context->tables.get({static_cast<const char*>(numbers), bytes});
}

}  // namespace clumen
