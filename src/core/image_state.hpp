#pragma once
#include <mutex>

#include "clumen/image.hpp"
#include "core/buffer.hpp"
#include "core/expression.hpp"

namespace clumen {

/// Where the pixels of an image lie in its buffer.
/// Plain: element (x, y, z, c) is at offset + x·step.x + y·step.y + z·step.z + c·step.c, step.x 1 (0 if broadcast).
/// Bits (bool only): the same sum counts bits; pixel b is bit b mod 32 of the 32-bit word b / 32. A whole image in bits
/// has rows of whole words, and the bits after a row's last pixel are 0.
struct Layout {
  enum class Kind : std::uint8_t { plain, bits } kind = Kind::plain;
  std::int64_t offset = 0;
  struct {
    std::int64_t x = 1, y = 0, z = 0, c = 0;
  } step;
  std::int64_t row_pixels = 0;  ///< bits: pixels of a whole row, after which the words hold zeros
};

/// The layout of a whole image without gaps.
Layout plain_layout(const Shape& shape);

/// An image is either stored (buffer, layout) or pending (expression); a pending one becomes stored when asked.
struct ImageState {
  std::shared_ptr<ContextState> context;  ///< null for a tracing image
  Shape shape;
  DType dtype = DType::u8;
  PixelSize pixel_size;
  Reach reach;

  mutable std::mutex mutex;  ///< guards what follows, which changes once, from pending to stored
  ExpressionRef pending;     ///< null when stored
  Buffer buffer;
  Layout layout;
  int uses = 0;  ///< kernels that computed the pending expression on their own
};

/// A new image of the same context, pixel size and number of axes as `like`, with no gaps, ready to be written.
/// `own` is how far one of its pixels looks into `like` (and the others in `more`): it adds to their reach.
/// For a tracing image no memory is taken.
Image new_image(const Image& like, const Shape& shape, DType dtype, const Reach& own = {},
                std::initializer_list<const Image*> more = {});
/// The same stored in bits (see Layout), for bool.
Image new_bits(const Image& like, const Reach& own = {});

/// Makes sure that the image is stored, in its own layout. Enqueues its expression if it has one; never waits.
const ImageState& stored(const Image& image);

/// A new image, stored, that shares everything with `image`: to be changed a little and become a view of it.
std::shared_ptr<ImageState> view_of(const Image& image);
/// A new stored image without gaps with the pixels of a pending expression, a view or bits.
Image evaluate(const Image& image);
/// The image in plain layout without gaps (the same handle if it is already so).
Image dense(const Image& image);
/// A bool image (any dtype: not 0) in bits whose rows start at a word: the same handle if it is already so. A pending
/// expression is computed straight into bits.
Image in_bits(const Image& image);
/// Whether it is stored without gaps in plain layout.
bool is_dense(const ImageState& state);

/// Words of a row of an image in bits.
inline std::int64_t words_of_row(const Shape& shape) { return (shape.x + 31) / 32; }

/// Throws ArgumentError unless image is not empty: "operation: image is empty".
void require_image(std::string_view operation, std::string_view parameter, const Image& image);
/// Throws ArgumentError unless both are of the same context (a tracing image fits only tracing ones).
void require_same_context(std::string_view operation, const Image& a, const Image& b);

/// Whether a mask may stand for labels.
enum class Masks : std::uint8_t { refused, taken };
/// Throws ArgumentError unless the image is there, of integers (or bool) and of one channel. This is every operation's
/// check of labels, but for their values, which are not looked at.
void require_labels(std::string_view operation, std::string_view parameter, const Image& labels,
                    Masks masks = Masks::refused);
/// How many channels an image over labels may have.
enum class Channels : std::uint8_t { one, any };
/// Throws ArgumentError unless an image lies over the labels: of their context and their extent along all axes.
void require_over(std::string_view operation, std::string_view parameter, const Image& image, const Image& labels,
                  Channels channels = Channels::one);

}  // namespace clumen
