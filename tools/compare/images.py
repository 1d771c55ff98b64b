"""The pixels that every library gets: made from a seed, the same on every machine."""
import numpy as np

SIZES = {"2d640": (640, 640), "2d1024": (1024, 1024), "2d2048": (2048, 2048), "2d4096": (4096, 4096),
         "2d8192": (8192, 8192), "3d64": (64, 64, 64), "3d128": (128, 128, 128), "3d256": (256, 256, 256)}


def blobs(shape, seed=7, radius=9):
    """A field of smooth bright blobs on noise, f32 from 0 to 255, as nuclei look."""
    rng = np.random.default_rng(seed)
    image = np.zeros(shape, np.float32)
    count = max(8, int(np.prod(shape) / 9000 / (6 if len(shape) == 3 else 1)))
    reach = 3 * radius
    axes = np.meshgrid(*[np.arange(-reach, reach + 1)] * len(shape), indexing="ij")
    stamp = np.exp(-sum((a / radius) ** 2 for a in axes) / 2).astype(np.float32)
    for _ in range(count):
        centre = [int(rng.integers(0, s)) for s in shape]
        brightness = float(rng.uniform(60, 220))
        low = [max(0, c - reach) for c in centre]
        high = [min(s, c + reach + 1) for c, s in zip(centre, shape)]
        where = tuple(slice(a, b) for a, b in zip(low, high))
        part = tuple(slice(a - c + reach, b - c + reach) for a, b, c in zip(low, high, centre))
        image[where] = np.maximum(image[where], brightness * stamp[part])
    image += rng.normal(12, 3, shape).astype(np.float32)
    return np.clip(image, 0, 255).astype(np.float32)
