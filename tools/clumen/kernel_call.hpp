#pragma once
#include <string>
#include <vector>

#include "session.hpp"

/// A kernel file with what it is run on, as the subcommands of `clumen kernel` are given it.
namespace clumen::tool {

struct KernelOptions {
  std::string file, name, in, shape, dtype, items, group;
  std::vector<std::string> images, values, defines;  ///< NAME=FILE, NAME=VALUE, NAME=VALUE
  double fill = 0;
  CLI::Option* fills = nullptr;
};
/// Adds those of the kernel itself to a subcommand, and then those of its images.
void add_kernel_options(CLI::App& command, KernelOptions& options);
void add_image_options(CLI::App& command, KernelOptions& options);

/// Their kernel, arguments and work, read and checked.
struct KernelCall {
  Kernel kernel;
  std::vector<KernelArgument> arguments;
  Work work;

  std::vector<Image> run() const { return kernel.run(arguments, work); }
  /// Bytes of the images that a run reads and writes.
  std::uint64_t bytes(const std::vector<Image>& outputs) const;
};
KernelCall kernel_call(const Context& context, const KernelOptions& options);
/// The same without images.
KernelCall call_without_images(const Context& context, const KernelOptions& options);
/// Gives what is not given yet: the image, as the dtype that it must have, for inputs, and 1 for numbers.
void complete(KernelCall& call, const Image& image);
/// Whether a value is given for a parameter.
bool is_given(const std::vector<KernelArgument>& arguments, const std::string& name);

}  // namespace clumen::tool
