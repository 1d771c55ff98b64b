def clumen(g):
    return {"gaussian2": lambda: g.clumen.gaussian(g.image, 2), "gaussian5": lambda: g.clumen.gaussian(g.image, 5)}


def skimage(g):
    def gaussian(sigma):
        return g.filters.gaussian(g.image, sigma=sigma, preserve_range=True)

    return {"gaussian2": lambda: gaussian(2), "gaussian5": lambda: gaussian(5)}


def cle(g):
    return {"gaussian2": lambda: g.cle.gaussian_blur(g.image, **g.sigma(2)),
            "gaussian5": lambda: g.cle.gaussian_blur(g.image, **g.sigma(5))}


def cv2(g):
    def gaussian(width, sigma):
        return g.cv2.GaussianBlur(g.image, (width, width), sigma, borderType=g.cv2.BORDER_REPLICATE)

    return {"gaussian2": lambda: gaussian(17, 2), "gaussian5": lambda: gaussian(41, 5)}
