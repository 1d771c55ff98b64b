#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>

#include <fmt/format.h>

#include "convert.hpp"

using namespace nb::literals;

namespace clumen::python {

namespace {

PixelSize to_pixel_size(const nb::handle& value, const std::string& unit) {
  if (value.is_none()) return {};
  const Sigma size = to_sigma("push", "pixel_size", value);
  return {size.x, size.y == 0 ? 1 : size.y, size.z == 0 ? 1 : size.z, unit};
}

/// NumPy's basic indexing: integers and slices of step 1 over z, y, x, which give a view.
Image index_image(const Image& image, const nb::handle& key) {
  const Shape& s = image.shape();
  nb::list keys;
  if (nb::isinstance<nb::tuple>(key)) keys = nb::list(nb::borrow(key));
  else keys.append(key);
  if (nb::len(keys) > static_cast<std::size_t>(s.ndim))
    throw nb::index_error(
        fmt::format("{} indices for an image of {} axes; use .channel(c) for channels", nb::len(keys), s.ndim).c_str());
  std::array<std::int64_t, 3> first{0, 0, 0}, size{s.x, s.y, s.z};
  int removed = 0;
  for (std::size_t k = 0; k < nb::len(keys); ++k) {
    const int axis = s.ndim - 1 - static_cast<int>(k);
    const std::int64_t extent = s.xyz()[static_cast<std::size_t>(axis)];
    if (nb::isinstance<nb::slice>(keys[k])) {
      const auto [start, stop, step, length] = nb::cast<nb::slice>(keys[k]).compute(static_cast<std::size_t>(extent));
      if (step != 1) throw ArgumentError(fmt::format("image: a slice with step {}; allowed is step 1", step));
      first[static_cast<std::size_t>(axis)] = start;
      size[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(length);
      continue;
    }
    auto at = nb::cast<std::int64_t>(keys[k]);
    if (at < -extent || at >= extent)
      throw nb::index_error(fmt::format("index {} for an axis of {} pixels", at, extent).c_str());
    if (static_cast<int>(k) != removed)
      throw ArgumentError("image: an integer index behind a slice; allowed are integers first");
    ++removed;
    first[static_cast<std::size_t>(axis)] = at < 0 ? at + extent : at;
    size[static_cast<std::size_t>(axis)] = 1;
  }
  const int ndim = s.ndim - removed;
  if (ndim < 1) throw ArgumentError("image: an index of one pixel; use np.asarray(image[y:y+1, x:x+1])");
  return image.region({first[0], first[1], first[2]}, Shape(size[0], size[1], size[2], 1, s.ndim)).with_ndim(ndim);
}

void add_device(nb::module_& m) {
  nb::class_<Device>(m, "Device", "What an OpenCL device says of itself.")
      .def_ro("name", &Device::name)
      .def_ro("vendor", &Device::vendor)
      .def_ro("platform", &Device::platform)
      .def_ro("version", &Device::version)
      .def_ro("driver", &Device::driver)
      .def_ro("memory", &Device::memory)
      .def_ro("compute_units", &Device::compute_units)
      .def_ro("f64", &Device::f64)
      .def_prop_ro("is_gpu", [](const Device& d) { return d.kind == Device::Kind::gpu; })
      .def("__repr__", [](const Device& d) { return fmt::format("<clumen.Device {} ({})>", d.name, d.platform); });
  nb::class_<Statistics>(m, "Statistics", "What a context has done since it was made.")
      .def_ro("launches", &Statistics::launches)
      .def_ro("builds", &Statistics::builds)
      .def_ro("loads", &Statistics::loads)
      .def_ro("waits", &Statistics::waits)
      .def_ro("allocations", &Statistics::allocations)
      .def_ro("bytes_used", &Statistics::bytes_used)
      .def_ro("bytes_kept", &Statistics::bytes_kept);
  m.def("devices", &Context::devices, "Every OpenCL device of this machine.");
}

void add_context(nb::module_& m) {
  nb::class_<Context>(m, "Context", "One device with its queue, its pool of memory and its programs.")
      .def_static(
          "best", [] { return released([] { return Context::best(); }); },
          "The GPU with the most memory, or else the CPU.")
      .def_static(
          "find", [](const std::string& name) { return released([&] { return Context::find(name); }); }, "name"_a,
          "The first device whose name, platform or vendor has this part.")
      .def_prop_ro("device", [](const Context& c) { return c.device(); })
      .def_prop_ro("statistics", &Context::statistics)
      .def("finish", &Context::finish, nb::call_guard<nb::gil_scoped_release>(),
           "Waits until all that was enqueued is done.")
      .def("trim", &Context::trim, "Gives the memory that the pool keeps back to the device.")
      .def(
          "push",
          [](const Context& c, nb::handle array, std::optional<int> channel_axis, nb::handle pixel_size,
             const std::string& unit) { return push_array(array, channel_axis, to_pixel_size(pixel_size, unit), c); },
          "array"_a, nb::kw_only(), "channel_axis"_a = nb::none(), "pixel_size"_a = nb::none(), "unit"_a = "pixel",
          "An array (y, x) or (z, y, x), with channels along channel_axis, as an image on the device.")
      .def("__repr__", [](const Context& c) { return fmt::format("<clumen.Context on {}>", c.device().name); });
  m.def("default_context", &default_context, nb::call_guard<nb::gil_scoped_release>(),
        "The context that arrays are pushed to: the one of set_context, else Context.best().");
  m.def("set_context", &set_default_context, "context"_a, "Makes a context the one that arrays are pushed to.");
  m.def(
      "push",
      [](nb::handle array, std::optional<int> channel_axis, nb::handle pixel_size, const std::string& unit) {
        return push_array(array, channel_axis, to_pixel_size(pixel_size, unit), default_context());
      },
      "array"_a, nb::kw_only(), "channel_axis"_a = nb::none(), "pixel_size"_a = nb::none(), "unit"_a = "pixel",
      "Context.push of the default context.");
}

template <Image (*function)(const Operand&, const Operand&)>
void add_operator(nb::class_<Image>& type, const char* name, const char* reflected) {
  type.def(
      name,
      [name](const Image& a, nb::handle b) {
        return function(a, to_operand(name, "other", b, context_of({nb::find(a)})));
      },
      nb::is_operator());
  if (reflected)
    type.def(
        reflected,
        [name](const Image& a, nb::handle b) {
          return function(to_operand(name, "other", b, context_of({nb::find(a)})), a);
        },
        nb::is_operator());
}

void add_operators(nb::class_<Image>& type) {
  add_operator<add>(type, "__add__", "__radd__");
  add_operator<subtract>(type, "__sub__", "__rsub__");
  add_operator<multiply>(type, "__mul__", "__rmul__");
  add_operator<divide>(type, "__truediv__", "__rtruediv__");
  add_operator<remainder>(type, "__mod__", "__rmod__");
  add_operator<power>(type, "__pow__", "__rpow__");
  add_operator<greater>(type, "__gt__", nullptr);
  add_operator<greater_equal>(type, "__ge__", nullptr);
  add_operator<less>(type, "__lt__", nullptr);
  add_operator<less_equal>(type, "__le__", nullptr);
  add_operator<equal>(type, "__eq__", nullptr);
  add_operator<not_equal>(type, "__ne__", nullptr);
  add_operator<logical_and>(type, "__and__", "__rand__");
  add_operator<logical_or>(type, "__or__", "__ror__");
  add_operator<logical_xor>(type, "__xor__", "__rxor__");
  type.def("__neg__", [](const Image& a) { return negative(a); });
  type.def("__abs__", [](const Image& a) { return absolute(a); });
  type.def("__invert__", [](const Image& a) { return logical_not(a); });
}

nb::object as_numpy(const nb::object& array, const nb::handle& dtype) {
  return dtype.is_none() ? array : array.attr("astype")(dtype);
}

void add_image(nb::module_& m) {
  nb::class_<Image> image(m, "Image",
                          "An image on a device, which no operation ever modifies. NumPy reads it: np.asarray(image).");
  image.attr("__array_priority__") = 1000;
  image.attr("__array_ufunc__") = nb::none();
  image.attr("__hash__") = nb::none();
  image.def_prop_ro("shape", [](const Image& i) { return nb::tuple(nb::cast(numpy_shape(i.shape()))); })
      .def_prop_ro("ndim", [](const Image& i) { return numpy_shape(i.shape()).size(); })
      .def_prop_ro("size", [](const Image& i) { return i.shape().pixels(); })
      .def_prop_ro("channels", [](const Image& i) { return i.shape().c; })
      .def_prop_ro("dtype",
                   [](const Image& i) { return nb::module_::import_("numpy").attr("dtype")(numpy_name(i.dtype())); })
      .def_prop_ro(
          "pixel_size",
          [](const Image& i) {
            const PixelSize& p = i.pixel_size();
            return i.shape().ndim > 2 ? nb::object(nb::make_tuple(p.z, p.y, p.x))
                                      : nb::object(nb::make_tuple(p.y, p.x));
          },
          "The physical size of a pixel in the order of the axes.")
      .def_prop_ro("unit", [](const Image& i) { return i.pixel_size().unit; })
      .def_prop_ro("context", &Image::context)
      .def_prop_ro(
          "reach", [](const Image& i) { return nb::make_tuple(i.reach().z, i.reach().y, i.reach().x); },
          "How many pixels this image looks into the chain's first input, along z, y and x.")
      .def("channel", &Image::channel, "c"_a, "Channel c, from 0; a view.")
      .def("plane", &Image::plane, "z"_a, "Plane z, from 0; a view.")
      .def("__getitem__", &index_image, "key"_a, "A view: integers and slices of step 1 over z, y, x.")
      .def("__len__", [](const Image& i) { return numpy_shape(i.shape())[0]; })
      .def(
          "__array__", [](const Image& i, nb::handle dtype, nb::handle) { return as_numpy(to_array(i), dtype); },
          "dtype"_a = nb::none(), "copy"_a = nb::none())
      .def("compute", &Image::compute, nb::call_guard<nb::gil_scoped_release>(),
           "Enqueues what is recorded of this image; does not wait.")
      .def(
          "numpy", [](const Image& i) { return to_array(i); }, "Waits, and brings the pixels to the host.")
      .def(
          "astype", [](const Image& i, nb::handle dtype) { return cast(i, to_dtype("astype", "dtype", dtype)); },
          "dtype"_a)
      .def("__bool__",
           [](const Image&) -> bool { throw ArgumentError("image: the truth of an image; use clumen.sum(image)"); })
      .def("__repr__", [](const Image& i) {
        return fmt::format("<clumen.Image {} {}>", to_string(i.shape()), numpy_name(i.dtype()));
      });
  add_operators(image);
}

void add_scalar(nb::module_& m) {
  nb::class_<Scalar>(m, "Scalar", "One number that stays on the device until float(), int() or NumPy asks for it.")
      .def_prop_ro("dtype",
                   [](const Scalar& s) { return nb::module_::import_("numpy").attr("dtype")(numpy_name(s.dtype())); })
      .def("__float__", &Scalar::value, nb::call_guard<nb::gil_scoped_release>())
      .def("__int__",
           [](const Scalar& s) { return is_float(s.dtype()) ? static_cast<std::int64_t>(s.value()) : s.integer(); })
      .def(
          "__array__",
          [](const Scalar& s, nb::handle dtype, nb::handle) {
            return as_numpy(to_array(s.image()).attr("reshape")(nb::make_tuple()), dtype);
          },
          "dtype"_a = nb::none(), "copy"_a = nb::none())
      .def(
          "__add__", [](const Scalar& a, double b) { return a + b; }, nb::is_operator())
      .def(
          "__sub__", [](const Scalar& a, double b) { return a - b; }, nb::is_operator())
      .def(
          "__mul__", [](const Scalar& a, double b) { return a * b; }, nb::is_operator())
      .def(
          "__rmul__", [](const Scalar& a, double b) { return b * a; }, nb::is_operator())
      .def(
          "__truediv__", [](const Scalar& a, double b) { return a / b; }, nb::is_operator())
      .def("__repr__", [](const Scalar& s) { return fmt::format("<clumen.Scalar {}>", numpy_name(s.dtype())); });
}

void add_footprint(nb::module_& m) {
  nb::class_<Footprint>(m, "Footprint", "The pixels that a neighbourhood takes.")
      .def(
          "__array__",
          [](const Footprint& f, nb::handle dtype, nb::handle) {
            HostImage host(f.shape(), DType::u8);
            std::copy(f.mask().begin(), f.mask().end(), host.as<std::uint8_t>());
            return as_numpy(to_array(host), dtype);
          },
          "dtype"_a = nb::none(), "copy"_a = nb::none());
  m.def("disk", &disk, "radius"_a, "x² + y² ≤ radius².");
  m.def("ball", &ball, "radius"_a, "x² + y² + z² ≤ radius².");
  m.def("diamond", &diamond, "radius"_a, "|x| + |y| ≤ radius.");
  m.def("octahedron", &octahedron, "radius"_a, "|x| + |y| + |z| ≤ radius.");
  m.def("box", &box, "x"_a, "y"_a, "z"_a = 1, "Every pixel of the extents, which are odd.");
  m.def("line", &line, "x"_a, "y"_a, "z"_a = 0, "The straight line from (-x, -y, -z) to (x, y, z).");
}

void add_files(nb::module_& m) {
  m.def(
      "read_tiff",
      [](const std::filesystem::path& path, std::int64_t frame) {
        return released([&] { return read_tiff(default_context(), path, frame); });
      },
      "path"_a, "frame"_a = 0, "One frame of a TIFF file as an image on the default context's device.");
  m.def(
      "write_tiff",
      [](nb::handle image, const std::filesystem::path& path) {
        const Image pixels = to_image("write_tiff", "image", image, context_of({image}));
        released([&] { write_tiff(pixels, path); });
      },
      "image"_a, "path"_a, "Writes a TIFF file with axes and pixel size as ImageJ has them.");
  m.def(
      "read_png",
      [](const std::filesystem::path& path) { return released([&] { return read_png(default_context(), path); }); },
      "path"_a, "A PNG file as an image on the default context's device.");
  m.def(
      "write_png",
      [](nb::handle image, const std::filesystem::path& path) {
        const Image pixels = to_image("write_png", "image", image, context_of({image}));
        released([&] { write_png(pixels, path); });
      },
      "image"_a, "path"_a, "Writes a PNG file.");
}

}  // namespace

void add_types(nb::module_& module) {
  add_device(module);
  add_context(module);
  add_image(module);
  add_scalar(module);
  add_footprint(module);
  add_files(module);
}

}  // namespace clumen::python
