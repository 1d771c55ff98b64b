#include "bench_runner.hpp"

#include <fmt/format.h>

#include "chain.hpp"

namespace clumen::tool {
namespace {

const Chain::Names kNames{"image", "mask", "mask2", "labels"};
constexpr double kSlow = 50;             // milliseconds: a call that needs none before it to warm up
constexpr std::size_t kMostCalls = 200;  // of one turn

}  // namespace

bool is_transfer(const RowCall& call) { return call.chain == "push" || call.chain == "pull"; }

RowCall row_call(const Row& row, const Shape& shape, double threshold) {
  RowCall call{row, shape, row.chain_for(shape, threshold), {row.input}};
  if (is_transfer(call)) return call;
  const Chain chain = Chain::parse("bench", call.chain, kNames);
  for (const std::string& name : chain.uses())
    if (name != row.input) call.inputs.push_back(name);
  return call;
}

struct PreparedRow::State {
  Context context;
  RowCall call;
  std::optional<Chain> chain;  ///< none for a transfer
  std::map<std::string, HostImage> hosts;
  Chain::Pictures pictures;  ///< on the device

  Chain::Pictures pushed() const {
    Chain::Pictures out;
    for (const std::string& name : call.inputs) {
      const HostImage& host = hosts.at(name);
      out[name] = context.push(host.data(), host.shape(), host.dtype());
    }
    return out;
  }

  Chain::Outcome outcome(const Chain::Pictures& given) const { return chain->run(given.at(call.row.input), given); }

  /// Waits for what a chain gives.
  void settle(const Chain::Outcome& outcome) const {
    if (const auto* image = std::get_if<Image>(&outcome.result)) image->compute();
    if (const auto* scalar = std::get_if<Scalar>(&outcome.result)) scalar->value();
    if (const auto* images = std::get_if<NamedImages>(&outcome.result))
      for (const auto& [name, image] : *images) image.compute();
    context.finish();
  }

  bool is_input(const Image& image) const {
    for (const auto& [name, own] : pictures)
      if (image.shared_state() == own.shared_state()) return true;
    return false;
  }

  /// Brings what a chain gives to the host: also the image that its table is of, if the chain has made it.
  void fetch(const Chain::Outcome& outcome, bool made_it) const {
    if (const auto* scalar = std::get_if<Scalar>(&outcome.result)) scalar->value();
    else if (const auto* images = std::get_if<NamedImages>(&outcome.result))
      for (const auto& [name, image] : *images) image.pull();
    else if (made_it) outcome.picture.pull();
    context.finish();
  }
};

PreparedRow::PreparedRow(const Context& context, const RowCall& call, const std::map<std::string, HostImage>& hosts)
    : state_(new State{context, call, {}, hosts, {}}) {
  if (!is_transfer(call)) state_->chain = Chain::parse("bench", call.chain, kNames);
  state_->pictures = state_->pushed();
  context.finish();
}

PreparedRow::~PreparedRow() = default;

void PreparedRow::run(Transfer transfer) const {
  const State& s = *state_;
  if (s.call.chain == "push") {
    s.pushed();
    s.context.finish();
  } else if (s.call.chain == "pull") {
    s.pictures.at(s.call.row.input).pull();
  } else if (transfer == Transfer::without) {
    s.settle(s.outcome(s.pictures));
  } else {
    const Chain::Pictures given = s.pushed();
    const Chain::Outcome outcome = s.outcome(given);
    s.fetch(outcome, outcome.picture.shared_state() != given.at(s.call.row.input).shared_state());
  }
}

std::optional<HostImage> PreparedRow::picture() const {
  const State& s = *state_;
  if (!s.chain) return std::nullopt;
  const Chain::Outcome outcome = s.outcome(s.pictures);
  if (const auto* scalar = std::get_if<Scalar>(&outcome.result)) return scalar->image().pull();
  if (const auto* images = std::get_if<NamedImages>(&outcome.result)) return images->front().second.pull();
  if (s.is_input(outcome.picture)) return std::nullopt;
  return outcome.picture.pull();
}

std::string_view name_of(Device::Kind kind) {
  return kind == Device::Kind::gpu ? "gpu" : kind == Device::Kind::cpu ? "cpu" : "other";
}

double milliseconds_of(const std::function<void()>& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

DeviceRunner::DeviceRunner(std::string name, const Context& context, double opening_ms)
    : name_(std::move(name)), context_(context), opening_ms_(opening_ms) {}

nlohmann::ordered_json DeviceRunner::description() const {
  const Device& d = context_.device();
  const bool cpu = d.kind == Device::Kind::cpu;
  return {{"name", name_},
          {"label", name_ == "clumen" ? "clumen on " + d.name : fmt::format("clumen on this CPU ({})", d.name)},
          {"device", d.name},
          {"platform", d.platform},
          {"driver", d.driver},
          {"kind", name_of(d.kind)},
          {"where", cpu ? "host" : "device"},
          {"compute_units", d.compute_units},
          {"memory_gib", std::round(static_cast<double>(d.memory) / (1 << 30) * 10) / 10},
          {"opening_ms", opening_ms_}};
}

void DeviceRunner::load(const BenchImages& images, const std::filesystem::path&) {
  release();
  hosts_ = images.by_name;
  context_.trim();
}

bool DeviceRunner::prepare(const RowCall& call) {
  row_.reset();
  row_ = std::make_unique<PreparedRow>(context_, call, hosts_);
  row_->run(Transfer::without);  // what is compiled is there now
  pace_ms_ = milliseconds_of([&] { row_->run(Transfer::without); });
  return true;
}

std::vector<double> DeviceRunner::time(Transfer transfer, double seconds) {
  const auto call = [&] { row_->run(transfer); };
  if (pace_ms_ < kSlow) call();
  std::vector<double> all;
  for (double spent = 0; all.empty() || (spent < seconds * 1e3 && all.size() < kMostCalls); spent += all.back())
    all.push_back(milliseconds_of(call));
  return all;
}

void DeviceRunner::release() { row_.reset(); }

}  // namespace clumen::tool
