#pragma once
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "clumen/context.hpp"

namespace clumen {

/// A line `// tunable TILE: 16 8 32` of a kernel file: a number on which its time depends and its results do not. It is
/// a macro of that name, the first of the choices unless a file of tunables or a caller's define says another. `GROUP`
/// (8x8 16x4) is the launch's group and the macros GROUP_X, GROUP_Y and GROUP_Z.
struct KernelTunable {
  std::string name;
  std::vector<std::string> choices;
};
/// Those of a text. Throws ArgumentError, which begins with `file`, for a line that cannot be read.
std::vector<KernelTunable> kernel_tunables(const std::string& text, const std::string& file);

/// "16x4" as sizes; zeros for what are none.
std::array<std::size_t, 3> group_size(const std::string& text);

/// By what a file of tunables knows a kernel: its name and a hash of its text, so that a text that has changed since is
/// another one.
std::string tunables_key(const std::string& kernel, const std::string& text);
/// What the user's file says of a kernel on the context's device, by names. Throws IoError for a file that is broken.
std::map<std::string, std::string> kernel_values(const Context& context, const std::string& key);

}  // namespace clumen
