#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>

#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;
namespace fs = std::filesystem;

namespace {

/// A folder that is removed with this. As long as it is there, PoCL makes binaries too: those of the few small programs
/// here have never crashed.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("clumen-cache-test-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    setenv("CLUMEN_FORCE_BINARIES", "1", 1);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    unsetenv("CLUMEN_FORCE_BINARIES");
    fs::remove_all(path_);
  }
  const fs::path& path() const { return path_; }
  std::vector<fs::path> entries() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(path_))
      if (entry.is_regular_file()) found.push_back(entry.path());
    return found;
  }

 private:
  fs::path path_;
};

/// Two programs, a number of launches and a result that is known.
Statistics work(const std::string& cache_folder) {
  ContextOptions options;
  options.cache_folder = cache_folder;
  const Context own = Context::find(context().device().name, options);
  const Image a = push(own, {1, 2, 3, 4}, Shape(4, 1), DType::f32);
  const Values product = pull(a * 3 + 1), mask = pull(a * a > 5);
  REQUIRE(product == Values{4, 7, 10, 13});
  REQUIRE(mask == Values{0, 0, 1, 1});
  return own.statistics();
}

/// Runs this program's hidden test "[child]" with a cache folder; what it printed.
FILE* start_child(const fs::path& folder) {
  const std::string command =
      "CLUMEN_CACHE_DIR='" + folder.string() + "' '" + fs::read_symlink("/proc/self/exe").string() + "' '[child]' 2>&1";
  return popen(command.c_str(), "r");
}
std::string end_child(FILE* child) {
  std::string out;
  std::array<char, 256> line{};
  while (fgets(line.data(), line.size(), child)) out += line.data();
  INFO(out);
  REQUIRE(pclose(child) == 0);
  return out;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write_file(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

}  // namespace

TEST_CASE("what another process does", "[.][child]") {
  const Statistics s = work("");
  std::cout << "builds " << s.builds << " loads " << s.loads << "\n";
}

TEST_CASE("what another process tells PoCL of its cores", "[.][cores]") {
  work("off");
  const char* tied = std::getenv("POCL_AFFINITY");
  std::cout << "tied: " << (tied ? tied : "not said") << "\n";
}

TEST_CASE("workers of PoCL are tied to cores only where the process may use all of them") {
  const auto told = [](const std::string& how) {
    return end_child(
        popen((how + " '" + fs::read_symlink("/proc/self/exe").string() + "' '[cores]' 2>&1").c_str(), "r"));
  };
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  REQUIRE(sched_getaffinity(0, sizeof allowed, &allowed) == 0);
  const bool all = CPU_COUNT(&allowed) == sysconf(_SC_NPROCESSORS_ONLN);
  CHECK_THAT(told("env -u POCL_AFFINITY"), Catch::Contains(all ? "tied: 1" : "tied: 0"));
  if (all) CHECK_THAT(told("env POCL_AFFINITY=0"), Catch::Contains("tied: 0"));
  if (!all || CPU_COUNT(&allowed) == 1) return;
  int first = 0;
  while (!CPU_ISSET(first, &allowed)) ++first;
  CHECK_THAT(told("env POCL_AFFINITY=1 taskset -c " + std::to_string(first)), Catch::Contains("tied: 0"));
}

TEST_CASE("a second process compiles nothing") {
  const Folder folder;
  using Catch::Contains;
  CHECK_THAT(end_child(start_child(folder.path())), Contains("builds 2 loads 0"));
  CHECK(folder.entries().size() == 2);
  CHECK_THAT(end_child(start_child(folder.path())), Contains("builds 0 loads 2"));
}

TEST_CASE("eight processes at once share a folder") {
  const Folder folder;
  std::vector<FILE*> children;
  for (int i = 0; i < 8; ++i) children.push_back(start_child(folder.path()));
  for (FILE* child : children) end_child(child);
  CHECK_THAT(end_child(start_child(folder.path())), Catch::Contains("builds 0 loads 2"));
  for (const fs::path& entry : folder.entries()) CHECK(entry.extension() == ".bin");
}

TEST_CASE("a broken entry costs a build and is replaced") {
  const Folder folder;
  CHECK(work(folder.path()).builds == 2);
  CHECK(work(folder.path()).loads == 2);
  const auto breaks = [&](const std::function<std::string(std::string)>& damage) {
    for (const fs::path& entry : folder.entries()) write_file(entry, damage(read_file(entry)));
    const Statistics broken = work(folder.path());
    CHECK(broken.loads == 0);
    CHECK(broken.builds == 2);
    const Statistics mended = work(folder.path());
    CHECK(mended.loads == 2);
    CHECK(mended.builds == 0);
  };
  breaks([](const std::string&) { return std::string(); });
  breaks([](const std::string& s) { return s.substr(0, 10); });
  breaks([](const std::string& s) { return s.substr(0, s.size() / 2); });
  breaks([](const std::string& s) { return s.substr(0, s.size() - 1); });
  breaks([](const std::string& s) { return s + "x"; });
  breaks([](const std::string& s) { return std::string(s.size(), '\0'); });
  // a byte of the magic, of the hash, of the first size, of the parameters, of the binary and the last one
  for (const double at : {0.0, 20.0, 52.0, 80.0, -0.5, -1.0})
    breaks([at](std::string s) {
      s[at >= 0 ? static_cast<std::size_t>(at) : static_cast<std::size_t>(-at * static_cast<double>(s.size() - 1))] ^=
          1;
      return s;
    });
}

TEST_CASE("an entry of another program under this one's name is not used") {
  const Folder folder;
  work(folder.path());
  const auto entries = folder.entries();
  REQUIRE(entries.size() == 2);
  const std::string first = read_file(entries[0]), second = read_file(entries[1]);
  CHECK(first != second);
}

TEST_CASE("a folder that cannot be written only costs time") {
  const Folder folder;
  write_file(folder.path() / "file", "");
  for (const std::string& nowhere :
       {(folder.path() / "file" / "cache").string(), std::string("/proc/clumen"), std::string("off")}) {
    const Statistics s = work(nowhere);
    CHECK(s.builds == 2);
    CHECK(s.loads == 0);
  }
}
