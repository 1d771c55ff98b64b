#pragma once
#include <array>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "clumen/context.hpp"

namespace clumen {

/// A number on which the speed of kernels depends and their results do not: the width of a tile, the items of a group.
///
/// A context takes each from the first of these that has it for its device: the environment variable CLUMEN_TUNE
/// ("separable.TY=16,label.LS=64", which is for trying and checks nothing), the user's file (`tunables_path`), the file
/// that comes with the library (data/tunables.json), the default here. A file looks like this; "device" is a part of a
/// device's name, vendor or platform, the last entry that fits counts, and what "measured" has is for people:
///
///     {"format": "clumen tunables 1",
///      "devices": [{"device": "H200", "form": "gpu", "values": {"separable.TY": 16}, "measured": {}}]}
///
/// Names and values must be among those of `tunables()`. `clumen tune` writes such a file. An entry may also have
/// "kernels": what `clumen kernel tune` has found for kernels of the user's own, by name and hash of the text.
struct Tunable {
  std::string_view name;  ///< "separable.TX": the kernels that share it, and what they call it
  int cpu = 0;            ///< the default where one work-item does a whole tile in plain loops
  int gpu = 0;            ///< the default elsewhere
  /// What it may be, with zeros behind; none where there is no choice.
  std::array<int, 5> on_cpu = {}, on_gpu = {};
};

/// All of them, by group.
std::span<const Tunable> tunables();

/// Which form of the kernels a context runs.
enum class KernelForm : std::uint8_t { cpu, gpu };
KernelForm kernel_form(const Context& context);

/// What the tunable may be in this context; empty where there is no choice.
std::vector<int> tunable_choices(const Context& context, const Tunable& tunable);
int tunable_default(const Context& context, const Tunable& tunable);

/// name: of a tunable. Throws ArgumentError when there is none of that name.
int tunable(const Context& context, std::string_view name);
/// From the next launch on. value: the default or one of `tunable_choices`. Throws ArgumentError for any other.
void set_tunable(const Context& context, std::string_view name, int value);

/// The user's file: CLUMEN_TUNABLES, else $XDG_CONFIG_HOME/clumen/tunables.json, else ~/.config/clumen/tunables.json,
/// where it need not be there; empty for CLUMEN_TUNABLES=off. A context that finds it broken throws IoError.
std::filesystem::path tunables_path();

}  // namespace clumen
