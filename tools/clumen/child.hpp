#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// Another program, spoken to in lines.
namespace clumen::tool {

/// A running program whose standard input and output are pipes of lines; what it complains of goes into a file. Ended
/// when the object goes.
class Child {
 public:
  /// environment: variables that differ from this process's own. Throws IoError when the program cannot be started.
  Child(const std::vector<std::string>& command, const std::filesystem::path& errors,
        const std::map<std::string, std::string>& environment = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Throws IoError when it is no longer there.
  void write_line(std::string line);
  /// The next line that it prints. Throws IoError when there is none within some seconds or the program has ended, with
  /// how it did and its last words.
  std::string read_line(double seconds);
  /// Waits for its end. Throws IoError when it does not end in time, or not well.
  void finish(double seconds);

 private:
  void stop();
  /// Reads what there is until a time; false when it has ended.
  bool read_more(std::chrono::steady_clock::time_point until, double seconds);
  /// Collects the process that has ended; how it did.
  int ended();
  [[noreturn]] void fail_ended(int status);

  std::string name_, pending_;
  std::filesystem::path errors_;
  pid_t process_ = -1;
  int to_ = -1, from_ = -1;
};

/// A folder of this process's own below the system's folder for such, removed with all in it when the object goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace clumen::tool
