#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <regex>
#include <set>

#include "child.hpp"
#include "custom/kernel_source.hpp"
#include "kernel_call.hpp"
#include "kernel_lint.hpp"
#include "kernel_targets.hpp"
#include "session.hpp"

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kWidth = 128, kHeight = 32;  // of the image that a kernel is tried on: it fills its buffer

/// A variable of the environment while this lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

/// The kernel on images of 128 x 32 pixels, with 1 for the numbers that are not given.
KernelCall trial(const Context& context, const KernelOptions& options) {
  KernelCall call = call_without_images(context, options);
  std::vector<float> ramp(static_cast<std::size_t>(kWidth * kHeight));
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<float>(i % 7);
  complete(call, context.push(ramp, Shape(kWidth, kHeight)));
  return call;
}

void run_trial(const Context& context, const KernelOptions& options) {
  const KernelCall call = trial(context, options);
  for (const Image& output : call.run()) output.compute();
  context.finish();
}

/// What a check has told so far.
struct Told {
  int findings = 0;
  void line(std::string_view where, std::string_view text) const { print(fmt::format("{:<10} {}\n", where, text)); }
  void finding(std::string_view where, std::string_view text) {
    line(where, text);
    ++findings;
  }
};

void check_text(const KernelOptions& options, Told& told) {
  const std::vector<Remark> remarks =
      lint(read_text(options.file), {kWidth, kHeight, kWidth * kHeight}, options.defines);
  for (const Remark& remark : remarks)
    told.finding("text", fmt::format("{}:{}: {}: {}", options.file, remark.line, remark.rule, remark.text));
  for (const int line : unread_kernels(read_text(options.file)))
    told.line("text", fmt::format("{}:{}: not read: a kernel whose name a macro makes", options.file, line));
  if (remarks.empty()) told.line("text", "no remarks");
}

/// Here: whether it builds and runs, and whether it writes outside its images.
void check_here(const Session& session, const KernelOptions& options, Told& told) {
  ContextOptions guarded;
  guarded.memory = ContextOptions::Memory::guarded;
  const Context context = session.context(guarded);
  run_trial(context, options);
  context.trim();
  const std::vector<std::string> broken = context.broken_frames();
  if (broken.empty()) told.line("here", fmt::format("runs on {}", context.device().name));
  else
    told.finding("here",
                 fmt::format("out-of-bounds: writes outside an image on {} ({})", context.device().name, broken[0]));
}

/// The program as a GPU gets it, written to the folder.
fs::path program_for_gpus(const Session& session, const KernelOptions& options, const fs::path& folder) {
  const Variable dump("CLUMEN_KERNEL_DUMP", folder.string()), dry("CLUMEN_DRY_RUN", "1"),
      kind("CLUMEN_FORCE_KIND", "gpu");
  const Context context = session.context();
  const KernelCall call = trial(context, options);
  std::string stem = options.file;
  std::replace(stem.begin(), stem.end(), '/', '_');
  call.run();
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with(stem)) return entry.path();
  throw InternalError(fmt::format("kernel check: no program of {} was written", options.file));
}

void check_targets(const Session& session, const KernelOptions& options, Told& told) {
  const TemporaryFolder scratch;
  const fs::path program = program_for_gpus(session, options, scratch.path());
  const Kernel kernel = session.context().kernel(options.file, options.name);
  for (const TargetReport& report : compile_for_targets(program, kernel.entry())) {
    if (report.failed || report.spills > 0) told.finding(report.target, report.text);
    else told.line(report.target, report.text);
  }
}

/// Races and places outside of buffers, which Oclgrind finds by running every work-item in turn.
void check_races(const KernelOptions& options, Told& told) {
  const std::string oclgrind = program_of({"oclgrind"});
  if (oclgrind.empty()) return told.line("oclgrind", "not run: needs the package oclgrind");
  const Variable cache("CLUMEN_CACHE_DIR", "off");
  std::vector<std::string> command{oclgrind,    "--data-races", fs::read_symlink("/proc/self/exe").string(),
                                   "kernel",    "check",        options.file,
                                   "--only-run"};
  if (!options.name.empty()) command.insert(command.end(), {"--name", options.name});
  for (const std::string& value : options.values) command.insert(command.end(), {"--set", value});
  for (const std::string& define : options.defines) command.insert(command.end(), {"--define", define});
  const Outcome done = outcome_of(command);
  static const std::regex block(
      R"(((?:Read-write|Write-write|Write-read) data race|Invalid (?:read|write) of size \d+|Work-group divergence[^\n]*)[\s\S]*?At line (\d+) \(column \d+\) of ([^\n]+?):?\n)");
  std::set<std::string> seen;
  for (std::sregex_iterator at(done.text.begin(), done.text.end(), block), end; at != end; ++at) {
    const bool race = at->str(1).find("race") != std::string::npos;
    // it leaves out the first letters of a path
    const std::string file = options.file.ends_with(at->str(3)) ? options.file : at->str(3);
    const std::string text =
        fmt::format("{}:{}: {}: {}", file, at->str(2), race ? "race" : "out-of-bounds", at->str(1));
    if (seen.insert(text).second) told.finding("oclgrind", text);
  }
  if (done.code != 0 && seen.empty()) told.finding("oclgrind", done.text.substr(0, 400));
  else if (seen.empty()) told.line("oclgrind", "no races, nothing outside an image");
}

void check(const Session& session, const KernelOptions& options) {
  Told told;
  check_text(options, told);
  check_here(session, options, told);
  check_targets(session, options, told);
  check_races(options, told);
  if (told.findings > 0) throw Findings(fmt::format("{}: {} findings", options.file, told.findings));
}

}  // namespace

void add_kernel_check(CLI::App& kernel, Session& session) {
  CLI::App* command = kernel.add_subcommand(
      "check",
      "Looks for mistakes in a kernel: in its text, by compilers for AMD, Intel and NVIDIA, and for "
      "races and places outside images by Oclgrind.");
  struct Shared {
    KernelOptions options;
    bool only_run = false;
  };
  auto shared = std::make_shared<Shared>();
  add_kernel_options(*command, shared->options);
  command->add_flag("--only-run", shared->only_run, "only runs it on small images, under a tool of your own");
  command->callback([&session, shared] {
    if (shared->only_run) run_trial(session.context(), shared->options);
    else check(session, shared->options);
  });
}

}  // namespace clumen::tool
