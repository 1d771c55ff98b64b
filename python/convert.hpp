#pragma once
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "clumen/clumen.hpp"

namespace nb = nanobind;

/// What Python gives, as clumen's types. Every function names the operation and the parameter in its errors.
namespace clumen::python {

/// The context that arrays are pushed to when no argument is on a device yet: `set_context`, else Context::best().
Context default_context();
void set_default_context(const Context& context);

/// The context of the first device image among the arguments, else the default one.
Context context_of(std::initializer_list<nb::handle> arguments);

/// A device image, or an array of (y, x), (z, y, x) or (x,), pushed to `context`. None is the empty image.
Image to_image(std::string_view operation, std::string_view parameter, nb::handle value, const Context& context);
/// `array` with its channel axis moved; see Context.push.
Image push_array(nb::handle array, std::optional<int> channel_axis, const PixelSize& pixel_size,
                 const Context& context);
/// A list or tuple of images.
std::vector<Image> to_images(std::string_view operation, std::string_view parameter, nb::handle value,
                             const Context& context);
/// An image, a device scalar, an array or a number.
Operand to_operand(std::string_view operation, std::string_view parameter, nb::handle value, const Context& context);
/// A number, or one per axis in NumPy's order (z, y, x) or (y, x).
Sigma to_sigma(std::string_view operation, std::string_view parameter, nb::handle value);
/// As NumPy's pad_width: a number, (before, after), or one such pair for each axis in NumPy's order.
Widths to_widths(std::string_view operation, std::string_view parameter, nb::handle value);
/// The extents in NumPy's order (z, y, x); None is the empty shape.
Shape to_shape(std::string_view operation, std::string_view parameter, nb::handle value);
/// Numbers, a matrix row by row.
std::vector<double> to_doubles(std::string_view operation, std::string_view parameter, nb::handle value);
std::optional<Sigma> to_optional_sigma(std::string_view operation, std::string_view parameter, nb::handle value);
/// An array of numbers of one to three axes.
Weights to_weights(std::string_view operation, std::string_view parameter, nb::handle value);
/// A whole number, or one per axis in NumPy's order.
Counts to_counts(std::string_view operation, std::string_view parameter, nb::handle value);
/// The same; None and True stand for what is done when nothing is given, False for 0.
std::optional<Counts> to_optional_counts(std::string_view operation, std::string_view parameter, nb::handle value);
Border to_border(std::string_view operation, std::string_view mode, double cval);
/// A Footprint, a text such as "disk:2", or a mask as an array.
Footprint to_footprint(std::string_view operation, std::string_view parameter, nb::handle value);
/// A NumPy dtype or its name, or clumen's name ("f32").
DType to_dtype(std::string_view operation, std::string_view parameter, nb::handle value);

/// The pixels as a NumPy array (z, y, x, channel), without the axes that the image has not; it owns the memory.
nb::object to_array(const HostImage& image);
nb::object to_array(const Image& image);
/// A dict of columns, or a DataFrame; None is the empty table.
Table table_of(std::string_view operation, std::string_view parameter, nb::handle value);
/// A clumen.Table: a dict of NumPy arrays with their units.
nb::object to_table(Table table);
/// NumPy's name of a dtype: "uint8".
std::string numpy_name(DType dtype);
/// NumPy's shape of an image.
std::vector<std::int64_t> numpy_shape(const Shape& shape);

/// Runs without the GIL.
template <class F>
auto released(F&& work) {
  const nb::gil_scoped_release release;
  return work();
}

void add_types(nb::module_& module);
void add_graph(nb::module_& module);
void add_custom(nb::module_& module);
void add_operations(nb::module_& module);

}  // namespace clumen::python
