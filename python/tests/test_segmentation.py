"""Labels from images against scikit-image."""
import clumen
import numpy as np
import pytest
import scipy.ndimage as ndi
from skimage.feature import peak_local_max
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label, regionprops_table
from skimage.segmentation import watershed


def distinct(image):
    """Every pixel another value, in the order of the image's."""
    out = np.empty(image.size, np.float64)
    out[np.argsort(image.ravel(), kind="stable")] = np.arange(image.size)
    return out.reshape(image.shape)


def some_markers(image, count):
    """The lowest pixels of places spread over the image."""
    rng = np.random.default_rng(3)
    markers = np.zeros(image.shape, np.int32)
    for number in range(1, count + 1):
        markers[tuple(rng.integers(0, n) for n in image.shape)] = number
    return markers


@pytest.mark.parametrize("connectivity", (1, 2))
def test_watershed_distinct(image, connectivity):
    values = distinct(gaussian(image.astype(float), 2))
    markers = some_markers(values, 60)
    found = np.asarray(clumen.watershed(values, markers, connectivity))
    assert found.dtype == markers.dtype
    np.testing.assert_array_equal(found, watershed(values, markers, connectivity))
    mask = image > np.percentile(image, 30)
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers * mask, connectivity, mask)),
                                  watershed(values, markers, connectivity, mask=mask))
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, connectivity=connectivity)),
                                  watershed(values, connectivity=connectivity))


@pytest.mark.parametrize("connectivity", (1, 2, 3))
def test_watershed_volume(volume, connectivity):
    values = distinct(gaussian(volume.astype(float), 1))
    markers = some_markers(values, 60)
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers, connectivity)),
                                  watershed(values, markers, connectivity))


def test_watershed_lines(image):
    values = distinct(gaussian(image.astype(float), 2))
    markers = some_markers(values, 60)
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers, watershed_line=True)),
                                  watershed(values, markers, watershed_line=True))


def test_watershed_plateaus(image):
    """On plateaus too, but for what the order of markers of one value decides: here each has its own."""
    markers = some_markers(image, 60)
    values = 4 * image.astype(np.int32)
    places = np.flatnonzero(markers)
    values.ravel()[places] = 4 * values.max() * -1 - 1 - np.arange(places.size)
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers)), watershed(values, markers))
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers, watershed_line=True)),
                                  watershed(values, markers, watershed_line=True))
    assert (np.asarray(clumen.watershed(image, markers)) == watershed(image, markers)).mean() > 0.97


@pytest.mark.parametrize("compactness", (0.01, 0.7, 30))
def test_compact_watershed(image, compactness):
    markers = some_markers(image, 40)
    values = image + np.random.default_rng(5).random(image.shape)
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers, compactness=compactness)),
                                  watershed(values, markers, compactness=compactness))
    mask = image > np.percentile(image, 30)
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers * mask, 2, mask, compactness)),
                                  watershed(values, markers, 2, mask=mask, compactness=compactness))
    # Of ways that cost as much, on plateaus alike on both sides, scikit-image's heap decides.
    for values in (image, gaussian(image.astype(float), 2)):
        assert (np.asarray(clumen.watershed(values, markers, compactness=compactness)) ==
                watershed(values, markers, compactness=compactness)).mean() > 0.99


@pytest.mark.parametrize("compactness", (0.01, 5))
def test_compact_watershed_volume(volume, compactness):
    values, markers = gaussian(volume.astype(float), 1), some_markers(volume, 60)
    np.testing.assert_array_equal(np.asarray(clumen.watershed(values, markers, compactness=compactness)),
                                  watershed(values, markers, compactness=compactness))


def test_watershed_of_distances(image):
    mask = image > threshold_otsu(image)
    distance = ndi.distance_transform_edt(mask)
    markers = label((ndi.maximum_filter(distance, 15) == distance) & mask)
    found, expected = np.asarray(clumen.watershed(-distance, markers, mask=mask)), watershed(-distance, markers, mask=mask)
    np.testing.assert_array_equal(found == 0, expected == 0)
    assert (found == expected).mean() > 0.99


def test_watershed_refused(image):
    markers = some_markers(image, 5)
    with pytest.raises(ValueError, match="outside the mask"):
        clumen.watershed(image, markers, mask=np.zeros(image.shape, bool))
    with pytest.raises(ValueError, match="compactness is -1"): clumen.watershed(image, markers, compactness=-1)
    with pytest.raises(ValueError, match="compactness is nan"): clumen.watershed(image, markers, compactness=np.nan)
    with pytest.raises(ValueError, match="connectivity is 3"): clumen.watershed(image, markers, 3)
    with pytest.raises(ValueError, match="dtype of markers"): clumen.watershed(image, markers.astype(float))


def coordinates(table):
    return np.column_stack([table[axis] for axis in ("z", "y", "x") if axis in table])


@pytest.mark.parametrize("options", ({}, {"min_distance": 3}, {"min_distance": 4, "num_peaks": 20, "exclude_border": 0},
                                     {"threshold_rel": 0.5, "exclude_border": 2}, {"exclude_border": (3, 17), "num_peaks": 0},
                                     {"exclude_border": False}, {"min_distance": 6, "p_norm": 2},
                                     {"threshold_abs": 70, "footprint": np.ones((5, 9), bool)}))
def test_peaks(image, options):
    for pixels in (image, gaussian(image.astype(np.float32), 2)):
        theirs = {"exclude_border": True, **options}
        np.testing.assert_array_equal(coordinates(clumen.peak_local_max(pixels, **options)),
                                      peak_local_max(pixels, **theirs))


