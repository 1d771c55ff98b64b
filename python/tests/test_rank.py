"""Rank filters against scikit-image and SciPy, on real images."""
import clumen
import numpy as np
import pytest
import scipy.ndimage as ndimage
from skimage import data, filters, morphology

CAMERA = data.camera()[100:230, 200:331]
CELL = data.cell()[:150, :171].astype(np.float32) / 7
MODES = ("nearest", "reflect", "mirror", "constant", "wrap")


def volume(dtype):
    """Three axes of a picture, its rows moved against one another."""
    return np.stack([np.roll(CAMERA[:40, :45], 3 * z, axis=1) for z in range(17)]).astype(dtype)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("image", (CAMERA, CELL), ids=("u8", "f32"))
def test_median(image, mode):
    for footprint in (np.ones((3, 3)), np.ones((5, 5)), np.ones((7, 7)), morphology.disk(4), np.ones((1, 9))):
        expected = filters.median(image, footprint, mode=mode, cval=20)
        got = np.asarray(clumen.median(image, footprint.astype(np.uint8), mode=mode, cval=20))
        assert got.dtype == image.dtype
        np.testing.assert_array_equal(got, expected)


def test_median_without_a_footprint():
    np.testing.assert_array_equal(np.asarray(clumen.median(CELL)), filters.median(CELL))
    solid = volume(np.int16)
    np.testing.assert_array_equal(np.asarray(clumen.median(solid)), filters.median(solid))


@pytest.mark.parametrize("dtype", (np.uint16, np.int64, np.float64))
def test_volumes(dtype):
    solid = volume(dtype) * (1 if dtype == np.float64 else 257)
    for footprint in (np.ones((3, 3, 3), np.uint8), morphology.ball(2), np.ones((5, 1, 3), np.uint8)):
        np.testing.assert_array_equal(np.asarray(clumen.median(solid, footprint, mode="reflect")),
                                      ndimage.median_filter(solid, footprint=footprint))
        np.testing.assert_array_equal(np.asarray(clumen.rank_filter(solid, 2, footprint)),
                                      ndimage.rank_filter(solid, 2, footprint=footprint))


def test_percentiles_and_ranks():
    footprint = morphology.disk(3)
    for percentile in (0, 10, 33.3, 50, 99, 100, -20):
        np.testing.assert_array_equal(np.asarray(clumen.percentile_filter(CAMERA, percentile, footprint)),
                                      ndimage.percentile_filter(CAMERA, percentile, footprint=footprint))
    for rank in (0, 5, -1, -7):
        np.testing.assert_array_equal(np.asarray(clumen.rank_filter(CAMERA, rank, footprint)),
                                      ndimage.rank_filter(CAMERA, rank, footprint=footprint))


def test_minimum_and_maximum():
    for footprint in (np.ones((5, 3), np.uint8), morphology.disk(3)):
        for mode in MODES:
            np.testing.assert_array_equal(np.asarray(clumen.minimum_filter(CELL, footprint, mode=mode, cval=9)),
                                          ndimage.minimum_filter(CELL, footprint=footprint, mode=mode, cval=9))
            np.testing.assert_array_equal(np.asarray(clumen.maximum_filter(CELL, footprint, mode=mode, cval=9)),
                                          ndimage.maximum_filter(CELL, footprint=footprint, mode=mode, cval=9))


def test_majority_away_from_the_border():
    labels = (CAMERA // 32).astype(np.uint16) * 300
    footprint = morphology.disk(3)
    expected = filters.rank.majority(labels, footprint)
    np.testing.assert_array_equal(np.asarray(clumen.majority(labels, footprint))[3:-3, 3:-3], expected[3:-3, 3:-3])
