"""Every property of regionprops_table against scikit-image itself."""
import clumen
import numpy as np
import pytest
from scipy import ndimage
from skimage import measure

PLANE_ONLY = {"eccentricity", "moments_hu", "moments_weighted_hu", "orientation", "perimeter", "perimeter_crofton"}
SHAPES = ("area", "area_bbox", "area_convex", "bbox", "centroid", "centroid_local", "equivalent_diameter_area", "extent",
          "num_pixels", "solidity")
OF_MOMENTS = ("axis_major_length", "axis_minor_length", "eccentricity", "inertia_tensor", "inertia_tensor_eigvals",
              "moments", "moments_central", "moments_hu", "moments_normalized", "orientation")
BORDERS = ("euler_number", "perimeter", "perimeter_crofton")
WEIGHTED = ("centroid_weighted", "centroid_weighted_local", "moments_weighted", "moments_weighted_central",
            "moments_weighted_hu", "moments_weighted_normalized")
INTENSITIES = ("intensity_max", "intensity_mean", "intensity_min", "intensity_std")


def blobs(shape, seed, largest=40):
    """Labels in clumps that touch each other, some of them missing."""
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal(shape), 2)
    areas = measure.label((noise * 12).astype(int))
    return np.where(areas % 5 == 0, 0, areas % largest).astype(np.int32)


def scale_of(name, expected):
    """What numbers around 0 are to be compared with."""
    if name.startswith(("moments", "inertia")):
        return 1e-9 + 1e-14 * np.nanmax(np.abs(expected), initial=0)
    return 2e-6 if name == "axis_minor_length" else 1e-9  # the root of what rounding left of 0


