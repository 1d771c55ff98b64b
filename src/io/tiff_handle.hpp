#pragma once
#include <tiffio.h>

#include <memory>
#include <string>

#include "io/input_file.hpp"

namespace clumen {

/// libtiff's view of an open file, with its own position, so that several can read at once. Nothing is printed:
/// libtiff's last error is kept for ours.
class TiffHandle {
 public:
  /// Reads the header only. Throws IoError with libtiff's reason.
  explicit TiffHandle(const InputFile& file);
  ~TiffHandle();
  TiffHandle(const TiffHandle&) = delete;
  TiffHandle& operator=(const TiffHandle&) = delete;

  TIFF* get() const { return tiff_; }
  /// Goes to the directory at an offset; `page` is for the error's text. Decoders are set to give RGB and floats where
  /// they can.
  void go_to(std::uint64_t directory, std::int64_t page);
  /// A tag's value; `fallback` when it is not there.
  template <class T>
  T field(std::uint32_t tag, T fallback) const {
    T value{};
    return TIFFGetFieldDefaulted(tiff_, tag, &value) ? value : fallback;
  }
  /// Throws IoError "what: libtiff's error".
  [[noreturn]] void fail(const std::string& what) const;

 private:
  struct State;
  const InputFile& file_;
  std::unique_ptr<State> state_;
  TIFF* tiff_ = nullptr;
};

}  // namespace clumen
