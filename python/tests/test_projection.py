"""Projections against NumPy, values and dtypes."""
import clumen
import numpy as np
import pytest

PAIRS = {"minimum": np.min, "maximum": np.max, "argmax": np.argmax, "sum": np.sum, "mean": np.mean, "std": np.std,
         "median": np.median}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("dtype", ("bool", "uint8", "int16", "uint32", "float32", "float64"))
def test_projection(name, dtype, stored):
    if name == "std" and dtype == "uint32" and stored(np.float64) != np.float64: pytest.skip("loses small deviations without f64")
    pixels = (np.random.default_rng(5).normal(0, 900, (7, 19, 33))).astype(dtype)
    if dtype == "bool": pixels = np.random.default_rng(5).integers(0, 2, (7, 19, 33)).astype(bool)
    for axis, number in (("x", 2), ("y", 1), ("z", 0)):
        expected = PAIRS[name](pixels, axis=number)
        if name == "sum" and dtype == "float32": expected = np.sum(pixels, axis=number, dtype=np.float64).astype(dtype)
        found = np.asarray(getattr(clumen, f"{name}_projection")(pixels, axis))
        assert found.dtype == stored(expected.dtype)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)
