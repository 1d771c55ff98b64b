#include "core/tunables.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "clumen/filter.hpp"
#include "clumen/transform.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;
namespace fs = std::filesystem;

namespace {

const Device kDevice = [] {
  Device d;
  d.name = "Fast Card 900", d.vendor = "Some Vendor", d.platform = "Their Platform";
  return d;
}();

std::string file_of(const std::string& devices) {
  return R"({"format": "clumen tunables 1", "devices": [)" + devices + "]}";
}
std::string entry_of(const std::string& device, const std::string& form, const std::string& values) {
  return R"({"device": ")" + device + R"(", "form": ")" + form + R"(", "values": {)" + values + "}}";
}

/// By name, which tests can read.
std::map<std::string, int> read(const std::string& text, KernelForm form = KernelForm::gpu) {
  std::map<std::string, int> values;
  for (const auto& [index, value] : tunables_for(kDevice, form, text, "my.json"))
    values[std::string(tunable_list[index].name)] = value;
  return values;
}

/// Sets CLUMEN_TUNABLES while it lives.
class Named {
 public:
  explicit Named(const fs::path& path) { setenv("CLUMEN_TUNABLES", path.c_str(), 1); }
  ~Named() { setenv("CLUMEN_TUNABLES", "off", 1); }
  Named(const Named&) = delete;
  Named& operator=(const Named&) = delete;
};

fs::path written(const std::string& text) {
  fs::path path = fs::temp_directory_path() / ("clumen-tunables-" + std::to_string(std::rand()) + ".json");
  std::ofstream(path) << text;
  return path;
}

}  // namespace

TEST_CASE("each tunable has a group, a name of its own, and its default among its choices") {
  std::set<std::string_view> names;
  for (const Tunable& t : tunables()) {
    INFO(t.name);
    CHECK(names.insert(t.name).second);
    CHECK(t.name.find('.') != t.name.npos);
    for (const KernelForm form : {KernelForm::cpu, KernelForm::gpu}) {
      const std::vector<int> choices = choices_of(t, form);
      CHECK((choices.empty() || std::find(choices.begin(), choices.end(), default_of(t, form)) != choices.end()));
    }
  }
}

TEST_CASE("a file's values are those of the last entry that fits the device and the kernels' form") {
  const std::string text = file_of(entry_of("fast card", "gpu", R"("separable.TY": 16, "label.LS": 64)") + ',' +
                                   entry_of("other", "gpu", R"("separable.TY": 64)") + ',' +
                                   entry_of("Fast", "cpu", R"("separable.TY": 4)"));
  CHECK(read(text) == std::map<std::string, int>{{"separable.TY", 16}, {"label.LS", 64}});
  CHECK(read(text, KernelForm::cpu) == std::map<std::string, int>{{"separable.TY", 4}});
  CHECK(read(file_of(entry_of("VENDOR", "gpu", R"("label.LS": 64)") + ',' + entry_of("900", "gpu", ""))).empty());
  CHECK(read(file_of("")).empty());
  CHECK_NOTHROW(tunables_for(kDevice, KernelForm::gpu, shipped_tunables(), "data/tunables.json"));
}

TEST_CASE("a broken file says what is wrong where") {
  const auto refused = [](const std::string& text, const std::string& says) {
    INFO(text);
    CHECK_THROWS_AS(read(text), IoError);
    CHECK_THROWS_WITH(read(text), Catch::Contains("my.json: ") && Catch::Contains(says));
  };
  refused("", "is not JSON");
  refused(R"({"format": "clumen tunables 1", "devices": [)", "is not JSON");
  refused("[]", "no file of tunables");
  refused(R"({"format": "clumen tunables 2", "devices": []})", "no file of tunables");
  refused(R"({"format": "clumen tunables 1"})", "no list \"devices\"");
  refused(R"({"format": "clumen tunables 1", "devices": [], "more": 1})", "'more'");
  refused(file_of("3"), "no \"device\"");
  refused(file_of(R"({"device": "", "form": "gpu", "values": {}})"), "no \"device\"");
  refused(file_of(R"({"device": "x", "form": "tpu", "values": {}})"), "x has no \"form\"");
  refused(file_of(R"({"device": "x", "form": "gpu"})"), "x has no \"values\"");
  refused(file_of(R"({"device": "x", "form": "gpu", "values": {}, "vals": {}})"), "'vals' in x");
  refused(file_of(entry_of("x", "gpu", R"("separable.TZ": 1)")), "x: there is no tunable 'separable.TZ'");
  refused(file_of(entry_of("x", "gpu", R"("separable.TY": 17)")), "x: separable.TY is 17; allowed is 8, 16, 32, 64");
  refused(file_of(entry_of("x", "gpu", R"("separable.TY": "16")")), "separable.TY is \"16\"");
  refused(file_of(entry_of("x", "gpu", R"("separable.TY": 16.5)")), "separable.TY is 16.5");
  refused(file_of(entry_of("x", "gpu", R"("separable.NX": 2)")), "separable.NX is 2; allowed is 1");
}

TEST_CASE("a context takes the values of the user's file, and computes the same") {
  const Device& device = context().device();
  const bool cpu = kernel_form(context()) == KernelForm::cpu;
  const fs::path path = written(file_of(entry_of(device.name, cpu ? "cpu" : "gpu", R"("transpose.TILE": 32)") + ',' +
                                        entry_of(device.name, cpu ? "gpu" : "cpu", R"("transpose.TILE": 64)")));
  const Named named(path);
  const Context own = Context::find(device.name);
  CHECK(tunable(own, "transpose.TILE") == 32);
  const Shape s(150, 70);
  const auto pixels = random_pixels<float>(s, 3);
  const auto of = [&](const Context& c) { return transpose(c.push(pixels, s), Axes::yxz).pull_vector<float>(); };
  CHECK(of(own) == of(context()));
  fs::remove(path);
  CHECK_THROWS_AS(Context::find(device.name), IoError);
  CHECK_THROWS_WITH(Context::find(device.name), Catch::Contains(path.string()));
}

TEST_CASE("a tunable can be set to its choices") {
  const Context own = Context::find(context().device().name);
  const int other = kernel_form(own) == KernelForm::cpu ? 4 : 64;
  set_tunable(own, "separable.TY", other);
  CHECK(tunable(own, "separable.TY") == other);
  CHECK(tunable(context(), "separable.TY") != other);
  CHECK_THROWS_AS(set_tunable(own, "separable.TY", 7), ArgumentError);
  CHECK_THROWS_WITH(set_tunable(own, "separable.TY", 7), Catch::Contains("separable.TY = 7; allowed is"));
  CHECK_THROWS_AS(set_tunable(own, "nobody.TY", 8), ArgumentError);
  CHECK_THROWS_AS(tunable(own, "nobody.TY"), ArgumentError);
}
