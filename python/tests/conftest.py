"""Real images: those of scikit-image's package, and those of the folder CLUMEN_DATA or ../shared/data where it is."""
import os
import pathlib

import numpy as np
import pytest
import skimage.data
import skimage.io

PACKAGED = ("coins", "camera", "cell", "moon", "page", "text", "brick", "grass")


def data_folder():
    beside = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
    return pathlib.Path(os.environ.get("CLUMEN_DATA", beside))


def real_images():
    """name: 2D array"""
    images = {}
    for name in PACKAGED:
        try:
            image = np.asarray(getattr(skimage.data, name)())
        except Exception:  # not every image comes with the package; the others are fetched on demand
            continue
        if image.ndim == 2: images[name] = image
    if data_folder().is_dir():
        for path in sorted(data_folder().glob("*.tif")): images[path.stem] = np.squeeze(skimage.io.imread(path))
    return images


IMAGES = real_images()


@pytest.fixture(params=sorted(IMAGES))
def image(request):
    return IMAGES[request.param]


@pytest.fixture
def volume():
    """A 3D field of blobs, odd extents, f32."""
    rng = np.random.default_rng(3)
    z, y, x = np.mgrid[0:37, 0:61, 0:83]
    out = rng.normal(10, 2, z.shape)
    for _ in range(25):
        c = rng.uniform(0, 1, 3) * z.shape
        out += 100 * np.exp(-((z - c[0]) ** 2 + (y - c[1]) ** 2 + (x - c[2]) ** 2) / 40)
    return out.astype(np.float32)
