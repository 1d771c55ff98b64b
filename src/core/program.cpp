#include "core/program.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "clumen/error.hpp"
#include "core/build_log.hpp"
#include "core/context_state.hpp"
#include "core/kernel_files.hpp"
#include "core/program_file.hpp"

namespace clumen {

namespace {

std::string kernel_info(cl_kernel kernel, cl_uint index, cl_kernel_arg_info what) {
  std::size_t size = 0;
  check(clGetKernelArgInfo(kernel, index, what, 0, nullptr, &size), "clGetKernelArgInfo");
  std::string text(size, '\0');
  check(clGetKernelArgInfo(kernel, index, what, size, text.data(), nullptr), "clGetKernelArgInfo");
  text.resize(text.find('\0'));
  std::erase(text, ' ');
  return text;
}

std::vector<KernelParameter> parameters_of(cl_kernel kernel) {
  cl_uint count = 0;
  check(clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, sizeof count, &count, nullptr), "clGetKernelInfo");
  std::vector<KernelParameter> parameters(count);
  for (cl_uint i = 0; i < count; ++i)
    parameters[i] = {kernel_info(kernel, i, CL_KERNEL_ARG_NAME), kernel_info(kernel, i, CL_KERNEL_ARG_TYPE_NAME)};
  return parameters;
}

void read_parameters(Program& program) {
  cl_uint count = 0;
  check(clCreateKernelsInProgram(program.handle.get(), 0, nullptr, &count), "clCreateKernelsInProgram");
  std::vector<cl_kernel> kernels(count);
  check(clCreateKernelsInProgram(program.handle.get(), count, kernels.data(), nullptr), "clCreateKernelsInProgram");
  std::vector<KernelHandle> owned;
  owned.reserve(count);
  for (cl_kernel kernel : kernels) owned.emplace_back(kernel);
  for (const KernelHandle& kernel : owned) {
    char name[256] = {};
    check(clGetKernelInfo(kernel.get(), CL_KERNEL_FUNCTION_NAME, sizeof name - 1, name, nullptr), "clGetKernelInfo");
    program.kernels[name] = parameters_of(kernel.get());
  }
}

std::string build_log(cl_program program, cl_device_id id) {
  std::size_t size = 0;
  clGetProgramBuildInfo(program, id, CL_PROGRAM_BUILD_LOG, 0, nullptr, &size);
  std::string log(size, '\0');
  clGetProgramBuildInfo(program, id, CL_PROGRAM_BUILD_LOG, size, log.data(), nullptr);
  log.resize(std::strlen(log.c_str()));
  return log;
}

std::string build_options(const ContextState& context) {
  std::string options = "-cl-std=CL1.2 -cl-kernel-arg-info";
  cl_device_fp_config config = 0;
  clGetDeviceInfo(context.id, CL_DEVICE_SINGLE_FP_CONFIG, sizeof config, &config, nullptr);
  if (config & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) options += " -cl-fp32-correctly-rounded-divide-sqrt";
  return options;
}

}  // namespace

std::string hash_of(std::string_view bytes) {
  const XXH128_hash_t h = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", h.high64, h.low64);
}

ProgramCache::ProgramCache(ContextState& context, std::string folder)
    : context_(context), folder_(std::move(folder)), options_(build_options(context)) {
  if (folder_.empty()) folder_ = program_folder().string();
  if (folder_ == "off" || context_.quirks.binaries_crash) folder_.clear();
}

ProgramCache::~ProgramCache() {
  save_new();
  if (saver_.joinable()) saver_.join();
}

const Program* ProgramCache::get(std::string_view file, KernelsOf whose, const std::string& key_of_text,
                                 const std::function<ProgramText()>& text) {
  std::string key;
  key.reserve(file.size() + key_of_text.size() + 1);
  key.append(file).append(1, '\0').append(key_of_text);
  const std::string name(file);
  // a kernel author sees a change at the next launch
  if (const char* folder = std::getenv("CLUMEN_KERNEL_PATH"); whose == KernelsOf::library && folder && *folder)
    key += hash_of(kernel_text("common.clh") + kernel_text("core/functions.clh") + kernel_text(name + ".cl"));
  Entry* entry = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = entries_[std::move(key)];
    if (!slot) slot = std::make_unique<Entry>();
    entry = slot.get();
  }
  const std::lock_guard lock(entry->mutex);
  if (!entry->program && context_.dry) dump(name, full_text(name, text()));
  else if (!entry->program) entry->program = build(name, text());
  return entry->program.get();
}

std::string ProgramCache::full_text(const std::string& file, const ProgramText& text) const {
  std::string all;
  if (context_.cpu) all += "#define CLUMEN_CPU 1\n";
  if (context_.device.f64) all += "#define CLUMEN_F64 1\n";
  all += defines_of(context_.quirks);
  all += text.defines;
  all += kernel_text("common.clh");
  if (text.sources.find("OWN_") != std::string::npos) all += kernel_text("core/functions.clh");
  all += "#line 1 \"sources of the launch\"\n";
  all += text.sources;
  all += text.kernels.empty() ? kernel_text(file + ".cl") : text.kernels;
  return all;
}

