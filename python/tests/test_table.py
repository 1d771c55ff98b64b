"""Tables in Python, and what is measured of whole images, against NumPy, SciPy and scikit-image."""
import clumen
import numpy as np
import pytest
from scipy import ndimage
from skimage import measure


def labels_of(image):
    return measure.label(image > np.percentile(image, 80)).astype(np.int32)


def test_units_and_pandas():
    pandas = pytest.importorskip("pandas")
    labels = clumen.push(np.eye(5, dtype=np.int32), pixel_size=(0.5, 0.5), unit="µm")
    table = clumen.regionprops_table(labels, None, ["label", "area", "perimeter", "orientation", "bbox", "inertia_tensor"], spacing=0)
    assert isinstance(table, dict)
    assert table.units["area"] == "µm²" and table.units["perimeter"] == "µm" and table.units["orientation"] == "rad"
    assert table.units["bbox-0"] == "pixel" and table.units["inertia_tensor-0-1"] == "µm²" and "label" not in table.units
    frame = table.to_pandas()
    assert list(frame) == list(table) and frame["area"][0] == 1.25 and frame.attrs["units"] == table.units
    assert isinstance(frame, pandas.DataFrame)
    assert clumen.regionprops_table(labels, None, ["area"]).units == {"area": "pixel²"}
    assert clumen.regionprops_table(labels, None, ["area"], spacing=3).units == {}


def test_arrow():
    pyarrow = pytest.importorskip("pyarrow")
    table = clumen.regionprops_table(np.eye(5, dtype=np.int32), None, ["label", "area", "centroid"])
    for arrow in (table.to_arrow(), pyarrow.RecordBatchReader.from_stream(table).read_all()):
        assert arrow.column_names == list(table)
        assert arrow.schema.field("area").metadata == {b"unit": "pixel²".encode()}
        assert arrow.schema.field("label").type == pyarrow.int64() and arrow.schema.field("label").metadata is None
        assert arrow.schema.field("centroid-0").type == pyarrow.float64()
        for name, column in table.items(): np.testing.assert_array_equal(arrow[name].to_numpy(), column)
    # to pyarrow.table a dict is columns without units
    np.testing.assert_array_equal(pyarrow.table(table)["centroid-0"].to_numpy(), table["centroid-0"])


def test_arrow_of_no_rows_and_of_many():
    pyarrow = pytest.importorskip("pyarrow")
    none = clumen.regionprops_table(np.zeros((5, 6), np.int32), None, ["label", "centroid"]).to_arrow()
    assert none.num_rows == 0 and none.schema.types == [pyarrow.int64(), pyarrow.float64(), pyarrow.float64()]
    labels = np.arange(1, 3001, dtype=np.int32).reshape(50, 60)
    many = clumen.regionprops_table(labels, None, ["label", "moments"]).to_arrow()
    np.testing.assert_array_equal(many["label"].to_numpy(), np.arange(1, 3001))
    assert pyarrow.compute.sum(many["moments-0-0"]).as_py() == 3000


def test_center_of_mass(image):
    small = image[:200, :300]
    table = clumen.center_of_mass(small)
    got = [table[f"center_of_mass-{k}"][0] for k in range(2)]
    np.testing.assert_allclose(got, ndimage.center_of_mass(small.astype(np.float64)), rtol=1e-6)
    labels = labels_of(small)
    table = clumen.center_of_mass(small, labels)
    expected = ndimage.center_of_mass(small.astype(np.float64), labels, table["label"])
    np.testing.assert_allclose(np.stack([table["center_of_mass-0"], table["center_of_mass-1"]], 1), expected, rtol=1e-6)


def test_bounding_box():
    image = np.zeros((9, 12), np.float32)
    assert len(clumen.bounding_box(image)["bbox-0"]) == 0
    image[2:5, 7] = -1
    image[4, 3] = 2
    assert [int(v[0]) for v in clumen.bounding_box(image).values()] == [2, 3, 5, 8]


@pytest.mark.parametrize("dtype", (np.uint8, np.int32, np.float32))
def test_statistics(dtype):
    image = (np.random.default_rng(1).random((37, 61)) * 200).astype(dtype)
    table = clumen.image_statistics(image)
    wide = image.astype(np.float64)
    assert table["num_pixels"][0] == image.size
    for name, value in (("min", wide.min()), ("max", wide.max()), ("mean", wide.mean()), ("std", wide.std()),
                        ("sum", wide.sum())):
        np.testing.assert_allclose(table[f"intensity_{name}"][0], value, rtol=1e-6, err_msg=name)


MODES = {"symmetric": "reflect", "reflect": "mirror", "edge": "nearest", "constant": "constant", "wrap": "wrap"}


@pytest.mark.parametrize("order", (0, 1, 3))
@pytest.mark.parametrize("mode", sorted(MODES))
def test_profile_line(order, mode):
    image = np.random.default_rng(2).random((41, 53))
    for src, dst, width in (((3, 4), (30, 44), 1), ((30.5, 2.25), (5, 40), 4), ((-4, 10), (48, 30), 3), ((20, 50), (20, 1), 2)):
        got = np.asarray(clumen.profile_line(image, src, dst, width, order=order, mode=mode, cval=0.5))
        expected = measure.profile_line(image, src, dst, width, order=order, mode=MODES[mode], cval=0.5)
        if order == 0:  # positions halfway may fall on either pixel
            assert got.shape == expected.shape and (np.abs(got - expected) < 1e-6).mean() > 0.9
        else:
            np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6, err_msg=f"{src} {dst} {width}")


@pytest.mark.parametrize("name", ("mean", "maximum", "minimum", "sum", "median"))
def test_profile_line_reduced(name):
    image = np.random.default_rng(3).random((41, 53)).astype(np.float32)
    function = {"maximum": np.max, "minimum": np.min}.get(name) or getattr(np, name)
    got = np.asarray(clumen.profile_line(image, (3, 4), (30, 44), 5, reduce_func=name))
    expected = measure.profile_line(image.astype(np.float64), (3, 4), (30, 44), 5, reduce_func=function)
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_profile_line_of_channels():
    image = np.random.default_rng(4).random((41, 53, 3)).astype(np.float32)
    got = np.asarray(clumen.profile_line(clumen.push(image, channel_axis=2), (3, 4), (30, 44), 2))
    np.testing.assert_allclose(got, measure.profile_line(image.astype(np.float64), (3, 4), (30, 44), 2), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", (np.bool_, np.uint8, np.int16, np.uint32, np.int64, np.float16, np.float32, np.float64))
def test_percentile(dtype):
    image = ((np.random.default_rng(5).random((37, 61)) - (0.5 if np.dtype(dtype).kind in "if" else 0)) * 250).astype(dtype)
    for q in (0, 1, 33.3, 50, 99.9, 100):
        np.testing.assert_allclose(float(clumen.percentile(image, q)), np.percentile(image.astype(np.float64), q), rtol=1e-6)


def test_percentile_of_real_images(image):
    for q in (1, 50, 99): assert float(clumen.percentile(image, q)) == pytest.approx(np.percentile(image, q), rel=1e-6)
