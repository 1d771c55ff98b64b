#pragma once
#include <filesystem>
#include <string>
#include <vector>

/// Compilers and checkers for devices that are not here.
namespace clumen::tool {

/// What a command printed, on both streams, and its exit code.
struct Outcome {
  int code;
  std::string text;
};
Outcome outcome_of(const std::vector<std::string>& command);
/// The first of these programs that there is, with its path; empty where there is none.
std::string program_of(const std::vector<std::string>& names);

/// What a target's compiler says of a program.
struct TargetReport {
  std::string target;
  bool failed = false;
  std::string text;  ///< "12 registers, 1024 bytes of local memory, no spills", the error, or what is missing here
  int spills = 0;
};
/// For AMD, Intel and NVIDIA; `source`: a program as the library writes it.
std::vector<TargetReport> compile_for_targets(const std::filesystem::path& source, const std::string& kernel);

}  // namespace clumen::tool
