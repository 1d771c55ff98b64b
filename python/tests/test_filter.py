"""The filters against scikit-image and SciPy themselves, on real images."""
import clumen
import numpy as np
import pytest
from scipy import ndimage
from skimage import filters
from skimage.morphology import disk

MODES = ("nearest", "reflect", "mirror", "constant", "wrap")


def close(got, expected, image):
    """Relative to the pixels: differences are of their size at most."""
    np.testing.assert_allclose(np.asarray(got), expected, rtol=1e-5, atol=1e-5 * max(np.ptp(image), 1e-6))


def floats(image):
    return image.astype(np.float32)


def test_uniform_filter(image):
    for size in (3, 8, (5, 41)):
        expected = ndimage.uniform_filter(image.astype(np.float64), size)
        close(clumen.uniform_filter(floats(image), size), expected, image)
        rounded = np.asarray(clumen.uniform_filter(image, size))
        assert rounded.dtype == image.dtype
        if image.dtype.kind == "u": np.testing.assert_allclose(rounded, expected, atol=0.5 + 1e-6)


def test_uniform_filter_at_every_border_in_3d(volume):
    for mode in MODES:
        expected = ndimage.uniform_filter(volume, (3, 7, 4), mode=mode, cval=30)
        close(clumen.uniform_filter(volume, (3, 7, 4), mode=mode, cval=30), expected, volume)


@pytest.mark.parametrize("name", ("sobel", "scharr", "prewitt", "farid"))
def test_edges(image, volume, name):
    ours, theirs = getattr(clumen, name), getattr(filters, name)
    close(ours(floats(image)), theirs(floats(image)), image)
    for axis, number in (("y", 0), ("x", 1)): close(ours(floats(image), axis), theirs(floats(image), axis=number), image)
    for axis, number in (("all", None), ("z", 0)):
        close(ours(volume, axis, mode="wrap"), theirs(volume, axis=number, mode="wrap"), volume)


def test_other_differences(image, volume):
    for name in ("roberts", "roberts_pos_diag", "roberts_neg_diag", "laplace"):
        close(getattr(clumen, name)(floats(image)), getattr(filters, name)(floats(image)), image)
    close(clumen.laplace(volume), filters.laplace(volume), volume)
    for axis, number in (("z", 0), ("y", 1), ("x", 2)): close(clumen.gradient(volume, axis), np.gradient(volume, axis=number), volume)


def test_lines(image, volume):
    for weights in ([1, 2, -1], [0.5, -1, 3, 1], np.hanning(30)):
        close(clumen.correlate1d(floats(image), weights, "y"), ndimage.correlate1d(floats(image), weights, axis=0), image)
        close(clumen.convolve1d(volume, weights, "z", mode="mirror"),
              ndimage.convolve1d(volume, weights, axis=0, mode="mirror"), volume)


def test_neighbourhoods(image, volume):
    weights = np.array([[1, 2, 0, -1], [0.5, 0, -3, 1]])
    close(clumen.correlate(floats(image), weights), ndimage.correlate(floats(image), weights), image)
    close(clumen.convolve(floats(image), weights, mode="wrap"), ndimage.convolve(floats(image), weights, mode="wrap"), image)
    solid = np.arange(36).reshape(3, 4, 3) / 36
    close(clumen.convolve(volume, solid), ndimage.convolve(volume, solid), volume)
    footprint = disk(3)
    mean = ndimage.correlate(image.astype(np.float64), footprint / footprint.sum())
    square = ndimage.correlate(image.astype(np.float64) ** 2, footprint / footprint.sum())
    close(clumen.mean_filter(floats(image), footprint), mean, image)
    np.testing.assert_allclose(np.asarray(clumen.variance_filter(image, footprint)), square - mean ** 2, rtol=1e-4, atol=1e-2)


def test_gaussian_filter(image, volume):
    for order in ((0, 1), (2, 0), (1, 3)):
        close(clumen.gaussian_filter(floats(image), 1.5, order), ndimage.gaussian_filter(floats(image), 1.5, order), image)
    expected = ndimage.gaussian_filter(volume, (1, 2, 0.7), (1, 0, 2), mode="wrap", truncate=3)
    close(clumen.gaussian_filter(volume, (1, 2, 0.7), (1, 0, 2), mode="wrap", truncate=3), expected, volume)


def test_differences_from_a_blur(image):
    fractions = floats(image)
    close(clumen.difference_of_gaussians(fractions, 1, 4), filters.difference_of_gaussians(fractions, 1, 4), image)
    close(clumen.difference_of_gaussians(fractions, 2), filters.difference_of_gaussians(fractions, 2), image)
    close(clumen.unsharp_mask(image, 2, 1.5), filters.unsharp_mask(image, 2, 1.5, preserve_range=True), image)
    blurred = filters.gaussian(fractions, 3)
    close(clumen.subtract_gaussian_background(image, 3), fractions - blurred, image)
