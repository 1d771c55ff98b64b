#include "child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include "clumen/error.hpp"

extern char** environ;

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, int error) {
  throw IoError(fmt::format("{}: {}", what, std::strerror(error)));
}

using Clock = std::chrono::steady_clock;

Clock::time_point after(double seconds) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// What a pipe connects. No other child inherits it.
struct Pipe {
  int read = -1, write = -1;
  explicit Pipe(const std::string& name) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail(name, errno);
    read = ends[0];
    write = ends[1];
  }
};

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& own) {
  std::vector<std::string> out;
  for (char** variable = environ; *variable; ++variable) {
    const std::string text = *variable;
    if (!own.contains(text.substr(0, text.find('=')))) out.push_back(text);
  }
  for (const auto& [name, value] : own) out.push_back(fmt::format("{}={}", name, value));
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// The last line of a file that is not blank.
std::string last_words(const fs::path& path) {
  std::ifstream file(path);
  std::string last;
  for (std::string line; std::getline(file, line);)
    if (line.find_first_not_of(" \t\r") != line.npos) last = line;
  return last;
}

}  // namespace

Child::Child(const std::vector<std::string>& command, const fs::path& errors,
             const std::map<std::string, std::string>& environment)
    : name_(command.front()), errors_(errors) {
  std::signal(SIGPIPE, SIG_IGN);  // a child that has ended is an error of write_line
  Pipe to(name_), from(name_);
  std::vector<std::string> words = command, variables = merged_environment(environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from.write, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int error =
      ::posix_spawnp(&process_, name_.c_str(), &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(to.read);
  ::close(from.write);
  to_ = to.write;
  from_ = from.read;
  if (error == 0) return;
  process_ = -1;
  stop();
  fail(name_, error);
}

Child::~Child() { stop(); }

void Child::stop() {
  for (int* end : {&to_, &from_}) {
    if (*end >= 0) ::close(*end);
    *end = -1;
  }
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  process_ = -1;
}

int Child::ended() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  stop();
  return status;
}

void Child::fail_ended(int status) {
  const std::string how = WIFSIGNALED(status) ? fmt::format("ended by signal {}", WTERMSIG(status))
                                              : fmt::format("ended with {}", WEXITSTATUS(status));
  const std::string words = last_words(errors_);
  throw IoError(fmt::format("{}: {}{}{}", name_, how, words.empty() ? "" : ": ", words));
}

void Child::write_line(std::string line) {
  line += '\n';
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t count = to_ < 0 ? -1 : ::write(to_, line.data() + done, line.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw IoError(fmt::format("{}: is no longer there", name_));
    done += static_cast<std::size_t>(count);
  }
}

bool Child::read_more(Clock::time_point until, double seconds) {
  for (;;) {
    if (from_ < 0) throw IoError(fmt::format("{}: is no longer there", name_));
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) throw IoError(fmt::format("{}: no answer within {} s", name_, seconds));
    pollfd waiting{from_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000))) <= 0) continue;
    char buffer[4096];
    const ssize_t count = ::read(from_, buffer, sizeof buffer);
    if (count == 0) return false;
    if (count < 0) continue;  // interrupted
    pending_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }
}

std::string Child::read_line(double seconds) {
  const Clock::time_point until = after(seconds);
  for (;;) {
    if (const std::size_t end = pending_.find('\n'); end != pending_.npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    if (!read_more(until, seconds)) fail_ended(ended());
  }
}

void Child::finish(double seconds) {
  const Clock::time_point until = after(seconds);
  while (read_more(until, seconds)) {
  }
  if (const int status = ended(); status != 0) fail_ended(status);
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "clumen-XXXXXX").string();
  if (!::mkdtemp(name.data())) fail(name, errno);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace clumen::tool
