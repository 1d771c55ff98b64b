#pragma once
#include <vector>

#include "clumen/error.hpp"
#include "core/quirks.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

/// What the device of the tests can do. What is left out because it cannot is said, so that nobody takes it for tested.
namespace clumen::test {

/// Whether the device computes in double. Says so where it does not.
inline bool has_f64() {
  const Device& device = context().device();
  if (!device.f64) WARN("not tested on " << device.name << ", which has no f64");
  return device.f64;
}

/// Whether the device has this dtype; `has_f64` for f64.
inline bool has(DType dtype) { return dtype != DType::f64 || has_f64(); }
template <class T>
bool has() {
  return has(dtype_for<T>());
}

/// Those of the dtypes that the device has.
inline std::vector<DType> that_exist(std::vector<DType> dtypes) {
  std::erase_if(dtypes, [](DType dtype) { return !has(dtype); });
  return dtypes;
}
inline const std::vector<DType>& all_that_exist() {
  static const std::vector<DType> all = that_exist(all_dtypes());
  return all;
}

/// Calls a check that the driver may refuse because it ends loops too early (`Quirks::most_turns`); that is said.
template <class Check>
void unless_refused(const Check& check) {
  try {
    check();
  } catch (const DeviceError& refused) {
    if (!turns_are_few(context().empty(Shape(1, 1), DType::u8))) throw;
    WARN("not tested: " << refused.what());
  }
}

/// Whether threads may share a context (`Quirks::threads_crash`). Says so where they may not.
inline bool takes_threads() {
  const bool crash = quirks_of(context().empty(Shape(1, 1), DType::u8)).threads_crash;
  if (crash) WARN("not tested on " << context().device().platform << ", which takes no threads");
  return !crash;
}

/// The dtype of fractions made of integers: f64, or f32 where the device has no f64.
inline DType fractions() { return context().device().f64 ? DType::f64 : DType::f32; }
/// What is left of a number in that dtype.
inline double rounded_fraction(double v) {
  return context().device().f64 ? v : static_cast<double>(static_cast<float>(v));
}
/// The relative error that the sum of many numbers may have in that dtype.
inline double fraction_error() { return context().device().f64 ? 1e-14 : 1e-7; }

/// Calls f<T>() for each dtype of which the host has numbers too, and that the device has.
template <class F>
void for_each_number(F&& f) {
  f.template operator()<std::uint8_t>();
  f.template operator()<std::int8_t>();
  f.template operator()<std::uint16_t>();
  f.template operator()<std::int16_t>();
  f.template operator()<std::uint32_t>();
  f.template operator()<std::int32_t>();
  f.template operator()<std::uint64_t>();
  f.template operator()<std::int64_t>();
  f.template operator()<float>();
  if (has_f64()) f.template operator()<double>();
}

}  // namespace clumen::test
