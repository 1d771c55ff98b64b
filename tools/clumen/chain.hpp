#pragma once
#include <map>
#include <memory>
#include <set>

#include "operation.hpp"

/// Chains of operations as text: 'gaussian(5) | greater(threshold_otsu()) | label'.
namespace clumen::tool {

/// A chain that can be run on any image. Values stand in turn or by name. The first picture of an operation is what the
/// step before it gives; another one is named (`subtract(input)`) or is a call on the same image
/// (`greater(threshold_otsu())`).
class Chain {
 public:
  /// Images by the names that the text has for them.
  using Pictures = std::map<std::string, Image, std::less<>>;
  using Names = std::set<std::string, std::less<>>;

  /// names: of the pictures that `run` will be given, beside "input". Throws ArgumentError, which begins with `who`,
  /// for what is no chain, and for a table before its end.
  static Chain parse(std::string_view who, std::string_view text, const Names& names = {});

  struct Outcome {
    Result result;
    Image picture;  ///< the last image of the chain: the result, or what its table or number is of
  };
  Outcome run(const Image& input, const Pictures& others = {}) const;

  /// What it gives at its end.
  Operation::Returns returns() const;
  /// The names of the pictures that it uses beside its input.
  const Names& uses() const { return uses_; }
  std::size_t size() const { return steps_.size(); }

 private:
  struct Step;
  class Reader;
  std::vector<std::shared_ptr<const Step>> steps_;
  Names uses_;
};

}  // namespace clumen::tool
