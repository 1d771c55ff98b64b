#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "clumen/custom.hpp"
#include "clumen/tunables.hpp"
#include "core/check.hpp"
#include "core/context_state.hpp"
#include "core/launch.hpp"
#include "custom/dialect.hpp"
#include "custom/kernel_source.hpp"
#include "custom/numbers.hpp"

namespace clumen {

namespace {

using Form = SignatureParameter::Form;
using Sizes = std::array<std::size_t, 3>;

/// Whether a parameter has a value by its name: the extents of an image.
bool is_size(const Signature& signature, const SignatureParameter& p) {
  if (p.form != Form::number || (p.type != "int4" && p.type != "long4")) return false;
  const auto& all = signature.parameters;
  return p.name == "size" || std::any_of(all.begin(), all.end(), [&](const auto& o) {
           return o.form != Form::number && p.name == o.name + "_size";
         });
}

/// One run: the kernel, what is given for its parameters, and the images that it writes.
class Run {
 public:
  Run(const Context& context, const KernelSource& source, const std::vector<KernelArgument>& arguments,
      const Work& work)
      : context_(context), source_(source), given_(arguments), work_(work), name_("kernel " + source.signature().name) {
    require_known();
    find_inputs();
    make_outputs();
  }

  std::vector<Image> results() {
    if (!first_.empty() && first_.is_tracing()) return outputs_;
    const Signature& signature = source_.signature();
    const bool dialect = signature.is_dialect();
    const Shape& s = outputs_[0].shape();
    Launch launch(context_.shared_state(), source_.file, dialect ? entry_of(signature) : signature.name);
    const Sizes items = work_.items[0] > 0 ? work_.items
                                           : Sizes{static_cast<std::size_t>(s.x), static_cast<std::size_t>(s.y),
                                                   static_cast<std::size_t>(s.z * s.c)};
    const Sizes group = group_of(items);
    for (const auto& [name, value] : source_.all_defines(group)) launch.define(name, value);
    if (!dialect) launch.kernels(source_.hash, [text = source_.text] { return text; });
    std::vector<DialectImage> images;
    std::size_t written = 0;
    for (const SignatureParameter& p : signature.parameters) {
      const Image image = p.form == Form::number ? Image() : p.written ? outputs_[written++] : input(p);
      bind(launch, p, image);
      if (p.form == Form::dialect) images.push_back({p.name, image.dtype(), image.shape().ndim});
    }
    if (dialect) launch.kernels(key_of(images), [&] { return dialect_text(signature, images, source_.text); });
    launch.run(items, group);
    for (std::size_t i = 0; i < outputs_.size(); ++i)
      if (outputs_[i].dtype() != wanted_[i]) outputs_[i] = cast_to(outputs_[i], wanted_[i]);
    return outputs_;
  }

 private:
  const KernelArgument* given(const std::string& name) const {
    const auto found = std::find_if(given_.begin(), given_.end(), [&](const auto& a) { return a.name == name; });
    return found == given_.end() ? nullptr : &*found;
  }

  void require_known() const {
    std::vector<std::string> names;
    for (const SignatureParameter& p : source_.signature().parameters) names.push_back(p.name);
    for (std::size_t i = 0; i < given_.size(); ++i) {
      const std::string& name = given_[i].name;
      require(std::find(names.begin(), names.end(), name) != names.end(), name_, name, "none of its parameters",
              fmt::format("{}", fmt::join(names, ", ")));
      for (std::size_t k = 0; k < i; ++k) require(given_[k].name != name, name_, name, "given twice", "once");
    }
  }

  void find_inputs() {
    for (const SignatureParameter& p : source_.signature().parameters) {
      const KernelArgument* argument = given(p.name);
      const Image* image = argument ? std::get_if<Image>(&argument->value) : nullptr;
      if (p.form == Form::number) {
        require(!image && !(argument && std::holds_alternative<Output>(argument->value)), name_, p.name, "an image",
                fmt::format("a number, as it is {}", p.type));
        require(argument || is_size(source_.signature(), p), name_, p.name, "not given",
                fmt::format("a number, as it is {}", p.type));
        continue;
      }
      if (!p.written) require(image, name_, p.name, argument ? "a number" : "not given", "an image");
      if (p.written && argument)
        require(image || std::holds_alternative<Output>(argument->value), name_, p.name, "a number",
                "an image or what the output is like");
      if (image) add_input(p, *image);
    }
  }

