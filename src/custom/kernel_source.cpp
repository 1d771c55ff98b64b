#include "custom/kernel_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "clumen/error.hpp"
#include "core/kernel_files.hpp"
#include "core/program.hpp"

namespace clumen {

namespace {

namespace fs = std::filesystem;
constexpr int kDeepest = 32;  // of files that include files

bool is_embedded(const std::string& path) {
  const auto& files = embedded_kernels();
  return std::any_of(files.begin(), files.end(), [&](const KernelFile& f) { return f.path == path; });
}

/// The text, its #include lines replaced by what they name: a file beside it, or one of the library's.
std::string with_includes(const std::string& raw, const std::string& file, const fs::path& folder, int depth) {
  static const std::regex include(R"re(\s*#\s*include\s*"([^"]+)".*)re");
  if (depth > kDeepest) throw IoError(fmt::format("{}: files include one another without an end", file));
  std::string text = fmt::format("#line 1 \"{}\"\n", file);
  std::istringstream lines(raw);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::smatch found;
    if (!std::regex_match(line, found, include)) {
      text += line + '\n';
      continue;
    }
    const std::string name = found[1];
    const fs::path beside = folder / name;
    if (name == "common.clh" || name == "alone.clh") text += '\n';  // these stand before every text
    else if (fs::is_regular_file(beside))
      text += with_includes(read_text(beside.string()), beside.string(), beside.parent_path(), depth + 1);
    else if (is_embedded(name)) text += kernel_text(name);
    else
      throw IoError(
          fmt::format("{}:{}: includes {}, which is neither beside it nor one of clumen's", file, number, name));
    if (name != "common.clh" && name != "alone.clh") text += fmt::format("\n#line {} \"{}\"\n", number + 1, file);
  }
  return text;
}

std::size_t chosen_of(const KernelSource& source, const std::string& name) {
  std::vector<std::string> names;
  for (const Signature& kernel : source.kernels) names.push_back(kernel.name);
  if (names.empty())
    throw ArgumentError(fmt::format("{}: has no kernel; one begins with `kernel void name(`", source.file));
  if (name.empty() && names.size() > 1)
    throw ArgumentError(fmt::format("{}: has several kernels; choose one of {}", source.file, fmt::join(names, ", ")));
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name.empty() || names[i] == name) return i;
  throw ArgumentError(fmt::format("{}: has no kernel {}; allowed is {}", source.file, name, fmt::join(names, ", ")));
}

}  // namespace

const std::string& KernelSource::value_of(const KernelTunable& tunable) const {
  for (const auto* values : {&defines, &tuned})
    if (const auto found = values->find(tunable.name); found != values->end()) return found->second;
  return tunable.choices[0];
}

std::array<std::size_t, 3> KernelSource::group() const {
  for (const KernelTunable& t : tunables)
    if (t.name == "GROUP") {
      const auto size = group_size(value_of(t));
      if (size[0] == 0)
        throw ArgumentError(fmt::format("{}: GROUP is {}; allowed is a size like 16x4", file, value_of(t)));
      return size;
    }
  return {};
}

std::map<std::string, std::string> KernelSource::all_defines(const std::array<std::size_t, 3>& group) const {
  std::map<std::string, std::string> all = defines;
  for (const KernelTunable& t : tunables) {
    if (t.name != "GROUP") all.emplace(t.name, value_of(t));
    else {
      all.erase(t.name);
      for (std::size_t i = 0; i < 3; ++i) all.emplace(fmt::format("GROUP_{}", "XYZ"[i]), std::to_string(group[i]));
    }
  }
  return all;
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) throw IoError(fmt::format("{}: cannot be read", path));
  return text.str();
}

KernelSource kernel_source(const std::string& text, const std::string& name, const std::string& file,
                           const std::string& folder) {
  KernelSource source;
  source.file = file;
  source.text = with_includes(text, file, folder, 0);
  source.hash = hash_of(source.text);
  source.kernels = signatures_of(without_comments(source.text), file);
  source.chosen = chosen_of(source, name);
  source.tunables = kernel_tunables(source.text, file);
  return source;
}

}  // namespace clumen
