#pragma once
#include <optional>

#include "clumen/core.hpp"

/// Operations that move pixels: an image turned, cut, extended, warped. Results have the pixel size that belongs to
/// them: a transposed image that of the axis, a resized one as many times larger as its pixels.
///
/// Those that find pixels between pixels take these parameters:
/// order 0 is the nearest pixel (halfway: the one behind), 1 linear, 3 cubic interpolation; 0 by default for bool,
/// which takes no other, else 1. Order 0 gives the image's dtype, the others f32 (f64 for f64; scikit-image: f64 for
/// integers), in the range of the image: `preserve_range=True` is the only way. The image goes on without end as `mode`
/// says, and pixels beside its border are interpolated with what lies outside. clip: order 3 leaves the range of the
/// image's pixels, and is cut to it; cval belongs to the range in the mode constant. The other orders cannot leave it
/// (scikit-image cuts them to the image without cval where no pixel of the result is cval alone).
///
/// All of them reach over the whole image (`Reach::global`) but `crop`, which is a view.
namespace clumen {

/// One number per axis; a single number stands for all the axes that the image has.
using PerAxis = Sigma;

/// Which axes of the image become x, y and z of the result.
enum class Axes : std::uint8_t { xzy, yxz, yzx, zxy, zyx };

/// What lies outside the image, with NumPy's names and meaning.
/// edge: a a a | a b c d | d d d         symmetric: c b a | a b c d | d c b   reflect: d c b | a b c d | c b a
/// constant: k k k | a b c d | k k k     wrap:      b c d | a b c d | a b c
enum class PadMode : std::uint8_t { constant, edge, reflect, symmetric, wrap };

/// Whether a rotated image has the extents that hold all of it.
enum class Resize : std::uint8_t { no, yes };
/// Whether results are limited to the range of the image's pixels.
enum class Clip : std::uint8_t { no, yes };
/// Whether an image is blurred before it becomes smaller; automatic: where that is so, but not masks.
enum class AntiAliasing : std::uint8_t { automatic, no, yes };

/// How many pixels there are before and after an image along each axis. One or two numbers stand for all the axes that
/// the image has.
struct Widths {
  enum class Along : std::uint8_t { every_axis, each_axis } along = Along::each_axis;
  Offset before, after;
  constexpr Widths(std::int64_t both) : Widths(both, both) {}  // NOLINT: pad(image, 3) reads as it should
  constexpr Widths(std::int64_t before_, std::int64_t after_)
      : along(Along::every_axis), before{before_, before_, before_}, after{after_, after_, after_} {}
  constexpr Widths(const Offset& before_, const Offset& after_) : before(before_), after(after_) {}
};

/// The image with the order of its pixels along one axis turned round.
/// axis: c turns the order of the channels.
/// Any dtype. Throws ArgumentError for an axis that the image has not. Source: NumPy `flip`.
Image flip(const Image& image, Axis axis);
/// The image with its axes in another order, of each channel: zyx makes the plane of x and y that of z and y (a reslice
/// from the left), xzy a stack of planes of x and z (a reslice from the top), yxz turns each plane about its diagonal.
/// axes: which axes of the image become x, y and z of the result.
/// Any dtype. Throws ArgumentError for axes that the image has not.
/// Source: NumPy `transpose`, whose order of axes is z, y, x.
Image transpose(const Image& image, Axes axes);
/// The image without some pixels at its ends, all channels; a view.
/// crop_width: how many pixels to leave out.
/// Any dtype. Throws ArgumentError for a negative width, and when no pixel is left.
/// Source: scikit-image `util.crop`. `Image::region` takes the first pixel and the size instead.
Image crop(const Image& image, const Widths& crop_width);
/// The image with pixels added at its ends, of each channel.
/// pad_width: how many pixels to add, wider than the image if need be.
/// mode: what they are. constant_values: for the mode constant; a number that the dtype has.
/// Any dtype. Throws ArgumentError for a negative width, a width along an axis that the image has not, and a constant
/// that the dtype cannot hold. Source: NumPy `pad`.
Image pad(const Image& image, const Widths& pad_width, PadMode mode = PadMode::constant, double constant_values = 0);
/// The image with its pixels shifted along one axis, those that leave at one end coming in at the other.
/// shift: in pixels, any number. axis: c shifts the channels.
/// Any dtype. Throws ArgumentError for an axis that the image has not. Source: NumPy `roll`.
Image roll(const Image& image, std::int64_t shift, Axis axis);
/// Images one after another along an axis.
/// images: one or more, of one dtype, one context and the same extents along the other axes.
/// axis: c makes channels of them.
/// Any dtype. The pixel size is the first image's. Throws ArgumentError for no image, and for images of other dtypes,
/// extents or numbers of axes. Source: NumPy `concatenate`, which promotes unequal dtypes.
Image concatenate(const std::vector<Image>& images, Axis axis);

/// The image under an affine map, of each channel; planes of a 3D image under a 3 x 3 matrix.
/// matrix: row by row, 3 x 3 or 4 x 4: it leads from a position (x, y[, z], 1) of the result to one of the image, in
/// pixels from the centre of the first; its last row is zeros and a 1.
/// output_shape: the image's when not given; the number of channels stays.
/// order: 0, 1, 3 (3 x 3: Catmull-Rom; 4 x 4: B-splines through the pixels). mode: what lies outside the image.
/// cval: for the mode constant. clip: for order 3.
/// Throws ArgumentError for a matrix of another size, with numbers that are not finite, or that leads more than 2^26
/// pixels away, for an order that is not there, and a cval that a result of order 0 cannot hold.
/// Source: scikit-image `transform.warp(image, matrix, preserve_range=True)`; 4 x 4: with the positions as an array.
Image affine(const Image& image, const std::vector<double>& matrix, const Shape& output_shape = {},
             std::optional<int> order = std::nullopt, PadMode mode = PadMode::constant, double cval = 0,
             Clip clip = Clip::yes);
/// The image rotated about a point, each plane of each channel.
/// angle: in degrees, counter-clockwise as seen with y down, within a million.
/// resize: whether the result has the extents that hold all of the rotated image.
/// center: x and y of the point in pixels; the image's centre when not given.
/// order: 0, 1, 3 (Catmull-Rom). mode: what lies outside the image. cval: for the mode constant. clip: for order 3.
/// Throws ArgumentError as `affine`, and for an image of one axis.
/// Source: scikit-image `transform.rotate(preserve_range=True)`; it takes the planes of an array for channels, not
/// rows.
Image rotate(const Image& image, double angle, Resize resize = Resize::no, const std::vector<double>& center = {},
             std::optional<int> order = std::nullopt, PadMode mode = PadMode::constant, double cval = 0,
             Clip clip = Clip::yes);
/// The image moved by parts of pixels.
/// translation: in pixels along each axis, of what is in the image.
/// order: 0, 1, 3 (an image of 3 axes: B-splines, else Catmull-Rom). Otherwise as `affine`.
/// Source: clEsperanto `translate`, whose default takes the nearest pixel.
Image translate(const Image& image, PerAxis translation, std::optional<int> order = std::nullopt,
                PadMode mode = PadMode::constant, double cval = 0, Clip clip = Clip::yes);
/// The image magnified about its centre; its extents stay.
/// factor: above 1 magnifies, below 0 turns round, per axis; not 0.
/// order: 0, 1, 3 (an image of 3 axes: B-splines, else Catmull-Rom). Otherwise as `affine`.
/// Source: clEsperanto `scale`, whose default takes the nearest pixel, and whose centre is half a pixel off.
Image scale(const Image& image, PerAxis factor, std::optional<int> order = std::nullopt,
            PadMode mode = PadMode::constant, double cval = 0, Clip clip = Clip::yes);
/// The image rotated about its centre, first about x, then y, then z, and then moved; its extents stay.
/// translation: in pixels along each axis. angles: in degrees about each axis; an image of 2 axes takes that about z,
/// which is that of `rotate`; the others turn y to z and z to x as that turns x to y.
/// order: 0, 1, 3 (an image of 3 axes: B-splines, else Catmull-Rom). Otherwise as `affine`.
/// Source: clEsperanto `rigid_transform`, whose default takes the nearest pixel.
Image rigid_transform(const Image& image, PerAxis translation = 0, PerAxis angles = 0,
                      std::optional<int> order = std::nullopt, PadMode mode = PadMode::constant, double cval = 0,
                      Clip clip = Clip::yes);
/// The image with other extents, of each channel: pixels become larger or smaller.
/// output_shape: the extents, with as many axes as the image has; the number of channels stays.
/// order: 0, 1, 3 (B-splines). mode: what lies outside the image. cval: for the mode constant. clip: for order 3.
/// anti_aliasing: whether a Gaussian of (s - 1) / 2 pixels comes first, s being how many pixels become one; `automatic`
/// where the image becomes smaller, but not for bool and for order 0 of integers, which take none. For another one call
/// `gaussian` before.
/// Throws ArgumentError as `affine`, for extents of another number of axes, and for a Gaussian that is too wide.
/// Source: scikit-image `transform.resize(preserve_range=True)`, whose positions halfway may fall on either pixel in
/// order 0.
Image resize(const Image& image, const Shape& output_shape, std::optional<int> order = std::nullopt,
             PadMode mode = PadMode::reflect, double cval = 0, Clip clip = Clip::yes,
             AntiAliasing anti_aliasing = AntiAliasing::automatic);
/// The image with its extents multiplied, rounded, 1 at least; otherwise as `resize`.
/// scale: per axis, above 0.
/// Source: scikit-image `transform.rescale(preserve_range=True)`.
Image rescale(const Image& image, PerAxis scale, std::optional<int> order = std::nullopt,
              PadMode mode = PadMode::reflect, double cval = 0, Clip clip = Clip::yes,
              AntiAliasing anti_aliasing = AntiAliasing::automatic);
/// The image at given positions, of each channel.
/// coordinates: an image of the result's extents whose channels are the positions' x, y and, for 3 axes, z, in pixels;
/// NaN is outside.
/// order: 0, 1, 3 (B-splines). mode: what lies outside the image. cval: for the mode constant. clip: for order 3.
/// Throws ArgumentError as `affine`, and for another number of channels.
/// Source: scikit-image `transform.warp(image, coordinates, preserve_range=True)`, whose coordinates come in the order
/// of an array's axes, z or y first; SciPy `map_coordinates` with the modes nearest, reflect, mirror, grid-constant and
/// grid-wrap.
Image warp(const Image& image, const Image& coordinates, std::optional<int> order = std::nullopt,
           PadMode mode = PadMode::constant, double cval = 0, Clip clip = Clip::yes);
/// The image at the positions to which vectors lead: pixel p of the result is that at p + vector.
/// vectors: an image of the same extents whose channels are the vectors' x, y and, for 3 axes, z, in pixels.
/// Otherwise as `warp`.
/// Source: CLIJ `applyVectorField`, which takes the nearest pixel, and each component as an image of its own.
Image apply_vector_field(const Image& image, const Image& vectors, std::optional<int> order = std::nullopt,
                         PadMode mode = PadMode::constant, double cval = 0, Clip clip = Clip::yes);

/// Planes through a line along z, turned about it step by step: x of the result is the distance from the line, y the
/// image's z, z the number of the angle.
/// number_of_angles: 1 to 2048. angle_step_size: in degrees, from x towards y. start_angle: in degrees.
/// center: x and y of the line in pixels; the image's centre when not given.
/// scale_factor: how far apart along x and y the image is looked at, above 0; z does not count.
/// order: 0, 1, 3 (B-splines). mode: what lies outside the image. cval: for the mode constant. clip: for order 3.
/// The result is half as long as the image's diagonal in x and y. Throws ArgumentError as `affine`, for parameters out
/// of their ranges, and for an image of fewer than 3 axes.
/// Source: CLIJ `resliceRadial`, which takes the nearest pixel.
Image radial_reslice(const Image& image, int number_of_angles = 360, double angle_step_size = 1, double start_angle = 0,
                     const std::vector<double>& center = {}, PerAxis scale_factor = 1,
                     std::optional<int> order = std::nullopt, PadMode mode = PadMode::constant, double cval = 0,
                     Clip clip = Clip::yes);
/// A stack of a light-sheet microscope, whose planes lie at an angle to the stage's movement, in the sample's own axes:
/// x along the movement, z into the sample. x of the planes lies along the movement.
/// angle: of the planes to the movement, in degrees, above 0, below 90.
/// voxel_size_x: of the planes' pixels. voxel_size_y: of the planes' pixels; it does not count.
/// voxel_size_z: how far the stage moved from plane to plane.
/// scale_factor: 0.5 gives half as many pixels along each axis; above 0.
/// order: 0, 1, 3 (B-splines). cval: outside the planes.
/// The result has voxels as large as voxel_size_x along x and z, and extents of scale_factor times x · cos(angle) +
/// z · voxel_size_z / voxel_size_x, y, and x · sin(angle), rounded. Throws ArgumentError as `affine`, for parameters
/// out of their ranges, and for an image of fewer than 3 axes.
/// Source: clEsperanto `deskew_x`; it blends planes alone, and with scale_factor leaves pixels out instead of making
/// them larger.
Image deskew_x(const Image& image, double angle = 30, double voxel_size_x = 1, double voxel_size_y = 1,
               double voxel_size_z = 1, double scale_factor = 1, std::optional<int> order = std::nullopt,
               double cval = 0);
/// A stack of a light-sheet microscope as `deskew_x` takes it, y of whose planes lies along the movement; x and y
/// change places in what is said there. Otherwise as `deskew_x`. voxel_size_x: of the planes' pixels; it does not
/// count. voxel_size_y: of the planes' pixels. Source: clEsperanto `deskew_y`; it takes voxel_size_x for voxel_size_y
/// where they differ.
Image deskew_y(const Image& image, double angle = 30, double voxel_size_x = 1, double voxel_size_y = 1,
               double voxel_size_z = 1, double scale_factor = 1, std::optional<int> order = std::nullopt,
               double cval = 0);

}  // namespace clumen
