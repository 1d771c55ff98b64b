"""Pointwise functions against NumPy, and brightness against scikit-image."""
import clumen
import numpy as np
import pytest
from conftest import HAS_F64
from skimage import exposure, util

FUNCTIONS = ("cbrt", "exp2", "expm1", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh",
             "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "degrees", "radians", "trunc", "sign")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    x = np.concatenate([np.linspace(-3, 3, 500), [0, 1, -1, 1e-20, 50, np.nan]]).astype(np.float32)
    with np.errstate(all="ignore"): expected = getattr(np, name)(x)
    np.testing.assert_allclose(np.asarray(getattr(clumen, name)(x)).ravel(), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ("floor_divide", "bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift"))
@pytest.mark.parametrize("dtype", (np.uint8, np.int16, np.int64))
def test_integers(name, dtype):
    rng = np.random.default_rng(2)
    a = rng.integers(-100 if np.issubdtype(dtype, np.signedinteger) else 0, 100, 300).astype(dtype)
    b = rng.integers(0, 20, 300).astype(dtype)
    with np.errstate(all="ignore"): expected = getattr(np, name)(a, b)
    found = np.asarray(getattr(clumen, name)(a, b)).ravel()
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)


def both(ours, theirs, whole):
    if whole: assert np.abs(ours.astype(np.int64) - theirs.astype(np.int64)).max() <= 1
    if whole: assert (ours != theirs).mean() < (2e-3 if HAS_F64 else 5e-3)  # a fraction within rounding of a whole number, cut off
    else: np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", (np.uint8, np.uint16, np.float32))
def test_brightness(dtype):
    x = np.random.default_rng(3).uniform(0, 1, (60, 70))
    pixels = x.astype(dtype) if dtype == np.float32 else (x * np.iinfo(dtype).max).astype(dtype)
    whole = dtype != np.float32
    for gamma in (1, 0.4, 2):
        both(np.asarray(clumen.adjust_gamma(pixels, gamma)), exposure.adjust_gamma(pixels, gamma), whole)
    both(np.asarray(clumen.adjust_log(pixels)), exposure.adjust_log(pixels), whole)
    both(np.asarray(clumen.adjust_log(pixels, inv=True)), exposure.adjust_log(pixels, inv=True), whole)
    both(np.asarray(clumen.adjust_sigmoid(pixels)), exposure.adjust_sigmoid(pixels), whole)
    both(np.asarray(clumen.rescale_intensity(pixels)), exposure.rescale_intensity(pixels), whole)
    top = float(pixels.max())
    both(np.asarray(clumen.rescale_intensity(pixels, [0.1 * top, 0.7 * top])),
         exposure.rescale_intensity(pixels, (0.1 * top, 0.7 * top)), whole)
    both(np.asarray(clumen.rescale_intensity(pixels, [], [0, 10])), exposure.rescale_intensity(pixels, out_range=(0, 10)), False)
    np.testing.assert_array_equal(np.asarray(clumen.invert(pixels)), util.invert(pixels))


@pytest.mark.filterwarnings("ignore:Downcasting")
@pytest.mark.parametrize("dtype", (bool, np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32, np.float32, np.float64))
def test_img_as(dtype):
    rng = np.random.default_rng(4)
    for most in (1, 100, 2**31):
        if np.issubdtype(dtype, np.floating): pixels = rng.uniform(-1, 1, (30, 40)).astype(dtype)
        elif dtype is bool: pixels = rng.integers(0, 2, (30, 40)).astype(bool)
        else:
            info = np.iinfo(dtype)
            pixels = rng.integers(max(info.min, -most), min(info.max, most), (30, 40), endpoint=True).astype(dtype)
        for name in ("img_as_ubyte", "img_as_uint", "img_as_int", "img_as_bool", "img_as_float32", "img_as_float64", "img_as_float"):
            expected, found = getattr(util, name)(pixels), np.asarray(getattr(clumen, name)(pixels))
            assert found.dtype == expected.dtype
            if found.dtype.kind == "f": np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)
            else: np.testing.assert_array_equal(found, expected, err_msg=name)
