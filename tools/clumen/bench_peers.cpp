#include "bench_peers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "operation.hpp"
#include "page.hpp"

namespace clumen::tool {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

}  // namespace

const std::vector<std::string>& peer_names() {
  static const std::vector<std::string> names = {"skimage", "cv2", "cle", "cucim"};
  return names;
}

std::vector<std::string> peers_of(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string& name : split(text)) {
    if (name == "none") continue;
    if (std::find(peer_names().begin(), peer_names().end(), name) == peer_names().end())
      throw ArgumentError(fmt::format("bench: --against is {}; allowed is {}, none, or several with commas", name,
                                      fmt::join(peer_names(), ", ")));
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  return out;
}

void write_peer_scripts(const fs::path& folder) {
  constexpr std::string_view prefix = "peers/";
  for (const PageFile& file : page_files()) {
    if (!file.name.starts_with(prefix)) continue;
    const fs::path path = folder / file.name.substr(prefix.size());
    fs::create_directories(path.parent_path());
    write_file(path, file.text.data(), file.text.size());
  }
}

PeerRunner::PeerRunner(std::string name, PeerOptions options) : name_(std::move(name)), options_(std::move(options)) {
  start();
}

void PeerRunner::start() {
  child_.reset();
  loaded_ = false;
  // -B: no compiled files of scripts that are there once; -u: lines as they come
  child_.emplace(std::vector<std::string>{options_.python, "-B", "-u", (options_.scripts / "peers.py").string(), name_,
                                          options_.device},
                 options_.folder / (name_ + ".log"));
  try {
    const json opened = ask(nullptr);
    version_ = opened.at("version");
    const bool gpu = opened.at("kind") == "gpu";
    const std::string device = opened.value("device", "");
    description_ = {{"name", name_},
                    {"label", fmt::format("{} {}{}", std::string(opened.at("title")), version_,
                                          device.empty() ? "" : " on " + device)},
                    {"kind", gpu ? "gpu" : "cpu"},
                    {"where", gpu ? "device" : "host"}};
    if (!device.empty()) description_["device"] = device;
  } catch (const Error&) {
    child_.reset();
    throw;
  }
}

json PeerRunner::ask(const json& question) {
  try {
    if (!question.is_null()) child_->write_line(question.dump(-1, ' ', false, json::error_handler_t::replace));
    const std::string line = child_->read_line(options_.patience);
    json answer = json::parse(line, nullptr, false);
    if (!answer.is_object()) throw IoError(fmt::format("{}: '{}' is no answer", name_, line.substr(0, 200)));
    if (answer.contains("error")) throw DeviceError(answer.at("error").get<std::string>());
    return answer;
  } catch (const IoError&) {  // it crashed, or is ended now
    child_.reset();
    throw;
  }
}

void PeerRunner::load(const BenchImages& images, const fs::path& folder) {
  images_ = {{"do", "load"}, {"folder", folder.string()}, {"shape", numpy_shape(images.shape())}};
  loaded_ = false;
}

bool PeerRunner::prepare(const RowCall& call) {
  if (call.row.family.empty()) return false;
  if (!child_) start();
  if (!loaded_) ask(images_);
  loaded_ = true;
  return ask({{"do", "row"}, {"family", call.row.family}, {"row", call.row.peer_row}, {"inputs", call.inputs}})
      .at("has");
}

std::vector<double> PeerRunner::time(Transfer transfer, double seconds) {
  return ask({{"do", "time"}, {"transfer", transfer == Transfer::with}, {"seconds", seconds}})
      .at("ms")
      .get<std::vector<double>>();
}

std::optional<PeerAgreement> PeerRunner::compare(const HostImage& picture) {
  const fs::path path = options_.folder / "result.raw";
  write_file(path, picture.data(), picture.bytes());
  std::vector<std::int64_t> shape = numpy_shape(picture.shape());
  if (picture.shape().c > 1) shape.insert(shape.begin(), picture.shape().c);
  const json found = ask(
      {{"do", "compare"}, {"file", path.string()}, {"dtype", std::string(name_of(picture.dtype()))}, {"shape", shape}});
  fs::remove(path);
  if (!found.contains("agrees")) return std::nullopt;
  return PeerAgreement{found.at("agrees"), found.at("difference"), found.at("differing")};
}

}  // namespace clumen::tool
