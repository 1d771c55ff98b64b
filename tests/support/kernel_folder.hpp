#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace clumen::test {

/// A folder of kernels that stands before the library's own while this lives.
class KernelFolder {
 public:
  KernelFolder() : path_(std::filesystem::temp_directory_path() / ("clumen-kernels-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_ / "test");
    setenv("CLUMEN_KERNEL_PATH", path_.c_str(), 1);
  }
  KernelFolder(const KernelFolder&) = delete;
  KernelFolder& operator=(const KernelFolder&) = delete;
  ~KernelFolder() {
    unsetenv("CLUMEN_KERNEL_PATH");
    std::filesystem::remove_all(path_);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }

 private:
  std::filesystem::path path_;
};

}  // namespace clumen::test
