#include "convert.hpp"

#include <fmt/format.h>

#include <mutex>
#include <optional>

#include "core/check.hpp"

namespace clumen::python {

namespace {

std::mutex default_mutex;
std::optional<Context> default_value;

/// The pixels of a contiguous NumPy array of this machine's byte order, held for as long as this lives.
class Pixels {
 public:
  /// NumPy copies only where it must: strides, another byte order.
  Pixels(std::string_view operation, std::string_view parameter, nb::handle value) {
    const nb::module_ numpy = nb::module_::import_("numpy");
    nb::object array = numpy.attr("asarray")(value);
    const auto name = nb::cast<std::string>(array.attr("dtype").attr("name"));
    const auto kind = nb::cast<std::string>(array.attr("dtype").attr("kind"));
    const auto bytes = nb::cast<int>(array.attr("dtype").attr("itemsize"));
    require(std::string_view("biuf").find(kind) != std::string_view::npos && bytes <= 8, operation, parameter,
            "an array of " + name, "bool, integers up to 64 bits, float16, float32 or float64");
    dtype_ = dtype_of(name);
    if (!nb::cast<bool>(array.attr("dtype").attr("isnative")))
      array = array.attr("astype")(array.attr("dtype").attr("newbyteorder")("="));
    if (PyObject_GetBuffer(numpy.attr("ascontiguousarray")(array).ptr(), &view_, PyBUF_C_CONTIGUOUS) != 0)
      throw nb::python_error();
  }
  Pixels(const Pixels&) = delete;
  Pixels& operator=(const Pixels&) = delete;
  ~Pixels() { PyBuffer_Release(&view_); }

  const void* data() const { return view_.buf; }
  DType dtype() const { return dtype_; }
  int axes() const { return view_.ndim; }
  /// The extent of an axis counted from the last; 1 beyond the first.
  std::int64_t extent(int from_last) const {
    return from_last < view_.ndim ? static_cast<std::int64_t>(view_.shape[view_.ndim - 1 - from_last]) : 1;
  }

