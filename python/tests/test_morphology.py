"""Morphology against scikit-image and SciPy, on real images."""
import warnings

import clumen
import numpy as np
import pytest
import scipy.ndimage
import skimage.measure
import skimage.morphology as morphology
from conftest import IMAGES

FOOTPRINTS = {"box": np.ones((7, 5), np.uint8), "disk": morphology.disk(4), "diamond": morphology.diamond(3),
              "lopsided": np.array([[1, 1, 0], [0, 1, 0], [0, 0, 0]], np.uint8)}
FAMILY = ("opening", "closing", "white_tophat", "black_tophat")


@pytest.fixture(params=sorted(IMAGES)[:4])
def part(request):
    """The middle of a real image."""
    whole = IMAGES[request.param]
    return np.ascontiguousarray(whole[40:241, 60:301])


@pytest.fixture
def mask(part):
    return part > part.mean()


@pytest.mark.parametrize("footprint", sorted(FOOTPRINTS))
@pytest.mark.parametrize("name", FAMILY)
def test_openings_and_tophats(part, name, footprint):
    f = FOOTPRINTS[footprint]
    np.testing.assert_array_equal(getattr(clumen, name)(part, f), getattr(morphology, name)(part, f))


@pytest.mark.parametrize("mode", ["reflect", "nearest", "mirror", "wrap"])
def test_openings_at_borders(part, mode):
    np.testing.assert_array_equal(clumen.opening(part, morphology.disk(3), mode=mode),
                                  morphology.opening(part, morphology.disk(3), mode=mode))


@pytest.mark.parametrize("name", ["binary_opening", "binary_closing"])
def test_binary(mask, name):
    for f in FOOTPRINTS.values():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = getattr(morphology, name)(mask, f)
        np.testing.assert_array_equal(getattr(clumen, name)(mask, f), expected)


@pytest.mark.parametrize("footprint", [None, morphology.diamond(1), FOOTPRINTS["lopsided"], morphology.disk(2)])
def test_reconstruction(part, footprint):
    part = part[:90, :110]
    low = np.clip(part.astype(np.int32) - 20, 0, None).astype(part.dtype)
    np.testing.assert_array_equal(clumen.reconstruction(low, part, footprint=footprint),
                                  morphology.reconstruction(low, part, footprint=footprint))
    np.testing.assert_array_equal(clumen.reconstruction(part, low, "erosion", footprint=footprint),
                                  morphology.reconstruction(part, low, "erosion", footprint=footprint))


def test_reconstruction_of_a_volume(volume):
    np.testing.assert_array_equal(clumen.reconstruction(volume - 15, volume),
                                  morphology.reconstruction(volume - 15, volume))