  void add_input(const SignatureParameter& p, const Image& image) {
    require_image(name_, p.name, image);
    if (first_.empty()) first_ = image;
    require_same_context(name_, first_, image);
    require(image.is_tracing() || image.context() == context_, name_, p.name, "of another context",
            fmt::format("one of the kernel's, on {}", context_.device().name));
    if (p.form == Form::dialect)
      require(image.shape().c == 1, name_, fmt::format("channels of {}", p.name), image.shape().c,
              "1; choose one with image.channel(c)");
    inputs_.push_back(&image);
  }

  void make_outputs() {
    for (const SignatureParameter& p : source_.signature().parameters) {
      if (!p.written) continue;
      const KernelArgument* argument = given(p.name);
      const Image* image = argument ? std::get_if<Image>(&argument->value) : nullptr;
      const Output output = argument && !image ? std::get<Output>(argument->value) : Output{};
      Image made = image ? copied(*image) : made_for(p, output);
      wanted_.push_back(made.dtype());
      // half floats are no type that a kernel without clumen's macros computes with
      if (p.form == Form::dialect && made.dtype() == DType::f16 && !made.is_tracing())
        made = image || output.fill ? evaluate(cast_to(made, DType::f32)) : new_image(made, made.shape(), DType::f32);
      outputs_.push_back(std::move(made));
    }
    require(!outputs_.empty(), name_, "outputs", "none", "at least one image that the kernel writes");
  }

  /// A stored image that nobody else has.
  static Image copied(const Image& image) {
    if (image.is_tracing()) return new_image(image, image.shape(), image.dtype());
    stored(image);
    return evaluate(image);
  }

  Image made_for(const SignatureParameter& p, const Output& output) const {
    require(output.shape || !first_.empty(), name_, fmt::format("shape of {}", p.name), "not given",
            "one, as there is no image to take it from");
    const Shape shape = output.shape ? *output.shape : first_.shape();
    const DType dtype = output.dtype ? *output.dtype : first_.empty() ? DType::f32 : first_.dtype();
    require(shape.pixels() > 0, name_, fmt::format("shape of {}", p.name), to_string(shape), "at least one pixel");
    if (p.form == Form::dialect) require(shape.c == 1, name_, fmt::format("channels of {}", p.name), shape.c, "1");
    if (first_.empty()) {
      const Image fresh = context_.empty(shape, dtype);
      return output.fill ? filled(fresh, shape, dtype, *output.fill) : fresh;
    }
    require(dtype != DType::f64 || has_f64(first_), name_, fmt::format("dtype of {}", p.name), "f64",
            "any other on a device that does not compute in double");
    if (output.fill && !first_.is_tracing()) return filled(first_, shape, dtype, *output.fill);
    Image made = new_image(first_, shape, dtype, work_.reach);
    made.state().reach = Reach::max(made.reach(), reach_of_inputs());
    return made;
  }

  Reach reach_of_inputs() const {
    Reach all;
    for (const Image* input : inputs_) all = Reach::max(all, input->reach() + work_.reach);
    return all;
  }

  static Image filled(const Image& like, const Shape& shape, DType dtype, double value) {
    const Image all = record(like, shape, constant(dtype, static_cast<std::int64_t>(value), value), {});
    stored(all);
    return all;
  }

  const Image& given_image(const std::string& name) const { return std::get<Image>(given(name)->value); }

  Image input(const SignatureParameter& p) const {
    const Image& image = given_image(p.name);
    if (p.form == Form::source) return image;
    return dense(p.form == Form::dialect && image.dtype() == DType::f16 ? cast_to(image, DType::f32) : image);
  }

  void bind(Launch& launch, const SignatureParameter& p, const Image& image) const {
    switch (p.form) {
      case Form::source:
        launch.source(p.name, image);
        return;
      case Form::output:
        launch.output(p.name, image);
        return;
      case Form::pointer:
        launch.pixels(p.name, image);
        return;
      case Form::dialect: {
        cl_int4 size = size_of_image(image.shape());
        launch.pixels(p.name, image).arg(p.name + "_size", size);
        return;
      }
      case Form::number:
        bind_number(launch, p);
    }
  }

  const Shape& shape_of(const std::string& size) const {
    std::size_t written = 0;
    for (const SignatureParameter& p : source_.signature().parameters) {
      const bool meant = size == p.name + "_size" && p.form != Form::number;
      if (meant) return p.written ? outputs_[written].shape() : given_image(p.name).shape();
      written += p.written;
    }
    return outputs_[0].shape();
  }

