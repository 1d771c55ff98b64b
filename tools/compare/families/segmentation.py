import functools

import numpy as np


@functools.lru_cache(maxsize=2)
def valleys(g):
    """The image upside down, the same in whole numbers, and markers in its brightest places, on the host."""
    from scipy import ndimage

    smooth = ndimage.gaussian_filter(g.host.astype(np.float32), 2)
    tops = (ndimage.maximum_filter(smooth, 9) == smooth) & (smooth > g.threshold)
    image = smooth.max() - smooth
    return image, np.clip(image, 0, 255).astype(np.uint8), ndimage.label(tops)[0].astype(np.int32)


@functools.lru_cache(maxsize=2)
def distances(g):
    """Distances to the background upside down, the middles of objects, and the objects, on the host."""
    from scipy import ndimage

    mask = g.host > g.threshold
    distance = ndimage.distance_transform_edt(mask).astype(np.float32)
    smooth = ndimage.gaussian_filter(distance, 2)
    return -distance, ndimage.label((ndimage.maximum_filter(smooth, 3) == smooth) & mask)[0].astype(np.int32), mask


def clumen(g):
    from given import ready

    smooth, image, markers = map(g.clumen.push, valleys(g))
    deep, middles, mask = map(g.clumen.push, distances(g))
    return {"watershed": lambda: g.clumen.watershed(image, markers),
            "watershed_f32": lambda: g.clumen.watershed(smooth, markers),
            "watershed_compact": lambda: g.clumen.watershed(smooth, markers, compactness=1),
            "watershed_of_distances": lambda: g.clumen.watershed(deep, middles, 1, mask),
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

    smooth, image, markers = valleys(g)
    deep, middles, mask = distances(g)
    return {"watershed": lambda: watershed(image, markers), "watershed_f32": lambda: watershed(smooth, markers),
            "watershed_compact": lambda: watershed(smooth, markers, compactness=1),
            "watershed_of_distances": lambda: watershed(deep, middles, mask=mask),
            "peak_local_max": lambda: peak_local_max(g.image, 5),
            "peak_local_max_labels": lambda: peak_local_max(g.image, 5, labels=g.labels)}


def cle(g):
    return {"voronoi_otsu": lambda: g.cle.voronoi_otsu_labeling(g.image, spot_sigma=3, outline_sigma=2),
            "gauss_otsu": lambda: g.cle.gauss_otsu_labeling(g.image, outline_sigma=2),
            "eroded_otsu": lambda: g.cle.eroded_otsu_labeling(g.image, number_of_erosions=3, outline_sigma=2),
            "detect_maxima": lambda: g.cle.detect_maxima(g.image)}
