import numpy as np

from given import ready

# Rows that clumen and scikit-image have by the same name.
HISTOGRAM = ("yen", "isodata", "triangle", "li", "multiotsu")


def clumen(g):
    rows = {"otsu": lambda: ready(g.image > g.clumen.threshold_otsu(g.image))}
    for name in HISTOGRAM: rows[name] = lambda f=getattr(g.clumen, f"threshold_{name}"): f(g.image)
    return rows


def skimage(g):
    rows = {"otsu": lambda: g.image > g.filters.threshold_otsu(g.image)}
    for name in HISTOGRAM: rows[name] = lambda f=getattr(g.filters, f"threshold_{name}"): f(g.image)
    return rows


def cle(g):
    return {"otsu": lambda: g.cle.threshold_otsu(g.image)}


def cv2(g):
    return {"otsu": lambda: g.cv2.threshold(g.image.astype(np.uint8), 0, 255, g.cv2.THRESH_OTSU),
            "triangle": lambda: g.cv2.threshold(g.image.astype(np.uint8), 0, 255, g.cv2.THRESH_TRIANGLE)}
