#pragma once
#include <png.h>

#include <csetjmp>
#include <cstring>

namespace clumen {

/// What libpng said of an error. It reports one by a jump, so that what runs below a setjmp must have nothing to
/// destroy.
struct PngError {
  char text[128] = "";

  static void keep(png_structp png, png_const_charp text) {
    auto& error = *static_cast<PngError*>(png_get_error_ptr(png));
    std::strncpy(error.text, text, sizeof error.text - 1);
    png_longjmp(png, 1);
  }
  static void drop_warning(png_structp, png_const_charp) {}
};

}  // namespace clumen
