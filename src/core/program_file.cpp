#include "core/program_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

namespace clumen {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAnyMagic = "clumen program ", kMagic = "clumen program 2\n";
constexpr std::size_t kHash = 32;

void put(std::string& to, std::string_view text) {
  const std::uint64_t size = text.size();
  to.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

/// Takes pieces off the front of a file; one that ends too early is broken.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool get(std::string& out) {
    std::uint64_t size = 0;
    if (bytes_.size() < sizeof size) return false;
    std::memcpy(&size, bytes_.data(), sizeof size);
    bytes_.remove_prefix(sizeof size);
    if (bytes_.size() < size) return false;
    out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return true;
  }

 private:
  std::string_view bytes_;
};

std::string text_of(const std::map<std::string, std::vector<KernelParameter>, std::less<>>& kernels) {
  std::string text;
  for (const auto& [name, parameters] : kernels) {
    text += fmt::format("{}\n{}\n", name, parameters.size());
    for (const KernelParameter& p : parameters) text += fmt::format("{}\n{}\n", p.name, p.type);
  }
  return text;
}

auto kernels_of(const std::string& text) {
  std::map<std::string, std::vector<KernelParameter>, std::less<>> kernels;
  std::istringstream lines(text);
  std::string kernel, count;
  while (std::getline(lines, kernel) && std::getline(lines, count)) {
    auto& parameters = kernels[kernel];
    parameters.resize(std::stoul(count));
    for (KernelParameter& p : parameters) {
      std::getline(lines, p.name);
      std::getline(lines, p.type);
    }
  }
  return kernels;
}

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? value : nullptr;
}

/// A name as the cache gives them: 32 digits, and what a writer adds until its file is whole.
bool is_program(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.find_first_not_of("0123456789abcdef") == kHash && name.compare(kHash, 4, ".bin") == 0;
}

StoredProgram stored_program(const fs::directory_entry& entry) {
  std::error_code gone;  // another process may clear the folder meanwhile
  StoredProgram found{entry.path(), {}, {}, {}, {}, {}, entry.file_size(gone), entry.last_write_time(gone)};
  auto read = read_program_file(entry.path());
  if (const auto* why = std::get_if<StoredProgram::State>(&read)) {
    found.state = *why;
    return found;
  }
  const auto& file = std::get<ProgramFile>(read);
  found.state = StoredProgram::State::whole;
  found.source = file.origin.source;
  found.device = file.origin.device;
  found.driver = file.origin.driver;
  for (const auto& [name, parameters] : file.kernels) found.kernels.push_back(name);
  return found;
}

fs::path pocl_folder() {
  if (const char* own = variable("POCL_CACHE_DIR")) return own;
  if (const char* xdg = variable("XDG_CACHE_HOME")) return fs::path(xdg) / "pocl" / "kcache";
  if (const char* home = variable("HOME")) return fs::path(home) / ".cache" / "pocl" / "kcache";
  return {};
}

}  // namespace

std::variant<ProgramFile, StoredProgram::State> read_program_file(const fs::path& path) {
  using State = StoredProgram::State;
  std::ifstream file(path, std::ios::binary);
  if (!file) return State::damaged;
  const std::string all((std::istreambuf_iterator<char>(file)), {});
  if (all.compare(0, kMagic.size(), kMagic) != 0)
    return all.starts_with(kAnyMagic) && all.size() > kMagic.size() && all[kMagic.size() - 1] == '\n' ? State::other
                                                                                                      : State::damaged;
  if (all.size() < kMagic.size() + kHash) return State::damaged;
  const std::string_view body = std::string_view(all).substr(kMagic.size() + kHash);
  if (hash_of(body) != std::string_view(all).substr(kMagic.size(), kHash)) return State::damaged;
  ProgramFile read;
  Reader reader(body);
  std::string kernels;
  const bool whole = reader.get(read.origin.source) && reader.get(read.origin.device) &&
                     reader.get(read.origin.driver) && reader.get(kernels) && reader.get(read.binary);
  if (!whole) return State::damaged;
  read.kernels = kernels_of(kernels);
  return read;
}

void write_program_file(const fs::path& path, const ProgramFile& program) {
  std::string body;
  for (const std::string_view part : {std::string_view(program.origin.source), std::string_view(program.origin.device),
                                      std::string_view(program.origin.driver)})
    put(body, part);
  put(body, text_of(program.kernels));
  put(body, program.binary);
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  const std::string beside =
      fmt::format("{}.{}.{}", path.string(), getpid(), std::hash<std::thread::id>{}(std::this_thread::get_id()));
  std::ofstream file(beside, std::ios::binary);
  file << kMagic << hash_of(body) << body;
  file.close();
  if (file) fs::rename(beside, path, failed);
  if (!file || failed) fs::remove(beside, failed);
}

void touch_program_file(const fs::path& path) {
  std::error_code failed;
  fs::last_write_time(path, fs::file_time_type::clock::now(), failed);
}

fs::path program_folder() {
  if (const char* own = variable("CLUMEN_CACHE_DIR"))
    return std::string_view(own) == "off" ? fs::path() : fs::path(own);
  if (const char* xdg = variable("XDG_CACHE_HOME")) return fs::path(xdg) / "clumen";
  if (const char* home = variable("HOME")) return fs::path(home) / ".cache" / "clumen";
  return {};
}

std::vector<StoredProgram> stored_programs(const fs::path& folder) {
  std::vector<StoredProgram> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed))
    if (entry.is_regular_file(failed) && is_program(entry.path())) found.push_back(stored_program(entry));
  std::sort(found.begin(), found.end(), [](const StoredProgram& a, const StoredProgram& b) {
    return std::tie(b.used, a.path) < std::tie(a.used, b.path);
  });
  return found;
}

std::vector<DriverFolder> driver_folders() {
  const fs::path folder = pocl_folder();
  std::error_code failed;
  if (folder.empty() || !fs::is_directory(folder, failed)) return {};
  DriverFolder pocl{"PoCL", folder};
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code gone;
    if (!at->is_regular_file(gone)) continue;
    pocl.bytes += at->file_size(gone);
    pocl.programs += at->path().filename() == "program.bc";
  }
  return {pocl};
}

}  // namespace clumen
