#include "io/tiff_handle.hpp"

#include <fmt/format.h>

#include <cstdarg>
#include <cstdio>

namespace clumen {

struct TiffHandle::State {
  const InputFile* file = nullptr;
  std::uint64_t position = 0;
  std::string error;

  static State& of(thandle_t handle) { return *static_cast<State*>(handle); }

  static int keep_error(TIFF*, void* state, const char* module, const char* format, va_list arguments) {
    char text[512];
    std::vsnprintf(text, sizeof text, format, arguments);
    static_cast<State*>(state)->error = module && *module ? fmt::format("{} ({})", text, module) : text;
    return 1;
  }
  static int drop_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }

  static tmsize_t read(thandle_t handle, void* to, tmsize_t bytes) {
    State& state = of(handle);
    try {
      const std::size_t got = state.file->read_some(to, static_cast<std::size_t>(bytes), state.position);
      state.position += got;
      return static_cast<tmsize_t>(got);
    } catch (const std::exception& e) {  // an exception must not pass through C
      state.error = e.what();
      return -1;
    }
  }
  static tmsize_t write(thandle_t, void*, tmsize_t) { return -1; }
  static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    State& state = of(handle);
    if (whence == SEEK_CUR) offset += state.position;
    if (whence == SEEK_END) offset += state.file->size();
    return state.position = offset;
  }
  static int close(thandle_t) { return 0; }
  static toff_t size(thandle_t handle) { return of(handle).file->size(); }
};

TiffHandle::TiffHandle(const InputFile& file) : file_(file), state_(std::make_unique<State>()) {
  state_->file = &file;
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                 TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), State::keep_error, state_.get());
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), State::drop_warning, state_.get());
  // r: read; m: no memory map, which would kill the process when the file shrinks; h: no directory yet.
  tiff_ = TIFFClientOpenExt(file.path().c_str(), "rmh", state_.get(), State::read, State::write, State::seek,
                            State::close, State::size, nullptr, nullptr, options.get());
  if (!tiff_) fail("libtiff does not open it");
}

TiffHandle::~TiffHandle() {
  if (tiff_) TIFFClose(tiff_);
}

void TiffHandle::go_to(std::uint64_t directory, std::int64_t page) {
  state_->error.clear();
  if (!TIFFSetSubDirectory(tiff_, directory)) fail(fmt::format("the directory of page {} cannot be read", page));
  const auto compression = field<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  const auto photometric = field<std::uint16_t>(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  if (compression == COMPRESSION_JPEG && photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(tiff_, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  if (compression == COMPRESSION_SGILOG || compression == COMPRESSION_SGILOG24)
    TIFFSetField(tiff_, TIFFTAG_SGILOGDATAFMT, SGILOGDATAFMT_FLOAT);
}

void TiffHandle::fail(const std::string& what) const {
  file_.fail(state_->error.empty() ? what : fmt::format("{}: {}", what, state_->error));
}

}  // namespace clumen
