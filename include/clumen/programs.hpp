#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace clumen {

/// A compiled program in the folder where contexts keep them, so that the next process need not compile it.
struct StoredProgram {
  enum class State : std::uint8_t {
    whole,    ///< a program that contexts load
    damaged,  ///< not what was written: a context compiles it again
    other,    ///< of another version of clumen, which this one cannot read
  };
  std::filesystem::path path;
  State state = State::damaged;
  std::string source;                ///< "filter/separable.cl", one of clumen's, or a kernel file of the user's own
  std::vector<std::string> kernels;  ///< what it has
  std::string device, driver;
  std::uint64_t bytes = 0;
  std::filesystem::file_time_type used;  ///< when it was written or, after that, loaded last
};

/// Where contexts keep their programs unless `ContextOptions::cache_folder` says otherwise; empty for
/// CLUMEN_CACHE_DIR=off.
std::filesystem::path program_folder();
/// Every program of a folder, those that were used last first; empty where there is no such folder. Files that are
/// none are left out.
std::vector<StoredProgram> stored_programs(const std::filesystem::path& folder = program_folder());

/// What a driver keeps by itself, in files that clumen does not know. PoCL keeps each program of each process, of
/// whatever library; clumen keeps what other drivers compile.
struct DriverFolder {
  std::string driver;  ///< "PoCL"
  std::filesystem::path path;
  std::uint64_t programs = 0, bytes = 0;
};
/// Those of drivers that this machine has used.
std::vector<DriverFolder> driver_folders();

}  // namespace clumen
