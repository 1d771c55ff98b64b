#include "io/input_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "clumen/error.hpp"

namespace clumen {
namespace {

std::string system_reason() { return std::generic_category().message(errno); }

}  // namespace

InputFile::InputFile(std::string_view operation, const std::filesystem::path& path)
    : operation_(operation), path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (descriptor_ < 0) fail(system_reason());
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    const std::string reason = !known                    ? system_reason()
                               : S_ISDIR(status.st_mode) ? "is a folder"
                                                         : "is no regular file";
    ::close(descriptor_);
    fail(reason);
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() { ::close(descriptor_); }

std::size_t InputFile::read_some(void* to, std::size_t bytes, std::uint64_t offset) const {
  constexpr std::size_t at_once = std::size_t{1} << 30;  // Linux reads no more than 2 GiB in one call
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got = ::pread(descriptor_, static_cast<char*>(to) + done, std::min(bytes - done, at_once),
                                static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(system_reason());
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void InputFile::read(void* to, std::size_t bytes, std::uint64_t offset) const {
  // An offset from a file may be anything, also one that would wrap around.
  if (offset > size_ || bytes > size_ - offset || read_some(to, bytes, offset) != bytes)
    fail(fmt::format("is truncated: {} bytes at offset {} are asked for, but it has {}", bytes, offset, size_));
}

std::vector<std::byte> InputFile::read_all() const {
  std::vector<std::byte> bytes(size_);
  read(bytes.data(), bytes.size(), 0);
  return bytes;
}

void InputFile::fail(const std::string& reason) const {
  throw IoError(fmt::format("{}: {}: {}", operation_, path_.string(), reason));
}

}  // namespace clumen
