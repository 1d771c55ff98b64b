#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "clumen/programs.hpp"
#include "core/program_file.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

namespace clumen {
namespace {

namespace fs = std::filesystem;
using State = StoredProgram::State;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("clumen-programs-test-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }
  /// The path of a program whose name is of this digit.
  fs::path program(char digit) const { return path_ / (std::string(32, digit) + ".bin"); }

 private:
  fs::path path_;
};

const ProgramFile example{{"filter/separable.cl", "Abacus 3000", "1.2"},
                          {{"blur", {{"src_b0", "float*"}, {"size", "int4"}}}, {"empty", {}}},
                          std::string("\0binary\n", 8)};

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void put(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

TEST_CASE("a program's file gives back what was written, and nothing once a byte has changed") {
  const Folder folder;
  const fs::path path = folder.program('a');
  write_program_file(path, example);
  const auto read = read_program_file(path);
  REQUIRE(std::holds_alternative<ProgramFile>(read));
  const auto& file = std::get<ProgramFile>(read);
  CHECK(file.origin.source == example.origin.source);
  CHECK(file.origin.device == example.origin.device);
  CHECK(file.origin.driver == example.origin.driver);
  CHECK(file.binary == example.binary);
  REQUIRE(file.kernels.size() == 2);
  CHECK(file.kernels.at("empty").empty());
  CHECK(file.kernels.at("blur")[1].name == "size");
  CHECK(file.kernels.at("blur")[1].type == "int4");

  const std::string whole = text_of(path);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string broken = whole;
    broken[i] = static_cast<char>(broken[i] ^ 1);
    put(path, broken);
    CHECK(std::holds_alternative<State>(read_program_file(path)));
    put(path, whole.substr(0, i));
    CHECK(std::holds_alternative<State>(read_program_file(path)));
  }
  CHECK(std::get<State>(read_program_file(folder.program('b'))) == State::damaged);
}

TEST_CASE("the programs of a folder, last used first; what is none is left out") {
  const Folder folder;
  write_program_file(folder.program('a'), example);
  write_program_file(folder.program('b'), example);
  put(folder.program('c'), "clumen program 1\nwhatever");
  put(folder.program('d'), "rubbish");
  put(folder.program('e').string() + ".12.34", "of a process that died");
  put(folder.path() / "notes.txt", "mine");
  put(folder.path() / "abc.bin", "mine too");
  fs::create_directory(folder.program('f'));
  const auto now = fs::file_time_type::clock::now();
  const auto hours_ago = [&](int hours) { return now - std::chrono::hours(hours); };
  fs::last_write_time(folder.program('a'), hours_ago(5));
  fs::last_write_time(folder.program('b'), hours_ago(2));
  fs::last_write_time(folder.program('c'), hours_ago(3));
  fs::last_write_time(folder.program('d'), hours_ago(4));
  fs::last_write_time(folder.program('e').string() + ".12.34", hours_ago(6));

  const std::vector<StoredProgram> found = stored_programs(folder.path());
  REQUIRE(found.size() == 5);
  CHECK(found[0].path == folder.program('b'));
  CHECK(found[0].state == State::whole);
  CHECK(found[0].source == "filter/separable.cl");
  CHECK(found[0].device == "Abacus 3000");
  CHECK(found[0].driver == "1.2");
  CHECK(found[0].kernels == std::vector<std::string>{"blur", "empty"});
  CHECK(found[0].bytes == fs::file_size(folder.program('b')));
  CHECK(found[1].state == State::other);
  CHECK(found[2].state == State::damaged);
  CHECK(found[3].path == folder.program('a'));
  CHECK(found[4].state == State::damaged);
  touch_program_file(folder.program('a'));
  CHECK(stored_programs(folder.path())[0].path == folder.program('a'));
  CHECK(stored_programs(folder.path() / "nowhere").empty());
}

/// A variable of the environment, as it was afterwards.
class Variable {
 public:
  Variable(const char* name, const std::string& value)
      : name_(name), before_(std::getenv(name) ? std::getenv(name) : "") {
    setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { before_.empty() ? unsetenv(name_) : setenv(name_, before_.c_str(), 1); }

 private:
  const char* name_;
  std::string before_;
};

TEST_CASE("where programs are kept") {
  const Folder folder;
  {
    const Variable off("CLUMEN_CACHE_DIR", "off");
    CHECK(program_folder().empty());
    CHECK(stored_programs().empty());
  }
  const Variable unset("CLUMEN_CACHE_DIR", ""), xdg("XDG_CACHE_HOME", "/x"), pocl("POCL_CACHE_DIR", folder.path());
  CHECK(program_folder() == "/x/clumen");
  fs::create_directories(folder.path() / "AB" / "CD" / "0-0-0");
  put(folder.path() / "AB" / "CD" / "program.bc", "12345");
  put(folder.path() / "AB" / "CD" / "0-0-0" / "kernel.so", "123");
  const std::vector<DriverFolder> drivers = driver_folders();
  REQUIRE(drivers.size() == 1);
  CHECK(drivers[0].driver == "PoCL");
  CHECK(drivers[0].path == folder.path());
  CHECK(drivers[0].programs == 1);
  CHECK(drivers[0].bytes == 8);
  const Variable nowhere("POCL_CACHE_DIR", (folder.path() / "nowhere").string());
  CHECK(driver_folders().empty());
}

}  // namespace
}  // namespace clumen
