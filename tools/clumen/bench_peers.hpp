#pragma once
#include "bench_runner.hpp"
#include "child.hpp"

/// The libraries that a user would pick instead, in a Python of the user's.
namespace clumen::tool {

/// The peers there may be: skimage, cv2, cle, cucim.
const std::vector<std::string>& peer_names();
/// Those of a list with commas. Throws ArgumentError for others.
std::vector<std::string> peers_of(const std::string& text);

/// Where the peers are run, and how.
struct PeerOptions {
  std::string python;
  double patience;                        ///< seconds until an answer
  std::string device;                     ///< clumen's, which a peer on OpenCL takes too
  std::filesystem::path scripts, folder;  ///< of the scripts, and for the pixels that go to and fro
};
/// Writes the peers' scripts, which are part of the command, into a folder.
void write_peer_scripts(const std::filesystem::path& folder);

/// How a peer's result compares with clumen's.
struct PeerAgreement {
  bool agrees;
  double difference, differing;
};

/// A peer in a process of its own, which is started again when it has crashed or did not answer.
class PeerRunner : public Runner {
 public:
  /// Throws IoError with the reason when the peer is not there.
  PeerRunner(std::string name, PeerOptions options);
  const std::string& name() const override { return name_; }
  const std::string& version() const { return version_; }
  nlohmann::ordered_json description() const override { return description_; }
  void load(const BenchImages& images, const std::filesystem::path& folder) override;
  bool prepare(const RowCall& call) override;
  bool has_transfer() const override { return description_.at("where") == "device" || description_.contains("device"); }
  std::vector<double> time(Transfer transfer, double seconds) override;
  void release() override {}

  /// Compares the result of the row that was made ready with clumen's; nothing when they are not of a kind.
  std::optional<PeerAgreement> compare(const HostImage& picture);

 private:
  void start();
  nlohmann::json ask(const nlohmann::json& question);

  std::string name_, version_;
  PeerOptions options_;
  nlohmann::ordered_json description_;
  std::optional<Child> child_;
  nlohmann::json images_;  ///< the question that loads them; null before
  bool loaded_ = false;
};

}  // namespace clumen::tool
