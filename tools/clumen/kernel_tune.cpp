#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "custom/kernel_source.hpp"
#include "kernel_call.hpp"
#include "tune.hpp"
#include "tune_file.hpp"

/// `clumen kernel tune`: the fastest choices of a kernel's own tunables.
namespace clumen::tool {
namespace {

namespace fs = std::filesystem;

/// The kernel with the choices that are tried; of each its place among those of the text.
class Trial {
 public:
  Trial(KernelCall call, std::vector<KernelTunable> tunables)
      : call_(std::move(call)), tunables_(std::move(tunables)) {}

  const std::vector<KernelTunable>& tunables() const { return tunables_; }
  const std::string& choice(const std::string& name, int place) const {
    const auto found = std::find_if(tunables_.begin(), tunables_.end(), [&](const auto& t) { return t.name == name; });
    return found->choices[static_cast<std::size_t>(place)];
  }
  void set(const std::map<std::string, int>& places) {
    for (const auto& [name, place] : places) call_.kernel = call_.kernel.define(name, choice(name, place));
  }
  void run() const { call_.run(); }
  std::vector<unsigned char> results() const {
    std::vector<unsigned char> bytes;
    for (const Image& output : call_.run()) {
      const HostImage pixels = output.pull();
      const std::size_t before = bytes.size();
      bytes.resize(before + pixels.bytes());
      std::memcpy(bytes.data() + before, pixels.data(), pixels.bytes());
    }
    return bytes;
  }

 private:
  KernelCall call_;
  std::vector<KernelTunable> tunables_;
};

/// Those that neither --define nor --group has settled.
std::vector<KernelTunable> open_tunables(const KernelSource& source, const KernelOptions& options) {
  std::vector<KernelTunable> open = source.tunables;
  std::erase_if(open, [&](const KernelTunable& t) {
    const bool defined = std::any_of(options.defines.begin(), options.defines.end(),
                                     [&](const std::string& define) { return define.starts_with(t.name + "="); });
    return defined || (t.name == "GROUP" && !options.group.empty());
  });
  if (open.empty())
    throw ArgumentError(fmt::format(
        "kernel tune: {} has no tunable to choose; one is a line '// tunable TILE: 16 8 32'", options.file));
  return open;
}

double rounded(double ms) { return std::round(ms * 1e5) / 1e5; }

void keep(nlohmann::ordered_json& entry, const std::string& key, const std::string& file, const Trial& trial,
          const TunedGroup& found, const Context& context) {
  auto& kernels = entry["kernels"];
  if (kernels.is_null()) kernels = nlohmann::ordered_json::object();
  kernels.erase(key);
  if (found.values.empty()) return;
  auto& kernel = kernels[key];
  kernel["file"] = file;
  for (const auto& [name, place] : found.values) kernel["values"][name] = trial.choice(name, place);
  kernel["driver"] = context.device().driver;
  kernel["clumen"] = CLUMEN_VERSION;
  kernel["ms, default and tuned"] = {rounded(found.gains[0].default_ms), rounded(found.gains[0].tuned_ms)};
}

void tell(const TunedGroup& found, const Trial& trial) {
  std::string text = found.group + ":";
  if (found.values.empty()) text += " the defaults are best\n";
  for (const auto& [name, place] : found.values)
    text += fmt::format(" {} {} instead of {},", name, trial.choice(name, place), trial.choice(name, 0));
  if (text.back() == ',') text.back() = '\n';
  for (const TuneGain& gain : found.gains)
    text += fmt::format("  {:.4f} ms instead of {:.4f}\n", gain.tuned_ms, gain.default_ms);
  if (!found.tried.empty()) text += fmt::format("  tried: {}\n", fmt::join(found.tried, ", "));
  for (const std::string& line : found.refused) text += fmt::format("  refused: {}\n", line);
  print(text);
}

void tune(const Session& session, const KernelOptions& options, const std::string& given) {
  const fs::path out = tunables_file(given);
  nlohmann::ordered_json root = read_tunables(out);
  const KernelSource source =
      kernel_source(read_text(options.file), options.name, options.file, fs::path(options.file).parent_path().string());
  const Context context = session.context();
  Trial trial(kernel_call(context, options), open_tunables(source, options));
  TuneSubject subject{source.signature().name, {}, {}, {}, {}};
  for (const KernelTunable& t : trial.tunables()) {
    TuneDial dial{t.name, 0, {}};
    for (std::size_t i = 0; i < t.choices.size(); ++i) dial.choices.push_back(static_cast<int>(i));
    subject.dials.push_back(std::move(dial));
  }
  subject.cases.push_back({options.file, [&trial] { trial.run(); }, [&trial] { return trial.results(); }});
  subject.set = [&trial](const std::map<std::string, int>& places) { trial.set(places); };
  subject.text = [&trial](const std::string& name, int place) { return trial.choice(name, place); };
  const TunedGroup found = search(context, subject);
  tell(found, trial);
  keep(entry_for(root, context), tunables_key(source.signature().name, source.text), options.file, trial, found,
       context);
  write_tunables(out, root);
  print(fmt::format("written to {}\n", out.string()));
}

}  // namespace

void add_kernel_tune(CLI::App& kernel, Session& session) {
  CLI::App* command = kernel.add_subcommand(
      "tune", "Finds the fastest of the choices that a kernel's lines '// tunable NAME: ...' give, and keeps them.");
  struct Request {
    KernelOptions options;
    std::string out;
  };
  auto request = std::make_shared<Request>();
  add_kernel_options(*command, request->options);
  add_image_options(*command, request->options);
  command->add_option("-o,--out", request->out, "the file, in which other entries stay; that of the user otherwise")
      ->type_name("FILE");
  command->callback([&session, request] { tune(session, request->options, request->out); });
}

}  // namespace clumen::tool
