#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clumen {

struct KernelFile {
  std::string_view path;  ///< "filter/gaussian.cl", relative to kernels_cl/
  std::string_view text;
};
/// The kernel files that were built into the library.
const std::vector<KernelFile>& embedded_kernels();

/// The text of a kernel file: from the folder CLUMEN_KERNEL_PATH when it has one of that path, else the embedded one;
/// its #include lines replaced by what they name. Throws InternalError when there is none.
std::string kernel_text(std::string_view path);

}  // namespace clumen
