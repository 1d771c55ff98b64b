#pragma once
#include <map>
#include <string>

#include "custom/kernel_tunables.hpp"
#include "custom/signature.hpp"

namespace clumen {

/// A kernel of the user's own: where its text is from, and what it says of the parameters.
struct KernelSource {
  std::string file;  ///< names the text in messages
  std::string text;  ///< with what it includes
  std::string hash;  ///< of that
  std::vector<Signature> kernels;
  std::size_t chosen = 0;
  std::map<std::string, std::string> defines;
  std::vector<KernelTunable> tunables;
  std::map<std::string, std::string> tuned;  ///< what a file of tunables says of them

  const Signature& signature() const { return kernels[chosen]; }
  /// What a tunable is: as defined, else as tuned, else the first of its choices.
  const std::string& value_of(const KernelTunable& tunable) const;
  /// The group that the tunable GROUP says; zeros where there is none.
  std::array<std::size_t, 3> group() const;
  /// Every macro before the text, for a launch in such groups.
  std::map<std::string, std::string> all_defines(const std::array<std::size_t, 3>& group) const;
};

/// The text of a file. Throws IoError.
std::string read_text(const std::string& path);
/// From a text; `folder` is where its #include lines look first. Throws ArgumentError for a name that it has not, and
/// IoError for a file that is nowhere.
KernelSource kernel_source(const std::string& text, const std::string& name, const std::string& file,
                           const std::string& folder);

}  // namespace clumen
