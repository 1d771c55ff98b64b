"""Kernels and formulas of one's own, against NumPy."""
import clumen
import numpy as np
import pytest

SCALE = """kernel void scale(SOURCE(src), const int4 size, global dst_S* restrict dst, const float factor, const int2 shift) {
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  STORE(dst, INDEX(size, x, y, z, 0), READ(src, (x + shift.s0) % size.s0, (y + shift.s1) % size.s1, z, 0) * factor);
}
"""
# as files for clEsperanto are written
MEAN = """__constant sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;
__kernel void mean_x(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst, const int radius) {
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  float sum = 0;
  for (int dx = -radius; dx <= radius; ++dx)
    sum += READ_IMAGE(src, sampler, POS_src_INSTANCE(x + dx, y, z, 0)).x;
  WRITE_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(sum / (2 * radius + 1)));
}
"""


def test_execute_on_real_images(image):
    got = clumen.execute(SCALE, {"src": image, "dst": clumen.Output(dtype="float32"), "factor": 0.5, "shift": [3, 1]})
    assert got.shape == image.shape
    np.testing.assert_array_equal(got, np.roll(image, (-1, -3), (0, 1)) * np.float32(0.5))


@pytest.mark.parametrize("shape", [(31,), (17, 30), (5, 9, 12)])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint32", "float32"])
def test_a_file_of_the_dialect(tmp_path, shape, dtype):
    file = tmp_path / "mean.cl"
    file.write_text(MEAN)
    image = np.random.default_rng(1).integers(0, 100, shape).astype(dtype)
    padded = np.pad(image.astype(float), [(0, 0)] * (image.ndim - 1) + [(2, 2)], "edge")
    expected = sum(padded[..., i:i + shape[-1]] for i in range(5)) / 5
    if dtype != "float32": expected = np.trunc(np.float32(expected))
    got = clumen.execute(str(file), {"src": image, "radius": 2})
    assert got.dtype == image.dtype
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_outputs():
    text = """kernel void split(global const int* src, global int* low, global int* high) {
  const int i = get_global_id(0);
  low[i] = src[i] % 10;
  high[i] += src[i] / 10;
}"""
    low, high = clumen.execute(text, {"src": np.array([12, 34], "int32"), "high": np.array([1, 2], "int32")})
    np.testing.assert_array_equal(low, [2, 4])
    np.testing.assert_array_equal(high, [2, 5])
    made = clumen.execute("kernel void place(global float* dst) { dst[get_global_id(1) * 3 + get_global_id(0)] += get_global_id(0); }",
                          {"dst": clumen.Output(shape=(2, 3), fill=1)})
    np.testing.assert_array_equal(made, [[1, 2, 3]] * 2)


def test_mistakes():
    image = np.ones((2, 2), "float32")
    with pytest.raises(ValueError, match="kernel scale: shift is not given"): clumen.execute(SCALE, {"src": image, "factor": 1})
    with pytest.raises(ValueError, match="radius is none of its parameters"):
        clumen.execute(SCALE, {"src": image, "factor": 1, "shift": [0, 0], "radius": 2})
    with pytest.raises(ValueError, match="factor is 'x'"): clumen.execute(SCALE, {"src": image, "factor": "x", "shift": [0, 0]})
    with pytest.raises(OSError, match="nowhere.cl"): clumen.execute("nowhere.cl", {})
    with pytest.raises(RuntimeError, match="oops"): clumen.execute("kernel void k(global float* dst) {\n  dst[0] = oops;\n}", {"dst": clumen.Output((1, 1))})


def test_elementwise(image):
    a, b = clumen.asarray(image) if hasattr(clumen, "asarray") else image, np.float32(image) + 1
    got = clumen.elementwise("z = (x - y) * (x - y) + k")(a, b, 2)
    np.testing.assert_allclose(got, np.full(image.shape, 3), rtol=1e-6)
    inside = clumen.elementwise("x > 50 && x <= 100", dtype=bool)(image)
    np.testing.assert_array_equal(inside, (image > 50) & (image <= 100))
    with pytest.raises(ValueError, match="without statements"): clumen.elementwise("x; y")


def test_reduce(image):
    assert int(clumen.reduce(image, "max(a, b)", 0)) == image.max()
    squares = clumen.elementwise("x * x")(image)
    np.testing.assert_allclose(float(clumen.reduce(squares, "a + b", 0)), (image.astype(float) ** 2).sum(), rtol=1e-6)
