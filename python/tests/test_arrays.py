"""Arrays in and out, names and errors, as NumPy and scikit-image have them."""
import inspect
import threading

import clumen
import numpy as np
import pytest

DTYPES = ("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float16", "float32", "float64")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", ((7,), (5, 3), (1, 4, 6)))
def test_round_trip(dtype, shape):
    array = (np.random.default_rng(1).random(shape) * 100).astype(dtype)
    image = clumen.push(array)
    assert image.shape == shape and image.dtype == array.dtype and image.ndim == len(shape)
    np.testing.assert_array_equal(np.asarray(image), array)


def test_strides_and_byte_order():
    array = np.arange(24, dtype=np.int32).reshape(4, 6)
    for view in (array[:, ::2], array.T, array[::-1], array.astype(">i4")):
        np.testing.assert_array_equal(np.asarray(clumen.push(view)), view)


def test_channels():
    array = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    image = clumen.push(array, channel_axis=-1)
    assert image.channels == 4 and image.shape == (2, 3, 4)
    np.testing.assert_array_equal(np.asarray(image), array)
    np.testing.assert_array_equal(np.asarray(image.channel(2)), array[..., 2])


def test_views():
    array = np.arange(4 * 5 * 6, dtype=np.uint16).reshape(4, 5, 6)
    image = clumen.push(array)
    for key in (1, -1, (2, slice(1, 4)), (slice(1, 3), slice(None), slice(2, 5)), slice(0, 2)):
        np.testing.assert_array_equal(np.asarray(image[key]), array[key])
    with pytest.raises(ValueError, match="step"): image[::2]
    with pytest.raises(IndexError): image[4]


def test_arithmetic_is_numpys():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 200, (9, 11)).astype(np.uint8), rng.random((9, 11)).astype(np.float32)
    x, y = clumen.push(a), clumen.push(b)
    for mine, known in ((x + y, a + b), (x * 2, a * 2), (3 - x, 3 - a), (y / 2, b / np.float32(2)), ((x > 5) & (y < 0.5), (a > 5) & (b < 0.5)),
                        (-y, -b), (abs(y - 1), abs(b - 1)), (x % 7, a % 7), (y ** 2, b ** 2), (~(x == 3), ~(a == 3))):
        assert mine.dtype == known.dtype
        np.testing.assert_allclose(np.asarray(mine), known, rtol=1e-6)
    assert (x + b).dtype == np.float32


def test_pixel_size():
    image = clumen.push(np.zeros((3, 4, 5), np.uint8), pixel_size=(2.0, 0.5, 0.25), unit="micron")
    assert image.pixel_size == (2.0, 0.5, 0.25) and image.unit == "micron"
    assert clumen.gaussian(image, 1).pixel_size == (2.0, 0.5, 0.25)


def test_sigma_in_numpys_order():
    array = np.zeros((1, 21, 21), np.float32)
    array[0, 10, 10] = 1
    out = np.asarray(clumen.gaussian(array, (0, 3, 0)))
    assert (out[0, :, 10] > 0).sum() > 10 and (out[0, 10, :] > 0).sum() == 1


@pytest.mark.parametrize("call, message", (
    (lambda: clumen.gaussian(np.zeros((3, 3), np.float32), -1), "gaussian: sigma"),
    (lambda: clumen.gaussian(np.zeros((3, 3), np.float32), 1, mode="nowhere"), "nowhere"),
    (lambda: clumen.label(np.zeros((3, 3), np.float32)), "label"),
    (lambda: clumen.regionprops_table(np.zeros((3, 3), np.int32), properties=("label", "beauty")), "beauty"),
    (lambda: clumen.push(np.zeros((3, 3), complex)), "complex"),
    (lambda: clumen.push(np.zeros((2, 2, 2, 2, 2), np.float32)), "axes"),
    (lambda: clumen.push(np.zeros((3, 3), np.float32)).channel(1), "channel"),
    (lambda: clumen.erosion(np.zeros((3, 3), np.float32), "disc:2"), "disc"),
    (lambda: bool(clumen.push(np.zeros((3, 3), np.float32))), "truth"),
))
def test_value_errors(call, message):
    with pytest.raises(ValueError, match=message): call()


def test_other_errors(tmp_path):
    with pytest.raises(OSError, match="nothing.tif"): clumen.read_tiff(tmp_path / "nothing.tif")
    with pytest.raises(RuntimeError, match="there are"): clumen.Context.find("no such device")


def test_files(tmp_path):
    array = (np.random.default_rng(2).random((3, 17, 19)) * 60000).astype(np.uint16)
    clumen.write_tiff(clumen.push(array, pixel_size=(1.5, 0.5, 0.5), unit="micron"), tmp_path / "a.tif")
    back = clumen.read_tiff(tmp_path / "a.tif")
    np.testing.assert_array_equal(np.asarray(back), array)
    assert back.pixel_size == pytest.approx((1.5, 0.5, 0.5))


def test_results_outlive_their_image():
    array = np.asarray(clumen.push(np.arange(100000, dtype=np.int32).reshape(100, 1000)) + 1)
    for _ in range(5): np.asarray(clumen.push(np.zeros((100, 1000), np.int32)) + 7)
    np.testing.assert_array_equal(array.ravel(), np.arange(1, 100001))


def test_threads():
    if clumen.Context.best().device.platform == "rusticl": pytest.skip("rusticl of Mesa 22.3 takes no threads")
    array = np.random.default_rng(4).random((200, 300)).astype(np.float32)
    expected = np.asarray(clumen.gaussian(array, 2))
    failures = []

    def work():
        for _ in range(5):
            if not np.array_equal(np.asarray(clumen.gaussian(array, 2)), expected): failures.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for t in threads: t.start()
    for t in threads: t.join()
    assert not failures


def test_every_function_is_documented():
    functions = [f for n, f in vars(clumen).items() if callable(f) and not inspect.isclass(f) and not n.startswith("_")]
    assert len(functions) > 50
    for f in functions: assert f.__doc__ and len(f.__doc__) > 20, f
