#include "kernel_targets.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "custom/kernel_source.hpp"

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string first_lines(const std::string& text, int lines) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; lines-- > 0 && std::getline(in, line);) out += (out.empty() ? "" : "\n") + line;
  return out;
}

/// A number that a compiler's report gives after a name.
int number_after(const std::string& text, const std::string& pattern) {
  std::smatch found;
  return std::regex_search(text, found, std::regex(pattern)) ? std::stoi(found[1]) : 0;
}

TargetReport report(const std::string& target, int registers, int local, int spills) {
  const std::string text = fmt::format("{} registers, {} bytes of local memory, {}", registers, local,
                                       spills ? fmt::format("{} spilled", spills) : "no spills");
  return {target, false, text, spills};
}
TargetReport failure(const std::string& target, const std::string& log) { return {target, true, first_lines(log, 6)}; }
TargetReport missing(const std::string& target, std::string_view what) {
  return {target, false, fmt::format("not compiled: {}", what)};
}

std::vector<std::string> clang_command(const std::string& clang, const fs::path& source) {
  return {clang, "-x",  "cl", "-cl-std=CL1.2", "-Xclang", "-finclude-default-header",
          "-w",  "-O3", "-S", source.string()};
}

fs::path amd_bitcode() {
  for (const char* folder :
       {"/usr/lib/x86_64-linux-gnu/amdgcn/bitcode", "/usr/lib/amdgcn/bitcode", "/opt/rocm/amdgcn/bitcode"})
    if (fs::is_directory(folder)) return folder;
  return {};
}

/// What resolves OpenCL's functions in code for NVIDIA.
fs::path nvidia_bitcode() {
  for (const char* file : {"/usr/lib/clc/nvptx64--nvidiacl.bc", "/usr/share/clc/nvptx64--nvidiacl.bc"})
    if (fs::is_regular_file(file)) return file;
  return {};
}

/// The part of AMD's metadata that tells of one kernel.
std::string amd_part(const std::string& assembly, const std::string& kernel) {
  const std::size_t name = assembly.rfind(".name:           " + kernel + "\n");
  if (name == std::string::npos) return {};
  const std::size_t begin = assembly.rfind("\n  - ", name), end = assembly.find("\n  - ", name);
  return assembly.substr(begin, end - begin);
}

TargetReport for_amd(const fs::path& source, const std::string& kernel, const std::string& target, bool wavefront64) {
  const std::string clang = program_of({"clang-15", "clang-16", "clang-17", "clang-18", "clang-19"});
  const fs::path bitcode = amd_bitcode();
  if (clang.empty() || bitcode.empty())
    return missing(target, "needs clang 15 or newer and the package rocm-device-libs");
  std::vector<std::string> command = clang_command(clang, source);
  command.insert(command.end(), {"-target", "amdgcn-amd-amdhsa", "-mcpu=" + target, "-nogpulib", "-o", "-"});
  for (const std::string& library :
       {std::string("opencl"), std::string("ocml"), std::string("ockl"), std::string("oclc_daz_opt_off"),
        std::string("oclc_finite_only_off"), std::string("oclc_unsafe_math_off"),
        std::string("oclc_correctly_rounded_sqrt_off"),
        fmt::format("oclc_wavefrontsize64_{}", wavefront64 ? "on" : "off"), "oclc_isa_version_" + target.substr(3),
        std::string("oclc_abi_version_400")})
    command.insert(command.end(),
                   {"-Xclang", "-mlink-builtin-bitcode", "-Xclang", (bitcode / (library + ".bc")).string()});
  const Outcome done = outcome_of(command);
  if (done.code != 0) return failure(target, done.text);
  const std::string part = amd_part(done.text, kernel);
  return report(
      target, number_after(part, R"(\.vgpr_count:\s+(\d+))"),
      number_after(part, R"(\.group_segment_fixed_size:\s+(\d+))"),
      number_after(part, R"(\.vgpr_spill_count:\s+(\d+))") + number_after(part, R"(\.sgpr_spill_count:\s+(\d+))"));
}

