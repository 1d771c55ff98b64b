#pragma once
#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "clumen/clumen.hpp"

/// What all subcommands share: the device, files, and what a person sees.
namespace clumen::tool {

/// What a check of the user's own work found: that is no failure of the command.
class Findings : public Error {
 public:
  using Error::Error;
};

/// The options that stand before or behind any subcommand.
struct Session {
  std::string device;  ///< part of a name; "" takes the best
  Context context(const ContextOptions& options = {}) const {
    return device.empty() ? Context::best(options) : Context::find(device, options);
  }
};

void add_devices(CLI::App& app, Session& session);
void add_info(CLI::App& app);
void add_nuclei(CLI::App& app, Session& session);
void add_compare_methods(CLI::App& app);
void add_show(CLI::App& app);
void add_view(CLI::App& app);
void add_sample(CLI::App& app);
void add_nuclei_sample(CLI::App& sample);
void add_embryo_sample(CLI::App& sample);
void add_reach(CLI::App& app);
void add_tune(CLI::App& app, Session& session);
void add_bench(CLI::App& app, Session& session);
void add_bench_first_call(CLI::App& bench, Session& session);
void add_bench_diff(CLI::App& bench);
void add_kernel(CLI::App& app, Session& session);
void add_kernel_check(CLI::App& kernel, Session& session);
void add_kernel_new(CLI::App& kernel);
void add_kernel_cache(CLI::App& kernel, Session& session);
void add_kernel_tune(CLI::App& kernel, Session& session);
void add_operations(CLI::App& app, Session& session);

/// Which part of a file an operation works on; counted from 0, -1 for all.
struct Selection {
  std::int64_t channel = -1, plane = -1, frame = 0;
};
/// Reads a TIFF or, by its ending, a PNG file.
Image read_image(const Context& context, const std::filesystem::path& path, const Selection& selection = {});
/// Writes a TIFF or a PNG file, by its ending.
void write_image(const Image& image, const std::filesystem::path& path);

enum class Content : std::uint8_t { image, table, page, json };
/// Throws before any work is done: ArgumentError for an ending that is not known, IoError for a place that cannot be
/// written.
void require_writable(const std::filesystem::path& path, Content content);
/// The ending of a path in small letters, with its dot.
std::string ending_of(const std::filesystem::path& path);

/// The table in columns that line up, its first rows only.
std::string aligned(const Table& table, std::size_t most_rows);
/// Everything as CSV.
std::string as_csv(const Table& table, HeaderUnits units = HeaderUnits::no);
/// Several 1D images of the same length as columns; nothing when they are not that.
std::optional<Table> as_table(const std::vector<std::pair<std::string, Image>>& images);
/// Bytes for a person: "64 MiB".
std::string bytes_text(std::uint64_t bytes);

/// Writes to standard output; throws IoError when it does not take it (a full disk, a closed pipe).
void print(std::string_view text);

/// The steps of a command: a bar on a terminal while they run and, if asked, the milliseconds of each at the end; both
/// on standard error.
class Steps {
 public:
  enum class Show : std::uint8_t { nothing, progress, timings };
  Steps(std::size_t count, Show show);
  ~Steps();
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;

  /// The step that begins now; ends the one before it.
  void next(std::string name);
  /// For a step of its own to be timed, the device must be done with it.
  void settle(const Context& context) const;
  /// Ends the last step.
  void finish();

 private:
  void close_step();
  void draw(std::string_view name) const;
  void clear() const;

  std::size_t count_;
  Show show_;
  bool terminal_;
  bool open_ = false;
  std::chrono::steady_clock::time_point start_, first_;
  std::vector<std::pair<std::string, double>> done_;
  std::string current_;
};

}  // namespace clumen::tool
