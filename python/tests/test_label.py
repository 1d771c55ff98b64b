"""Operations on label images against scikit-image and SciPy."""
import clumen
import numpy as np
import pytest
import scipy.ndimage as ndi
from skimage import measure, morphology, segmentation

MODES = ("thick", "inner", "outer", "subpixel")


def regions(image):
    """Labels of a real image, some of which touch: bright parts, told apart by how bright they are."""
    smooth = ndi.gaussian_filter(image.astype(np.float64), 1.5)
    steps = np.digitize(smooth, np.percentile(smooth, (50, 75, 90)))
    return measure.label(steps, background=0).astype(np.int32)


def random_labels(shape, choice, seed=1):
    rng = np.random.default_rng(seed)
    seeds = np.zeros(shape, np.int64)
    for _ in range(max(2, seeds.size // 60)): seeds[tuple(rng.integers(0, n) for n in shape)] = rng.choice(choice)
    labels = seeds[tuple(ndi.distance_transform_edt(seeds == 0, return_distances=False, return_indices=True))]
    return np.where(rng.random(shape).cumsum(-1) % 40 < 26, labels, 0)


CHOICE = (1, 2, 5, 90, 1000, 2**24 + 1, 2**24 + 3)
SHAPES = ((1, 1), (1, 9), (7, 1), (33, 65), (83, 101), (9, 14, 21))


def all_labels():
    for i, shape in enumerate(SHAPES): yield random_labels(shape, CHOICE, i).astype(np.int32)


@pytest.mark.parametrize("mode", MODES)
def test_boundaries_real(image, mode):
    labels = regions(image)
    if mode == "subpixel": labels = labels[:60, :70]
    np.testing.assert_array_equal(np.asarray(clumen.find_boundaries(labels, mode=mode)),
                                  segmentation.find_boundaries(labels, mode=mode))


@pytest.mark.parametrize("mode", MODES)
def test_boundaries(mode):
    for labels in all_labels():
        for connectivity in range(1, labels.ndim + 1):
            for background in (0, 2):
                expected = segmentation.find_boundaries(labels, connectivity, mode, background)
                found = np.asarray(clumen.find_boundaries(labels, connectivity, mode, background))
                assert found.dtype == expected.dtype
                np.testing.assert_array_equal(found, expected)
    mask = random_labels((31, 40), (1,)).astype(bool)
    for dtype in (np.uint8, np.int8, np.uint64, np.int64, bool):
        np.testing.assert_array_equal(np.asarray(clumen.find_boundaries(mask.astype(dtype), mode=mode)),
                                      segmentation.find_boundaries(mask.astype(dtype), mode=mode))


@pytest.mark.parametrize("mode", MODES)
def test_mark_boundaries(image, mode):
    image = image[:70, :90]
    labels = regions(image)
    for shown in (image, image.astype(np.float32) / max(1, image.max())):
        for colors in ({}, {"color": (0, 0.5, 1), "outline_color": (1, 0, 0.25)}):
            expected = segmentation.mark_boundaries(shown, labels, mode=mode, **colors)
            found = np.asarray(clumen.mark_boundaries(shown, labels, mode=mode, **colors))
            np.testing.assert_allclose(found, expected, atol=2e-5)
    color = np.stack((image, image // 2, image // 3), -1)
    np.testing.assert_allclose(np.asarray(clumen.mark_boundaries(clumen.push(color, channel_axis=-1), labels, mode=mode)),
                               segmentation.mark_boundaries(color, labels, mode=mode), atol=2e-5)


def test_clear_border(image):
    labels = regions(image)
    rng = np.random.default_rng(1)
    mask = ndi.gaussian_filter(rng.normal(size=labels.shape), 9) < 0.05
    for buffer_size, bgval in ((0, 0), (3, 0), (1, 7)):
        np.testing.assert_array_equal(np.asarray(clumen.clear_border(labels, buffer_size, bgval)),
                                      segmentation.clear_border(labels, buffer_size, bgval))
    np.testing.assert_array_equal(np.asarray(clumen.clear_border(labels, mask=mask)),
                                  segmentation.clear_border(labels, mask=mask))
    np.testing.assert_array_equal(np.asarray(clumen.clear_border(labels > 0)), segmentation.clear_border(labels > 0))


def test_clear_border_random():
    for labels in all_labels():
        np.testing.assert_array_equal(np.asarray(clumen.clear_border(labels)), segmentation.clear_border(labels))
        if min(labels.shape) > 3:
            np.testing.assert_array_equal(np.asarray(clumen.clear_border(labels, 2, 9)),
                                          segmentation.clear_border(labels, 2, 9))
        # by label: what has a pixel there, wherever its other pieces are
        ends = np.zeros(labels.shape, bool)
        for axis in range(labels.ndim):
            ends[(slice(None),) * axis + ([0, -1],)] = True
        expected = np.where(np.isin(labels, labels[ends]), 0, labels)
        np.testing.assert_array_equal(np.asarray(clumen.remove_labels_on_edges(labels)), expected)
        columns = np.where(np.isin(labels, labels[..., [0, -1]]), 0, labels)
        np.testing.assert_array_equal(
            np.asarray(clumen.remove_labels_on_edges(labels, exclude_y=False, exclude_z=False)), columns)


def test_relabel_sequential(image):
    labels = regions(image) * 3
    for offset in (1, 5, 70000):
        found = np.asarray(clumen.relabel_sequential(labels, offset))
        expected = segmentation.relabel_sequential(labels, offset)[0]
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


def test_numbers_random():
    for labels in all_labels():
        for dtype in (np.int32, np.uint32, np.int64, np.uint64):
            np.testing.assert_array_equal(np.asarray(clumen.relabel_sequential(labels.astype(dtype), 3)),
                                          segmentation.relabel_sequential(labels.astype(dtype), 3)[0])
        other = random_labels(labels.shape, (3, 4, 80, 2**20), 77)
        np.testing.assert_array_equal(np.asarray(clumen.join_segmentations(labels, other)),
                                      segmentation.join_segmentations(labels.astype(np.int64), other))
    far = np.array([[0, 2**62, 2**62 + 1, 5, 2**62]])
    np.testing.assert_array_equal(np.asarray(clumen.relabel_sequential(far)), segmentation.relabel_sequential(far)[0])
    assert np.asarray(clumen.relabel_sequential(np.full((20, 20), 7, np.uint8), 2)).dtype == np.uint16


def test_join_and_combine_real(image):
    labels = regions(image)
    other = measure.label(image > np.percentile(image, 60))
    np.testing.assert_array_equal(np.asarray(clumen.join_segmentations(labels, other)),
                                  segmentation.join_segmentations(labels.astype(np.int64), other))
    combined = np.where(other, other + labels.max(), labels)
    np.testing.assert_array_equal(np.asarray(clumen.combine_labels(labels, other)),
                                  segmentation.relabel_sequential(combined)[0])
    # every region is one piece, so what touches is what is connected
    merged = np.asarray(clumen.merge_touching_labels(labels, connectivity=2))
    np.testing.assert_array_equal(merged > 0, labels > 0)
    pairs = np.unique(np.stack((merged, measure.label(labels > 0, connectivity=2))).reshape(2, -1), axis=1)
    assert len(np.unique(pairs[0])) == len(np.unique(pairs[1])) == pairs.shape[1]


def test_sizes(image):
    labels = regions(image)
    counts = np.bincount(labels.ravel())
    counts[0] = 0
    for low, high in ((0, 100), (10, 1000), (50, 10**9)):
        expected = np.where((counts[labels] >= low) & (counts[labels] <= high), labels, 0)
        np.testing.assert_array_equal(np.asarray(clumen.filter_label_by_size(labels, low, high)), expected)
    np.testing.assert_array_equal(np.asarray(clumen.remove_small_labels(labels, 65)),
                                  morphology.remove_small_objects(labels, max_size=64))
    np.testing.assert_array_equal(np.asarray(clumen.remove_large_labels(labels, 64)),
                                  np.where(counts[labels] <= 64, labels, 0))


def test_values(image):
    labels = regions(image)
    means = ndi.mean(image, labels, np.arange(labels.max() + 1))
    low, high = np.percentile(means[1:], (20, 70))
    inside = (means >= low) & (means <= high)
    kept, gone = np.where(inside[labels], labels, 0), np.where(inside[labels], 0, labels)
    np.testing.assert_array_equal(
        np.asarray(clumen.remove_labels_with_map_values_out_of_range(labels, means, low, high)), kept)
    np.testing.assert_array_equal(
        np.asarray(clumen.remove_labels_with_map_values_within_range(labels, means, low, high)), gone)
    np.testing.assert_array_equal(np.asarray(clumen.remove_labels(labels, inside)), gone)


def ball(radius, ndim):
    grid = np.mgrid[(slice(-radius, radius + 1),) * ndim]
    return (grid**2).sum(0) <= radius**2


def by_label(labels, operation):
    """A binary operation on each label alone."""
    out = np.zeros_like(labels)
    for v in np.unique(labels[labels > 0]): out[operation(labels == v)] = v
    return out


@pytest.mark.parametrize("radius", (1, 2, 5))
def test_shapes(radius):
    for labels in all_labels():
        disk = ball(radius, labels.ndim)
        eroded = by_label(labels, lambda m: ndi.binary_erosion(m, disk, border_value=1))
        np.testing.assert_array_equal(np.asarray(clumen.erode_labels(labels, radius)), eroded)
        opened = by_label(eroded, lambda m: ndi.binary_dilation(m, disk))
        np.testing.assert_array_equal(np.asarray(clumen.opening_labels(labels, radius)), opened)
        closed = np.asarray(clumen.closing_labels(labels, radius))
        whole = ndi.binary_erosion(ndi.binary_dilation(labels > 0, disk), disk, border_value=1)
        np.testing.assert_array_equal(closed > 0, whole)
        np.testing.assert_array_equal(closed[labels > 0], labels[labels > 0])
        smooth = np.asarray(clumen.smooth_labels(labels, radius))
        np.testing.assert_array_equal(smooth > 0, (labels > 0) & opened.any())
        np.testing.assert_array_equal(smooth[opened > 0], opened[opened > 0])
        pieces = np.asarray(clumen.erode_labels(labels, radius, relabel=True))
        np.testing.assert_array_equal(pieces, measure.label(eroded))
        parted = np.asarray(clumen.smooth_connected_labels(labels, radius))
        np.testing.assert_array_equal(parted > 0, (labels > 0) & pieces.any())
        nearest = ndi.distance_transform_edt(measure.label(eroded) == 0)
        for v in np.unique(parted[parted > 0]):
            far = ndi.distance_transform_edt(measure.label(eroded) != v)
            np.testing.assert_array_equal(far[parted == v], nearest[parted == v])


@pytest.mark.parametrize("radius", (1, 3))
def test_shapes_real(image, radius):
    labels = regions(image)[:300, :300]
    # a pixel stays if its disk has one label
    disk = ball(radius, 2)
    same = ndi.minimum_filter(labels, footprint=disk) == ndi.maximum_filter(labels, footprint=disk)
    np.testing.assert_array_equal(np.asarray(clumen.erode_labels(labels, radius)), np.where(same, labels, 0))
    found = np.asarray(clumen.dilate_labels(labels, radius))
    np.testing.assert_array_equal(found > 0, segmentation.expand_labels(labels, radius) > 0)
    np.testing.assert_array_equal(found, np.asarray(clumen.expand_labels(labels, radius)))


def test_refused():
    labels = np.ones((5, 7), np.int32)
    with pytest.raises(ValueError, match="label\\(mask\\)"): clumen.erode_labels(labels > 0)
    with pytest.raises(ValueError, match="radius is -1"): clumen.dilate_labels(labels, -1)
    with pytest.raises(ValueError, match="mode is thin"): clumen.find_boundaries(labels, mode="thin")
    with pytest.raises(ValueError, match="buffer_size is 5"): clumen.clear_border(labels, 5)
    with pytest.raises(ValueError, match="smallest label"): clumen.relabel_sequential(-labels)
    with pytest.raises(ValueError, match="offset is 0"): clumen.relabel_sequential(labels, 0)
    with pytest.raises(ValueError, match="s2"): clumen.join_segmentations(labels, labels[1:])
    with pytest.raises(ValueError, match="a row"): clumen.remove_labels(labels, labels)
