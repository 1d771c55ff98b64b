"""Thresholds against scikit-image, on real images."""
import clumen
import numpy as np
import pytest
from conftest import HAS_F64
from skimage import filters

# In f32 another of the bins that are equally good to six digits may be taken, and small deviations lose digits.
BINS_APART, LOCAL_ERROR = (1e-6, 1e-5) if HAS_F64 else (2e-3, 1e-4)
ONE_OF_THE_BINS = ("yen", "isodata", "triangle", "minimum", "otsu")


def variants(image):
    """A part of integers as they are, more of them, and fractions of two kinds."""
    image = image[..., -256:, -256:]
    rng = np.random.default_rng(1)
    smooth = filters.gaussian(image.astype(np.float32), 2, preserve_range=True)
    coarse = image.astype(np.int64) // (int(image.max()) // 256 + 1)
    return {"itself": image, "u16": (coarse * 9 + rng.integers(0, 9, image.shape)).astype(np.uint16),
            "f32": (image / np.float32(image.max())).astype(np.float32), "smooth": smooth}


@pytest.mark.parametrize("name", ONE_OF_THE_BINS)
def test_one_of_the_bins(image, name):
    for what, pixels in variants(image).items():
        try:
            expected = getattr(filters, f"threshold_{name}")(pixels)
        except RuntimeError:  # no two maxima
            found = float(getattr(clumen, f"threshold_{name}")(pixels))
            assert np.isnan(found) or found == np.iinfo(pixels.dtype).max
            continue
        assert float(getattr(clumen, f"threshold_{name}")(pixels)) == pytest.approx(float(expected), rel=BINS_APART), what


def test_li_and_mean(image):
    for what, pixels in variants(image).items():
        # of f32 scikit-image computes in f32, and may end one step early
        exact = pixels.astype(np.float64) if pixels.dtype == np.float32 else pixels.copy()
        assert float(clumen.threshold_li(pixels)) == pytest.approx(float(filters.threshold_li(exact)), rel=1e-5), what
        assert float(clumen.threshold_mean(pixels)) == pytest.approx(float(filters.threshold_mean(pixels)), rel=1e-5), what


def test_multiotsu(image):
    for what, pixels in variants(image).items():
        if what == "u16": continue  # scikit-image takes minutes
        for classes in (2, 3, 4):
            if classes == 4 and pixels.dtype == np.uint16: continue
            found = np.asarray(clumen.threshold_multiotsu(pixels, classes)).ravel()
            np.testing.assert_allclose(found, filters.threshold_multiotsu(pixels, classes), rtol=1e-6, err_msg=what)


def test_local(image):
    pixels = image[..., -128:, -128:]
    for window in (3, 15):
        expected = filters.threshold_niblack(pixels, window)
        np.testing.assert_allclose(np.asarray(clumen.threshold_niblack(pixels, window)), expected, rtol=LOCAL_ERROR, atol=1e-4)
        expected = filters.threshold_sauvola(pixels, window)
        np.testing.assert_allclose(np.asarray(clumen.threshold_sauvola(pixels, window)), expected, rtol=LOCAL_ERROR, atol=1e-4)
        for method in ("gaussian", "mean", "median"):
            expected = filters.threshold_local(pixels, window, method, offset=2, mode="mirror")
            found = np.asarray(clumen.threshold_local(pixels, window, method, 2, mode="mirror"))
            np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * np.ptp(pixels))


def test_hysteresis(image):
    low, high = float(np.quantile(image, 0.6)), float(np.quantile(image, 0.97))
    np.testing.assert_array_equal(np.asarray(clumen.apply_hysteresis_threshold(image, low, high)),
                                  filters.apply_hysteresis_threshold(image, low, high))
