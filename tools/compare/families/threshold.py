import numpy as np

from given import ready


def clumen(g):
    return {"otsu": lambda: ready(g.image > g.clumen.threshold_otsu(g.image))}


def skimage(g):
    return {"otsu": lambda: g.image > g.filters.threshold_otsu(g.image)}


def cle(g):
    return {"otsu": lambda: g.cle.threshold_otsu(g.image)}


def cv2(g):
    return {"otsu": lambda: g.cv2.threshold(g.image.astype(np.uint8), 0, 255, g.cv2.THRESH_OTSU)}
