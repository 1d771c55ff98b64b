import numpy as np

from given import ready


def clumen(g):
    c, image = g.clumen, g.image
    return {"add_scalar": lambda: ready(image + 3.0), "threshold": lambda: ready(image > g.threshold),
            "binary_and": lambda: ready(g.mask & g.mask2),
            "add_weighted": lambda: ready(c.add_weighted(image, 0.3, image, 0.7, 1)),
            "absolute_difference": lambda: ready(c.absolute_difference(image, 30.0)),
            "log1p": lambda: ready(c.log1p(image)), "cbrt": lambda: ready(c.cbrt(image)), "sin": lambda: ready(c.sin(image))}


def skimage(g):
    image, xp = g.image, g.xp
    return {"add_scalar": lambda: image + np.float32(3), "threshold": lambda: image > g.threshold,
            "binary_and": lambda: g.mask & g.mask2,
            "add_weighted": lambda: image * np.float32(0.3) + image * np.float32(0.7) + np.float32(1),
            "absolute_difference": lambda: xp.abs(image - np.float32(30)),
            "log1p": lambda: xp.log1p(image), "cbrt": lambda: xp.cbrt(image), "sin": lambda: xp.sin(image)}


def cle(g):
    return {"add_scalar": lambda: g.cle.add_image_and_scalar(g.image, scalar=3),
            "threshold": lambda: g.cle.greater_constant(g.image, scalar=g.threshold),
            "binary_and": lambda: g.cle.binary_and(g.mask, g.mask2),
            "add_weighted": lambda: g.cle.add_images_weighted(g.image, g.image, factor1=0.3, factor2=0.7),
            "cbrt": lambda: g.cle.cubic_root(g.image)}


def cv2(g):
    return {"add_scalar": lambda: g.cv2.add(g.image, 3.0),
            "threshold": lambda: g.cv2.threshold(g.image, g.threshold, 1, g.cv2.THRESH_BINARY),
            "binary_and": lambda: g.cv2.bitwise_and(g.mask, g.mask2),
            "add_weighted": lambda: g.cv2.addWeighted(g.image, 0.3, g.image, 0.7, 1),
            "absolute_difference": lambda: g.cv2.absdiff(g.image, 30.0)}
