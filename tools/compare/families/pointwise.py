import numpy as np

from given import ready


def clumen(g):
    return {"add_scalar": lambda: ready(g.image + 3.0), "threshold": lambda: ready(g.image > g.threshold)}


def skimage(g):
    return {"add_scalar": lambda: g.image + np.float32(3), "threshold": lambda: g.image > g.threshold}


def cle(g):
    return {"add_scalar": lambda: g.cle.add_image_and_scalar(g.image, scalar=3),
            "threshold": lambda: g.cle.greater_constant(g.image, scalar=g.threshold)}


def cv2(g):
    return {"add_scalar": lambda: g.cv2.add(g.image, 3.0),
            "threshold": lambda: g.cv2.threshold(g.image, g.threshold, 1, g.cv2.THRESH_BINARY)}
