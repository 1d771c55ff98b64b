#include "core/launch.hpp"

#include <fmt/format.h>

#include <cstring>

#include "core/check.hpp"
#include "core/context_state.hpp"
#include "core/source.hpp"

namespace clumen {

namespace {

constexpr int kCheapCost = 4;  // operations that a stencil computes again at each load
constexpr int kCheapSize = 6;  // and nodes

/// The value of a constant in the type that its parameter has.
template <class Bind>
void bind_constant(const Expression& number, Bind bind) {
  visit(number.dtype == DType::f16 ? DType::f32 : number.dtype, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_same_v<T, bool>) {
      const unsigned char value = number.integer != 0;
      bind(&value, sizeof value);
    } else {
      const T value = std::is_floating_point_v<T> ? static_cast<T>(number.fraction) : static_cast<T>(number.integer);
      bind(&value, sizeof value);
    }
  });
}

bool is_cheap(const Expression& e) { return e.cost <= kCheapCost && e.size <= kCheapSize; }

/// What a kernel reads for `image`: its expression, if that is pending and worth computing on the way, else itself.
ExpressionRef loaded_expression(const Image& image, Fuse fuse) {
  ImageState& state = image.state();
  {
    const std::lock_guard lock(state.mutex);
    if (state.pending) {
      const bool cheap = is_cheap(*state.pending);
      // a second kernel would compute it all again: then it is better stored
      if (cheap || (fuse == Fuse::all && state.uses == 0)) {
        ++state.uses;
        return state.pending;
      }
    }
  }
  stored(image);
  return expression_of(image);
}

}  // namespace

int tuned(const Image& image, TunableName tunable) {
  if (image.is_tracing()) return tunable_list[tunable.index()].cpu;
  return image.state().context->tunables.value(tunable.index());
}

int tuned(const Image& image, const Tunable& tunable) {
  const auto& tried = tried_tunables();
  if (const auto found = tried.find(tunable.name); found != tried.end()) return found->second;
  return on_cpu(image) ? tunable.cpu : tunable.gpu;
}

bool on_cpu(const Image& image) { return image.is_tracing() || image.state().context->cpu; }
bool has_f64(const Image& image) { return image.is_tracing() || image.state().context->device.f64; }

Launch::Launch(const Image& image, std::string_view file, std::string_view kernel)
    : Launch(image.state().context, file, kernel) {}

Launch::Launch(const std::shared_ptr<ContextState>& context, std::string_view file, std::string_view kernel)
    : context_(context), file_(file), kernel_(kernel) {
  arguments_.reserve(16);
}

Launch& Launch::kernels(std::string_view key, std::function<std::string()> write) {
  if (!context_) return *this;
  whose_ = KernelsOf::caller;
  key_.append(key).append(1, ';');
  text_.emplace_back([write = std::move(write)](ProgramText& text) { text.kernels = write(); });
  return *this;
}

Launch& Launch::define(std::string_view name, std::int64_t value) { return define(name, fmt::to_string(value)); }

Launch& Launch::define(std::string_view name, std::string_view value) {
  if (!context_) return *this;
  key_.append(name).append(1, '=').append(value).append(1, ';');
  text_.emplace_back([name = std::string(name), value = std::string(value)](ProgramText& text) {
    text.defines += fmt::format("#define {} {}\n", name, value);
  });
  return *this;
}

Launch& Launch::source(std::string_view name, const Image& image, Fuse fuse) {
  return context_ ? expression_source(name, image, loaded_expression(image, fuse)) : *this;
}

Launch& Launch::expression_source(std::string_view name, const Image& image, const ExpressionRef& expression) {
  SourceCode code = source_code(name, expression, image.shape());
  key_.append(code.key).append(1, ';');
  if (code.dense) dense_.append(name).append(1, ' ');
  small_ = small_ && image.shape().pixels() <= INT32_MAX;
  text_.emplace_back([write = std::move(code.text)](ProgramText& text) {
    const SourceText own = write();
    text.defines += own.defines;
    text.sources += own.functions;
  });
  for (SourceArgument& a : code.arguments) {
    Argument argument{a.name, {}, nullptr, {}, 0};
    if (a.kind == SourceArgument::Kind::memory) {
      argument.memory = a.image.state().buffer.memory();
      kept_.push_back(a.image);
    } else if (a.kind == SourceArgument::Kind::constant) {
      bind_constant(*a.number, [&](const void* value, std::size_t size) {
        std::memcpy(argument.value.data(), value, size);
        argument.size = size;
      });
    } else {
      const auto& step = a.layout.step;
      const Shape& s = a.image.shape();
      const cl_long values[] = {a.layout.offset, step.y, step.z, step.c};
      small_ = small_ && a.layout.offset + s.x + s.y * step.y + s.z * step.z + s.c * step.c <= INT32_MAX;
      argument.size = a.kind == SourceArgument::Kind::offset ? sizeof(cl_long) : sizeof values;
      std::memcpy(argument.value.data(), values, argument.size);
    }
    arguments_.push_back(std::move(argument));
  }
  return *this;
}

