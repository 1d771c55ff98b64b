#pragma once
#include <atomic>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "core/tunable_list.hpp"

namespace clumen {

/// The values that a context's kernels take, by their place in tunable_list.
class Tunables {
 public:
  /// Reads the files for this device. Throws IoError for a user's file that is broken.
  Tunables(const Device& device, KernelForm form);
  KernelForm form() const { return form_; }
  int value(std::size_t index) const { return values_[index].load(std::memory_order_relaxed); }
  void set(std::size_t index, int value) { values_[index].store(value, std::memory_order_relaxed); }

 private:
  KernelForm form_;
  std::array<std::atomic<int>, std::size(tunable_list)> values_;
};

/// What CLUMEN_TUNE says, by name.
const std::map<std::string, int, std::less<>>& tried_tunables();

int default_of(const Tunable& tunable, KernelForm form);
std::vector<int> choices_of(const Tunable& tunable, KernelForm form);

/// The places and values that a file's text has for a device. Throws IoError, which begins with `file`.
std::map<std::size_t, int> tunables_for(const Device& device, KernelForm form, std::string_view text,
                                        std::string_view file);

/// data/tunables.json
std::string_view shipped_tunables();

}  // namespace clumen
