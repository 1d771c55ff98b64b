#include "kernel_call.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "operation.hpp"

namespace clumen::tool {
namespace {

struct Pair {
  std::string name, value;
};

/// "radius=3" as its two parts.
Pair pair_of(std::string_view option, const std::string& text) {
  const std::size_t equal = text.find('=');
  if (equal == std::string::npos || equal == 0 || equal + 1 == text.size())
    throw ArgumentError(fmt::format("kernel: {} is {}; allowed is NAME=VALUE", option, text));
  return {text.substr(0, equal), text.substr(equal + 1)};
}

KernelArgument argument_of(const Pair& pair) {
  if (const auto whole = integer_of(pair.value)) return {pair.name, *whole};
  if (const auto number = number_of(pair.value)) return {pair.name, *number};
  std::vector<double> numbers;
  for (const std::string& part : split(pair.value)) {
    const auto number = number_of(part);
    if (!number)
      throw ArgumentError(
          fmt::format("kernel: --set {} is {}; allowed is a number, or several with commas", pair.name, pair.value));
    numbers.push_back(*number);
  }
  return {pair.name, std::move(numbers)};
}

/// "640x480", with up to `most` whole numbers from 1.
std::vector<std::int64_t> extents_of(std::string_view option, const std::string& text, std::size_t most) {
  std::vector<std::int64_t> out;
  for (const std::string& part : split(text, 'x')) {
    const auto extent = integer_of(part);
    if (!extent || *extent < 1 || out.size() == most)
      throw ArgumentError(fmt::format("kernel: {} is {}; allowed is like 640x480 or 64x64x32", option, text));
    out.push_back(*extent);
  }
  return out;
}

std::array<std::size_t, 3> sizes_of(std::string_view option, const std::string& text) {
  if (text.empty()) return {};
  std::array<std::size_t, 3> out{1, 1, 1};
  const auto extents = extents_of(option, text, 3);
  for (std::size_t i = 0; i < extents.size(); ++i) out[i] = static_cast<std::size_t>(extents[i]);
  return out;
}

Output output_of(const KernelOptions& options) {
  Output output;
  if (!options.shape.empty()) {
    const auto e = extents_of("--shape", options.shape, 4);
    const auto at = [&](std::size_t i) { return i < e.size() ? e[i] : 1; };
    output.shape = Shape(at(0), at(1), at(2), at(3), std::max(1, static_cast<int>(std::min<std::size_t>(e.size(), 3))));
  }
  if (!options.dtype.empty()) output.dtype = dtype_of(options.dtype);
  if (options.fills && options.fills->count() > 0) output.fill = options.fill;
  return output;
}

/// The dtype of a bare pointer's pixels; `other` where the kernel takes any.
DType dtype_of_pixels(const std::string& type, DType other) {
  constexpr std::array<std::pair<std::string_view, DType>, 10> types{{{"uchar", DType::u8},
                                                                      {"char", DType::i8},
                                                                      {"ushort", DType::u16},
                                                                      {"short", DType::i16},
                                                                      {"uint", DType::u32},
                                                                      {"int", DType::i32},
                                                                      {"ulong", DType::u64},
                                                                      {"long", DType::i64},
                                                                      {"float", DType::f32},
                                                                      {"double", DType::f64}}};
  for (const auto& [name, dtype] : types)
    if (type == name) return dtype;
  return other;
}

/// 1 for a number, as often as a vector has it.
KernelArgument one_for(const Kernel::Parameter& p) {
  const std::size_t digits = p.type.find_first_of("0123456789");
  if (digits == std::string::npos) return {p.name, 1};
  return {p.name, std::vector<double>(std::stoul(p.type.substr(digits)), 1)};
}

}  // namespace

bool is_given(const std::vector<KernelArgument>& arguments, const std::string& name) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const auto& a) { return a.name == name; });
}

