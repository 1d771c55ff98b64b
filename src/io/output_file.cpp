#include "io/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

#include "clumen/error.hpp"

namespace clumen {
namespace {

std::string system_reason() { return std::generic_category().message(errno); }

// A short name of its own: the file's name with something added might be too long for the file system.
std::filesystem::path name_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> count{0};
  return path.parent_path() / fmt::format(".clumen-{}-{}.part", ::getpid(), count++);
}

}  // namespace

OutputFile::OutputFile(std::string_view operation, const std::filesystem::path& path)
    : operation_(operation), asked_(path) {
  std::error_code none;
  // A link stays a link: the file that it points to is replaced.
  path_ = std::filesystem::is_symlink(path, none) ? std::filesystem::weakly_canonical(path, none) : path;
  if (path_.filename().empty()) fail("names no file");
  struct stat old {};
  const bool is_there = ::stat(path_.c_str(), &old) == 0;
  if (is_there && !S_ISREG(old.st_mode)) fail(S_ISDIR(old.st_mode) ? "is a folder" : "is no regular file");
  do {
    beside_ = name_beside(path_);
    descriptor_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) fail(system_reason());
  // Best effort: a file system without permissions refuses this, and loses nothing by it.
  if (is_there && ::fchmod(descriptor_, old.st_mode & 07777) != 0) errno = 0;
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

void OutputFile::append(const void* bytes, std::size_t count) {
  write(bytes, count, size_);
  size_ += count;
}

void OutputFile::rewrite(const void* bytes, std::size_t count, std::uint64_t offset) { write(bytes, count, offset); }

void OutputFile::write(const void* bytes, std::size_t count, std::uint64_t offset) {
  constexpr std::size_t at_once = std::size_t{1} << 30;  // Linux writes no more than 2 GiB in one call
  std::size_t done = 0;
  while (done < count) {
    const ssize_t put = ::pwrite(descriptor_, static_cast<const char*>(bytes) + done, std::min(count - done, at_once),
                                 static_cast<off_t>(offset + done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(system_reason());
    done += static_cast<std::size_t>(put);
  }
}

void OutputFile::commit() {
  if (::fsync(descriptor_) != 0) fail(system_reason());
  // A network file system may report a full disk only now.
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail(system_reason());
  if (::rename(beside_.c_str(), path_.c_str()) != 0) fail(system_reason());
  beside_.clear();
  // The move itself must survive a power cut; some file systems cannot flush a folder, and need not.
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

void OutputFile::fail(const std::string& reason) const {
  throw IoError(fmt::format("{}: {}: {}", operation_, asked_.string(), reason));
}

}  // namespace clumen
