import functools

import numpy as np


@functools.lru_cache(maxsize=2)
def valleys(g):
    """The image upside down in whole numbers, and markers in its brightest places, on the host."""
    from scipy import ndimage

    smooth = ndimage.gaussian_filter(g.host.astype(np.float32), 2)
    tops = (ndimage.maximum_filter(smooth, 9) == smooth) & (smooth > g.threshold)
    image = np.clip(smooth.max() - smooth, 0, 255).astype(np.uint8)
    return image, ndimage.label(tops)[0].astype(np.int32)


def clumen(g):
    from given import ready

    image, markers = map(g.clumen.push, valleys(g))
    return {"watershed": lambda: g.clumen.watershed(image, markers),
            "voronoi_otsu": lambda: ready(g.clumen.voronoi_otsu_labeling(g.image, 3, 2)),
            "gauss_otsu": lambda: ready(g.clumen.gauss_otsu_labeling(g.image, 2)),
            "eroded_otsu": lambda: ready(g.clumen.eroded_otsu_labeling(g.image, 3, 2)),
            "detect_maxima": lambda: ready(g.clumen.detect_maxima(g.image)),
            "peak_local_max": lambda: g.clumen.peak_local_max(g.image, 5),
            "peak_local_max_labels": lambda: g.clumen.peak_local_max(g.image, 5, labels=g.labels)}


def skimage(g):
    if g.gpu:
        from cucim.skimage.feature import peak_local_max

        return {"peak_local_max": lambda: peak_local_max(g.image, 5),
                "peak_local_max_labels": lambda: peak_local_max(g.image, 5, labels=g.labels)}
    from skimage.feature import peak_local_max
    from skimage.segmentation import watershed

    image, markers = valleys(g)
    return {"watershed": lambda: watershed(image, markers), "peak_local_max": lambda: peak_local_max(g.image, 5),
            "peak_local_max_labels": lambda: peak_local_max(g.image, 5, labels=g.labels)}


def cle(g):
    return {"voronoi_otsu": lambda: g.cle.voronoi_otsu_labeling(g.image, spot_sigma=3, outline_sigma=2),
            "gauss_otsu": lambda: g.cle.gauss_otsu_labeling(g.image, outline_sigma=2),
            "eroded_otsu": lambda: g.cle.eroded_otsu_labeling(g.image, number_of_erosions=3, outline_sigma=2),
            "detect_maxima": lambda: g.cle.detect_maxima(g.image)}
