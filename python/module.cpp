#include "convert.hpp"

using namespace clumen;

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
}
