#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <set>

#include "session.hpp"
#include "tune.hpp"

namespace clumen::tool {
namespace {

using Values = std::map<std::string, int>;
using Bytes = std::vector<unsigned char>;

constexpr double least_gain = 0.97;  // of the time before: less is noise
constexpr double worst_case = 1.05;  // no case may become slower than that
constexpr double sample_ms = 4;      // of one measurement: as many calls as it takes
constexpr double budget_ms = 1500;   // of one comparison of one case
constexpr int rounds = 21;
constexpr int passes = 3;  // over all tunables, as one may depend on another

Bytes bytes_of(const TuneCase::Result& result) {
  if (const auto* made = std::get_if<Table>(&result)) {
    const std::string text = as_csv(*made);
    return {text.begin(), text.end()};
  }
  const HostImage pixels = std::get<Image>(result).pull();
  Bytes bytes(pixels.bytes());
  std::memcpy(bytes.data(), pixels.data(), bytes.size());
  return bytes;
}

/// Two sets of values, beside each other.
struct Compared {
  std::vector<double> before, after;  ///< the least milliseconds of each case
  double ratio() const {
    double sum = 0;
    for (std::size_t i = 0; i < before.size(); ++i) sum += std::log(after[i] / before[i]);
    return std::exp(sum / static_cast<double>(before.size()));
  }
  double worst() const {
    double most = 0;
    for (std::size_t i = 0; i < before.size(); ++i) most = std::max(most, after[i] / before[i]);
    return most;
  }
};

bool is_faster(const Compared& c) { return c.ratio() < least_gain && c.worst() < worst_case; }

class Search {
 public:
  Search(const Context& context, const std::string& group, std::int64_t edge) : context_(context) {
    for (const Tunable& t : tunables())
      if (group_of(t) == group) {
        tunables_.push_back(&t);
        values_[std::string(t.name)] = tunable_default(context, t);
      }
    for (const TuneCase& c : tune_cases())
      if (c.group == group) cases_.push_back(&c);
    const std::int64_t third = std::max<std::int64_t>(edge / 8, 8);
    timed_ = {images_for(2, Shape(edge, edge)), images_for(3, Shape(third, third, third))};
    odd_ = {images_for(2, Shape(131, 77)), images_for(3, Shape(37, 21, 11))};
    set(values_);
    for (const TuneCase* c : cases_) expected_.push_back(results(*c));
  }

  TunedGroup run(const std::string& group) {
    const Values defaults = values_;
    for (int pass = 0; pass < passes; ++pass) {
      bool gained = false;
      for (const Tunable* t : tunables_) gained = improve(*t) || gained;
      if (!gained || tunables_.size() == 1) break;
    }
    TunedGroup found{group, {}, {}, tried_, {refused_.begin(), refused_.end()}};
    if (values_ != defaults) {
      const Compared last = compare(defaults, values_);
      if (is_faster(last)) {
        for (const auto& [name, value] : values_)
          if (defaults.at(name) != value) found.values[name] = value;
        for (std::size_t i = 0; i < cases_.size(); ++i)
          found.gains.push_back({name_of(*cases_[i]), last.before[i], last.after[i]});
      } else {
        values_ = defaults;
      }
    }
    set(values_);
    return found;
  }

 private:
  struct Both {
    TuneImages flat, solid;
    const TuneImages& of(int axes) const { return axes == 2 ? flat : solid; }
  };

  TuneImages images_for(int axes, const Shape& shape) const {
    const bool wanted =
        std::any_of(cases_.begin(), cases_.end(), [axes](const TuneCase* c) { return c->axes == axes; });
    return wanted ? tune_images(context_, shape) : TuneImages{};
  }

  std::string name_of(const TuneCase& c) const {
    return fmt::format("{} {}, {}", c.operation, c.what, to_string(timed_.of(c.axes).f32.shape()));
  }

  void set(const Values& values) const {
    for (const auto& [name, value] : values) set_tunable(context_, name, value);
  }

  std::array<Bytes, 2> results(const TuneCase& c) const {
    return {bytes_of(c.call(timed_.of(c.axes))), bytes_of(c.call(odd_.of(c.axes)))};
  }

  /// Whether the results are those of the defaults; if not, the choice is told.
  bool agrees(const Tunable& t, int value, const Values& values) {
    set(values);
    std::string why;
    const std::size_t broken = context_.broken_frames().size();
    try {
      for (std::size_t i = 0; i < cases_.size() && why.empty(); ++i)
        if (results(*cases_[i]) != expected_[i]) why = "other results of " + name_of(*cases_[i]);
    } catch (const DeviceError& error) {
      const std::string text = error.what();
      why = text.substr(0, text.find('\n'));
    }
    if (context_.broken_frames().size() > broken) why = "wrote outside an image";  // seen with CLUMEN_GUARD=1
    if (!why.empty()) refused_.insert(fmt::format("{} = {}: {}", t.name, value, why));
    return why.empty();
  }

  bool improve(const Tunable& t) {
    const std::string name(t.name);
    const Values before = values_;
    for (const int choice : tunable_choices(context_, t)) {
      Values tried = values_;
      tried[name] = choice;
      if (tried == values_ || tried == before || !agrees(t, choice, tried)) continue;
      const Compared first = compare(values_, tried);
      tried_.push_back(fmt::format("{} {}: {:.2f}", name.substr(name.find('.') + 1), choice, first.ratio()));
      if (is_faster(first) && is_faster(compare(values_, tried))) values_ = tried;  // twice: once may be luck
    }
    return values_ != before;
  }

  double milliseconds(const TuneCase& c, int calls) const {
    const TuneImages& images = timed_.of(c.axes);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) c.call(images);
    context_.finish();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / calls;
  }

  /// The least times, both taking turns so that a machine that slows down slows both.
  Compared compare(const Values& before, const Values& after) const {
    Compared all;
    for (const TuneCase* c : cases_) {
      set(before);
      milliseconds(*c, 1);
      const double once = milliseconds(*c, 1);
      set(after);
      milliseconds(*c, 1);
      const int calls = static_cast<int>(std::clamp(std::ceil(sample_ms / once), 1.0, 200.0));
      const int turns = static_cast<int>(std::clamp(budget_ms / (2 * once * calls), 3.0, static_cast<double>(rounds)));
      double least_before = once, least_after = HUGE_VAL;
      for (int turn = 0; turn < turns; ++turn) {
        set(before);
        least_before = std::min(least_before, milliseconds(*c, calls));
        set(after);
        least_after = std::min(least_after, milliseconds(*c, calls));
      }
      all.before.push_back(least_before);
      all.after.push_back(least_after);
    }
    return all;
  }

  Context context_;
  std::vector<const Tunable*> tunables_;
  std::vector<const TuneCase*> cases_;
  Values values_;
  Both timed_, odd_;
  std::vector<std::array<Bytes, 2>> expected_;
  std::vector<std::string> tried_;
  std::set<std::string> refused_;
};

}  // namespace

TunedGroup tune_group(const Context& context, const std::string& group, std::int64_t edge) {
  return Search(context, group, edge).run(group);
}

}  // namespace clumen::tool
