#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/buffer.hpp"
#include "core/image_state.hpp"

namespace clumen {

struct ContextState;

/// Small tables that kernels only read (footprints, weights), by their content: a table that was asked for before is on
/// the device already, and a copy to it takes as long as a short kernel.
class Tables {
 public:
  explicit Tables(ContextState& context) : context_(context) {}
  /// Without waiting; `numbers` may be changed on return.
  Buffer get(std::string_view numbers);

 private:
  ContextState& context_;
  std::mutex mutex_;
  std::map<std::string, Buffer, std::less<>> kept_;
};

/// The numbers on the device of `image`, for kernels that only read them.
Buffer table_buffer(const Image& image, const void* numbers, std::size_t bytes);
template <class T>
Buffer table_buffer(const Image& image, const std::vector<T>& numbers) {
  return table_buffer(image, numbers.data(), numbers.size() * sizeof(T));
}

}  // namespace clumen
