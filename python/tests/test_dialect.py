"""Kernel files in clEsperanto's dialect: clumen runs them beside pyclesperanto, on the same pixels."""
import clumen  # before pyclesperanto, which changes what OpenCL's loader reads
import numpy as np
import pytest

cle = pytest.importorskip("pyclesperanto")

SAMPLER = "__constant sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;\n"
# a window along each axis that the image has, with a helper that takes the image
WINDOW = SAMPLER + """
inline float weighted(IMAGE_src_TYPE src, int x, int y, int z, float weight) {
  return weight * (float) READ_IMAGE(src, sampler, POS_src_INSTANCE(x, y, z, 0)).x;
}
__kernel void window(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst, const int radius, const float weight) {
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  const int rx = GET_IMAGE_WIDTH(src) > 1 ? radius : 0, ry = GET_IMAGE_HEIGHT(src) > 1 ? radius : 0;
  const int rz = GET_IMAGE_DEPTH(src) > 1 ? radius : 0;
  float sum = 0;
  for (int dz = -rz; dz <= rz; ++dz)
    for (int dy = -ry; dy <= ry; ++dy)
      for (int dx = -rx; dx <= rx; ++dx) sum += weighted(src, x + dx, y + dy, z + dz, weight);
  WRITE_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(sum));
}
"""
# two images of different dtypes, and the pixel's own type
CHOOSE = SAMPLER + """
__kernel void choose(IMAGE_src0_TYPE src0, IMAGE_src1_TYPE src1, IMAGE_dst_TYPE dst, const float least) {
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  const IMAGE_src0_PIXEL_TYPE a = READ_IMAGE(src0, sampler, POS_src0_INSTANCE(x, y, z, 0)).x;
  const IMAGE_src1_PIXEL_TYPE b = READ_IMAGE(src1, sampler, POS_src1_INSTANCE(x, y, z, 0)).x;
  const float taken = (float) a > least ? (float) a : (float) b;
  WRITE_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(taken));
}
"""
# writes where the image says, as maxima of labels and lists of points do
MIRROR = SAMPLER + """
__kernel void mirror(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  const int wide = GET_IMAGE_WIDTH(dst);
  WRITE_IMAGE(dst, POS_dst_INSTANCE(wide - 1 - x, y, z, 0),
              CONVERT_dst_PIXEL_TYPE(READ_IMAGE(src, sampler, POS_src_INSTANCE(x, y, z, 0)).x));
}
"""
SHAPES = [(31,), (17, 30), (5, 9, 12)]
DTYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32"]


def pixels(shape, dtype, seed):
    return np.random.default_rng(seed).integers(0, 100, shape).astype(dtype)


def both(text, name, images, dtype, numbers):
    """What each of the two makes of a kernel's images and numbers, in an image of the first one's shape."""
    theirs = {key: cle.push(image) for key, image in images.items()}
    first = next(iter(images.values()))
    theirs["dst"] = cle.create(first.shape, dtype=np.dtype(dtype).type)
    cle.execute(kernel_source=text, kernel_name=name, global_size=first.shape, parameters={**theirs, **numbers})
    ours = clumen.execute(text, {**images, "dst": clumen.Output(dtype=dtype), **numbers})
    assert ours.dtype == np.dtype(dtype) and theirs["dst"].dtype == np.dtype(dtype)
    return np.asarray(ours), cle.pull(theirs["dst"]).reshape(first.shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_window(shape, dtype):
    ours, theirs = both(WINDOW, "window", {"src": pixels(shape, dtype, 1)}, dtype, {"radius": 2, "weight": 1 / 128})
    np.testing.assert_array_equal(ours, theirs)  # the weights are powers of two, so sums are exact
    assert len(np.unique(theirs)) > 1


@pytest.mark.parametrize("first", DTYPES)
@pytest.mark.parametrize("second", ["uint8", "float32"])
def test_two_images(first, second):
    shape = SHAPES[-1]
    ours, theirs = both(CHOOSE, "choose", {"src0": pixels(shape, first, 2), "src1": pixels(shape, second, 3)}, "float32",
                        {"least": 49.5})
    np.testing.assert_array_equal(ours, theirs)
    assert (theirs < 49.5).any() and (theirs > 49.5).any()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32"])
def test_writing_elsewhere(shape, dtype):
    image = pixels(shape, dtype, 4)
    ours, theirs = both(MIRROR, "mirror", {"src": image}, dtype, {})
    np.testing.assert_array_equal(ours, image[..., ::-1])
    np.testing.assert_array_equal(theirs, ours)