std::string ProgramCache::path_of(const std::string& source) const {
  if (folder_.empty()) return {};
  const Device& d = context_.device;
  std::string all;
  for (std::string_view part : {std::string_view(source), std::string_view(options_), std::string_view(d.name),
                                std::string_view(d.vendor), std::string_view(d.platform), std::string_view(d.version),
                                std::string_view(d.driver), std::string_view(CLUMEN_VERSION)})
    all.append(std::to_string(part.size())).append(1, ' ').append(part);
  return folder_ + "/" + hash_of(all) + ".bin";
}

std::unique_ptr<Program> ProgramCache::build(const std::string& file, const ProgramText& text) {
  const std::string source = full_text(file, text);
  dump(file, source);
  const std::string path = path_of(source);
  if (auto program = load(path)) {
    ++context_.counters.loads;
    return program;
  }
  const std::string what = text.kernels.empty() ? file + ".cl" : file;
  auto program = compile(source, what);
  ++context_.counters.builds;
  if (!path.empty()) {
    const std::lock_guard lock(mutex_);
    unsaved_.push_back({program.get(), path, {what, context_.device.name, context_.device.driver}});
  }
  return program;
}

cl_int ProgramCache::build_source(const std::string& source, Program& program) const {
  const char* text = source.c_str();
  const std::size_t size = source.size();
  cl_int error = CL_SUCCESS;
  program.handle = ProgramHandle(clCreateProgramWithSource(context_.context.get(), 1, &text, &size, &error));
  check(error, "clCreateProgramWithSource");
  return clBuildProgram(program.handle.get(), 1, &context_.id, options_.c_str(), nullptr, nullptr);
}

/// Whether a build failed as `Quirks::builds_collide` tells: without a word of the compiler.
bool ProgramCache::failed_beside_others(cl_int error, const Program& program) const {
  return error == CL_BUILD_PROGRAM_FAILURE && context_.quirks.builds_collide &&
         build_log(program.handle.get(), context_.id).find("error:") == std::string::npos;
}

std::unique_ptr<Program> ProgramCache::compile(const std::string& source, const std::string& what) const {
  auto program = std::make_unique<Program>();
  cl_int error = build_source(source, *program);
  for (int wait = 8; failed_beside_others(error, *program) && wait <= 1024; wait *= 2) {
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    error = build_source(source, *program);
  }
  if (error != CL_SUCCESS)
    throw DeviceError(fmt::format("{} does not build for {} ({}):\n{}", what, context_.device.name,
                                  name_of_error(error),
                                  readable_log(build_log(program->handle.get(), context_.id), source)));
  read_parameters(*program);
  return program;
}

std::unique_ptr<Program> ProgramCache::load(const std::string& path) const {
  if (path.empty()) return nullptr;
  auto read = read_program_file(path);
  auto* file = std::get_if<ProgramFile>(&read);
  if (!file) return nullptr;
  auto program = std::make_unique<Program>();
  program->kernels = std::move(file->kernels);
  const auto* bytes = reinterpret_cast<const unsigned char*>(file->binary.data());
  const std::size_t size = file->binary.size();
  cl_int status = CL_SUCCESS, error = CL_SUCCESS;
  program->handle =
      ProgramHandle(clCreateProgramWithBinary(context_.context.get(), 1, &context_.id, &size, &bytes, &status, &error));
  if (error != CL_SUCCESS || status != CL_SUCCESS) return nullptr;
  error = clBuildProgram(program->handle.get(), 1, &context_.id, options_.c_str(), nullptr, nullptr);
  if (error != CL_SUCCESS) return nullptr;
  touch_program_file(path);
  return program;
}

void ProgramCache::save_new() {
  std::vector<Unsaved> now;
  std::thread before;
  {
    const std::lock_guard lock(mutex_);
    if (unsaved_.empty()) return;
    now.swap(unsaved_);
    before = std::move(saver_);
  }
  if (before.joinable()) before.join();
  std::thread next([list = std::move(now)] {
    for (const Unsaved& unsaved : list) save(unsaved);
  });
  const std::lock_guard lock(mutex_);
  if (saver_.joinable()) saver_.join();
  saver_ = std::move(next);
}

void ProgramCache::save(const Unsaved& unsaved) {
  std::size_t size = 0;
  if (clGetProgramInfo(unsaved.program->handle.get(), CL_PROGRAM_BINARY_SIZES, sizeof size, &size, nullptr) !=
          CL_SUCCESS ||
      size == 0)
    return;
  std::string binary(size, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(binary.data());
  if (clGetProgramInfo(unsaved.program->handle.get(), CL_PROGRAM_BINARIES, sizeof bytes, &bytes, nullptr) != CL_SUCCESS)
    return;
  write_program_file(unsaved.path, {unsaved.origin, unsaved.program->kernels, std::move(binary)});
}

/// For the test that compiles every program for every target: CLUMEN_KERNEL_DUMP names a folder.
void ProgramCache::dump(std::string stem, const std::string& source) const {
  const char* folder = std::getenv("CLUMEN_KERNEL_DUMP");
  if (!folder || !*folder) return;
  std::replace(stem.begin(), stem.end(), '/', '_');
  std::ofstream file(fmt::format("{}/{}-{}.cl", folder, stem, hash_of(source)));
  file << "// options: " << options_ << "\n" << source;
}

}  // namespace clumen
