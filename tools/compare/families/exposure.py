from given import ready


def clumen(g):
    return {"adjust_gamma": lambda: ready(g.clumen.adjust_gamma(g.image, 0.4)),
            "adjust_sigmoid": lambda: ready(g.clumen.adjust_sigmoid(g.image, 80, 0.1)),
            "rescale_intensity": lambda: ready(g.clumen.rescale_intensity(g.image))}


def skimage(g):
    return {"adjust_gamma": lambda: g.exposure.adjust_gamma(g.image, 0.4),
            "adjust_sigmoid": lambda: g.exposure.adjust_sigmoid(g.image, 80, 0.1),
            "rescale_intensity": lambda: g.exposure.rescale_intensity(g.image)}


def cle(g):
    return {"adjust_gamma": lambda: g.cle.gamma_correction(g.image, gamma=0.4)}


def cv2(g):
    return {"rescale_intensity": lambda: g.cv2.normalize(g.image, None, 0, 1, g.cv2.NORM_MINMAX)}
