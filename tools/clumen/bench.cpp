#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cmath>
#include <ctime>
#include <fstream>

#include "bench_measure.hpp"
#include "bench_report.hpp"
#include "session.hpp"

/// `clumen bench`: whether a device is worth it for an operation, a size, a chain, on this machine.
namespace clumen::tool {
namespace {

using json = nlohmann::ordered_json;

struct Request {
  PlanRequest plan;
  std::string against = "skimage,cv2,cle,cucim", python = "python3", out;
  double budget = 0.3, patience = 60;
  bool no_compiling = false;
};

struct RenderRequest {
  std::string report, out;
};

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "not said";
}

json machine() {
  utsname names{};
  ::uname(&names);
  char date[16] = {};
  const std::time_t now = std::time(nullptr);
  std::strftime(date, sizeof date, "%Y-%m-%d", std::localtime(&now));
  const double gib =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGE_SIZE)) / (1 << 30);
  double load = 0;
  ::getloadavg(&load, 1);
  return {{"date", date},
          {"system", fmt::format("{} {} {}", names.sysname, names.release, names.machine)},
          {"processor", processor()},
          {"cores", ::sysconf(_SC_NPROCESSORS_ONLN)},
          {"memory_gib", std::round(gib * 10) / 10},
          {"load_before", std::round(load * 100) / 100}};
}

struct Opened {
  Context context;
  double ms;
};

Opened open(const std::function<Context()>& how) {
  std::optional<Context> context;
  const double ms = rounded(milliseconds_of([&] { context = how(); }));
  return {*context, ms};
}

/// This machine's processor as a device of clumen's, if there is one and it is not the one that was asked about.
std::optional<DeviceRunner> cpu_runner(const Device& asked) {
  if (asked.kind == Device::Kind::cpu) return std::nullopt;
  for (const Device& device : Context::devices())
    if (device.kind == Device::Kind::cpu) {
      const Opened opened = open([&] { return Context::find(device.name); });
      return DeviceRunner("clumen-cpu", opened.context, opened.ms);
    }
  return std::nullopt;
}

/// The peers that are there; of the others the report says why not.
std::vector<std::unique_ptr<PeerRunner>> peer_runners(const Request& request, const PeerOptions& options,
                                                      json& versions) {
  std::vector<std::unique_ptr<PeerRunner>> out;
  for (const std::string& name : peers_of(request.against)) {
    try {
      out.push_back(std::make_unique<PeerRunner>(name, options));
      versions[name] = out.back()->version();
    } catch (const Error& error) {
      versions[name] = fmt::format("missing: {}", error.what());
    }
  }
  return out;
}

json notes(const Request& request) {
  return {
      fmt::format(
          "Row by row, the runners take turns, three each, in the order of the columns; a turn lasts {:.3g} s, and as "
          "long for calls with transfers, or one call where that takes longer. A fast call has one before it that "
          "does not count.",
          request.budget / 3),
      "A call ends when its result is there. Without transfer image and result are where the runner computes; with "
      "transfer both are in the host's memory: the image in ordinary memory, a result where the library gives it, "
      "which on "
      "a CPU may be where it was computed, so that nothing is copied.",
      "All runners get the same pixels: a field of blobs on noise, f32. A peer's result is compared with clumen's: a "
      "pixel "
      "differs when it is apart by more than a thousandth of the largest value; of labels, when they part the image "
      "otherwise.",
      "The first call is made in a process of its own, the device opened and the image on it: with nothing compiled by "
      "clumen or the driver, and in the next process.",
      "The bytes of a row are its inputs read once and its results written once; operations are counted where the "
      "row's "
      "definition tells them, a Gaussian's axis by axis."};
}

json settings(const Request& request, const std::vector<SizeJobs>& plan) {
  json sizes = json::array(), sets = json::array();
  for (const SizeJobs& size : plan) {
    sizes.push_back(to_string(size.shape));
    for (const Job& job : size.jobs)
      if (std::find(sets.begin(), sets.end(), name_of(job.set)) == sets.end()) sets.push_back(name_of(job.set));
  }
  return {{"sets", sets}, {"sizes", sizes}, {"budget_s", request.budget}, {"against", request.against}};
}

void require_room(const Context& context, const Shape& shape) {
  constexpr double kHeld = 40;  // bytes of a pixel, at once
  const double pixels = static_cast<double>(shape.pixels());
  const Device& device = context.device();
  const bool fits = kHeld * pixels < 0.8 * static_cast<double>(device.memory) &&
                    4 * pixels < static_cast<double>(device.largest_buffer);
  if (!fits) throw DeviceError(fmt::format("{} has no room for it", device.name));
}

