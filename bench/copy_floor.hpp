#pragma once
#include <CL/cl.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "clumen/context.hpp"

namespace clumen::bench {

/// What nothing that moves so many bytes can be faster than: a bare kernel of its own, without clumen, that reads half
/// of them and writes as many, launched and waited for on the same device.
class CopyFloor {
 public:
  explicit CopyFloor(const Device& device) : cpu_(device.kind == Device::Kind::cpu) { open(device); }
  ~CopyFloor() {
    release_buffers();
    clReleaseKernel(kernel_);
    clReleaseProgram(program_);
    clReleaseCommandQueue(queue_);
    clReleaseContext(context_);
  }
  CopyFloor(const CopyFloor&) = delete;
  CopyFloor& operator=(const CopyFloor&) = delete;

  /// The least milliseconds of a few copies. Beyond 512 MiB the time grows with the bytes.
  double milliseconds(double bytes) {
    constexpr double most = 512.0 * (1 << 20);
    if (bytes > most) return milliseconds(most) * (bytes / most);
    const auto vectors = static_cast<cl_long>(bytes / 2 / vector_bytes) + 1;
    reserve(static_cast<std::size_t>(vectors) * vector_bytes);
    double least = copy(vectors), spent = least;
    for (int turn = 1; turn < 50 && spent < 60; ++turn) {
      const double now = copy(vectors);
      spent += now;
      if (turn > 1) least = std::min(least, now);
      else least = now;  // the first of a size touches its memory
    }
    return least;
  }
  /// Gives its memory back, before something large is measured.
  void release_buffers() {
    for (cl_mem& buffer : buffers_) {
      if (buffer) clReleaseMemObject(buffer);
      buffer = nullptr;
    }
    bytes_ = 0;
  }

 private:
  static constexpr std::size_t vector_bytes = 64, stretch = 512;  // a CPU's item takes a long stretch
  static void check(cl_int error, const char* call) {
    if (error != CL_SUCCESS) throw std::runtime_error(std::string("the bare copy: ") + call + " failed");
  }

  static cl_device_id find(const Device& device) {
    cl_uint count = 0;
    check(clGetPlatformIDs(0, nullptr, &count), "clGetPlatformIDs");
    std::vector<cl_platform_id> platforms(count);
    check(clGetPlatformIDs(count, platforms.data(), nullptr), "clGetPlatformIDs");
    for (cl_platform_id platform : platforms) {
      cl_uint n = 0;
      if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &n) != CL_SUCCESS) continue;
      std::vector<cl_device_id> ids(n);
      check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, n, ids.data(), nullptr), "clGetDeviceIDs");
      for (cl_device_id id : ids) {
        char name[512] = {};
        clGetDeviceInfo(id, CL_DEVICE_NAME, sizeof name - 1, name, nullptr);
        if (device.name == name) return id;
      }
    }
    throw std::runtime_error("the bare copy: no device " + device.name);
  }

  void open(const Device& device) {
    const cl_device_id id = find(device);
    cl_int error = CL_SUCCESS;
    context_ = clCreateContext(nullptr, 1, &id, nullptr, nullptr, &error);
    check(error, "clCreateContext");
    queue_ = clCreateCommandQueue(context_, id, 0, &error);
    check(error, "clCreateCommandQueue");
    const char* source =
        "kernel void copy_stretch(global const float16* a, global float16* b, long n, int stretch) {\n"
        "  const long first = get_global_id(0) * stretch, last = min(first + stretch, n);\n"
        "  for (long i = first; i < last; ++i) b[i] = a[i];\n"
        "}\n"
        "kernel void copy_each(global const float4* a, global float4* b, long n, int stretch) {\n"
        "  const long i = get_global_id(0);\n"
        "  if (i < 4 * n) b[i] = a[i];\n"
        "}\n";
    program_ = clCreateProgramWithSource(context_, 1, &source, nullptr, &error);
    check(error, "clCreateProgramWithSource");
    check(clBuildProgram(program_, 1, &id, "", nullptr, nullptr), "clBuildProgram");
    kernel_ = clCreateKernel(program_, cpu_ ? "copy_stretch" : "copy_each", &error);
    check(error, "clCreateKernel");
  }

  void reserve(std::size_t bytes) {
    if (bytes <= bytes_) return;
    release_buffers();
    for (cl_mem& buffer : buffers_) {
      cl_int error = CL_SUCCESS;
      buffer = clCreateBuffer(context_, CL_MEM_READ_WRITE, bytes, nullptr, &error);
      check(error, "clCreateBuffer");
    }
    bytes_ = bytes;
  }

  double copy(cl_long vectors) {
    const auto length = static_cast<cl_int>(stretch);
    clSetKernelArg(kernel_, 0, sizeof(cl_mem), &buffers_[0]);
    clSetKernelArg(kernel_, 1, sizeof(cl_mem), &buffers_[1]);
    clSetKernelArg(kernel_, 2, sizeof vectors, &vectors);
    clSetKernelArg(kernel_, 3, sizeof length, &length);
    const auto n = static_cast<std::size_t>(vectors);
    const std::size_t local = cpu_ ? 1 : 256;
    const std::size_t items = cpu_ ? (n + stretch - 1) / stretch : (4 * n + local - 1) / local * local;
    const auto start = std::chrono::steady_clock::now();
    check(clEnqueueNDRangeKernel(queue_, kernel_, 1, nullptr, &items, &local, 0, nullptr, nullptr), "a launch");
    check(clFinish(queue_), "clFinish");
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  }

  bool cpu_;
  cl_context context_ = nullptr;
  cl_command_queue queue_ = nullptr;
  cl_program program_ = nullptr;
  cl_kernel kernel_ = nullptr;
  cl_mem buffers_[2] = {};
  std::size_t bytes_ = 0;
};

}  // namespace clumen::bench
