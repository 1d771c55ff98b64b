#include "convert.hpp"
#include "io/png_encode.hpp"

using namespace clumen;

namespace {

using Pixels = nb::ndarray<const std::uint8_t, nb::ndim<3>, nb::c_contig, nb::device::cpu>;

/// (y, x, channel) as a PNG file.
nb::bytes png_of(const Pixels& pixels) {
  const auto* first = reinterpret_cast<const std::byte*>(pixels.data());
  const PngPixels plane{static_cast<std::int64_t>(pixels.shape(1)), static_cast<std::int64_t>(pixels.shape(0)),
                        static_cast<int>(pixels.shape(2)), 8, std::vector<std::byte>(first, first + pixels.size())};
  const std::vector<std::byte> file = python::released([&] { return encode_png(plane, "imshow"); });
  return nb::bytes(file.data(), file.size());
}

}  // namespace

NB_MODULE(_clumen, module) {
  module.doc() = "Bio-image processing on any OpenCL device.";
  nb::register_exception_translator([](const std::exception_ptr& p, void*) {
    try {
      std::rethrow_exception(p);
    } catch (const ArgumentError& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    } catch (const IoError& error) {
      PyErr_SetString(PyExc_OSError, error.what());
    } catch (const Error& error) {
      PyErr_SetString(PyExc_RuntimeError, error.what());
    }
  });
  python::add_types(module);
  python::add_graph(module);
  python::add_custom(module);
  python::add_operations(module);
  module.def("_png", &png_of, nb::arg("pixels").noconvert());
}
