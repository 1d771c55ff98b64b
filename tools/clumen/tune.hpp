#pragma once
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "clumen/clumen.hpp"

/// The search for the fastest tunables of a device.
namespace clumen::tool {

/// What the cases are run on, all of one shape: nuclei on noise, in some dtypes, and what is made of them.
struct TuneImages {
  Image f32, u16, u8, mask, bits, labels;
};
TuneImages tune_images(const Context& context, const Shape& shape);

/// A call of an operation whose time depends on the tunables of a group.
struct TuneCase {
  using Result = std::variant<Image, Table>;
  std::string group;      ///< of tunables: "separable"
  std::string operation;  ///< "gaussian"
  std::string what;       ///< "sigma 2, f32"
  int axes;
  std::function<Result(const TuneImages&)> call;
};
const std::vector<TuneCase>& tune_cases();

/// The group of a tunable.
std::string_view group_of(const Tunable& tunable);

/// The time of one case with the defaults and with what was found.
struct TuneGain {
  std::string name;
  double default_ms, tuned_ms;
};
struct TunedGroup {
  std::string group;
  std::map<std::string, int> values;  ///< what differs from the defaults
  std::vector<TuneGain> gains;        ///< empty when nothing differs
  std::vector<std::string> tried;     ///< "TX 512: 1.03", the time beside that of the best before
  std::vector<std::string> refused;   ///< choices that gave other results or did not run
};
/// What a search turns: numbers by name, each beginning with one.
struct TuneDial {
  std::string name;
  int start;
  std::vector<int> choices;
};
/// A call whose time depends on them, and all that it gives, as bytes that must stay the same.
struct TuneTimed {
  std::string name;
  std::function<void()> call;
  std::function<std::vector<unsigned char>()> results;
};
struct TuneSubject {
  std::string group;
  std::vector<TuneDial> dials;
  std::vector<TuneTimed> cases;
  std::function<void(const std::map<std::string, int>&)> set;
  std::function<std::string(const std::string& name, int value)> text;  ///< of a choice, for people
};
/// Looks for the best values of the dials, one after another, as long as that gains anything, and leaves them set.
TunedGroup search(const Context& context, const TuneSubject& subject);
/// Looks for the best values of a group's tunables and leaves them set. `edge`: of square images; volumes have an
/// eighth of it.
TunedGroup tune_group(const Context& context, const std::string& group, std::int64_t edge);

}  // namespace clumen::tool
