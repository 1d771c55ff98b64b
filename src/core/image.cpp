#include "clumen/image.hpp"

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/context_state.hpp"
#include "core/image_state.hpp"
#include "core/launch.hpp"

namespace clumen {

Layout plain_layout(const Shape& s) { return {Layout::Kind::plain, 0, {1, s.x, s.x * s.y, s.x * s.y * s.z}}; }

bool is_dense(const ImageState& state) {
  const Layout expected = plain_layout(state.shape);
  const Shape& s = state.shape;
  const auto& step = state.layout.step;
  // the step along an axis of one pixel does not matter
  return state.layout.kind == Layout::Kind::plain && (s.x == 1 || step.x == 1) &&
         (s.y == 1 || step.y == expected.step.y) && (s.z == 1 || step.z == expected.step.z) &&
         (s.c == 1 || step.c == expected.step.c);
}

std::shared_ptr<ImageState> view_of(const Image& image) {
  const ImageState& from = stored(image);
  auto view = std::make_shared<ImageState>();
  view->context = from.context;
  view->shape = from.shape;
  view->dtype = from.dtype;
  view->pixel_size = from.pixel_size;
  view->reach = from.reach;
  view->buffer = from.buffer;
  view->layout = from.layout;
  return view;
}

namespace {

std::shared_ptr<ImageState> result_state(const Image& like, const Shape& shape, DType dtype, const Reach& own,
                                         std::initializer_list<const Image*> more) {
  auto state = std::make_shared<ImageState>();
  const ImageState& from = like.state();
  state->context = from.context;
  state->shape = shape;
  state->dtype = dtype;
  state->pixel_size = from.pixel_size;
  Reach inputs = from.reach;
  for (const Image* image : more)
    if (!image->empty()) inputs = Reach::max(inputs, image->reach());
  state->reach = inputs + own;
  return state;
}

}  // namespace

Image new_image(const Image& like, const Shape& shape, DType dtype, const Reach& own,
                std::initializer_list<const Image*> more) {
  auto state = result_state(like, shape, dtype, own, more);
  if (state->context) {
    require(dtype != DType::f64 || state->context->device.f64, "image", "dtype", "f64",
            "any other on " + state->context->device.name + ", which does not compute in double; cast to f32 first");
    state->buffer = Buffer(*state->context, static_cast<std::uint64_t>(shape.pixels()) * size_of(dtype));
    state->layout = plain_layout(shape);
  }
  return Image(std::move(state));
}

Image new_bits(const Image& like, const Reach& own) {
  const Shape& s = like.shape();
  auto state = result_state(like, s, DType::boolean, own, {});
  if (state->context) {
    const std::int64_t row = words_of_row(s) * 32;
    state->layout = {Layout::Kind::bits, 0, {1, row, row * s.y, row * s.y * s.z}, s.x};
    state->buffer = Buffer(*state->context, static_cast<std::uint64_t>(row / 8 * s.y * s.z * s.c));
  }
  return Image(std::move(state));
}

const ImageState& stored(const Image& image) {
  ImageState& state = image.state();
  const std::lock_guard lock(state.mutex);
  if (!state.pending) return state;
  const Image result = evaluate(image);
  state.buffer = result.state().buffer;
  state.layout = result.state().layout;
  state.pending = nullptr;
  return state;
}

Image dense(const Image& image) {
  if (image.is_tracing() || is_dense(stored(image))) return image;
  const Image copy = evaluate(image);
  return copy;
}

void require_image(std::string_view operation, std::string_view parameter, const Image& image) {
  if (image.empty())
    throw ArgumentError(fmt::format("{}: {} is an empty handle; allowed is an image", operation, parameter));
  require(image.shape().pixels() > 0, operation, parameter, to_string(image.shape()), "an image with pixels");
}

void require_same_context(std::string_view operation, const Image& a, const Image& b) {
  if (a.state().context == b.state().context) return;
  const auto name = [](const Image& i) {
    return i.is_tracing() ? std::string("a tracing image") : i.context().device().name;
  };
  throw ArgumentError(fmt::format("{}: the images are of different contexts, {} and {}; allowed is one context",
                                  operation, name(a), name(b)));
}

void require_labels(std::string_view operation, std::string_view parameter, const Image& labels, Masks masks) {
  require_image(operation, parameter, labels);
  const DType dtype = labels.dtype();
  const bool mask = dtype == DType::boolean;
  require(mask ? masks == Masks::taken : is_integer(dtype), operation, fmt::format("dtype of {}", parameter),
          name_of(dtype), masks == Masks::taken ? "bool or an integer" : "an integer; label(mask) has a mask's labels");
  require(labels.shape().c == 1, operation, fmt::format("channels of {}", parameter), labels.shape().c,
          "1; choose one with image.channel(c)");
}

void require_over(std::string_view operation, std::string_view parameter, const Image& image, const Image& labels,
                  Channels channels) {
  require_image(operation, parameter, image);
  require_same_context(operation, labels, image);
  const Shape &s = image.shape(), &over = labels.shape();
  require(channels == Channels::any ? s.xyz() == over.xyz() : s.same_size(over), operation, parameter,
          to_string(image.shape()), fmt::format("{}, as the labels", to_string(labels.shape())));
}

Image Image::tracing(const Shape& shape, DType dtype) {
  auto state = std::make_shared<ImageState>();
  state->shape = shape;
  state->dtype = dtype;
  return Image(std::move(state));
}

bool Image::is_tracing() const { return !state_->context; }
const Shape& Image::shape() const { return state_->shape; }
DType Image::dtype() const { return state_->dtype; }
const PixelSize& Image::pixel_size() const { return state_->pixel_size; }
const Reach& Image::reach() const { return state_->reach; }

Context Image::context() const {
  if (is_tracing()) throw ArgumentError("image: a tracing image has no device and no pixels");
  return Context(state_->context);
}

Image Image::with_pixel_size(const PixelSize& size) const {
  auto view = view_of(*this);
  view->pixel_size = size;
  return Image(std::move(view));
}

Image Image::with_ndim(int ndim) const {
  require(ndim >= 1 && ndim <= 3 && (ndim == 3 || shape().z == 1) && (ndim >= 2 || shape().y == 1), "with_ndim", "ndim",
          ndim, "the number of axes that " + to_string(shape()) + " needs, up to 3");
  auto view = view_of(*this);
  view->shape.ndim = ndim;
  return Image(std::move(view));
}

Image Image::channel(std::int64_t c) const {
  require(c >= 0 && c < shape().c, "channel", "c", c, fmt::format("0 to {}", shape().c - 1));
  if (shape().c == 1) return *this;
  auto view = view_of(*this);
  view->layout.offset += c * view->layout.step.c;
  view->shape.c = 1;
  return Image(std::move(view));
}

Image Image::plane(std::int64_t z) const {
  require(z >= 0 && z < shape().z, "plane", "z", z, fmt::format("0 to {}", shape().z - 1));
  auto view = view_of(*this);
  view->layout.offset += z * view->layout.step.z;
  view->shape.z = 1;
  view->shape.ndim = 2;
  return Image(std::move(view));
}

Image Image::region(const Offset& first, const Shape& size) const {
  const auto inside = [](std::int64_t at, std::int64_t n, std::int64_t whole) {
    return at >= 0 && n >= 1 && n <= whole - at;
  };
  const Shape& s = shape();
  if (!inside(first.x, size.x, s.x) || !inside(first.y, size.y, s.y) || !inside(first.z, size.z, s.z))
    throw ArgumentError(fmt::format("region: {} pixels from ({}, {}, {}) on leave the image of {}", to_string(size),
                                    first.x, first.y, first.z, to_string(s)));
  auto view = view_of(*this);
  const auto& step = view->layout.step;
  view->layout.offset += first.x * step.x + first.y * step.y + first.z * step.z;
  view->shape = Shape(size.x, size.y, size.z, s.c, s.ndim);
  return Image(std::move(view));
}

void Image::compute() const {
  if (!is_tracing()) stored(*this);
}

HostImage Image::pull() const {
  const Context device = context();
  const Image whole = dense(*this);
  const ImageState& state = stored(whole);
  const std::uint64_t item = size_of(state.dtype);
  return HostImage(
      shape(), dtype(), pixel_size(),
      device.state().staging.pull_pinned(state.buffer, static_cast<std::uint64_t>(state.layout.offset) * item,
                                         static_cast<std::uint64_t>(shape().pixels()) * item));
}

void Image::pull_to(void* pixels) const {
  const Context device = context();
  const Image whole = dense(*this);
  const ImageState& state = stored(whole);
  const std::uint64_t item = size_of(state.dtype);
  device.state().staging.pull(state.buffer, static_cast<std::uint64_t>(state.layout.offset) * item, pixels,
                              static_cast<std::uint64_t>(shape().pixels()) * item);
}

Scalar::Scalar(Image one_pixel) : image_(std::move(one_pixel)) {
  require(!image_.empty() && image_.shape().pixels() == 1, "scalar", "image",
          image_.empty() ? std::string("empty") : to_string(image_.shape()), "an image of one pixel");
}

double Scalar::value() const {
  if (dtype() == DType::f16) return Scalar(cast_to(image_, DType::f32)).value();
  return visit(dtype(), [this](auto zero) {
    image_.pull_to(&zero);
    return static_cast<double>(zero);
  });
}

std::int64_t Scalar::integer() const {
  require(!is_float(dtype()), "scalar", "dtype", name_of(dtype()), "an integer or bool for integer()");
  return visit(dtype(), [this](auto zero) {
    image_.pull_to(&zero);
    return static_cast<std::int64_t>(zero);
  });
}

}  // namespace clumen