 private:
  Py_buffer view_{};
  DType dtype_ = DType::u8;
};

Shape shape_of(std::string_view operation, std::string_view parameter, const Pixels& pixels) {
  const int n = pixels.axes();
  require(n >= 1 && n <= 3, operation, parameter, fmt::format("an array of {} axes", n),
          "1 to 3 axes (x,), (y, x) or (z, y, x); channels go through clumen.push(array, channel_axis=-1)");
  return {pixels.extent(0), pixels.extent(1), pixels.extent(2), 1, n};
}

}  // namespace

Context default_context() {
  const std::lock_guard lock(default_mutex);
  if (!default_value) default_value = Context::best();
  return *default_value;
}

void set_default_context(const Context& context) {
  const std::lock_guard lock(default_mutex);
  default_value = context;
}

Context context_of(std::initializer_list<nb::handle> arguments) {
  std::vector<nb::handle> all;
  for (const nb::handle argument : arguments) {
    if (nb::isinstance<nb::list>(argument) || nb::isinstance<nb::tuple>(argument))
      for (const nb::handle one : argument) all.push_back(one);
    else all.push_back(argument);
  }
  for (const nb::handle argument : all) {
    if (nb::isinstance<Image>(argument)) {
      const auto& image = nb::cast<const Image&>(argument);
      if (!image.is_tracing()) return image.context();
    }
    if (nb::isinstance<Scalar>(argument)) return nb::cast<const Scalar&>(argument).image().context();
  }
  return default_context();
}

Image push_array(nb::handle value, std::optional<int> channel_axis, const PixelSize& pixel_size,
                 const Context& context) {
  nb::object array = nb::borrow(value);
  if (channel_axis) array = nb::module_::import_("numpy").attr("moveaxis")(array, *channel_axis, 0);
  const Pixels pixels("push", "array", array);
  Shape shape{0, 0};
  if (channel_axis) {
    const int n = pixels.axes();
    require(n >= 2 && n <= 4, "push", "array", fmt::format("an array of {} axes", n),
            "2 to 4 axes, one of them the channels");
    const auto spatial = [&](int from_last) { return from_last < n - 1 ? pixels.extent(from_last) : 1; };
    shape = {spatial(0), spatial(1), spatial(2), pixels.extent(n - 1), n - 1};
  } else {
    shape = shape_of("push", "array", pixels);
  }
  return released([&] { return context.push(pixels.data(), shape, pixels.dtype(), pixel_size); });
}

Image to_image(std::string_view operation, std::string_view parameter, nb::handle value, const Context& context) {
  if (value.is_none()) return {};
  if (nb::isinstance<Image>(value)) return nb::cast<Image>(value);
  if (nb::isinstance<Scalar>(value)) return nb::cast<const Scalar&>(value).image();
  const Pixels pixels(operation, parameter, value);
  const Shape shape = shape_of(operation, parameter, pixels);
  return released([&] { return context.push(pixels.data(), shape, pixels.dtype()); });
}

std::vector<Image> to_images(std::string_view operation, std::string_view parameter, nb::handle value,
                             const Context& context) {
  require(nb::isinstance<nb::list>(value) || nb::isinstance<nb::tuple>(value), operation, parameter, "no list",
          "a list or tuple of images");
  std::vector<Image> images;
  for (const nb::handle image : value) images.push_back(to_image(operation, parameter, image, context));
  return images;
}

Operand to_operand(std::string_view operation, std::string_view parameter, nb::handle value, const Context& context) {
  if (nb::isinstance<nb::bool_>(value)) return Operand(nb::cast<bool>(value) ? 1 : 0);
  if (nb::isinstance<nb::int_>(value)) return Operand(nb::cast<std::int64_t>(value));
  if (nb::isinstance<nb::float_>(value)) return Operand(nb::cast<double>(value));
  // a NumPy scalar has its own dtype, as an array of one pixel
  if (!nb::isinstance<Image>(value) && !nb::isinstance<Scalar>(value) &&
      nb::cast<int>(nb::module_::import_("numpy").attr("ndim")(value)) == 0) {
    const nb::object array = nb::module_::import_("numpy").attr("reshape")(value, -1);
    return Operand(to_image(operation, parameter, array, context));
  }
  return Operand(to_image(operation, parameter, value, context));
}

Sigma to_sigma(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (!nb::isinstance<nb::sequence>(value) && !nb::hasattr(value, "__len__")) return Sigma(nb::cast<double>(value));
  const auto numbers = nb::cast<std::vector<double>>(nb::list(nb::borrow(value)));
  require(!numbers.empty() && numbers.size() <= 3, operation, parameter, fmt::format("{} numbers", numbers.size()),
          "one number, or one for each axis in the order z, y, x");
  const std::size_t n = numbers.size();
  return {numbers[n - 1], n > 1 ? numbers[n - 2] : 0, n > 2 ? numbers[n - 3] : 0};
}

Widths to_widths(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (nb::isinstance<nb::int_>(value)) return Widths(nb::cast<std::int64_t>(value));
  std::vector<std::int64_t> n;
  for (const double width : to_doubles(operation, parameter, value)) n.push_back(static_cast<std::int64_t>(width));
  require(n.size() == 1 || n.size() == 2 || n.size() == 4 || n.size() == 6, operation, parameter,
          fmt::format("{} numbers", n.size()),
          "a number, (before, after), or such a pair for each axis in the order z, y, x");
  if (n.size() <= 2) return Widths(n.front(), n.back());
  const std::size_t last = n.size() - 2;
  const auto at = [&](std::size_t axis, std::size_t end) { return 2 * axis <= last ? n[last - 2 * axis + end] : 0; };
  return {{at(0, 0), at(1, 0), at(2, 0)}, {at(0, 1), at(1, 1), at(2, 1)}};
}

Shape to_shape(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (value.is_none()) return {};
  const auto n = to_doubles(operation, parameter, value);
  require(!n.empty() && n.size() <= 3, operation, parameter, fmt::format("{} numbers", n.size()),
          "the extents in the order z, y, x");
  const auto at = [&](std::size_t axis) {
    return axis < n.size() ? static_cast<std::int64_t>(n[n.size() - 1 - axis]) : 1;
  };
  return {at(0), at(1), at(2), 1, static_cast<int>(n.size())};
}

std::vector<double> to_doubles(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (value.is_none()) return {};
  const nb::object numbers = nb::module_::import_("numpy").attr("ravel")(value).attr("tolist")();
  try {
    return nb::cast<std::vector<double>>(numbers);
  } catch (const nb::cast_error&) {
    throw ArgumentError(
        fmt::format("{}: {} is not made of numbers; allowed is a sequence of numbers", operation, parameter));
  }
}

std::optional<Sigma> to_optional_sigma(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (value.is_none()) return std::nullopt;
  return to_sigma(operation, parameter, value);
}

Weights to_weights(std::string_view operation, std::string_view parameter, nb::handle value) {
  const nb::object array = nb::module_::import_("numpy").attr("asarray")(value);
  const auto shape = nb::cast<std::vector<std::int64_t>>(nb::list(array.attr("shape")));
  require(!shape.empty() && shape.size() <= 3, operation, parameter, fmt::format("{} axes", shape.size()),
          "an array of one to three axes");
  const auto extent = [&](std::size_t axis) { return axis < shape.size() ? shape[shape.size() - 1 - axis] : 1; };
  return {to_doubles(operation, parameter, array), Shape(extent(0), extent(1), extent(2))};
}

Counts to_counts(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (!nb::isinstance<nb::sequence>(value) && !nb::hasattr(value, "__len__"))
    return Counts(nb::cast<std::int64_t>(value));
  const auto numbers = nb::cast<std::vector<std::int64_t>>(nb::list(nb::borrow(value)));
  require(!numbers.empty() && numbers.size() <= 3, operation, parameter, fmt::format("{} numbers", numbers.size()),
          "one whole number, or one for each axis in the order z, y, x");
  const std::size_t n = numbers.size();
  if (n == 1) return Counts(numbers[0]);
  return n == 2 ? Counts(numbers[1], numbers[0]) : Counts(numbers[2], numbers[1], numbers[0]);
}

std::optional<Counts> to_optional_counts(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (value.is_none() || value.is(Py_True)) return std::nullopt;
  return value.is(Py_False) ? Counts(0) : to_counts(operation, parameter, value);
}

Border to_border(std::string_view operation, std::string_view mode, double cval) {
  if (mode == "nearest") return Border::nearest;
  if (mode == "reflect") return Border::reflect;
  if (mode == "mirror") return Border::mirror;
  if (mode == "wrap") return Border::wrap;
  require(mode == "constant", operation, "mode", mode, "nearest, reflect, mirror, constant or wrap");
  return Border::constant(cval);
}

Footprint to_footprint(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (nb::isinstance<Footprint>(value)) return nb::cast<Footprint>(value);
  if (nb::isinstance<nb::str>(value)) return Footprint::parse(nb::cast<std::string>(value));
  const nb::object mask = nb::module_::import_("numpy").attr("not_equal")(value, 0).attr("astype")("uint8");
  const Pixels pixels(operation, parameter, mask);
  const Shape shape = shape_of(operation, parameter, pixels);
  const auto* first = static_cast<const std::uint8_t*>(pixels.data());
  return {std::vector<std::uint8_t>(first, first + shape.pixels()), shape};
}

DType to_dtype(std::string_view operation, std::string_view parameter, nb::handle value) {
  if (nb::isinstance<nb::str>(value)) return dtype_of(nb::cast<std::string>(value));
  const nb::object dtype = nb::module_::import_("numpy").attr("dtype")(value);
  try {
    return dtype_of(nb::cast<std::string>(dtype.attr("name")));
  } catch (const ArgumentError& error) {
    throw ArgumentError(fmt::format("{}: {}: {}", operation, parameter, error.what()));
  }
}

std::string numpy_name(DType dtype) {
  constexpr const char* names[] = {"bool",  "uint8",  "int8",  "uint16",  "int16",   "uint32",
                                   "int32", "uint64", "int64", "float16", "float32", "float64"};
  return names[static_cast<int>(dtype)];
}

std::vector<std::int64_t> numpy_shape(const Shape& s) {
  std::vector<std::int64_t> shape;
  if (s.ndim > 2) shape.push_back(s.z);
  if (s.ndim > 1) shape.push_back(s.y);
  shape.push_back(s.x);
  if (s.c > 1) shape.push_back(s.c);
  return shape;
}

nb::object to_array(const HostImage& image) {
  const Shape& s = image.shape();
  std::vector<std::size_t> shape;
  std::vector<std::int64_t> strides;
  const auto axis = [&](std::int64_t extent, std::int64_t stride) {
    shape.push_back(static_cast<std::size_t>(extent));
    strides.push_back(stride);
  };
  if (s.ndim > 2) axis(s.z, s.x * s.y);
  if (s.ndim > 1) axis(s.y, s.x);
  axis(s.x, 1);
  if (s.c > 1) axis(s.c, s.x * s.y * s.z);
  constexpr nb::dlpack::dtype_code codes[] = {nb::dlpack::dtype_code::Bool, nb::dlpack::dtype_code::UInt,
                                              nb::dlpack::dtype_code::Int, nb::dlpack::dtype_code::Float};
  const DType t = image.dtype();
  const auto code = codes[t == DType::boolean ? 0 : is_float(t) ? 3 : is_signed(t) ? 2 : 1];
  const nb::dlpack::dtype dtype{static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(8 * size_of(t)), 1};
  auto* owner = new std::shared_ptr<void>(image.owner());
  nb::capsule keeper(owner, [](void* p) noexcept { delete static_cast<std::shared_ptr<void>*>(p); });
  nb::ndarray<nb::numpy> array(image.data(), shape.size(), shape.data(), keeper, strides.data(), dtype);
  return nb::cast(array, nb::rv_policy::reference);
}

nb::object to_array(const Image& image) {
  return to_array(released([&] { return image.pull(); }));
}

Table table_of(std::string_view operation, std::string_view parameter, nb::handle value) {
  Table table;
  if (value.is_none()) return table;
  require(nb::hasattr(value, "keys"), operation, parameter, "no table", "a dict of columns or a DataFrame");
  const nb::module_ numpy = nb::module_::import_("numpy");
  for (const nb::handle name : value.attr("keys")()) {
    const std::string text = nb::cast<std::string>(nb::str(name)), column = fmt::format("{} of {}", text, parameter);
    const nb::object array = numpy.attr("ravel")(value.attr("__getitem__")(name));
    const bool whole =
        std::string_view("biu").find(nb::cast<std::string>(array.attr("dtype").attr("kind"))) != std::string_view::npos;
    const auto add = [&](auto zero, const char* dtype) {
      using T = decltype(zero);
      const Pixels numbers(operation, column, array.attr("astype")(dtype));
      const auto* first = static_cast<const T*>(numbers.data());
      table.add(text, std::vector<T>(first, first + numbers.extent(0)));
    };
    const Pixels check(operation, column, array);  // refuses what is not made of numbers
    if (whole) add(std::int64_t{}, "int64");
    else add(double{}, "float64");
  }
  return table;
}

nb::object to_table(Table table) {
  nb::dict columns, units;
  auto* kept = new Table(std::move(table));  // on whose columns all the arrays stand
  const nb::capsule keeper(kept, [](void* p) noexcept { delete static_cast<Table*>(p); });
  for (const std::string& name : kept->names()) {
    if (const std::string& unit = kept->unit(name); !unit.empty()) units[name.c_str()] = unit.c_str();
    std::visit(
        [&]<class T>(const std::vector<T>& column) {
          static T nothing{};  // no array stands on no memory
          T* first = column.empty() ? &nothing : const_cast<T*>(column.data());
          const nb::ndarray<nb::numpy, T> array(first, {column.size()}, keeper);
          columns[name.c_str()] = nb::cast(array, nb::rv_policy::reference);
        },
        kept->column(name));
  }
  return nb::module_::import_("clumen").attr("Table")(columns, units);
}

}  // namespace clumen::python
