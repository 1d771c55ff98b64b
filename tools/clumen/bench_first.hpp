#pragma once
#include "bench_runner.hpp"

/// The first call of a row in a process of its own: what a person waits for who does it once.
namespace clumen::tool {

struct FirstCalls {
  double cold_ms;  ///< nothing is compiled, neither by clumen nor by the driver
  double warm_ms;  ///< in the next process
};

/// device: its name; folder: where the files of the images are, and where caches may be made and removed. Throws Error
/// with what went wrong in the other process.
FirstCalls first_calls(const std::string& device, const RowCall& call, const std::filesystem::path& folder,
                       double patience);

}  // namespace clumen::tool
