#include <fmt/format.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/map.h>

#include "convert.hpp"

using namespace nb::literals;

namespace clumen::python {

namespace {

constexpr std::string_view name = "execute";

Output to_output(nb::handle shape, nb::handle dtype, std::optional<double> fill) {
  Output output;
  if (!shape.is_none()) output.shape = to_shape("Output", "shape", shape);
  if (!dtype.is_none()) output.dtype = to_dtype("Output", "dtype", dtype);
  output.fill = fill;
  return output;
}

bool is_array(nb::handle value) { return nb::hasattr(value, "__array__") && nb::cast<int>(value.attr("ndim")) > 0; }

/// An image, an array, what an output is like, a number, or a list or tuple of numbers.
KernelArgument to_argument(const std::string& parameter, nb::handle value, const Context& context) {
  if (nb::isinstance<Image>(value) || is_array(value)) return {parameter, to_image(name, parameter, value, context)};
  if (nb::isinstance<Output>(value)) return {parameter, nb::cast<Output>(value)};
  if (nb::isinstance<nb::list>(value) || nb::isinstance<nb::tuple>(value))
    return {parameter, to_doubles(name, parameter, value)};
  if (PyIndex_Check(value.ptr())) {
    const nb::object whole = nb::steal(PyNumber_Index(value.ptr()));
    return {parameter, nb::cast<std::int64_t>(whole)};
  }
  const double number = PyFloat_AsDouble(value.ptr());
  if (number == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    throw ArgumentError(fmt::format("{}: {} is {}; allowed is an image, a number or a list of numbers", name, parameter,
                                    nb::cast<std::string>(nb::repr(value))));
  }
  return {parameter, number};
}

/// A file, or a text, which has more than one line or a bracket.
Kernel kernel_of(const Context& context, const std::string& source, const std::string& kernel) {
  const bool text = source.find_first_of("\n{") != std::string::npos;
  return text ? Kernel::from_text(context, source, kernel) : context.kernel(source, kernel);
}

Context context_of_arguments(const nb::dict& arguments) {
  for (auto [key, value] : arguments)
    if (nb::isinstance<Image>(value)) return nb::cast<Image>(value).context();
  return default_context();
}

using Sizes = std::vector<std::size_t>;

/// Work-items in NumPy's order of axes.
std::array<std::size_t, 3> sizes_of(std::string_view parameter, const std::optional<Sizes>& sizes) {
  std::array<std::size_t, 3> out{};
  if (!sizes) return out;
  if (sizes->empty() || sizes->size() > 3)
    throw ArgumentError(fmt::format("{}: {} is {} numbers; allowed is 1 to 3", name, parameter, sizes->size()));
  out = {1, 1, 1};
  for (std::size_t i = 0; i < sizes->size(); ++i) out[i] = (*sizes)[sizes->size() - 1 - i];
  return out;
}

nb::object execute(const std::string& source, const nb::dict& arguments, const std::string& kernel,
                   const std::map<std::string, std::string>& defines, const std::optional<Sizes>& items,
                   const std::optional<Sizes>& group) {
  const Context context = context_of_arguments(arguments);
  Kernel chosen = kernel_of(context, source, kernel);
  for (const auto& [define, value] : defines) chosen = chosen.define(define, value);
  std::vector<KernelArgument> given;
  for (auto [key, value] : arguments) given.push_back(to_argument(nb::cast<std::string>(key), value, context));
  const Work work{sizes_of("items", items), sizes_of("group", group)};
  const std::vector<Image> outputs = released([&] { return chosen.run(given, work); });
  return outputs.size() == 1 ? nb::cast(outputs[0]) : nb::object(nb::tuple(nb::cast(outputs)));
}

}  // namespace

void add_custom(nb::module_& m) {
  nb::class_<Output>(m, "Output", "What a kernel of your own writes; what is not given is as in its first image.")
      .def(
          "__init__",
          [](Output* self, nb::handle shape, nb::handle dtype, std::optional<double> fill) {
            new (self) Output(to_output(shape, dtype, fill));
          },
          "shape"_a = nb::none(), "dtype"_a = nb::none(), "fill"_a = nb::none(),
          "shape: in NumPy's order. fill: what the pixels are before the kernel runs.");
  m.def("execute", &execute, "source"_a, "arguments"_a, "kernel"_a = "",
        "defines"_a = std::map<std::string, std::string>{}, "items"_a = nb::none(), "group"_a = nb::none(),
        "Runs an OpenCL kernel of your own, of clumen's way, clEsperanto's dialect or bare pointers.\n\n"
        "source: a file, or the text itself. arguments: a dict of images, arrays, numbers, lists of numbers (vectors)\n"
        "and clumen.Output by the names of the kernel's parameters. kernel: its name, where there are several.\n"
        "defines: macros before the text. items, group: work-items in NumPy's order of axes; one per pixel otherwise.\n"
        "Gives the image that the kernel writes, or a tuple of several. Raises ValueError for arguments that do not\n"
        "fit, RuntimeError with file and line for a mistake in the kernel, OSError for a file that is not there.");
  nb::class_<Elementwise>(m, "Elementwise", "A pointwise formula of your own.")
      .def("__call__",
           [](const Elementwise& formula, const nb::args& arguments) {
             Context context = default_context();
             for (nb::handle value : arguments)
               if (nb::isinstance<Image>(value)) context = nb::cast<Image>(value).context();
             std::vector<Operand> operands;
             for (std::size_t i = 0; i < arguments.size(); ++i)
               operands.push_back(to_operand("elementwise", fmt::format("operand {}", i), arguments[i], context));
             return formula(operands);
           })
      .def_prop_ro("operands", &Elementwise::operands, "The names of the operands, in their order.");
  m.def(
      "elementwise",
      [](const std::string& formula, nb::handle dtype) {
        return elementwise(formula,
                           dtype.is_none() ? std::nullopt : std::optional(to_dtype("elementwise", "dtype", dtype)));
      },
      "formula"_a, "dtype"_a = nb::none(),
      "A pointwise formula of your own in OpenCL C, recorded and fused as built-in operations are:\n"
      "clumen.elementwise(\"(x - y) * (x - y)\")(a, b). Operands are its names in the order in which they appear. It "
      "computes\n"
      "and gives float32 or float64 as a division does, or the given dtype.");
  m.def(
      "reduce",
      [](nb::handle image, const std::string& combine, double identity) {
        const Context context = context_of({image});
        const Image pixels = to_image("reduce", "image", image, context);
        return released([&] { return reduce(pixels, combine, identity); });
      },
      "image"_a, "combine"_a, "identity"_a,
      "All pixels combined two by two by a formula of a and b: clumen.reduce(image, \"max(a, b)\", 0). identity: what\n"
      "changes nothing. A clumen.Scalar of 64 bits.");
}

}  // namespace clumen::python
