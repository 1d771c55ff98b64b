"""Regions one by one, and label images that are hard to measure, against scikit-image."""
import clumen
import numpy as np
import pytest
from skimage import measure

from test_regionprops import BORDERS, INTENSITIES, OF_MOMENTS, SHAPES, WEIGHTED, blobs, check, known

EVERY = SHAPES + OF_MOMENTS + BORDERS + WEIGHTED + INTENSITIES + ("area_filled", "feret_diameter_max", "intensity_median")


def image_of(labels, seed=1):
    return (np.random.default_rng(seed).random(labels.shape) * 200 + 5).astype(np.float32)


def spiral(edge=121):
    y, x = np.mgrid[-(edge // 2):edge // 2 + 1, -(edge // 2):edge // 2 + 1]
    return ((np.hypot(x, y) / 4 + np.arctan2(y, x) / np.pi) % 2 < 1).astype(np.int32)


def combs(shape=(64, 90)):
    """Two that have their teeth in each other."""
    labels = np.zeros(shape, np.int32)
    labels[:-3, ::4], labels[3:, 2::4] = 1, 2
    labels[0], labels[-1] = 1, 2
    return labels


def checkerboard(shape):
    return (1 + np.indices(shape).sum(0) % 2).astype(np.int32)


@pytest.mark.parametrize("labels", (spiral(), 1 - spiral(), combs(), combs().T.copy(), checkerboard((50, 63)),
                                    checkerboard((1, 40)), checkerboard((9, 11, 13))),
                         ids=("spiral", "its ground", "combs", "combs along x", "checkerboard", "a row", "in space"))
def test_shapes_that_wind(labels):
    check(labels, image_of(labels), known(EVERY, labels.ndim))


def test_every_pixel_an_object():
    labels = np.random.default_rng(2).permutation(np.arange(1, 40 * 50 + 1, dtype=np.int32)).reshape(40, 50)
    without = tuple(p for p in EVERY if not p.startswith(("moments_normalized", "moments_weighted_normalized")) and not p.endswith("hu"))
    check(labels, image_of(labels), without)
    many = np.arange(1, 600 * 700 + 1, dtype=np.uint32).reshape(600, 700)
    table = clumen.regionprops_table(many, image_of(many), ("label", "area", "bbox", "centroid", "perimeter", "euler_number", "intensity_mean"))
    np.testing.assert_array_equal(table["label"], many.ravel())
    y, x = np.indices(many.shape)
    for name, expected in (("bbox-0", y), ("bbox-3", x + 1), ("centroid-0", y), ("centroid-1", x), ("intensity_mean", image_of(many))):
        np.testing.assert_array_equal(table[name], expected.ravel(), err_msg=name)
    assert (table["area"] == 1).all() and (table["perimeter"] == 0).all() and (table["euler_number"] == 1).all()


@pytest.mark.parametrize("dtype, high", ((np.uint32, 2**32 - 40), (np.int64, 2**33), (np.int64, 2**62), (np.uint64, 2**40)))
def test_labels_above_2_31(dtype, high):
    few = blobs((60, 70), 3)
    labels = np.where(few > 0, few.astype(dtype) + np.array(high - 1, dtype), 0).astype(dtype)
    image = image_of(few)
    properties = ("area", "bbox", "solidity", "perimeter", "orientation", "moments", "centroid_weighted", "intensity_median", "area_filled")
    given, expected = clumen.regionprops_table(labels, image, ("label", *properties)), measure.regionprops_table(few, image, ("label", *properties))
    np.testing.assert_array_equal(given["label"], expected["label"] + (high - 1))
    for name, column in expected.items():
        if name != "label": np.testing.assert_allclose(given[name], column, rtol=1e-6, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("dtype", (np.uint8, np.uint16, np.int32, np.uint32, np.int64))
def test_labels_with_gaps(dtype):
    few = blobs((80, 90), 4)
    numbers = np.sort(np.random.default_rng(5).choice(np.arange(1, min(np.iinfo(dtype).max, 3_000_000)), few.max(), replace=False))
    labels = np.concatenate([[0], numbers]).astype(dtype)[few]
    check(labels, image_of(few), EVERY)


def test_one_object_of_25_million_pixels():
    labels = np.ones((5000, 5000), np.uint8)
    image = np.arange(labels.size, dtype=np.uint32).reshape(labels.shape) % 1000
    names = ("label", "area", "area_bbox", "area_convex", "area_filled", "bbox", "centroid", "euler_number", "extent", "solidity",
             "intensity_max", "intensity_mean", "intensity_min", "axis_major_length", "inertia_tensor_eigvals", "centroid_weighted", "perimeter",
             "intensity_median", "feret_diameter_max", "moments")
    table = clumen.regionprops_table(labels, image, names)
    n, e = labels.size, 5000
    side = (e * e - 1) / 12  # the second moment along an axis
    whole = {"label": 1, "area": n, "area_bbox": n, "area_convex": n, "area_filled": n, "bbox-2": e, "bbox-3": e, "euler_number": 1,
             "intensity_max": 999, "intensity_min": 0}
    for name, expected in whole.items():
        assert table[name].dtype.kind in "iu" and table[name][0] == expected, name
    fractions = {"centroid-0": (e - 1) / 2, "centroid-1": (e - 1) / 2, "extent": 1, "solidity": 1, "intensity_mean": image.mean(), "intensity_median": np.median(image),
                 "inertia_tensor_eigvals-0": side, "inertia_tensor_eigvals-1": side, "axis_major_length": 4 * side**0.5, "perimeter": 4 * (e - 1),
                 "centroid_weighted-0": (image.sum(1) * np.arange(e)).sum() / image.sum(), "centroid_weighted-1": (image.sum(0) * np.arange(e)).sum() / image.sum(),
                 "feret_diameter_max": np.hypot(e, e - 1),
                 "moments-1-1": (e * (e - 1) / 2)**2, "moments-3-0": (e * (e - 1) / 2)**2 * e}
    for name, expected in fractions.items(): np.testing.assert_allclose(table[name][0], expected, rtol=1e-6, err_msg=name)


# ---- one by one ----

def same(got, expected, name):
    if name == "slice": assert got == expected
    elif name in ("coords", "image", "image_filled", "image_convex", "image_intensity"):
        got = np.asarray(got)
        assert got.shape == expected.shape, name
        np.testing.assert_array_equal(got, expected, err_msg=name)
    else:
        np.testing.assert_allclose(np.asarray(got, float), np.asarray(expected, float), rtol=1e-6, atol=1e-6 * np.nanmax(np.abs(np.asarray(expected, float)), initial=0), err_msg=name)


@pytest.mark.parametrize("shape", ((60, 70), (12, 14, 16)))
def test_regionprops(shape):
    labels = blobs(shape, 6, 12)
    image = image_of(labels)
    names = ("label", "area", "bbox", "centroid", "slice", "coords", "image", "image_filled", "image_intensity", "inertia_tensor", "moments_central",
             "inertia_tensor_eigvals", "intensity_mean", "euler_number")
    expected, got = measure.regionprops(labels, image), clumen.regionprops(labels, image)
    assert [region.label for region in got] == [region.label for region in expected]
    for theirs, ours in zip(expected, got):
        for name in names: same(getattr(ours, name), getattr(theirs, name), name)
        assert ours["area"] == theirs["area"] and ours.mean_intensity == ours.intensity_mean
        if labels.ndim == 2: same(ours.image_convex, theirs.image_convex, "image_convex")
        else: assert np.asarray(ours.image_convex).sum() == ours.area_convex
        if labels.ndim == 2: same(ours.moments_hu, theirs.moments_hu, "moments_hu")
        assert isinstance(ours.image, clumen.Image) and "label" in repr(ours)


def test_regionprops_of_a_real_image(image):
    labels = measure.label(image[:300, :300] > np.percentile(image[:300, :300], 90))
    for theirs, ours in list(zip(measure.regionprops(labels, image[:300, :300]), clumen.regionprops(labels, image[:300, :300])))[::9][:20]:
        for name in ("slice", "coords", "image", "image_filled", "image_convex", "image_intensity"): same(getattr(ours, name), getattr(theirs, name), name)


def test_regionprops_of_channels_and_with_spacing():
    labels = blobs((40, 50), 7, 8)
    image = np.random.default_rng(8).random((40, 50, 3)).astype(np.float32)
    for theirs, ours in zip(measure.regionprops(labels, image, spacing=(2, 0.5)), clumen.regionprops(labels, image, spacing=(2, 0.5))):
        for name in ("area", "centroid", "intensity_mean", "image_intensity", "centroid_local"): same(getattr(ours, name), getattr(theirs, name), name)
        np.testing.assert_allclose(ours.coords, theirs.coords * (2, 0.5) if theirs.coords.dtype.kind in "iu" else theirs.coords)
    sized = clumen.push(labels, pixel_size=(2, 0.5), unit="µm")
    first = clumen.regionprops(sized, spacing=0)[0]
    np.testing.assert_allclose(first.coords, np.argwhere(labels == first.label) * (2, 0.5))


def test_regions_that_are_not_there():
    labels = blobs((20, 30), 9)
    with pytest.raises(ValueError, match="region_coords: label is 4000; allowed is a label that is present"): clumen.region_coords(labels, 4000)
    with pytest.raises(ValueError, match="dtype of label_image"): clumen.region_image(labels > 0, 1)
    region = clumen.regionprops(labels)[0]
    with pytest.raises(AttributeError, match="no intensity_image"): region.image_intensity
    with pytest.raises(AttributeError, match="allowed is area, area_bbox"): region.colour
    with pytest.raises(AttributeError, match="intensity_mean is without"): region.intensity_mean
    assert clumen.regionprops(np.zeros((5, 6), np.int32)) == []


def test_units_in_csv(tmp_path):
    pandas = pytest.importorskip("pandas")
    labels = clumen.push(np.eye(5, dtype=np.int32), pixel_size=(0.5, 0.5), unit="µm")
    table = clumen.regionprops_table(labels, None, ["label", "area"], spacing=0)
    table.to_pandas(units="header").to_csv(tmp_path / "a.csv", index=False)
    frame = pandas.read_csv(tmp_path / "a.csv")
    assert list(frame) == ["label", "area [µm²]"]
    assert list(frame.rename(columns=lambda name: name.split(" [")[0])) == ["label", "area"]