def check(labels, image, properties, rtol=1e-6, given=None, **options):
    expected = measure.regionprops_table(labels, image, properties=("label", *properties), **options)
    table = clumen.regionprops_table(labels, image if given is None else given, ("label", *properties), **options)
    assert list(expected) == list(table)
    for name, column in expected.items():
        got = np.asarray(table[name], dtype=np.float64)
        if name == "orientation":  # a line along the columns lies at both ends of the range
            at_the_end = np.isclose(np.abs(column), np.pi / 2, rtol=0, atol=1e-9) & np.isclose(np.abs(got), np.pi / 2, rtol=0, atol=1e-9)
            got = np.where(at_the_end, column, got)
        if name.startswith(("moments_central", "moments_weighted_central", "moments_normalized", "moments_weighted_normalized")):
            # near 0 there is only what rounding left; what counts is how large the moment of such powers could be
            parts = name.split("-")
            powers = [int(p) for p in parts[1:1 + labels.ndim]]
            even = [p // 2 * 2 for p in powers]
            if not any(even) and "normalized" in name: even[0] = 2  # there is none of order 0
            even = "-".join([parts[0], *map(str, even), *parts[1 + labels.ndim:]])
            room = np.nan_to_num(np.abs(expected[even])) * 1e-6 + 1e-9 * np.nanmax(np.abs(column), initial=0)
            wrong = ~(np.abs(got - column) <= 1e-6 * np.abs(column) + room) & ~(np.isnan(got) & np.isnan(column))
            assert not wrong.any(), (name, got[wrong][:5], column[wrong][:5])
            continue
        np.testing.assert_allclose(got, column, rtol=rtol, atol=scale_of(name, column), err_msg=name)


def known(properties, ndim):
    return tuple(p for p in properties if ndim == 2 or p not in PLANE_ONLY)


@pytest.mark.parametrize("shape", ((97, 131), (300, 260), (19, 23, 31)))
def test_shapes(shape):
    labels = blobs(shape, 1)
    check(labels, None, known(OF_MOMENTS, labels.ndim))


@pytest.mark.parametrize("dtype", (np.uint8, np.uint16, np.int32, np.int64, np.float32, np.float64))
@pytest.mark.parametrize("shape", ((97, 131), (19, 23, 31)))
def test_weighted(shape, dtype):
    labels = blobs(shape, 2)
    image = (np.random.default_rng(3).random(shape) * 200 + 5).astype(dtype)
    check(labels, image, known(WEIGHTED + INTENSITIES, labels.ndim))


def test_channels():
    labels = blobs((60, 70), 4)
    image = np.random.default_rng(5).random((60, 70, 3)).astype(np.float32)
    check(labels, image, WEIGHTED + ("intensity_mean", "intensity_max"), given=clumen.push(image, channel_axis=2))


@pytest.mark.parametrize("spacing", ((0.5, 0.25), (2.0, 2.0)))
def test_spacing(spacing):
    labels = blobs((80, 90), 6)
    image = np.random.default_rng(7).random((80, 90)).astype(np.float32)
    without = tuple(p for p in SHAPES + OF_MOMENTS + WEIGHTED if not p.endswith("hu"))
    check(labels, image, without, spacing=spacing)


def test_spacing_in_space():
    labels = blobs((17, 25, 30), 8)
    image = np.random.default_rng(9).random(labels.shape).astype(np.float32)
    check(labels, image, known(OF_MOMENTS + WEIGHTED, 3), spacing=(2, 0.5, 0.75))


@pytest.mark.parametrize("shape", ((97, 131), (300, 260), (1, 9), (9, 1), (19, 23, 31), (1, 7, 9)))
def test_borders(shape):
    labels = blobs(shape, 10)
    labels[(0,) * labels.ndim] = 3
    check(labels, None, known(BORDERS, labels.ndim))
    noise = np.random.default_rng(11).integers(0, 4, shape).astype(np.int32)
    check(noise, None, known(BORDERS, labels.ndim))


def test_borders_with_spacing():
    check(blobs((50, 60), 12), None, BORDERS, spacing=(0.5, 0.5))
    with pytest.raises(ValueError, match="perimeter"): clumen.regionprops_table(blobs((50, 60), 12), None, ["perimeter"], spacing=(1, 2))
    with pytest.raises(ValueError, match="plane"): clumen.regionprops_table(blobs((5, 6, 7), 12), None, ["perimeter"])


def test_borders_of_many_single_pixels():
    labels = np.arange(1, 60 * 50 + 1, dtype=np.int32).reshape(60, 50)
    check(labels, labels.astype(np.float32), BORDERS + SHAPES + OF_MOMENTS[:4] + WEIGHTED[:2])


@pytest.mark.parametrize("spacing", (1.0, (0.5, 3.0)))
def test_feret_diameter(spacing):
    check(blobs((90, 110), 13), None, ("feret_diameter_max", "area_convex"), spacing=spacing)


@pytest.mark.parametrize("spacing", (1.0, (2.0, 0.5, 1.0)))
def test_feret_diameter_in_space(spacing):
    labels = blobs((15, 20, 25), 14, 12)
    for label in range(1, 12):  # scikit-image has no hull of what lies in one plane
        where = np.argwhere(labels == label)
        if len(where) and np.linalg.matrix_rank(where - where[0]) < 3: labels[labels == label] = 0
    check(labels, None, ("feret_diameter_max", "area_convex"), spacing=spacing)


@pytest.mark.parametrize("dtype", (np.bool_, np.uint8, np.int16, np.uint32, np.int64, np.uint64, np.float16, np.float32, np.float64))
@pytest.mark.parametrize("shape", ((97, 131), (19, 23, 31), (300, 260)))
def test_median_and_percentiles(shape, dtype):
    labels = blobs(shape, 15)
    image = ((np.random.default_rng(16).random(shape) - (0.5 if np.dtype(dtype).kind in "if" else 0)) * 250).astype(dtype)
    given = image.astype(np.uint8) if dtype is np.bool_ else image
    wide = given.astype(np.float32) if dtype is np.float16 else given  # NumPy takes the mean of two in float16
    check(labels, wide, ("intensity_median",), given=image)
    percents = (0, 2.5, 25, 75, 99, 100)
    table = clumen.regionprops_table(labels, image, ["label", *(f"intensity_percentile_{p}" for p in percents)])
    for p in percents:
        expected = [np.percentile(given[labels == l].astype(np.float64), p) for l in table["label"]]
        np.testing.assert_allclose(table[f"intensity_percentile_{p}"], expected, rtol=1e-12)


def test_percentiles_that_are_none():
    labels = blobs((20, 20), 1)
    for name in ("intensity_percentile_", "intensity_percentile_101", "intensity_percentile_x"):
        with pytest.raises(ValueError, match="intensity_median"): clumen.regionprops_table(labels, labels, [name])


@pytest.mark.parametrize("shape", ((97, 131), (200, 260), (1, 9), (9, 1), (19, 23, 31), (1, 7, 9)))
def test_filled(shape):
    check(blobs(shape, 17), None, ("area_filled",))
    noise = np.random.default_rng(18).random(shape)
    check((noise > 0.4).astype(np.int32) + 3 * (noise > 0.98), None, ("area_filled",))  # many holes, and objects in them
    check((noise > 0.4).astype(np.int32), None, ("area_filled",), spacing=(2.0,) * len(shape))


def test_filled_spiral_and_nested_rings():
    """What the outside reaches on a long way only, and labels within labels."""
    y, x = np.mgrid[-60:61, -70:71]
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    spiral = ((radius / 4 + angle / np.pi) % 2 < 1).astype(np.int32)
    rings = (radius // 9).astype(np.int32) % 4
    for labels in (spiral, 1 - spiral, rings, np.pad(spiral[3:-3], 2) * 7): check(labels, None, ("area_filled", "euler_number"))
