#include "core/kernel_files.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

#include "clumen/error.hpp"

namespace clumen {

namespace {

std::optional<std::string> overriding_text(std::string_view path) {
  const char* folder = std::getenv("CLUMEN_KERNEL_PATH");
  if (!folder || !*folder) return std::nullopt;
  std::ifstream file(fmt::format("{}/{}", folder, path), std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string raw_text(std::string_view path) {
  if (auto text = overriding_text(path)) return *std::move(text);
  for (const KernelFile& file : embedded_kernels())
    if (file.path == path) return std::string(file.text);
  throw InternalError(fmt::format("there is no kernel file {}", path));
}

/// The file that an #include line names, or nothing.
std::string_view included_file(std::string_view line) {
  if (line.substr(0, 10) != "#include \"") return {};
  return line.substr(10, line.find('"', 10) - 10);
}

}  // namespace

std::string kernel_text(std::string_view path) {
  const std::string raw = raw_text(path);
  std::string text = fmt::format("#line 1 \"{}\"\n", path);
  int number = 0;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = std::min(raw.find('\n', at), raw.size());
    const std::string_view line(raw.data() + at, end - at);
    ++number;
    const std::string_view include = included_file(line);
    // common.clh stands before every file, and a launch defines what alone.clh stands in for
    if (include == "common.clh" || include == "alone.clh") text += '\n';
    else if (!include.empty()) text += kernel_text(include) + fmt::format("\n#line {} \"{}\"\n", number + 1, path);
    else text.append(line).append("\n");
    at = end + 1;
  }
  return text;
}

}  // namespace clumen
