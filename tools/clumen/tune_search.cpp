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
  Search(const Context& context, const TuneSubject& subject) : context_(context), subject_(subject) {
    for (const TuneDial& dial : subject.dials) values_[dial.name] = dial.start;
    set(values_);
    for (const TuneTimed& c : subject.cases) expected_.push_back(c.results());
  }

  TunedGroup run() {
    const Values defaults = values_;
    for (int pass = 0; pass < passes; ++pass) {
      bool gained = false;
      for (const TuneDial& dial : subject_.dials) gained = improve(dial) || gained;
      if (!gained || subject_.dials.size() == 1) break;
    }
    TunedGroup found{subject_.group, {}, {}, tried_, {refused_.begin(), refused_.end()}};
    if (values_ != defaults) {
      const Compared last = compare(defaults, values_);
      if (is_faster(last)) {
        for (const auto& [name, value] : values_)
          if (defaults.at(name) != value) found.values[name] = value;
        for (std::size_t i = 0; i < subject_.cases.size(); ++i)
          found.gains.push_back({subject_.cases[i].name, last.before[i], last.after[i]});
      } else {
        values_ = defaults;
      }
    }
    set(values_);
    return found;
  }

 private:
  void set(const Values& values) const { subject_.set(values); }

  /// Whether the results are those of the defaults; if not, the choice is told.
  bool agrees(const TuneDial& dial, int value, const Values& values) {
    set(values);
    std::string why;
    const std::size_t broken = context_.broken_frames().size();
    try {
      for (std::size_t i = 0; i < subject_.cases.size() && why.empty(); ++i)
        if (subject_.cases[i].results() != expected_[i]) why = "other results of " + subject_.cases[i].name;
    } catch (const DeviceError& error) {
      const std::string text = error.what();
      why = text.substr(0, text.find('\n'));
    }
    if (context_.broken_frames().size() > broken) why = "wrote outside an image";  // seen with CLUMEN_GUARD=1
    if (!why.empty()) refused_.insert(fmt::format("{} = {}: {}", dial.name, subject_.text(dial.name, value), why));
    return why.empty();
  }

  bool improve(const TuneDial& dial) {
    const std::string& name = dial.name;
    const Values before = values_;
    for (const int choice : dial.choices) {
      Values tried = values_;
      tried[name] = choice;
      if (tried == values_ || tried == before || !agrees(dial, choice, tried)) continue;
      const Compared first = compare(values_, tried);
      tried_.push_back(
          fmt::format("{} {}: {:.2f}", name.substr(name.find('.') + 1), subject_.text(name, choice), first.ratio()));
      if (is_faster(first) && is_faster(compare(values_, tried))) values_ = tried;  // twice: once may be luck
    }
    return values_ != before;
  }

  double milliseconds(const TuneTimed& c, int calls) const {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) c.call();
    context_.finish();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / calls;
  }

  /// The least times, both taking turns so that a machine that slows down slows both.
  Compared compare(const Values& before, const Values& after) const {
    Compared all;
    for (const TuneTimed& c : subject_.cases) {
      set(before);
      milliseconds(c, 1);
      const double once = milliseconds(c, 1);
      set(after);
      milliseconds(c, 1);
      const int calls = static_cast<int>(std::clamp(std::ceil(sample_ms / once), 1.0, 200.0));
      const int turns = static_cast<int>(std::clamp(budget_ms / (2 * once * calls), 3.0, static_cast<double>(rounds)));
      double least_before = once, least_after = HUGE_VAL;
      for (int turn = 0; turn < turns; ++turn) {
        set(before);
        least_before = std::min(least_before, milliseconds(c, calls));
        set(after);
        least_after = std::min(least_after, milliseconds(c, calls));
      }
      all.before.push_back(least_before);
      all.after.push_back(least_after);
    }
    return all;
  }

  Context context_;
  const TuneSubject& subject_;
  Values values_;
  std::vector<Bytes> expected_;
  std::vector<std::string> tried_;
  std::set<std::string> refused_;
};

/// Images of which some are flat and some solid, as cases ask for.
struct Both {
  TuneImages flat, solid;
  const TuneImages& of(int axes) const { return axes == 2 ? flat : solid; }
};

}  // namespace

TunedGroup search(const Context& context, const TuneSubject& subject) { return Search(context, subject).run(); }

TunedGroup tune_group(const Context& context, const std::string& group, std::int64_t edge) {
  TuneSubject subject{group, {}, {}, {}, {}};
  for (const Tunable& t : tunables())
    if (group_of(t) == group)
      subject.dials.push_back({std::string(t.name), tunable_default(context, t), tunable_choices(context, t)});
  std::vector<const TuneCase*> cases;
  for (const TuneCase& c : tune_cases())
    if (c.group == group) cases.push_back(&c);
  const auto images = [&](int axes, const Shape& shape) {
    const bool wanted = std::any_of(cases.begin(), cases.end(), [axes](const TuneCase* c) { return c->axes == axes; });
    return wanted ? tune_images(context, shape) : TuneImages{};
  };
  const std::int64_t third = std::max<std::int64_t>(edge / 8, 8);
  const Both timed{images(2, Shape(edge, edge)), images(3, Shape(third, third, third))};
  const Both odd{images(2, Shape(131, 77)), images(3, Shape(37, 21, 11))};
  for (const TuneCase* c : cases) {
    const TuneImages &large = timed.of(c->axes), &small = odd.of(c->axes);
    subject.cases.push_back({fmt::format("{} {}, {}", c->operation, c->what, to_string(large.f32.shape())),
                             [c, &large] { c->call(large); },
                             [c, &large, &small] {
                               Bytes all = bytes_of(c->call(large));
                               const Bytes more = bytes_of(c->call(small));
                               all.insert(all.end(), more.begin(), more.end());
                               return all;
                             }});
  }
  subject.set = [&context](const Values& values) {
    for (const auto& [name, value] : values) set_tunable(context, name, value);
  };
  subject.text = [](const std::string&, int value) { return std::to_string(value); };
  return search(context, subject);
}

}  // namespace clumen::tool
