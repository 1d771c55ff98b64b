#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "clumen/context.hpp"

namespace clumen {

/// What a driver does otherwise than its device or OpenCL says. All that is known stands here, by name, and is worked
/// around in the one place that is named; tests/core/quirks_test.cpp has a test of each.
///
/// One needs no switch: in local memory rusticl of Mesa 22.3 loses what stands behind a byte in a struct; what
/// projection.cl shares has its pixel last.
struct Quirks {
  /// A CPU that computes 8 items side by side, as a GPU does: with one item per group 7 lanes would be idle, and that
  /// item would soon have no turns left. Kernels take their GPU form. Mesa's llvmpipe.
  bool items_are_lanes = false;
  /// How many turns all loops of an item may take together; from then on each ends after its first, as if it were done.
  /// 0: any number. `require_turns` throws before. Mesa's llvmpipe.
  std::int64_t most_turns = 0;
  /// `a * b + c` is rounded twice (as OpenCL allows), too coarse for sums of thousands of products. `MULTIPLY_ADD`
  /// (kernels_cl/common.clh) calls fma. Mesa's llvmpipe.
  bool products_unfused = false;
  /// A long made from an int compares with a literal as if it had no sign: `(long)a < 0` is never true. `WIDEN` and
  /// `convert_long` (kernels_cl/common.clh) make it from its two halves. rusticl of Mesa 22.3.
  bool widened_compare_unsigned = false;
  /// The compiler crashes (LLVM 15, legalizing types) on loops that carry signed bytes. `reconstruction` computes i8 as
  /// i16, and remove_small_objects.cl reads labels as uint. Mesa's llvmpipe.
  bool signed_bytes_crash = false;
  /// A build may fail without a word when other processes build the same program for the first time, since the driver
  /// reads from its cache what another is about to write. `ProgramCache::compile` tries again. PoCL 3.1.
  bool builds_collide = false;
  /// A CPU's buffers are memory where the host may read and write whenever no command works on it, mapped or not, while
  /// mapping is a command of its own, and waiting for it takes as long as copying a megabyte. `Staging` maps a buffer
  /// once, to know where it is. PoCL.
  bool buffers_in_place = false;
  /// Threads that share a context crash now and then, or find wrong pixels. There is no workaround: a program with this
  /// driver gives each thread its own process, and the tests of threads are left out. rusticl of Mesa 22.3.
  bool threads_crash = false;
  /// For a program's binary the driver compiles its kernels again, for work-groups of any size, and that ends some
  /// processes inside LLVM. `ProgramCache` asks for none; the driver keeps a cache of its own. PoCL 3.1.
  bool binaries_crash = false;
};
Quirks quirks_of(const Device& device);
/// Those of the image's device; a tracing image has none.
Quirks quirks_of(const Image& image);

/// Whether `most_turns` ends loops on the image's device: how many turns a kernel took is then worth waiting for.
bool turns_are_few(const Image& image);
/// Throws DeviceError where an item of a kernel may take so many turns, and the driver would end its loops before.
void require_turns(const Image& image, std::string_view operation, std::int64_t turns);

/// The #defines by which kernels know of them.
std::string defines_of(const Quirks& quirks);

}  // namespace clumen
