#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chain.hpp"
#include "kernel_call.hpp"
#include "operation.hpp"

/// `clumen kernel cache`: the compiled programs that lie on the disk.
namespace clumen::tool {
namespace {

namespace fs = std::filesystem;
using State = StoredProgram::State;

struct Options {
  double days = -1;  ///< negative: not given
  bool drivers = false;
  std::vector<std::string> kernels, chains, values, defines;
  std::string image, shape = "1024x1024", dtype = "f32";
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Those of a device by a part of its name; of all where that is empty.
std::vector<StoredProgram> programs_of(const std::string& device) {
  std::vector<StoredProgram> programs = stored_programs();
  std::erase_if(programs, [part = lower(device)](const StoredProgram& p) {
    return lower(p.device).find(part) == std::string::npos;
  });
  return programs;
}

std::uint64_t bytes_of(const std::vector<StoredProgram>& programs) {
  std::uint64_t sum = 0;
  for (const StoredProgram& p : programs) sum += p.bytes;
  return sum;
}

double days_since(fs::file_time_type time) {
  return std::chrono::duration<double, std::ratio<86400>>(fs::file_time_type::clock::now() - time).count();
}

std::string date_of(fs::file_time_type time) {
  const auto back = std::chrono::duration_cast<std::chrono::seconds>(fs::file_time_type::clock::now() - time);
  const std::time_t when = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - back);
  return fmt::format("{:%Y-%m-%d %H:%M}", fmt::localtime(when));
}

std::string counted(std::uint64_t programs, std::uint64_t bytes) {
  return fmt::format("{} program{}, {}", programs, programs == 1 ? "" : "s", bytes_text(bytes));
}

void print_folders(const std::vector<StoredProgram>& programs) {
  const fs::path folder = program_folder();
  print(folder.empty()
            ? "clumen: CLUMEN_CACHE_DIR is off, nothing is kept\n"
            : fmt::format("clumen: {} in {}\n", counted(programs.size(), bytes_of(programs)), folder.string()));
  for (const DriverFolder& f : driver_folders())
    print(fmt::format("{} itself: {} in {}\n", f.driver, counted(f.programs, f.bytes), f.path.string()));
}

void list(const Session& session) {
  const std::vector<StoredProgram> programs = programs_of(session.device);
  if (!programs.empty()) print(fmt::format("{:<16}  {:>9}  {:<24}  {}\n", "last used", "size", "device", "program"));
  for (const StoredProgram& p : programs) {
    const std::string what = p.state == State::whole ? fmt::format("{} ({})", p.source, fmt::join(p.kernels, ", "))
                             : p.state == State::other
                                 ? fmt::format("{}: of another version", p.path.filename().string())
                                 : fmt::format("{}: damaged", p.path.filename().string());
    print(
        fmt::format("{:<16}  {:>9}  {:<24}  {}\n", date_of(p.used), bytes_text(p.bytes), p.device.substr(0, 24), what));
  }
  print_folders(programs);
}

/// What is no use to anybody goes whatever else is said.
bool is_meant(const StoredProgram& p, const std::string& device, double days) {
  if (p.state != State::whole) return true;
  return (device.empty() || lower(p.device).find(lower(device)) != std::string::npos) &&
         (days < 0 || days_since(p.used) > days);
}

void clear(const Session& session, const Options& options) {
  if (std::isnan(options.days)) throw ArgumentError("kernel cache: --older-than is nan; allowed is a number of days");
  if (options.drivers && (options.days >= 0 || !session.device.empty()))
    throw ArgumentError(
        "kernel cache: --drivers goes with neither --older-than nor --device: what a driver keeps has no names");
  std::uint64_t removed = 0, bytes = 0;
  for (const StoredProgram& p : stored_programs()) {
    if (!is_meant(p, session.device, options.days)) continue;
    std::error_code failed;
    if (fs::remove(p.path, failed)) ++removed, bytes += p.bytes;
    if (failed) throw IoError(fmt::format("{}: cannot be removed: {}", p.path.string(), failed.message()));
  }
  print(fmt::format("removed {}\n", counted(removed, bytes)));
  if (!options.drivers) return;
  for (const DriverFolder& f : driver_folders()) {
    for (const auto& entry : fs::directory_iterator(f.path)) {
      std::error_code failed;
      fs::remove_all(entry.path(), failed);
      if (failed) throw IoError(fmt::format("{}: cannot be removed: {}", entry.path().string(), failed.message()));
    }
    print(fmt::format("removed {} of {}\n", counted(f.programs, f.bytes), f.driver));
  }
}

/// The image whose dtype and extent decide which programs there must be.
Image image_like(const Context& context, const Options& options) {
  if (!options.image.empty()) return read_image(context, options.image);
  const std::optional<Shape> given = shape_of(options.shape);
  if (!given || given->ndim < 2 || std::max({given->x, given->y, given->z}) > 1 << 20)
    throw ArgumentError(
        fmt::format("kernel cache: --shape is {}; allowed is like 2048x2048 or 256x256x64", options.shape));
  const Shape shape(given->x, given->y, given->z);
  const HostImage pixels(shape, dtype_of(options.dtype));  // not by a program, which would be one more
  visit(pixels.dtype(), [&](auto zero) {
    auto* first = static_cast<decltype(zero)*>(pixels.data());
    const std::int64_t most = pixels.dtype() == DType::boolean ? 2 : 127;
    for (std::int64_t i = 0; i < shape.pixels(); ++i) first[i] = static_cast<decltype(zero)>(i * 2654435761 % most);
  });
  return context.push(pixels.data(), shape, pixels.dtype());
}

/// So that every program of the chain is made.
void run_to_its_end(const std::string& text, const Image& image) {
  const Result result = Chain::parse("kernel cache", text).run(image).result;
  if (const auto* picture = std::get_if<Image>(&result)) picture->compute();
  if (const auto* scalar = std::get_if<Scalar>(&result)) scalar->value();
  if (const auto* images = std::get_if<NamedImages>(&result))
    for (const auto& [name, picture] : *images) picture.compute();
}

void warm(const Session& session, const Options& options) {
  if (options.kernels.empty() && options.chains.empty())
    throw ArgumentError("kernel cache: nothing to warm; --chain and --kernel say what will be run");
  const Context context = session.context();
  const Image image = image_like(context, options);
  const Statistics before = context.statistics();
  for (const std::string& chain : options.chains) run_to_its_end(chain, image);
  for (const std::string& file : options.kernels) {
    KernelOptions own;
    own.file = file;
    own.values = options.values;
    own.defines = options.defines;
    KernelCall call = call_without_images(context, own);
    complete(call, image);
    for (const Image& output : call.run()) output.compute();
  }
  context.finish();
  const Statistics after = context.statistics();
  print(fmt::format("{}: {} compiled, {} were there\n", context.device().name, after.builds - before.builds,
                    after.loads - before.loads));
}

}  // namespace

void add_kernel_cache(CLI::App& kernel, Session& session) {
  CLI::App* cache = kernel.add_subcommand("cache", "The compiled programs that are kept on the disk.");
  cache->require_subcommand(1);
  cache->footer("--device, a part of its name, chooses the programs of a device; it need not be there but for warm.");
  auto options = std::make_shared<Options>();
  cache->add_subcommand("list", "Every program: when it was used last, its size, device, file and kernels.")
      ->callback([&session] { list(session); });
  cache->add_subcommand("size", "How many there are, and how large, and what the driver keeps by itself.")
      ->callback([&session] { print_folders(programs_of(session.device)); });

  CLI::App* clears = cache->add_subcommand("clear", "Removes them; damaged ones in any case.");
  clears->add_option("--older-than", options->days, "only what was not used for so many days")
      ->type_name("DAYS")
      ->check(CLI::NonNegativeNumber);
  clears->add_flag("--drivers", options->drivers, "also what the driver keeps by itself, for all programs (PoCL)");
  clears->callback([&session, options] { clear(session, *options); });

  CLI::App* warms = cache->add_subcommand("warm", "Compiles beforehand what a workflow will run, for this device.");
  warms->add_option("--chain", options->chains, "operations: 'gaussian(5) | binary_erosion(disk:2)'")
      ->type_name("CHAIN");
  warms->add_option("--kernel", options->kernels, "a kernel of your own")->type_name("FILE.cl");
  warms->add_option("--set", options->values, "a number for its parameter; 1 otherwise")->type_name("NAME=VALUE");
  warms->add_option("--define", options->defines, "a macro before its text")->type_name("NAME=VALUE");
  warms->add_option("--image", options->image, "an image like those that will come")->type_name("IN");
  warms->add_option("--shape", options->shape, "or their extent")->type_name("1024x1024")->capture_default_str();
  warms->add_option("--dtype", options->dtype, "and dtype")->capture_default_str();
  warms->callback([&session, options] { warm(session, *options); });
}

}  // namespace clumen::tool