/// dg2 has no double: what needs it is compiled for pvc.
TargetReport for_intel(const fs::path& source, const std::string& kernel) {
  const std::string ocloc = program_of({"ocloc"});
  if (ocloc.empty()) return missing("Intel", "needs ocloc (package intel-opencl-icd)");
  const std::string text = read_text(source.string());
  const bool f64 = text.find("double") < text.find("#ifndef CLUMEN_COMMON");
  const std::string device = f64 ? "pvc" : "dg2";
  const fs::path folder = source.parent_path(), plain = folder / "intel.cl";
  std::ofstream(plain) << (f64 ? text : std::regex_replace(text, std::regex("#define CLUMEN_F64 1\n"), "\n"));
  const Outcome done = outcome_of({ocloc, "compile", "-file", plain.string(), "-device", device, "-output_no_suffix",
                                   "-out_dir", folder.string(), "-options", "-cl-std=CL1.2"});
  if (done.code != 0) return failure(device, done.text);
  const int spills = number_after(
      done.text, fmt::format(R"(kernel {}\s+compiled SIMD\d+ allocated \d+ regs and spilled around (\d+))", kernel));
  return {device, false, spills ? fmt::format("{} registers spilled", spills) : "no spills", spills};
}

TargetReport for_nvidia(const fs::path& source, const std::string& kernel) {
  const std::string target = "NVIDIA",
                    clang = program_of({"clang-15", "clang-16", "clang-17", "clang-18", "clang-19", "clang"});
  if (clang.empty()) return missing(target, "needs clang");
  const fs::path assembly = source.parent_path() / "nvidia.ptx";
  std::vector<std::string> command = clang_command(clang, source);
  command.insert(command.end(), {"-target", "nvptx64-nvidia-nvcl", "-Xclang", "-target-cpu", "-Xclang", "sm_80",
                                 "-fgnu89-inline", "-o", assembly.string()});
  const fs::path bitcode = nvidia_bitcode();
  if (!bitcode.empty())
    command.insert(command.end(), {"-Xclang", "-mlink-builtin-bitcode", "-Xclang", bitcode.string()});
  const Outcome compiled = outcome_of(command);
  if (compiled.code != 0) return failure(target, compiled.text);
  const std::string ptxas = program_of({"ptxas", "/usr/local/cuda/bin/ptxas"});
  if (ptxas.empty() || bitcode.empty())
    return {target, false,
            fmt::format("compiles; registers are not known without {}",
                        ptxas.empty() ? "ptxas (package nvidia-cuda-toolkit)" : "the package libclc-15")};
  const Outcome done = outcome_of({ptxas, "-c", "-v", "-arch=sm_80", "-o", "/dev/null", assembly.string()});
  if (done.code != 0)
    return {target, false, "compiles; ptxas does not take clang's code: " + first_lines(done.text, 1)};
  const std::size_t at = done.text.find("'" + kernel + "'");  // of "Compiling entry function"
  const std::string part = at == std::string::npos ? done.text : done.text.substr(at);
  return report(target, number_after(part, R"(Used (\d+) registers)"), number_after(part, R"((\d+) bytes smem)"),
                number_after(part, R"((\d+) bytes spill stores)"));
}

}  // namespace

Outcome outcome_of(const std::vector<std::string>& command) {
  std::string line;
  for (const std::string& word : command) line += quoted(word) + " ";
  FILE* pipe = ::popen((line + "2>&1 </dev/null").c_str(), "r");
  if (!pipe) return {127, "cannot be started"};
  Outcome done{0, {}};
  std::array<char, 4096> piece{};
  for (std::size_t n; (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) done.text.append(piece.data(), n);
  const int status = ::pclose(pipe);
  done.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return done;
}

std::string program_of(const std::vector<std::string>& names) {
  const char* path = std::getenv("PATH");
  for (const std::string& name : names) {
    if (name[0] == '/' && ::access(name.c_str(), X_OK) == 0) return name;
    std::istringstream folders(path ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');)
      if (const std::string full = folder + "/" + name; ::access(full.c_str(), X_OK) == 0) return full;
  }
  return {};
}

std::vector<TargetReport> compile_for_targets(const fs::path& source, const std::string& kernel) {
  return {for_amd(source, kernel, "gfx1030", false), for_amd(source, kernel, "gfx90a", true), for_intel(source, kernel),
          for_nvidia(source, kernel)};
}

}  // namespace clumen::tool
