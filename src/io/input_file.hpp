#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace clumen {

/// A file that is read at any place by any thread. Its errors name the operation, the file and the reason.
class InputFile {
 public:
  /// Throws IoError unless the path is a regular file that opens.
  InputFile(std::string_view operation, const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::uint64_t size() const { return size_; }
  /// Reads up to `bytes` and says how many there were.
  std::size_t read_some(void* to, std::size_t bytes, std::uint64_t offset) const;
  /// Reads all of them; throws IoError that says that the file is truncated.
  void read(void* to, std::size_t bytes, std::uint64_t offset) const;
  std::vector<std::byte> read_all() const;
  /// Throws IoError with the reason.
  [[noreturn]] void fail(const std::string& reason) const;
  const std::filesystem::path& path() const { return path_; }
  const std::string& operation() const { return operation_; }

 private:
  std::string operation_;
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace clumen
