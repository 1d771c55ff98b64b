#include "bench_first.hpp"

#include <fmt/format.h>

#include "child.hpp"
#include "operation.hpp"
#include "session.hpp"

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What such a process is told.
struct Request {
  std::string folder, chain, shape;
  std::vector<std::string> inputs;
};

/// Where every driver that we know keeps what it has compiled.
std::map<std::string, std::string> caches_in(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const char* name : {"CLUMEN_CACHE_DIR", "POCL_CACHE_DIR", "CUDA_CACHE_PATH", "NEO_CACHE_DIR",
                           "MESA_SHADER_CACHE_DIR", "XDG_CACHE_HOME"}) {
    fs::create_directories(folder / name);
    out[name] = (folder / name).string();
  }
  return out;
}

double first_call(const std::string& device, const RowCall& call, const fs::path& folder, const fs::path& caches,
                  double patience) {
  std::vector<std::string> command = {fs::read_symlink("/proc/self/exe").string(),
                                      "--device",
                                      device,
                                      "bench",
                                      "first-call",
                                      "--folder",
                                      folder.string(),
                                      "--shape",
                                      to_string(call.shape),
                                      "--chain",
                                      call.chain};
  for (const std::string& input : call.inputs) command.insert(command.end(), {"--input", input});
  Child child(command, folder / "first-call.log", caches_in(caches));
  const json answer = json::parse(child.read_line(patience), nullptr, false);
  child.finish(patience);  // what it has compiled is saved as it ends
  return answer.at("first_ms");
}

RowCall call_of(const Request& request) {
  const std::optional<Shape> shape = shape_of(request.shape);
  if (!shape) throw ArgumentError(fmt::format("bench first-call: --shape is {}", request.shape));
  Row row = own_row(request.chain);
  row.input = request.inputs.front();
  return {std::move(row), *shape, request.chain, request.inputs};
}

void run(const Session& session, const Request& request) {
  const Context context = session.context();
  const RowCall call = call_of(request);
  std::map<std::string, HostImage> hosts;
  for (const std::string& name : request.inputs) hosts[name] = read_image_of(request.folder, name, call.shape);
  const PreparedRow row(context, call, hosts);
  const double ms = milliseconds_of([&] { row.run(Transfer::without); });
  print(fmt::format("{{\"first_ms\": {}}}\n", ms));
}

}  // namespace

FirstCalls first_calls(const std::string& device, const RowCall& call, const fs::path& folder, double patience) {
  const fs::path caches = folder / "caches";
  fs::remove_all(caches);
  const double cold = first_call(device, call, folder, caches, patience);
  const double warm = first_call(device, call, folder, caches, patience);
  fs::remove_all(caches);
  return {cold, warm};
}

void add_bench_first_call(CLI::App& bench, Session& session) {
  CLI::App* command = bench.add_subcommand("first-call", "")->group("");  // for this command itself
  auto request = std::make_shared<Request>();
  command->add_option("--folder", request->folder, "")->required();
  command->add_option("--chain", request->chain, "")->required();
  command->add_option("--shape", request->shape, "")->required();
  command->add_option("--input", request->inputs, "")->required();
  command->callback([&session, request] { run(session, *request); });
}

}  // namespace clumen::tool
