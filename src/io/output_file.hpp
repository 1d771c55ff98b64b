#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace clumen {

/// A file that appears under its name only when it is whole: it is written beside it, flushed to the disk and moved
/// there by `commit`. Without a commit nothing is left behind and what stood there before is untouched.
class OutputFile {
 public:
  /// Throws IoError when the folder takes no file, or the path is there and no regular file.
  OutputFile(std::string_view operation, const std::filesystem::path& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void append(const void* bytes, std::size_t count);
  /// Writes over what was appended.
  void rewrite(const void* bytes, std::size_t count, std::uint64_t offset);
  std::uint64_t size() const { return size_; }
  void commit();

 private:
  void write(const void* bytes, std::size_t count, std::uint64_t offset);
  [[noreturn]] void fail(const std::string& reason) const;

  std::string operation_;
  std::filesystem::path asked_, path_, beside_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace clumen