void add_kernel_options(CLI::App& command, KernelOptions& options) {
  command.add_option("kernel", options.file, "an OpenCL file")->type_name("FILE.cl")->required();
  command.add_option("--name", options.name, "the kernel, where the file has several")->type_name("KERNEL");
  command.add_option("--set", options.values, "a number for a parameter: radius=3, or several for a vector: shift=1,2")
      ->type_name("NAME=VALUE");
  command.add_option("--define", options.defines, "a macro before the file's text")->type_name("NAME=VALUE");
}

void add_image_options(CLI::App& command, KernelOptions& options) {
  command.add_option("in", options.in, "the image for the kernel's first input")->type_name("IN")->required();
  command.add_option("--image", options.images, "another image for a parameter")->type_name("NAME=FILE");
  command.add_option("--shape", options.shape, "of the outputs, x first; that of the input otherwise")
      ->type_name("64x64x1");
  command.add_option("--dtype", options.dtype, "of the outputs; that of the input otherwise")->type_name("DTYPE");
  options.fills =
      command.add_option("--fill", options.fill, "what the outputs hold before the kernel runs")->type_name("VALUE");
  command.add_option("--items", options.items, "work-items; one per pixel of the output otherwise")
      ->type_name("64x64x1");
  command.add_option("--group", options.group, "work-items of a group")->type_name("64x4x1");
}

KernelCall call_without_images(const Context& context, const KernelOptions& options) {
  KernelCall call{context.kernel(options.file, options.name), {}, {}};
  for (const std::string& text : options.defines) {
    const Pair pair = pair_of("--define", text);
    call.kernel = call.kernel.define(pair.name, pair.value);
  }
  for (const std::string& text : options.values) call.arguments.push_back(argument_of(pair_of("--set", text)));
  return call;
}

KernelCall kernel_call(const Context& context, const KernelOptions& options) {
  auto [kernel, arguments, work] = call_without_images(context, options);
  for (const std::string& text : options.images) {
    const Pair pair = pair_of("--image", text);
    arguments.emplace_back(pair.name, read_image(context, pair.value));
  }
  bool placed = false;
  for (const Kernel::Parameter& p : kernel.parameters()) {
    if (is_given(arguments, p.name)) continue;
    if (p.kind == Kernel::Parameter::Kind::output) arguments.emplace_back(p.name, output_of(options));
    if (p.kind != Kernel::Parameter::Kind::input || placed) continue;
    arguments.emplace(arguments.begin(), p.name, read_image(context, options.in));
    placed = true;
  }
  if (!placed)
    throw ArgumentError(
        fmt::format("kernel {}: has no input for {}; its images are all given", kernel.name(), options.in));
  return {kernel, std::move(arguments), {sizes_of("--items", options.items), sizes_of("--group", options.group)}};
}

void complete(KernelCall& call, const Image& image) {
  for (const Kernel::Parameter& p : call.kernel.parameters()) {
    if (is_given(call.arguments, p.name) || p.kind == Kernel::Parameter::Kind::size) continue;
    const DType dtype = dtype_of_pixels(p.type, image.dtype());
    if (p.kind == Kernel::Parameter::Kind::input) call.arguments.emplace_back(p.name, cast(image, dtype));
    else if (p.kind == Kernel::Parameter::Kind::output)
      call.arguments.emplace_back(p.name, Output{image.shape(), dtype, 0});
    else call.arguments.push_back(one_for(p));
  }
}

std::uint64_t KernelCall::bytes(const std::vector<Image>& outputs) const {
  const auto of = [](const Image& image) {
    return static_cast<std::uint64_t>(image.shape().pixels()) * size_of(image.dtype());
  };
  std::uint64_t total = 0;
  for (const KernelArgument& argument : arguments)
    if (const Image* image = std::get_if<Image>(&argument.value)) total += of(*image);
  for (const Image& output : outputs) total += of(output);
  return total;
}

}  // namespace clumen::tool
