// A file is there whole or not at all.
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "clumen/io.hpp"
#include "io/support.hpp"
#include "support/catch.hpp"

using namespace clumen;
using test::contains;
using test::error_of;
using test::load;
using test::save;

namespace {

// Runs in a process of its own, so that limits and rights can be taken away, and gives the text that `call` returns.
std::string in_child(const std::function<std::string()>& call) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::string text;
    try {
      text = call();
    } catch (const std::exception& error) {
      text = std::string("threw ") + error.what();
    }
    if (::write(ends[1], text.data(), text.size()) < 0) ::_exit(1);
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  return text;
}

HostImage noise(std::int64_t edge) {
  const HostImage image(Shape(edge, edge), DType::u8);
  std::uint32_t state = 1;
  for (std::int64_t i = 0; i < edge * edge; ++i)
    image.as<std::uint8_t>()[i] = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  return image;
}

Table long_table() {
  Table table;
  table.add("number", std::vector<double>(100000, 1.0 / 3));
  return table;
}

// What each writer says of the file `name` in the folder, one line for each.
std::string write_all(const std::filesystem::path& folder) {
  const HostImage image = noise(1000);
  std::string text;
  text += error_of<IoError>([&] { write_tiff(image, folder / "a.tif"); }) + '\n';
  text += error_of<IoError>([&] { write_png(image, folder / "a.png"); }) + '\n';
  text += error_of<IoError>([&] { write_csv(long_table(), folder / "a.csv"); }) + '\n';
  return text;
}

void save_old(const std::filesystem::path& folder) {
  for (const char* name : {"a.tif", "a.png", "a.csv"}) save(folder / name, "old");
}

void check_old(const test::Folder& folder) {
  for (const char* name : {"a.tif", "a.png", "a.csv"}) CHECK(load(folder / name) == "old");
  CHECK(folder.files() == 3);
}

std::string all_say(const std::filesystem::path& folder, const std::string& reason) {
  return "write_tiff: " + (folder / "a.tif").string() + ": " + reason + "\nwrite_png: " + (folder / "a.png").string() +
         ": " + reason + "\nwrite_csv: " + (folder / "a.csv").string() + ": " + reason + '\n';
}

}  // namespace

TEST_CASE("a file that outgrows its limit leaves the old one", "[io]") {
  const test::Folder folder;
  save_old(folder.path());
  const std::string said = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100000, 100000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return write_all(folder.path());
  });
  CHECK(said == all_say(folder.path(), "File too large"));
  check_old(folder);
}

TEST_CASE("a full disk leaves the old file and nothing beside it", "[io]") {
  const test::Folder folder;
  const std::string said = in_child([&]() -> std::string {
    // A small disk of our own, where we may have one.
    if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return "no mount";
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return "no mount";
    if (::mount("none", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) return "no mount";
    save_old(folder.path());
    std::string text = write_all(folder.path());
    for (const char* name : {"a.tif", "a.png", "a.csv"}) text += load(folder / name) + ' ';
    return text + std::to_string(folder.files()) + " files";
  });
  if (said == "no mount") WARN("passed over: no right to mount a small disk");
  else CHECK(said == all_say(folder.path(), "No space left on device") + "old old old 3 files");
}

TEST_CASE("a folder that takes no files says so", "[io]") {
  const test::Folder folder;
  save_old(folder.path());
  ::chmod(folder.path().c_str(), 0555);
  const std::string said = in_child([&]() -> std::string {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return "no rights to give away";
    return write_all(folder.path());
  });
  ::chmod(folder.path().c_str(), 0755);
  CHECK(said == all_say(folder.path(), "Permission denied"));
  check_old(folder);
}

TEST_CASE("paths that are no place for a file", "[io]") {
  const test::Folder folder;
  const Table table;
  const auto reason = [&](const std::filesystem::path& path) {
    return error_of<IoError>([&] { write_csv(table, path); });
  };
  CHECK(contains(reason(folder / "no/a.csv"), "No such file or directory"));
  CHECK(contains(reason(folder.path()), "is a folder"));
  CHECK(contains(reason("/dev/null"), "is no regular file"));
  CHECK(contains(reason(""), "names no file"));
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(folder.files() == 0);
}

TEST_CASE("a new file takes the old one's rights and place", "[io]") {
  const test::Folder folder;
  save(folder / "a.csv", "old");
  ::chmod((folder / "a.csv").c_str(), 0640);
  std::filesystem::create_symlink("a.csv", folder / "link.csv");
  Table table;
  table.add("a", std::vector<std::int64_t>{1});
  write_csv(table, folder / "link.csv");
  CHECK(load(folder / "a.csv") == "a\n1\n");
  CHECK(std::filesystem::is_symlink(folder / "link.csv"));
  struct stat status {};
  REQUIRE(::stat((folder / "a.csv").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0640);
  write_csv(table, folder / (std::string(250, 'n') + ".csv"));  // as long as a name can be
  CHECK(folder.files() == 3);
}
