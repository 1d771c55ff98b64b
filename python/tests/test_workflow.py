"""The seeds' workflow and each of its steps against scikit-image itself, on real images."""
import clumen
import numpy as np
import pytest
from skimage import color, filters, measure, morphology

PROPERTIES = ("label", "area", "mean_intensity", "solidity", "bbox", "centroid", "min_intensity", "max_intensity",
              "equivalent_diameter_area", "area_convex")


def footprint_of(image):
    return morphology.ball(2) if image.ndim == 3 else morphology.disk(2)


def expected_chain(image):
    smooth = filters.gaussian(image.astype(np.float32), sigma=2, preserve_range=True)
    mask = smooth > filters.threshold_otsu(smooth)
    eroded = morphology.erosion(mask.astype(np.uint8), footprint_of(image), mode="max") > 0
    return smooth, mask, eroded, measure.label(eroded)


def test_gaussian(image):
    for sigma in (0.7, 2, 5):
        expected = filters.gaussian(image.astype(np.float64), sigma=sigma, preserve_range=True)
        np.testing.assert_allclose(np.asarray(clumen.gaussian(image, sigma)), expected, rtol=1e-5, atol=1e-5 * np.ptp(image))


def test_otsu_is_the_same_number(image):
    assert float(clumen.threshold_otsu(image)) == filters.threshold_otsu(image)
    smooth = filters.gaussian(image.astype(np.float32), sigma=2, preserve_range=True)
    assert float(clumen.threshold_otsu(smooth)) == pytest.approx(float(filters.threshold_otsu(smooth)), rel=1e-6)


def test_label_and_erosion_are_equal(image):
    _, mask, eroded, labels = expected_chain(image)
    np.testing.assert_array_equal(np.asarray(clumen.binary_erosion(mask, clumen.disk(2))), eroded)
    np.testing.assert_array_equal(np.asarray(clumen.label(eroded)), labels)
    np.testing.assert_array_equal(np.asarray(clumen.label(eroded, connectivity=1)), measure.label(eroded, connectivity=1))
    np.testing.assert_array_equal(np.asarray(clumen.label(image)), measure.label(image))


def check_table(labels, image):
    expected = measure.regionprops_table(labels, image, properties=PROPERTIES)
    table = clumen.regionprops_table(labels, image, PROPERTIES)
    assert set(expected) == set(table)
    for name, column in expected.items():
        np.testing.assert_allclose(table[name], column, rtol=1e-6, err_msg=name)
    for name in ("label", "area_convex", "area"): np.testing.assert_array_equal(table[name], expected[name], err_msg=name)


def test_table(image):
    check_table(expected_chain(image)[3], image)


def test_table_in_3d(volume):
    check_table(expected_chain(volume)[3], volume)


@pytest.mark.parametrize("sigma", (2, 5))
def test_whole_chain(image, sigma):
    """From pixels to table on the device; a pixel at the threshold may fall to either side."""
    image = image.astype(np.float32)
    smooth = clumen.gaussian(image, sigma)
    eroded = clumen.binary_erosion(smooth > clumen.threshold_otsu(smooth), clumen.disk(2))
    labels = clumen.label(eroded)
    reference = filters.gaussian(image, sigma=sigma, preserve_range=True)
    mask = reference > filters.threshold_otsu(reference)
    expected = measure.label(morphology.erosion(mask.astype(np.uint8), morphology.disk(2), mode="max"))
    np.testing.assert_array_equal(np.asarray(labels), expected)
    table = clumen.regionprops_table(labels, image, ("label", "area", "mean_intensity", "solidity"))
    known = measure.regionprops_table(expected, image, properties=("label", "area", "mean_intensity", "solidity"))
    np.testing.assert_array_equal(table["area"], known["area"])
    for name in ("mean_intensity", "solidity"): np.testing.assert_allclose(table[name], known[name], rtol=1e-6)


def test_whole_chain_in_3d(volume):
    smooth = clumen.gaussian(volume, 2)
    labels = clumen.label(clumen.binary_erosion(smooth > clumen.threshold_otsu(smooth), clumen.ball(2)))
    np.testing.assert_array_equal(np.asarray(labels), expected_chain(volume)[3])


def test_label2rgb(image):
    labels = expected_chain(image)[3]
    np.testing.assert_allclose(np.asarray(clumen.label2rgb(labels)), color.label2rgb(labels, bg_label=0), atol=1e-6)
    gray = (image.astype(np.float32) / image.max())
    np.testing.assert_allclose(np.asarray(clumen.label2rgb(labels, gray)), color.label2rgb(labels, gray, bg_label=0), atol=1e-6)


@pytest.mark.parametrize("operation", ("erosion", "dilation"))
def test_gray_morphology(image, operation):
    for footprint in (morphology.disk(3), np.ones((7, 3), np.uint8), np.array([[0, 1, 1], [1, 1, 0], [0, 0, 0]], np.uint8)):
        expected = getattr(morphology, operation)(image, footprint)
        np.testing.assert_array_equal(np.asarray(getattr(clumen, operation)(image, footprint)), expected)
