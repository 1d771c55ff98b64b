#include "tune_file.hpp"

#include <fmt/format.h>

#include <fstream>

#include "io/output_file.hpp"

namespace clumen::tool {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

fs::path tunables_file(const std::string& given) {
  const fs::path out = given.empty() ? tunables_path() : fs::path(given);
  if (out.empty()) throw ArgumentError("tune: CLUMEN_TUNABLES is off; --out says where the result goes");
  return out;
}

json read_tunables(const fs::path& path) {
  const json empty = {{"format", "clumen tunables 1"}, {"devices", json::array()}};
  std::ifstream file(path);
  if (!file) return empty;
  try {
    json root = json::parse(file);
    if (root.is_object() && root.value("format", "") == "clumen tunables 1" && root["devices"].is_array()) return root;
  } catch (const json::exception&) {
  }
  throw IoError(fmt::format("{}: is there, and is no file of tunables", path.string()));
}

void write_tunables(const fs::path& path, const json& root) {
  std::error_code failed;  // of which OutputFile tells more
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), failed);
  OutputFile file("tune", path);
  const std::string text = root.dump(1) + '\n';
  file.append(text.data(), text.size());
  file.commit();
}

json& entry_for(json& root, const Context& context) {
  const std::string form = kernel_form(context) == KernelForm::cpu ? "cpu" : "gpu", name = context.device().name;
  json& devices = root["devices"];
  json entry = {{"device", name}, {"form", form}, {"values", json::object()}, {"measured", json::object()}};
  for (std::size_t i = 0; i < devices.size(); ++i)
    if (devices[i].value("device", "") == name && devices[i].value("form", "") == form) {
      entry.update(devices[i]);
      devices.erase(i--);
    }
  devices.push_back(entry);
  return devices.back();
}

}  // namespace clumen::tool