bool Launch::is_dense(std::string_view name) const { return dense_.find(std::string(name) + ' ') != std::string::npos; }

namespace {

/// The defines by which a kernel stores to an output.
std::string output_defines(std::string_view name, DType dtype) {
  const std::string_view storage = storage_type(dtype);
  std::string out = fmt::format("#define {0}_S {1}\n#define {0}_T {2}\n", name, storage, computing_type(dtype));
  const bool half = dtype == DType::f16;
  const auto store = [&](std::string_view width, std::string_view code) {
    out +=
        fmt::format("#define {0}_STORE{1}(i, v) ", name, width) + fmt::format(fmt::runtime(code), name, storage) + "\n";
  };
  store("", half ? "vstore_half((float)(v), i, {0})" : "{0}[i] = ({1})(v)");
  store("4", half ? "store_halves4(convert_float4(v), {0} + (i))" : "vstore4(convert_{1}4(v), 0, {0} + (i))");
  if (half) {
    store("16", "store_halves16(convert_float16(v), {0} + (i))");
  } else {
    // PoCL's vstore16 writes 8- and 16-bit pixels one by one
    out += fmt::format("#ifdef CLUMEN_CPU\ntypedef {0}16 {1}_S16 __attribute__((aligned({2})));\n", storage, name,
                       size_of(dtype));
    store("16", "*(global {0}_S16*)({0} + (i)) = convert_{1}16(v)");
    out += "#else\n";
    store("16", "vstore16(convert_{1}16(v), 0, {0} + (i))");
    out += "#endif\n";
  }
  store("4_ALIGNED", half ? "{0}_STORE4(i, v)" : "*(global {1}4*)({0} + (i)) = convert_{1}4(v)");
  return out;
}

}  // namespace

Launch& Launch::output(std::string_view name, const Image& image) {
  if (!context_) return *this;
  key_.append(name).append(1, '>').append(name_of(image.dtype())).append(1, ';');
  text_.emplace_back([name = std::string(name), dtype = image.dtype()](ProgramText& text) {
    text.defines += output_defines(name, dtype);
  });
  return pixels(name, image);
}

Launch& Launch::pixels(std::string_view name, const Image& image) {
  if (!context_) return *this;
  const ImageState& state = stored(image);
  small_ = small_ && image.shape().pixels() <= INT32_MAX;
  const std::string_view type = state.layout.kind == Layout::Kind::bits ? "uint" : storage_type(image.dtype());
  if (state.layout.offset != 0)
    throw InternalError(fmt::format("{}: {} is a view; a bare pointer needs a whole image", kernel_, name));
  arguments_.push_back({std::string(name), std::string(type) + '*', state.buffer.memory(), {}, 0});
  kept_.push_back(image);
  return *this;
}

Launch& Launch::buffer(std::string_view name, const Buffer& buffer) {
  if (!context_) return *this;
  arguments_.push_back({std::string(name), {}, buffer.memory(), {}, 0});
  buffers_.push_back(buffer);
  return *this;
}

Launch& Launch::value(std::string_view name, const void* bytes, std::size_t size, std::string_view type) {
  if (!context_) return *this;
  Argument argument{std::string(name), std::string(type), nullptr, {}, size};
  std::memcpy(argument.value.data(), bytes, size);
  arguments_.push_back(std::move(argument));
  return *this;
}