void run(const Session& session, Request request) {
  if (!(request.budget > 0))
    throw ArgumentError(fmt::format("bench: --budget is {}; allowed is above 0", request.budget));
  if (!(request.patience > 0))
    throw ArgumentError(fmt::format("bench: --patience is {}; allowed is above 0", request.patience));
  peers_of(request.against);
  require_report_folder(request.out);
  const Opened opened = open([&] { return session.context(); });
  const Device& device = opened.context.device();
  if (request.plan.limit == 0) request.plan.limit = device.kind == Device::Kind::cpu ? 1 << 22 : 1 << 26;
  const std::vector<SizeJobs> plan = plan_of(request.plan);

  json report = {{"format", kReportFormat}, {"machine", machine()}, {"versions", {{"clumen", CLUMEN_VERSION}}}};
  report["settings"] = settings(request, plan);
  const TemporaryFolder folder;
  DeviceRunner own("clumen", opened.context, opened.ms);
  std::optional<DeviceRunner> cpu = cpu_runner(device);
  write_peer_scripts(folder.path() / "scripts");
  const auto peers =
      peer_runners(request, {request.python, request.patience, device.name, folder.path() / "scripts", folder.path()},
                   report["versions"]);
  std::vector<Runner*> others;
  if (cpu) others.push_back(&*cpu);
  for (const auto& peer : peers) others.push_back(peer.get());
  report["runners"] = json::array({own.description()});
  for (const Runner* runner : others) report["runners"].push_back(runner->description());

  std::size_t count = 1;
  for (const SizeJobs& size : plan) count += size.jobs.size();
  Steps steps(count, Steps::Show::progress);
  steps.next("what the device can do");
  Measurer measurer(
      own, others, {request.budget, request.patience, request.no_compiling ? Compiling::left_out : Compiling::measured},
      folder.path());
  report["roofline"] = measurer.roofline();
  report["measurements"] = json::array();
  report["notes"] = notes(request);
  for (const SizeJobs& size : plan) {
    try {
      require_room(opened.context, size.shape);
      measurer.load(size.shape);
    } catch (const Error& error) {  // what is measured already is not lost
      report["notes"].push_back(fmt::format("{} is left out: {}.", to_string(size.shape), error.what()));
      continue;
    }
    for (const Job& job : size.jobs) {
      steps.next(fmt::format("{} of {}", job.row.name, to_string(size.shape)));
      report["measurements"].push_back(measurer.measure(job));
    }
  }
  steps.finish();
  write_report(report, request.out);
  print(fmt::format("{} measurements: {}\n", report["measurements"].size(),
                    (std::filesystem::path(request.out) / "report.html").string()));
}

void render(const RenderRequest& request) {
  require_report_folder(request.out);
  const json report = read_report(request.report);
  try {
    write_report(report, request.out);
  } catch (const json::exception& error) {
    throw IoError(fmt::format("{}: is no whole report: {}", request.report, error.what()));
  }
}

void add_render(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand("render", "Writes the other files of a report from its report.json.");
  auto request = std::make_shared<RenderRequest>();
  command->add_option("report", request->report, "a report.json, or its folder")->required()->type_name("REPORT");
  command->add_option("-o,--out", request->out, "the folder to write")->required()->type_name("FOLDER");
  command->callback([request] { render(*request); });
}

}  // namespace

void add_bench(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "bench",
      "Whether a device is worth it: times of operations, workflows and chains, beside this CPU and other libraries.");
  auto request = std::make_shared<Request>();
  command->add_option("--set", request->plan.sets, "clij, workflow, scaling, or several; all when not given")
      ->type_name("NAME,...");
  command->add_option("--against", request->against, "skimage, cv2, cle, cucim, or several; none")
      ->capture_default_str()
      ->type_name("NAME,...");
  command->add_option("--python", request->python, "the Python that has them")
      ->capture_default_str()
      ->type_name("PROGRAM");
  CLI::Option* out = command->add_option("-o,--out", request->out, "the folder of the report")->type_name("FOLDER");
  command->add_option("--sizes", request->plan.sizes, "of the images, x first, for all sets: 1024x1024,64x64x64")
      ->type_name("SIZE,...");
  command->add_option("--rows", request->plan.rows, "only these")->type_name("NAME,...");
  command
      ->add_option("--chain", request->plan.chains,
                   "a chain of your own, as for clumen reach: 'gaussian(5) | threshold_otsu()'")
      ->type_name("CHAIN");
  command->add_option("--budget", request->budget, "seconds for each runner's calls of a row")->capture_default_str();
  command->add_option("--patience", request->patience, "seconds until another library's answer; then it is ended")
      ->capture_default_str();
  command
      ->add_option("--limit", request->plan.limit,
                   "pixels of the largest image of the set scaling; 2^22 on a CPU, else 2^26")
      ->check(CLI::Range(std::int64_t{64 * 64}, std::int64_t{1} << 40));
  command->add_flag("--no-compiling", request->no_compiling, "leave the times of first calls out");
  command->footer(
      "Writes report.json, .csv, .md and .html. The first runner is --device, the next this CPU, then the others.\n"
      "A chain of your own may name the images mask, mask2 and labels beside its input.");
  command->require_subcommand(0, 1);
  add_render(*command);
  add_bench_diff(*command);
  add_bench_first_call(*command, session);
  command->callback([&session, request, command, out] {
    if (!command->get_subcommands().empty()) return;
    if (out->count() == 0) throw CLI::RequiredError("--out");
    run(session, *request);
  });
}

}  // namespace clumen::tool
