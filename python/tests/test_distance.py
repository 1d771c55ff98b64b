"""Distances and what is nearest against SciPy and scikit-image."""
import clumen
import numpy as np
import pytest
import scipy.ndimage as ndi
from skimage.segmentation import expand_labels

SAMPLINGS = (1, 0.5, (2, 0.7), (0.65, 1.3))


def squared(at, sampling):
    """The squared distance of each pixel from the one at the indices, first axis first as SciPy has them."""
    sampling = np.broadcast_to(sampling, len(at))
    here = np.indices(at.shape[1:])
    return sum(((a - h) * s) ** 2 for a, h, s in zip(at, here, sampling))


def indices(found):
    """clumen's channels x, y, z as SciPy's z, y, x."""
    return np.moveaxis(np.asarray(found), -1, 0)[::-1]


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_distance_real(image, sampling):
    mask = image > image.mean()
    expected, at = ndi.distance_transform_edt(mask, sampling, return_indices=True)
    np.testing.assert_allclose(np.asarray(clumen.distance_transform_edt(mask, sampling)), expected, rtol=1e-6)
    found = indices(clumen.distance_transform_edt_indices(mask, sampling))
    assert not mask[tuple(found)].any()
    np.testing.assert_allclose(squared(found, sampling), squared(at, sampling), rtol=1e-6)


@pytest.mark.parametrize("sampling", (1, 0.25, (3, 0.5, 0.5), (1, 2, 3)))
def test_distance_volume(volume, sampling):
    mask = volume > 30
    expected, at = ndi.distance_transform_edt(mask, sampling, return_indices=True)
    np.testing.assert_allclose(np.asarray(clumen.distance_transform_edt(mask, sampling)), expected, rtol=1e-6)
    found = indices(clumen.distance_transform_edt_indices(mask, sampling))
    np.testing.assert_allclose(squared(found, sampling), squared(at, sampling), rtol=1e-6)
    signed = expected - ndi.distance_transform_edt(~mask, sampling)
    np.testing.assert_allclose(np.asarray(clumen.distance_transform_edt_signed(mask, sampling)), signed, rtol=1e-6)


def test_squared(image):
    mask = image > np.percentile(image, 30)
    expected = squared(ndi.distance_transform_edt(mask, return_distances=False, return_indices=True), 1)
    found = np.asarray(clumen.distance_transform_edt_squared(mask))
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, expected)


def test_nothing_to_measure_from():
    assert np.isinf(np.asarray(clumen.distance_transform_edt(np.ones((5, 7))))).all()
    assert (indices(clumen.distance_transform_edt_indices(np.ones((5, 7)))) == -1).all()
    zeros = np.zeros((5, 7), np.uint16)
    np.testing.assert_array_equal(np.asarray(clumen.expand_labels(zeros, 3)), expand_labels(zeros, 3))
    assert not np.asarray(clumen.voronoi_labels(zeros)).any()


def one_nearest(labels, sampling):
    """Where all sites that are as near have one label: there everybody must agree."""
    distance = ndi.distance_transform_edt(labels == 0, sampling)
    others = [ndi.distance_transform_edt(labels != v, sampling) for v in np.unique(labels[labels > 0])]
    return (np.abs(np.array(others) - distance) < 1e-9).sum(0) == 1


@pytest.mark.parametrize("shape, sampling", (((83, 101), 1), ((83, 101), (1.5, 1)), ((23, 31, 41), 1),
                                             ((23, 31, 41), (2, 1, 0.5))))
def test_labels(shape, sampling):
    rng = np.random.default_rng(2)
    labels = np.zeros(shape, np.int32)
    for v in range(1, 25): labels[tuple(rng.integers(0, n) for n in shape)] = v
    labels = expand_labels(labels, 2)
    sure = one_nearest(labels, sampling)
    assert sure.mean() > 0.9
    for distance in (0, 1, 2.5, 6, 1000):
        found = np.asarray(clumen.expand_labels(labels, distance, sampling))
        expected = expand_labels(labels, distance, sampling)
        assert found.dtype == labels.dtype
        np.testing.assert_array_equal(found[sure], expected[sure])
        np.testing.assert_array_equal(found == 0, expected == 0)
    voronoi = np.asarray(clumen.voronoi_labels(labels, sampling))
    np.testing.assert_array_equal(voronoi, found)
    mask = rng.integers(0, 2, shape).astype(bool)
    np.testing.assert_array_equal(np.asarray(clumen.masked_voronoi_labels(labels, mask, sampling)), voronoi * mask)


def test_refused():
    with pytest.raises(ValueError, match="label\\(mask\\)"): clumen.voronoi_labels(np.ones((5, 7), bool))
    with pytest.raises(ValueError, match="sampling along y is 0"): clumen.distance_transform_edt(np.ones((5, 7), bool), (0, 1))
