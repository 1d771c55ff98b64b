"""Pictures in notebooks."""
import base64
import io
import re

import clumen
import numpy as np
import PIL.Image
import pytest


def decoded(picture):
    return np.asarray(PIL.Image.open(io.BytesIO(picture.png)))


def stretched(values, low, high):
    low, high = float(low), float(high)
    return np.round(255 * np.clip((values.astype(float) - low) / (high - low), 0, 1)).astype(np.uint8)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "uint16", "int16", "float32"])
def test_values(image, dtype):
    part = image[:200, :300]
    array = part > part.mean() if dtype == "bool" else part.astype(dtype)
    picture = clumen.imshow(array)
    expected = stretched(array, array.min(), array.max())
    np.testing.assert_array_equal(decoded(picture), np.repeat(expected[..., None], 3, axis=-1))
    assert picture.facts["shape"] == array.shape and picture.facts["dtype"] == array.dtype
    assert (picture.facts["min"], picture.facts["max"]) == (array.min(), array.max())


def test_range():
    array = np.arange(100, dtype=np.float32).reshape(10, 10)
    np.testing.assert_array_equal(decoded(clumen.imshow(array, vmin=10, vmax=60))[..., 0], stretched(array, 10, 60))
    array[3, 3], array[4, 4] = np.nan, np.inf
    shown = decoded(clumen.imshow(array))[..., 0]
    assert shown[3, 3] == 0 and shown[9, 9] == 255
    assert (decoded(clumen.imshow(np.full((4, 5), 7))) == decoded(clumen.imshow(np.full((4, 5), 7)))[0, 0]).all()
    assert (decoded(clumen.imshow(np.full((4, 5), 7, np.float32))) == 0).all()


def test_space_is_seen_from_above(volume):
    np.testing.assert_array_equal(decoded(clumen.imshow(volume))[..., 1], stretched(volume.max(0), volume.max(0).min(), volume.max()))


def test_channels():
    rng = np.random.default_rng(1)
    rgb = rng.integers(20, 200, (30, 40, 3)).astype(np.uint8)
    np.testing.assert_array_equal(decoded(clumen.imshow(rgb, channel_axis=-1)), rgb)
    two = rng.integers(0, 4000, (30, 40, 2)).astype(np.uint16)
    parts = [stretched(two[..., c], two[..., c].min(), two[..., c].max()) for c in range(2)]
    np.testing.assert_array_equal(decoded(clumen.imshow(two, channel_axis=-1)), np.stack([parts[1], parts[0], parts[1]], axis=-1))


def test_labels():
    labels = np.zeros((20, 30), np.int32)
    labels[2:8, 2:8], labels[10:18, 12:28] = 1, 2
    shown = decoded(clumen.imshow(labels))
    assert shown[0, 0].tolist() == [0, 0, 0]
    assert shown[5, 5].tolist() == [255, 0, 0] and shown[12, 20].tolist() == [0, 0, 255]
    over = decoded(clumen.imshow(np.full((20, 30), 3, np.float32), labels=labels, vmin=0, vmax=4))
    expected = np.round(255 * np.asarray(clumen.label2rgb(labels, np.full((20, 30), 0.75, np.float32))))
    np.testing.assert_allclose(over, expected, atol=1)
    negative = labels - 1  # no labels: values
    assert len(np.unique(decoded(clumen.imshow(negative)).reshape(-1, 3), axis=0)) == 3
    assert (np.ptp(decoded(clumen.imshow(negative)), axis=-1) == 0).all()


def test_size(image):
    image = image.astype(np.float32)
    picture = clumen.imshow(image, size=100)
    assert max(decoded(picture).shape) == min(100, max(image.shape))
    assert abs(decoded(picture).mean() - 255 * (image.mean() - image.min()) / np.ptp(image)) < 25
    labels = np.kron(np.arange(1, 5).reshape(2, 2), np.ones((300, 300), int)).astype(np.int32)
    assert len(np.unique(decoded(clumen.imshow(labels, size=64)).reshape(-1, 3), axis=0)) == 4
    for size in (0, 10000):
        with pytest.raises(ValueError, match="size is"): clumen.imshow(image, size=size)


def test_notebook(tmp_path):
    image = clumen.push(np.arange(12, dtype=np.uint8).reshape(3, 4), pixel_size=(0.5, 0.25), unit="<µm>")
    text = (image + 1)._repr_html_()
    for part in ("width='200' height='150'", "pixelated", "<td>(3, 4)</td>", "<td>uint8</td>", "<td>1</td>", "<td>12</td>",
                 "0.5 x 0.25 &lt;µm&gt;"): assert part in text, part
    png = base64.b64decode(re.search(r"data:image/png;base64,([^']*)'", text)[1])
    picture = clumen.imshow(image + 1)
    assert png == picture.png == picture._repr_png_()
    picture.save(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == png
    assert repr(picture) == "<clumen.Picture of 4x3 uint8>"
