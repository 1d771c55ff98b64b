#include <fmt/format.h>

#include "chain.hpp"
#include "session.hpp"

/// `clumen reach 'gaussian(5) | binary_erosion(disk:2)'`: a chain, run on an image that has a shape but no pixels.
namespace clumen::tool {
namespace {

Reach reach_of(std::string_view text, const Image& input) {
  const Chain chain = Chain::parse("reach", text);
  if (chain.returns() == Operation::Returns::table)
    throw ArgumentError("reach: the last step gives a table, not an image; leave it out");
  const Chain::Outcome outcome = chain.run(input);
  if (const auto* scalar = std::get_if<Scalar>(&outcome.result)) return scalar->image().reach();
  if (const auto* images = std::get_if<NamedImages>(&outcome.result)) return images->front().second.reach();
  return outcome.picture.reach();
}

}  // namespace

void add_reach(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "reach", "How far a chain of operations looks into its input, in pixels: what tiles must overlap.");
  struct Request {
    std::string chain, dtype = "f32";
    int ndim = 2;
  };
  auto request = std::make_shared<Request>();
  command->add_option("chain", request->chain, "steps with | between them: 'gaussian(5) | binary_erosion(disk:2)'")
      ->required();
  command->add_option("--ndim", request->ndim, "axes of the image, 2 or 3")
      ->capture_default_str()
      ->check(CLI::Range(2, 3));
  command->add_option("--dtype", request->dtype, "the image's pixels")->capture_default_str();
  command->footer(
      "Values stand in turn or by name, lists in brackets: gaussian(sigma=[2,2,1], mode=reflect).\n"
      "A second image is the chain's input, written as 'input', or a call: gaussian(5) | subtract(input),\n"
      "gaussian(5) | greater(threshold_otsu()).");
  command->callback([request] {
    const Shape shape = request->ndim == 3 ? Shape(1024, 1024, 1024) : Shape(1024, 1024);
    const Reach reach = reach_of(request->chain, Image::tracing(shape, dtype_of(request->dtype)));
    print(fmt::format("x {}  y {}  z {}  global {}\n", reach.x, reach.y, reach.z, reach.global ? "yes" : "no"));
  });
}

}  // namespace clumen::tool