void Launch::bind(cl_kernel kernel, const std::vector<KernelParameter>& parameters) const {
  if (arguments_.size() > parameters.size())
    throw ArgumentError(
        fmt::format("kernel {}: {} arguments for {} parameters", kernel_, arguments_.size(), parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const KernelParameter& parameter = parameters[i];
    const Argument* found = nullptr;
    for (const Argument& a : arguments_)
      if (a.name == parameter.name) found = &a;
    if (!found)
      throw ArgumentError(fmt::format("kernel {}: nothing is bound to its parameter {}", kernel_, parameter.name));
    const bool pointer = parameter.type.ends_with('*');
    if (pointer != (found->memory != nullptr) || (!found->type.empty() && found->type != parameter.type))
      throw ArgumentError(fmt::format("kernel {}: parameter {} is {}, but {} is bound to it", kernel_, parameter.name,
                                      parameter.type, found->type.empty() ? "memory" : found->type));
    const cl_int code = pointer ? clSetKernelArg(kernel, static_cast<cl_uint>(i), sizeof(cl_mem), &found->memory)
                                : clSetKernelArg(kernel, static_cast<cl_uint>(i), found->size, found->value.data());
    if (code != CL_SUCCESS)
      throw ArgumentError(fmt::format("kernel {}: {} bytes do not fit parameter {} of type {} ({})", kernel_,
                                      found->size, parameter.name, parameter.type, name_of_error(code)));
  }
}

void Launch::run(std::array<std::size_t, 3> global, std::array<std::size_t, 3> local) {
  if (!context_) return;
  const bool small = small_ && !context_->cpu;
  const Program* program = context_->programs.get(file_, whose_, small ? key_ + "small;" : key_, [this, small] {
    ProgramText text;
    if (small) text.defines = "#define CLUMEN_SMALL 1\n";
    for (const auto& write : text_) write(text);
    return text;
  });
  if (!program) return;  // a dry run
  const auto parameters = program->kernels.find(kernel_);
  if (parameters == program->kernels.end()) throw ArgumentError(fmt::format("{} has no kernel {}", file_, kernel_));
  cl_int error = CL_SUCCESS;
  const KernelHandle kernel(clCreateKernel(program->handle.get(), kernel_.c_str(), &error));
  check(error, "clCreateKernel");
  bind(kernel.get(), parameters->second);
  for (int d = 0; d < 3; ++d) {
    local[d] = std::max<std::size_t>(local[d], 1);
    global[d] = ceil_div(std::max<std::size_t>(global[d], 1), local[d]) * local[d];
  }
  error = context_->enqueue([&](cl_event* event) {
    return clEnqueueNDRangeKernel(context_->queue.get(), kernel.get(), 3, nullptr, global.data(), local.data(), 0,
                                  nullptr, event);
  });
  if (error != CL_SUCCESS)
    throw DeviceError(fmt::format("kernel {} of {}.cl, {}x{}x{} items in groups of {}x{}x{}: {}", kernel_, file_,
                                  global[0], global[1], global[2], local[0], local[1], local[2], name_of_error(error)));
  ++context_->counters.launches;
}

Image evaluate(const Image& image) {
  ImageState& from = image.state();
  Image result = new_image(image, image.shape(), image.dtype());
  if (image.shape().pixels() == 0) return result;
  // `stored` holds the lock of a pending image while it is computed here
  ExpressionRef expression = from.pending;
  if (!expression) expression = expression_of(image);
  const int stretch = tuned(result, "evaluate.STRETCH");
  Launch launch(result, "core/evaluate", "evaluate");
  launch.expression_source("src", image, expression).output("dst", result).define("STRETCH", stretch);
  const Shape& s = image.shape();
  const bool cpu = from.context->cpu;
  const auto pixels = static_cast<std::size_t>(s.pixels());
  if (launch.is_dense("src")) {
    launch.arg("count", s.pixels());
    if (cpu) launch.run({ceil_div(pixels, static_cast<std::size_t>(stretch))}, {1});
    else launch.run({ceil_div(pixels, 4)}, {static_cast<std::size_t>(tuned(result, "evaluate.LS"))});
  } else {
    launch.arg("size", size_of_image(s));
    const auto rows = static_cast<std::size_t>(s.y * s.z * s.c);
    if (cpu) launch.run({1, rows}, {1});
    else
      launch.run({ceil_div(static_cast<std::size_t>(s.x), 4), rows},
                 {s.x > 64 ? std::size_t{64} : 16, s.x > 64 ? std::size_t{2} : 8});
  }
  return result;
}

void read_buffer(ContextState& context, const Buffer& buffer, void* to, std::size_t bytes, std::size_t offset) {
  context.staging.pull(buffer, offset, to, bytes);
}

void fill_buffer(const std::shared_ptr<ContextState>& context, const Buffer& buffer, std::uint32_t word,
                 std::uint64_t bytes) {
  const auto words = static_cast<std::int64_t>(bytes / 4);
  Launch launch(context, "core/fill", "fill_words");
  launch.buffer("words", buffer).arg("word", word).arg("count", words);
  if (context->cpu) launch.run({ceil_div(static_cast<std::size_t>(words), 65536)}, {1});
  else launch.run({static_cast<std::size_t>(words)}, {256});
}

}  // namespace clumen
