#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "kernel_call.hpp"
#include "session.hpp"

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// out.tif for one output; out-NAME.tif for each of several.
void write_outputs(const Kernel& kernel, const std::vector<Image>& outputs, const fs::path& out) {
  if (outputs.size() == 1) return write_image(outputs[0], out);
  std::size_t next = 0;
  for (const Kernel::Parameter& p : kernel.parameters()) {
    if (p.kind != Kernel::Parameter::Kind::output) continue;
    fs::path path = out;
    path.replace_filename(fmt::format("{}-{}{}", out.stem().string(), p.name, out.extension().string()));
    write_image(outputs[next++], path);
  }
}

void run_once(const Context& context, const KernelOptions& options, const fs::path& out) {
  const KernelCall call = kernel_call(context, options);
  write_outputs(call.kernel, call.run(), out);
}

void run(const Session& session, const KernelOptions& options, const std::string& out) {
  require_writable(out, Content::image);
  run_once(session.context(), options, out);
}

/// Runs the kernel now and each time that its file has been saved, and says what came of it; `times` 0: without an end.
void watch(const Session& session, const KernelOptions& options, const std::string& out, int times) {
  require_writable(out, Content::image);
  const Context context = session.context();
  fs::file_time_type seen{};
  for (int done = 0; times == 0 || done < times;) {
    std::error_code missing;  // an editor may take the file away for a moment
    const fs::file_time_type now = fs::last_write_time(options.file, missing);
    if (missing || now == seen) {
      if (missing && done == 0) throw IoError(fmt::format("{}: cannot be read", options.file));
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      continue;
    }
    seen = now;
    ++done;
    const auto start = Clock::now();
    try {
      run_once(context, options, out);
      print(fmt::format("{}: {} ({:.0f} ms)\n", options.file, out, milliseconds_since(start)));
    } catch (const Error& error) {
      print(fmt::format("{}\n", error.what()));
    }
  }
}

/// Milliseconds of one run, the smallest of several rounds in which runs follow one another.
double time_of(const Context& context, const KernelCall& call) {
  constexpr double kRound = 20;  // milliseconds
  call.run();
  context.finish();
  auto start = Clock::now();
  call.run();
  context.finish();
  const int runs = std::clamp(static_cast<int>(kRound / std::max(milliseconds_since(start), 1e-3)), 1, 1000);
  double best = 1e300;
  for (int round = 0; round < 9; ++round) {
    start = Clock::now();
    for (int i = 0; i < runs; ++i) call.run();
    context.finish();
    best = std::min(best, milliseconds_since(start) / runs);
  }
  return best;
}

/// A kernel that only moves as many bytes: reads half of them and writes the other half.
KernelCall copy_of(const Context& context, std::uint64_t bytes) {
  const auto quarter = static_cast<std::int64_t>(std::max<std::uint64_t>(bytes / 32, 1));
  const Image from = context.empty(Shape(quarter * 4, 1), DType::f32);
  return {Kernel::from_text(context,
                            "kernel void copy(global const float* src, global float* dst) {\n"
                            "  vstore4(vload4(get_global_id(0), src), get_global_id(0), dst);\n}\n"),
          {{"src", from}},
          {{static_cast<std::size_t>(quarter), 1, 1}, {}}};
}

void bench(const Session& session, const KernelOptions& options, const std::string& against) {
  const Context context = session.context();
  std::vector<std::string> files{options.file};
  if (!against.empty()) files.push_back(against);
  std::vector<double> times, rates, fractions;
  for (const std::string& file : files) {
    KernelOptions own = options;
    own.file = file;
    const KernelCall call = kernel_call(context, own);
    const std::uint64_t bytes = call.bytes(call.run());
    times.push_back(time_of(context, call));
    rates.push_back(static_cast<double>(bytes) / times.back() / 1e6);
    fractions.push_back(time_of(context, copy_of(context, bytes)) / times.back());
  }
  print(fmt::format("{:<32} {:>10} {:>10} {:>14}\n", "kernel", "ms", "GB/s", "of a copy"));
  for (std::size_t i = 0; i < files.size(); ++i)
    print(fmt::format("{:<32} {:>10.4f} {:>10.1f} {:>13.0f}%\n", files[i], times[i], rates[i], 100 * fractions[i]));
  if (files.size() == 2)
    print(fmt::format("{} takes {:.2f} of the time of {}\n", files[0], times[0] / times[1], files[1]));
}

}  // namespace

void add_kernel(CLI::App& app, Session& session) {
  CLI::App* kernel = app.add_subcommand("kernel", "Kernels of your own: run, time and watch an OpenCL file.");
  kernel->require_subcommand(1);
  struct Shared {
    KernelOptions options;
    std::string out, against;
    int times = 0;
  };
  const auto add = [&](const std::string& name, const std::string& description) {
    CLI::App* command = kernel->add_subcommand(name, description);
    auto shared = std::make_shared<Shared>();
    add_kernel_options(*command, shared->options);
    add_image_options(*command, shared->options);
    return std::pair(command, shared);
  };
  {
    auto [command, shared] = add("run", "Runs a kernel on an image.");
    command->add_option("out", shared->out, "the result; of several outputs OUT-NAME")->type_name("OUT")->required();
    command->callback([&session, shared = shared] { run(session, shared->options, shared->out); });
  }
  {
    auto [command, shared] = add("watch", "Runs a kernel on an image each time that its file is saved.");
    command->add_option("out", shared->out, "the result")->type_name("OUT")->required();
    command->add_option("--times", shared->times, "how often; without an end otherwise")->type_name("N");
    command->callback([&session, shared = shared] { watch(session, shared->options, shared->out, shared->times); });
  }
  {
    auto [command, shared] =
        add("bench", "Times a kernel, its bytes per second beside a copy's, and against another version.");
    command->add_option("--against", shared->against, "another version of the file")->type_name("FILE.cl");
    command->callback([&session, shared = shared] { bench(session, shared->options, shared->against); });
  }
  add_kernel_check(*kernel, session);
  add_kernel_new(*kernel);
  add_kernel_cache(*kernel, session);
  add_kernel_tune(*kernel, session);
}

}  // namespace clumen::tool
