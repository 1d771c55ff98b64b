#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "clumen/error.hpp"
#include "core/devices.hpp"
#include "core/kernel_values.hpp"
#include "core/tunables.hpp"

namespace clumen {

namespace {

using nlohmann::json;

/// One file: every mistake in it is told with its name, and where it is.
class File {
 public:
  File(std::string_view name, std::string_view text) : name_(name) {
    try {
      root_ = json::parse(text);
    } catch (const json::exception& error) {
      wrong(fmt::format("is not JSON: {}", error.what()));
    }
    require(root_.is_object() && root_.value("format", json()) == "clumen tunables 1",
            R"(is no file of tunables: it has no "format": "clumen tunables 1")");
    only(root_, "the file", {"format", "devices"});
    require(root_.contains("devices") && root_["devices"].is_array(), R"(has no list "devices")");
  }

  std::map<std::size_t, int> values_for(const Device& device, KernelForm form) const {
    std::map<std::size_t, int> last;
    for (const json& entry : root_["devices"]) {
      const Entry read = entry_of(entry);  // a mistake is told on any device
      if (read.form == form && is_named(device, read.device)) last = read.values;
    }
    return last;
  }

  std::map<std::string, std::string> kernel_values(const Device& device, KernelForm form,
                                                   const std::string& key) const {
    std::map<std::string, std::string> last;
    for (const json& entry : root_["devices"]) {
      const Entry read = entry_of(entry);
      if (read.form != form || !is_named(device, read.device) || !entry.contains("kernels")) continue;
      const json values = entry["kernels"].value(key, json::object()).value("values", json::object());
      for (const auto& [name, value] : values.items()) last[name] = value;
    }
    return last;
  }

 private:
  struct Entry {
    std::string device;
    KernelForm form;
    std::map<std::size_t, int> values;
  };

  [[noreturn]] void wrong(const std::string& what) const { throw IoError(fmt::format("{}: {}", name_, what)); }
  void require(bool ok, const std::string& what) const {
    if (!ok) wrong(what);
  }
  void only(const json& object, std::string_view where, std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : object.items())
      require(std::find(known.begin(), known.end(), key) != known.end(),
              fmt::format("'{}' in {} is not known; there are {}", key, where, fmt::join(known, ", ")));
  }

  Entry entry_of(const json& entry) const {
    require(entry.is_object() && entry.contains("device") && entry["device"].is_string() &&
                !entry["device"].get<std::string>().empty(),
            R"(an entry of "devices" has no "device", a part of a device's name)");
    Entry read{entry["device"], KernelForm::cpu, {}};
    only(entry, read.device, {"device", "form", "values", "measured", "kernels"});
    const json form = entry.value("form", json());
    require(form == "cpu" || form == "gpu", fmt::format(R"({} has no "form", "cpu" or "gpu")", read.device));
    if (form == "gpu") read.form = KernelForm::gpu;
    require(entry.contains("values") && entry["values"].is_object(), fmt::format(R"({} has no "values")", read.device));
    for (const auto& [name, value] : entry["values"].items()) {
      const std::size_t index = index_of(name, read.device);
      read.values[index] = value_of(value, tunable_list[index], read);
    }
    require_kernels(entry.value("kernels", json::object()), read.device);
    return read;
  }

  void require_kernels(const json& kernels, const std::string& device) const {
    require(kernels.is_object(), fmt::format(R"("kernels" of {} is no object)", device));
    for (const auto& [key, kernel] : kernels.items()) {
      const bool has = kernel.is_object() && kernel.contains("values") && kernel["values"].is_object();
      require(has, fmt::format(R"({}: kernel {} has no "values")", device, key));
      for (const auto& [name, value] : kernel["values"].items())
        require(value.is_string(), fmt::format("{}: {} of kernel {} is no text", device, name, key));
    }
  }

  std::size_t index_of(const std::string& name, const std::string& device) const {
    const auto* found = std::find_if(std::begin(tunable_list), std::end(tunable_list),
                                     [&](const Tunable& tunable) { return tunable.name == name; });
    require(found != std::end(tunable_list), fmt::format("{}: there is no tunable '{}'", device, name));
    return static_cast<std::size_t>(found - tunable_list);
  }

  int value_of(const json& value, const Tunable& tunable, const Entry& entry) const {
    std::vector<int> allowed = choices_of(tunable, entry.form);
    allowed.push_back(default_of(tunable, entry.form));
    std::sort(allowed.begin(), allowed.end());
    allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
    const auto found = std::find_if(allowed.begin(), allowed.end(), [&](int number) { return value == number; });
    require(found != allowed.end(), fmt::format("{}: {} is {}; allowed is {}", entry.device, tunable.name, value.dump(),
                                                fmt::join(allowed, ", ")));
    return *found;
  }

  std::string name_;
  json root_;
};

}  // namespace

std::map<std::size_t, int> tunables_for(const Device& device, KernelForm form, std::string_view text,
                                        std::string_view file) {
  return File(file, text).values_for(device, form);
}

std::map<std::string, std::string> kernel_values_for(const Device& device, KernelForm form, std::string_view text,
                                                     std::string_view file, const std::string& key) {
  return File(file, text).kernel_values(device, form, key);
}

}  // namespace clumen
