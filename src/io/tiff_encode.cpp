#include "io/tiff_encode.hpp"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <string>

#include "clumen/error.hpp"

namespace clumen {

// A TIFF that is written to nowhere: what libtiff writes between the start and the end of a chunk is its encoding.
struct TiffEncoder::State {
  std::string file, error;
  TiffEncoding encoding;
  TIFF* tiff = nullptr;
  std::uint64_t position = 0, end = 0;
  std::vector<std::byte> written;

  ~State() {
    if (tiff) TIFFCleanup(tiff);  // not TIFFClose, which would write a directory
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw IoError(fmt::format("write_tiff: {}: {}{}{}", file, what, error.empty() ? "" : ": ", error));
  }

  static State& of(thandle_t handle) { return *static_cast<State*>(handle); }
  static int keep_error(TIFF*, void* state, const char*, const char* format, va_list arguments) {
    char text[512];
    std::vsnprintf(text, sizeof text, format, arguments);
    static_cast<State*>(state)->error = text;
    return 1;
  }
  static int drop_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }
  static tmsize_t read(thandle_t, void*, tmsize_t) { return -1; }
  static tmsize_t write(thandle_t handle, void* from, tmsize_t bytes) {
    State& state = of(handle);
    const auto* first = static_cast<const std::byte*>(from);
    try {
      state.written.insert(state.written.end(), first, first + bytes);
    } catch (const std::exception&) {  // an exception must not pass through C
      return -1;
    }
    state.position += static_cast<std::uint64_t>(bytes);
    state.end = std::max(state.end, state.position);
    return bytes;
  }
  static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    State& state = of(handle);
    return state.position = offset + (whence == SEEK_CUR ? state.position : whence == SEEK_END ? state.end : 0);
  }
  static int close(thandle_t) { return 0; }
  static toff_t size(thandle_t handle) { return of(handle).end; }

  void open();
};

void TiffEncoder::State::open() {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                 TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), drop_warning, this);
  // A BigTIFF, because what was written only grows.
  tiff = TIFFClientOpenExt("memory", "wl8", this, read, write, seek, close, size, nullptr, nullptr, options.get());
  if (!tiff) fail("libtiff does not open a file in memory");
  const auto set = [this](std::uint32_t tag, auto value) {
    if (!TIFFSetField(tiff, tag, value)) fail("libtiff does not take the encoding");
  };
  const auto width = static_cast<std::uint32_t>(encoding.width), height = static_cast<std::uint32_t>(encoding.height);
  set(TIFFTAG_IMAGEWIDTH, width);
  set(TIFFTAG_IMAGELENGTH, height);
  set(TIFFTAG_BITSPERSAMPLE, encoding.bits);
  set(TIFFTAG_SAMPLESPERPIXEL, 1);
  set(TIFFTAG_SAMPLEFORMAT, encoding.sample_format);
  set(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  set(TIFFTAG_COMPRESSION, encoding.compression);
  if (encoding.predictor != PREDICTOR_NONE) set(TIFFTAG_PREDICTOR, encoding.predictor);
  if (encoding.tiled) {
    set(TIFFTAG_TILEWIDTH, width);
    set(TIFFTAG_TILELENGTH, height);
  } else {
    set(TIFFTAG_ROWSPERSTRIP, height);
  }
}

TiffEncoder::TiffEncoder(std::string_view file, const TiffEncoding& encoding) {
  auto state = std::make_unique<State>();
  state->file = file;
  state->encoding = encoding;
  if (!TIFFIsCODECConfigured(encoding.compression))
    state->fail(fmt::format("this libtiff has no codec for compression {}", encoding.compression));
  state->open();
  state_ = state.release();
}

TiffEncoder::~TiffEncoder() { delete state_; }

std::vector<std::byte> TiffEncoder::encode(std::vector<std::byte>& rows) {
  state_->written.clear();
  const auto bytes = static_cast<tmsize_t>(rows.size());
  const tmsize_t done = state_->encoding.tiled ? TIFFWriteEncodedTile(state_->tiff, 0, rows.data(), bytes)
                                               : TIFFWriteEncodedStrip(state_->tiff, 0, rows.data(), bytes);
  if (done != bytes) state_->fail("libtiff does not encode the pixels");
  return std::move(state_->written);
}

}  // namespace clumen
