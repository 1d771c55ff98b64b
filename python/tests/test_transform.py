"""Transforms on real images against NumPy, scikit-image and SciPy."""
import conftest
import numpy as np
import pytest
import skimage.transform
import skimage.util
from scipy import ndimage

import clumen

MODES = ("constant", "edge", "reflect", "symmetric", "wrap")


def near(got, expected, relative=1e-5):
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape
    assert np.abs(got.astype(float) - expected).max() <= relative * max(1, np.abs(expected).max())


@pytest.fixture(params=sorted(conftest.IMAGES)[:3])
def part(request): return np.ascontiguousarray(conftest.IMAGES[request.param][:131, :121])


def volume(image): return np.ascontiguousarray(np.stack([image[i:i + 50, 2 * i:2 * i + 40] for i in range(15)]))


def test_moving_equals_numpy(part):
    for array in (part, part.astype(np.float32), part > part.mean()):
        assert (np.asarray(clumen.flip(array, "y")) == np.flip(array, 0)).all()
        assert (np.asarray(clumen.flip(array, "x")) == np.flip(array, 1)).all()
        assert (np.asarray(clumen.transpose(array, "yxz")) == array.T).all()
        assert (np.asarray(clumen.roll(array, -31, "x")) == np.roll(array, -31, 1)).all()
        assert (np.asarray(clumen.concatenate([array, array[:7]], "y")) == np.concatenate([array, array[:7]])).all()
        assert (np.asarray(clumen.crop(array, ((3, 5), (7, 11)))) == skimage.util.crop(array, ((3, 5), (7, 11)))).all()
    stack = volume(part)
    for axes in ("xzy", "yxz", "yzx", "zxy", "zyx"):
        order = [2 - "xyz".index(a) for a in reversed(axes)]
        assert (np.asarray(clumen.transpose(stack, axes)) == stack.transpose(order)).all()


@pytest.mark.parametrize("mode", MODES)
def test_pad_equals_numpy(part, mode):
    for width in (3, (2, 300), ((1, 0), (450, 17))):
        assert (np.asarray(clumen.pad(part, width, mode=mode)) == np.pad(part, width, mode=mode)).all()


@pytest.mark.parametrize("mode", MODES)
def test_rotate_equals_scikit_image(part, mode):
    exact = part.astype(float)
    for order in (1, 3):
        for options in ({}, {"resize": True}, {"center": (30.5, 12)}):
            expected = skimage.transform.rotate(exact, 33, order=order, mode=mode, cval=part.min(), preserve_range=True, **options)
            near(clumen.rotate(part, 33, order=order, mode=mode, cval=float(part.min()), **options), expected)
    expected = skimage.transform.rotate(part, 33, order=0, mode=mode, preserve_range=True)
    assert (np.asarray(clumen.rotate(part, 33, order=0, mode=mode)) == expected).mean() > 0.9999  # halfway between pixels


@pytest.mark.parametrize("mode", MODES)
def test_affine_equals_scikit_image(part, mode):
    matrix = skimage.transform.AffineTransform(scale=(0.8, 1.3), rotation=0.4, shear=0.1, translation=(-20, 9)).params
    for order in (1, 3):
        expected = skimage.transform.warp(part.astype(float), matrix, output_shape=(150, 251), order=order, mode=mode,
                                          clip=False, preserve_range=True)
        near(clumen.affine(part, matrix, output_shape=(150, 251), order=order, mode=mode, clip=False), expected)


@pytest.mark.parametrize("mode", MODES)
def test_warp_and_resize_equal_scikit_image(part, mode):
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[:100, :120]
    at = np.stack([rows * 1.7 + rng.normal(0, 3, rows.shape) - 5, columns * 1.4 + rng.normal(0, 3, rows.shape)])
    coordinates = clumen.push(at[::-1].astype(np.float64), channel_axis=0)
    exact = part.astype(float)
    for order in (1, 3):
        expected = skimage.transform.warp(exact, at, order=order, mode=mode, clip=False, preserve_range=True)
        near(clumen.warp(part, coordinates, order=order, mode=mode, clip=False), expected)
        for shape in ((57, 90), (300, 181), (400, 77)):
            expected = skimage.transform.resize(exact, shape, order=order, mode=mode, preserve_range=True, clip=False)
            near(clumen.resize(part, shape, order=order, mode=mode, clip=False), expected)
    near(clumen.rescale(part, 0.3, mode=mode),
         skimage.transform.rescale(exact, 0.3, mode=mode, preserve_range=True, clip=False))
    assert (np.asarray(clumen.resize(part, (57, 90), order=0, mode=mode)) ==
            skimage.transform.resize(part, (57, 90), order=0, mode=mode, preserve_range=True)).mean() > 0.999


def test_space_equals_scipy(part):
    stack = volume(part).astype(float)
    matrix = np.array([[0.9, 0.2, 0.1, -2], [-0.15, 1.1, 0.05, 3], [0.1, -0.2, 0.8, 1.5], [0, 0, 0, 1]])  # of z, y, x
    ours = np.eye(4)
    ours[:3, :3], ours[:3, 3] = matrix[2::-1, 2::-1], matrix[2::-1, 3]
    for order in (1, 3):
        for mode, theirs in (("constant", "grid-constant"), ("edge", "nearest"), ("symmetric", "reflect"),
                             ("reflect", "mirror"), ("wrap", "grid-wrap")):
            expected = ndimage.affine_transform(stack, matrix, order=order, mode=theirs, cval=7)
            near(clumen.affine(stack, ours, order=order, mode=mode, cval=7, clip=False), expected)
        expected = skimage.transform.resize(stack, (9, 70, 33), order=order, preserve_range=True)
        near(clumen.resize(stack, (9, 70, 33), order=order), expected)


def test_errors_name_what_is_wrong(part):
    with pytest.raises(ValueError, match="rotate: order is 2"): clumen.rotate(part, 3, order=2)
    with pytest.raises(ValueError, match="crop: crop_width"): clumen.crop(part, 500)
    with pytest.raises(ValueError, match="axis is q"): clumen.flip(part, "q")
    with pytest.raises(ValueError, match="concatenate: images"): clumen.concatenate(part, "x")
    with pytest.raises(ValueError, match="matrix"): clumen.affine(part, np.eye(2))
