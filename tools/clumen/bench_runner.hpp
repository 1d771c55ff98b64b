#pragma once
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "bench_images.hpp"
#include "bench_rows.hpp"

/// Who computes the rows of `clumen bench`.
namespace clumen::tool {

/// Where the pixels are when a call begins and its result when it ends: the device's memory, or the host's.
enum class Transfer : std::uint8_t { without, with };

/// A row on the images of a size.
struct RowCall {
  Row row;
  Shape shape;
  std::string chain;                ///< for this shape
  std::vector<std::string> inputs;  ///< the images that it reads, the chain's first
};
RowCall row_call(const Row& row, const Shape& shape, double threshold);
/// Whether it only brings an image to the device or back.
bool is_transfer(const RowCall& call);

/// A device with clumen, or a peer. All throw Error for what fails.
class Runner {
 public:
  virtual ~Runner() = default;
  virtual const std::string& name() const = 0;
  /// As the report has it: name, label, kind, where, ...
  virtual nlohmann::ordered_json description() const = 0;
  /// Takes the images of a size, of which there are files in a folder too; gives back those of the size before.
  virtual void load(const BenchImages& images, const std::filesystem::path& folder) = 0;
  /// Makes a row ready by a first call; false when it does not have this row.
  virtual bool prepare(const RowCall& call) = 0;
  /// Whether a call on an image in the host's memory takes another time than one on the device's.
  virtual bool has_transfer() const = 0;
  /// Milliseconds of calls of the row that was made ready, each until its result is there, for so many seconds, once at
  /// least.
  virtual std::vector<double> time(Transfer transfer, double seconds) = 0;
  /// Forgets the row.
  virtual void release() = 0;
};

/// A row on a device, with the images that it needs.
class PreparedRow {
 public:
  PreparedRow(const Context& context, const RowCall& call, const std::map<std::string, HostImage>& hosts);
  ~PreparedRow();
  void run(Transfer transfer) const;
  /// What the chain gives, on the host: its last picture. Nothing where there is none but its input.
  std::optional<HostImage> picture() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// clumen on a device.
class DeviceRunner : public Runner {
 public:
  DeviceRunner(std::string name, const Context& context, double opening_ms);
  const std::string& name() const override { return name_; }
  nlohmann::ordered_json description() const override;
  void load(const BenchImages& images, const std::filesystem::path& folder) override;
  bool prepare(const RowCall& call) override;
  bool has_transfer() const override { return true; }
  std::vector<double> time(Transfer transfer, double seconds) override;
  void release() override;

  const Context& context() const { return context_; }
  std::optional<HostImage> picture() const { return row_->picture(); }

 private:
  std::string name_;
  Context context_;
  double opening_ms_, pace_ms_ = 0;
  std::map<std::string, HostImage> hosts_;
  std::unique_ptr<PreparedRow> row_;
};

std::string_view name_of(Device::Kind kind);
double milliseconds_of(const std::function<void()>& call);

}  // namespace clumen::tool