@pytest.mark.parametrize("structure", [None, np.ones((3, 3), bool), np.ones((5, 5), bool)])
def test_fill_holes(mask, structure):
    np.testing.assert_array_equal(clumen.binary_fill_holes(mask, structure),
                                  scipy.ndimage.binary_fill_holes(mask, structure))


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize("h", [10, 25.5, 300])
def test_h_extrema(part, dtype, h):
    image = (part // (1 if part.max() < 256 else 256)).astype(dtype)
    if dtype == np.uint8 and h != int(h):
        warnings.simplefilter("ignore")
    for name in ("h_maxima", "h_minima"):
        np.testing.assert_array_equal(getattr(clumen, name)(image, h), getattr(morphology, name)(image, h))


@pytest.mark.parametrize("connectivity", [None, 1])
@pytest.mark.parametrize("allow_borders", [True, False])
def test_local_extrema(part, connectivity, allow_borders):
    for name in ("local_maxima", "local_minima"):
        ours = getattr(clumen, name)(part, connectivity=connectivity, allow_borders=allow_borders)
        theirs = getattr(morphology, name)(part, connectivity=connectivity, allow_borders=allow_borders)
        np.testing.assert_array_equal(ours, theirs)


def test_local_extrema_of_a_volume(volume):
    for connectivity in (1, 2, 3):
        image = np.round(volume)
        np.testing.assert_array_equal(clumen.local_maxima(image, connectivity=connectivity),
                                      morphology.local_maxima(image, connectivity=connectivity))
    np.testing.assert_array_equal(clumen.local_maxima(np.full((9, 9), 3)), morphology.local_maxima(np.full((9, 9), 3)))


@pytest.mark.parametrize("connectivity", [1, 2])
@pytest.mark.parametrize("max_size", [0, 7, 64])
def test_small_objects_and_holes(mask, connectivity, max_size):
    for name in ("remove_small_objects", "remove_small_holes"):
        np.testing.assert_array_equal(getattr(clumen, name)(mask, connectivity=connectivity, max_size=max_size),
                                      getattr(morphology, name)(mask, connectivity=connectivity, max_size=max_size))
    labels = skimage.measure.label(mask)
    np.testing.assert_array_equal(clumen.remove_small_objects(labels, max_size=max_size),
                                  morphology.remove_small_objects(labels, max_size=max_size))


def test_skeletonize(mask):
    for image in (mask, ~mask):
        np.testing.assert_array_equal(clumen.skeletonize(image), morphology.skeletonize(image))


def test_skeletonize_every_neighbourhood():
    noise = np.random.default_rng(2).random((400, 500)) < 0.6
    np.testing.assert_array_equal(clumen.skeletonize(noise), morphology.skeletonize(noise))


ODD_SHAPES = [(1, 1), (1, 9), (7, 1), (17, 33), (1, 1, 1), (1, 1, 9), (1, 9, 1), (9, 1, 1), (5, 1, 33), (6, 7, 1),
              (2, 20, 70), (5, 9, 33), (21, 19, 67)]


@pytest.mark.parametrize("shape", ODD_SHAPES)
def test_skeletonize_by_lee(shape):
    generator = np.random.default_rng(5)
    blobs = scipy.ndimage.gaussian_filter(generator.standard_normal(shape), 2) > 0
    for image in (generator.random(shape) < 0.4, generator.random(shape) < 0.8, blobs, np.ones(shape, bool)):
        for method in ("lee", None):
            np.testing.assert_array_equal(clumen.skeletonize(image, method=method),
                                          morphology.skeletonize(image, method=method))


def test_skeletonize_of_images_by_lee(mask, volume):
    np.testing.assert_array_equal(clumen.skeletonize(mask, "lee"), morphology.skeletonize(mask, method="lee"))
    smooth = scipy.ndimage.gaussian_filter(volume, 1) > volume.mean()
    np.testing.assert_array_equal(clumen.skeletonize(smooth), morphology.skeletonize(smooth))
    for method in ("zhang", "automatic"):
        with pytest.raises(ValueError, match="method"):
            clumen.skeletonize(smooth, method=method)


@pytest.mark.filterwarnings("ignore:maxima can't exist")
@pytest.mark.parametrize("shape", ODD_SHAPES)
def test_spreading_in_odd_shapes(shape):
    generator = np.random.default_rng(3)
    cross = scipy.ndimage.generate_binary_structure(len(shape), 1)
    image = generator.integers(0, 6, shape).astype(np.float32)
    low = np.minimum(image, generator.integers(0, 6, shape)).astype(np.float32)
    for footprint in (None, cross):
        ours, theirs = (f.reconstruction(low, image, footprint=footprint) for f in (clumen, morphology))
        np.testing.assert_array_equal(ours, theirs)
        ours, theirs = (f.reconstruction(image, low, "erosion", footprint=footprint) for f in (clumen, morphology))
        np.testing.assert_array_equal(ours, theirs)
    for name in ("h_maxima", "h_minima"):
        np.testing.assert_array_equal(getattr(clumen, name)(image, 2), getattr(morphology, name)(image, 2))
    for name in ("local_maxima", "local_minima"):
        for connectivity in range(1, len(shape) + 1):
            for allow_borders in (True, False):
                ours, theirs = (getattr(f, name)(image, connectivity=connectivity, allow_borders=allow_borders)
                                for f in (clumen, morphology))
                np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("shape", ODD_SHAPES)
def test_holes_and_small_objects_in_odd_shapes(shape):
    image = np.random.default_rng(4).random(shape) < 0.6
    for connectivity in range(1, len(shape) + 1):
        structure = scipy.ndimage.generate_binary_structure(len(shape), connectivity)
        np.testing.assert_array_equal(clumen.binary_fill_holes(image, structure),
                                      scipy.ndimage.binary_fill_holes(image, structure))
        for name in ("remove_small_objects", "remove_small_holes"):
            for size in (0, 1, 3, 64):
                ours, theirs = (getattr(f, name)(image, connectivity=connectivity, max_size=size)
                                for f in (clumen, morphology))
                np.testing.assert_array_equal(ours, theirs)


def test_lines():
    f = np.asarray(clumen.line(4, -2))
    assert f.shape == (5, 9) and f.sum() == 9 and f[0, 8] and f[4, 0]


@pytest.mark.parametrize("name", ("erosion", "dilation", "opening", "white_tophat"))
def test_balls_and_large_disks(volume, part, name):
    for image, footprint in ((volume, morphology.ball(4)), (part, morphology.disk(20))):
        np.testing.assert_array_equal(getattr(clumen, name)(image, footprint),
                                      getattr(morphology, name)(image, footprint))


def test_without_a_footprint(volume, part):
    for image in (volume, part):
        for name in ("erosion", "dilation", "opening", "black_tophat"):
            np.testing.assert_array_equal(getattr(clumen, name)(image), getattr(morphology, name)(image))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mask = volume > 30
        np.testing.assert_array_equal(clumen.binary_erosion(mask), morphology.binary_erosion(mask))