def test_peaks_of_a_volume(volume):
    for options in ({}, {"min_distance": 5}, {"min_distance": 4, "p_norm": 1, "exclude_border": 0}):
        theirs = {"exclude_border": True, **options}
        np.testing.assert_array_equal(coordinates(clumen.peak_local_max(volume, **options)),
                                      peak_local_max(volume, **theirs))


@pytest.mark.parametrize("options", ({}, {"num_peaks_per_label": 1}, {"min_distance": 4, "num_peaks": 11},
                                     {"min_distance": 3, "exclude_border": (7, 20), "p_norm": 2},
                                     {"exclude_border": False, "num_peaks_per_label": 2, "threshold_rel": 0.3},
                                     {"exclude_border": True, "threshold_abs": 60, "min_distance": 2},
                                     {"footprint": [[0, 1, 0, 0, 1], [1, 0, 1, 1, 1], [0, 0, 1, 0, 0]]}))
def test_peaks_in_labels(image, options):
    labels = 3 * label(image > threshold_otsu(image))
    flat = np.where(labels % 2, image, 77)
    for pixels in (image, gaussian(image.astype(np.float32), 2), flat):
        given = {k: np.array(v, bool) if k == "footprint" else v for k, v in options.items()}
        for regions in (labels, labels > 0):
            np.testing.assert_array_equal(coordinates(clumen.peak_local_max(pixels, labels=regions, **given)),
                                          peak_local_max(pixels, labels=regions, **given))


def test_peaks_in_labels_of_a_volume(volume):
    labels = label(volume > threshold_otsu(volume))
    for options in ({"num_peaks_per_label": 1}, {"min_distance": 3, "exclude_border": (1, 0, 4), "num_peaks": 9}):
        np.testing.assert_array_equal(coordinates(clumen.peak_local_max(volume, labels=labels, **options)),
                                      peak_local_max(volume, labels=labels, **options))


def test_peaks_refused(image):
    with pytest.raises(ValueError, match="exclude_border is -1"): clumen.peak_local_max(image, exclude_border=-1)
    with pytest.raises(ValueError, match="p_norm is 0"): clumen.peak_local_max(image, p_norm=0)
    with pytest.raises(ValueError, match="labels"): clumen.peak_local_max(image, labels=np.ones((3, 4), int))


def nearest(seeds, mask):
    at = ndi.distance_transform_edt(seeds == 0, return_distances=False, return_indices=True)
    return seeds[tuple(at)] * mask


@pytest.mark.parametrize("spot_sigma, outline_sigma", ((4, 1), (3, 3)))
def test_otsu_labelings(image, spot_sigma, outline_sigma):
    """But for pixels as near to two labels. The blur is clumen's own: where it is flat, rounding decides what a spot is."""
    pixels = image.astype(np.float32)
    spots, outlines = (np.asarray(clumen.gaussian(pixels, sigma)) for sigma in (spot_sigma, outline_sigma))
    mask = outlines > threshold_otsu(outlines)
    ring = np.ones((3, 3), bool)
    ring[1, 1] = False
    tops = (spots > ndi.maximum_filter(spots, footprint=ring, mode="constant", cval=-np.inf)) & mask
    found = np.asarray(clumen.voronoi_otsu_labeling(pixels, spot_sigma, outline_sigma))
    assert ((found > 0) == mask).mean() > 0.999
    assert (found == nearest(label(tops), mask)).mean() > 0.99
    assert (np.asarray(clumen.gauss_otsu_labeling(pixels, outline_sigma)) == label(mask)).mean() > 0.99
    cores = ndi.binary_erosion(mask, np.ones((3, 3)), 4, border_value=1)
    found = np.asarray(clumen.eroded_otsu_labeling(pixels, 4, outline_sigma))
    assert (found == nearest(label(cores), mask)).mean() > 0.98


def test_spots(image):
    mask = image > np.percentile(image, 95)
    numbers = np.where(mask, np.cumsum(mask).reshape(mask.shape), 0)
    np.testing.assert_array_equal(np.asarray(clumen.label_spots(mask)), numbers)
    points = np.asarray(clumen.spots_to_pointlist(mask))
    np.testing.assert_array_equal(points[::-1], np.nonzero(mask))
    np.testing.assert_array_equal(np.asarray(clumen.pointlist_to_labelled_spots(points, mask.shape)), numbers)
    labels = label(image > threshold_otsu(image))
    table = regionprops_table(labels, properties=("label", "centroid"))
    expected = np.zeros_like(labels)
    for number, y, x in reversed(list(zip(*table.values()))):
        expected[int(np.floor(y + 0.5)), int(np.floor(x + 0.5))] = number
    np.testing.assert_array_equal(np.asarray(clumen.reduce_labels_to_centroids(labels)), expected)


def test_surface():
    labels = np.zeros((61, 61), np.int32)
    for number, (y, x) in enumerate(((30, 10), (30, 20), (10, 30), (30, 45), (30, 55), (55, 55)), 1):
        labels[y - 2:y + 3, x - 2:x + 3] = number
    surface = np.asarray(clumen.label_surface(labels))
    np.testing.assert_array_equal(np.unique(surface), (0, 1, 3, 5, 6))
    np.testing.assert_array_equal(np.asarray(clumen.exclude_labels_on_surface(labels)), labels - surface)
    np.testing.assert_array_equal(np.unique(clumen.label_surface(labels, (0.5, 0))), (0, 3, 5, 6))
