"""Real images: those of scikit-image's package, and those of the folder CLUMEN_DATA or ../shared/data where it is."""
import os
import pathlib

import clumen
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


# What the device cannot do is not tested, and pytest says so.
HAS_F64 = clumen.Context.best().device.f64


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    outcome = yield
    error = outcome.excinfo[1] if outcome.excinfo else None
    without_f64 = not HAS_F64 and isinstance(error, ValueError) and "f64" in str(error)
    if without_f64 or "ends loops after" in str(error): outcome.force_exception(pytest.skip.Exception(str(error)))


@pytest.fixture
def stored():
    """The dtype that fractions made of integers have on this device, where NumPy's are of float64."""
    return lambda dtype: np.dtype(np.float32) if dtype == np.float64 and not HAS_F64 else dtype
