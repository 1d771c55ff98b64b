#pragma once
#include <optional>
#include <string>
#include <variant>

#include "clumen/programs.hpp"
#include "core/program.hpp"

namespace clumen {

/// A program as it lies in the cache's folder: the magic, a hash of the rest, and then these.
struct ProgramFile {
  ProgramOrigin origin;
  std::map<std::string, std::vector<KernelParameter>, std::less<>> kernels;
  std::string binary;
};

/// What a file has, or why it is not used. The hash is checked: a damaged binary would kill the process in the driver.
std::variant<ProgramFile, StoredProgram::State> read_program_file(const std::filesystem::path& path);
/// Written beside its name and renamed, so that another process sees all of it or nothing. Failure only costs time.
void write_program_file(const std::filesystem::path& path, const ProgramFile& program);
/// Says that a program was used now.
void touch_program_file(const std::filesystem::path& path);

}  // namespace clumen