  void bind_number(Launch& launch, const SignatureParameter& p) const {
    const KernelArgument* argument = given(p.name);
    KernelArgument::Value value = argument ? argument->value : KernelArgument::Value{};
    if (!argument) {
      const Shape& s = shape_of(p.name);
      value = std::vector<double>{static_cast<double>(s.x), static_cast<double>(s.y), static_cast<double>(s.z),
                                  static_cast<double>(s.c)};
    }
    const std::string bytes = bytes_of_number(name_, p.name, p.type, value);
    launch.value(p.name, bytes.data(), bytes.size(), p.type);
  }

  std::string key_of(const std::vector<DialectImage>& images) const {
    std::string key = source_.hash + source_.signature().name;
    for (const DialectImage& image : images) key += fmt::format(";{}{}", name_of(image.dtype), image.ndim);
    return key;
  }

  /// As the caller says, else as a tunable of the text.
  Sizes group_of(const Sizes& items) const {
    if (work_.group[0] > 0) return work_.group;
    const Sizes tuned = source_.group();
    return tuned[0] > 0 ? tuned : group_for(items);
  }

  /// Groups that divide the items, so that no item is outside: rows of up to 64, several on a GPU.
  Sizes group_for(const Sizes& items) const {
    const ContextState& state = context_.state();
    const auto divisor = [](std::size_t n, std::size_t most) {
      std::size_t d = std::min(n, most);
      while (n % d != 0) --d;
      return d;
    };
    const std::size_t most = std::min<std::size_t>(256, state.device.work_group);
    const std::size_t x = divisor(items[0], std::min<std::size_t>(64, most));
    return {x, state.cpu ? 1 : divisor(items[1], most / x), 1};
  }

  const Context& context_;
  const KernelSource& source_;
  const std::vector<KernelArgument>& given_;
  const Work& work_;
  std::string name_;
  Image first_;  ///< the first that is given
  std::vector<const Image*> inputs_;
  std::vector<Image> outputs_;
  std::vector<DType> wanted_;  ///< of the outputs
};

}  // namespace

Kernel::Kernel(Context context, std::shared_ptr<const KernelSource> source)
    : context_(std::move(context)), source_(std::move(source)) {}

namespace {

/// A text with what the user's file of tunables says of it on the context's device.
std::shared_ptr<const KernelSource> tuned_source(const Context& context, KernelSource source) {
  if (source.tunables.empty()) return std::make_shared<const KernelSource>(std::move(source));
  source.tuned = kernel_values(context, tunables_key(source.signature().name, source.text));
  for (const auto& [name, value] : source.tuned) {
    const auto known = std::find_if(source.tunables.begin(), source.tunables.end(),
                                    [&key = name](const KernelTunable& t) { return t.name == key; });
    const bool allowed = known != source.tunables.end() &&
                         std::find(known->choices.begin(), known->choices.end(), value) != known->choices.end();
    if (!allowed)
      throw IoError(fmt::format("{}: {} of kernel {} is {}, which its text does not allow", tunables_path().string(),
                                name, source.signature().name, value));
  }
  return std::make_shared<const KernelSource>(std::move(source));
}

}  // namespace

Kernel Kernel::from_text(const Context& context, const std::string& text, const std::string& name,
                         const std::string& file) {
  return {context, tuned_source(context, kernel_source(text, name, file, "."))};
}

Kernel Context::kernel(const std::string& file, const std::string& name) const {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return Kernel::from_source(*this, tuned_source(*this, kernel_source(read_text(file), name, file, folder)));
}

std::vector<Image> Kernel::run(const std::vector<KernelArgument>& arguments, const Work& work) const {
  return Run(context_, *source_, arguments, work).results();
}

Image Kernel::operator()(const std::vector<KernelArgument>& arguments, const Work& work) const {
  std::vector<Image> outputs = run(arguments, work);
  require(outputs.size() == 1, "kernel " + name(), "number of outputs", outputs.size(), "1; use run() for several");
  return outputs[0];
}

const std::string& Kernel::name() const { return source_->signature().name; }
std::string Kernel::entry() const {
  return source_->signature().is_dialect() ? entry_of(source_->signature()) : name();
}

std::vector<Kernel::Parameter> Kernel::parameters() const {
  std::vector<Parameter> out;
  for (const SignatureParameter& p : source_->signature().parameters) {
    const Parameter::Kind kind = is_size(source_->signature(), p) ? Parameter::Kind::size
                                 : p.form == Form::number         ? Parameter::Kind::number
                                 : p.written                      ? Parameter::Kind::output
                                                                  : Parameter::Kind::input;
    out.push_back({p.name, kind, p.type});
  }
  return out;
}

Kernel Kernel::define(const std::string& name, const std::string& value) const {
  auto changed = std::make_shared<KernelSource>(*source_);
  changed->defines[name] = value;
  return {context_, std::move(changed)};
}

}  // namespace clumen
