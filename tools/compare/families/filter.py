def small(g, rows):
    """Rows whose slowest library takes minutes for a whole volume are of 2D images alone."""
    return rows if g.host.ndim == 2 else {}


def clumen(g):
    def median(radius):
        return lambda: g.clumen.median(g.image, g.box(radius))

    return {"gaussian2": lambda: g.clumen.gaussian(g.image, 2), "gaussian5": lambda: g.clumen.gaussian(g.image, 5),
            "median3": median(1), "median7": median(3), **small(g, {"median5": median(2), "median21": median(10)})}


def skimage(g):
    def gaussian(sigma):
        return g.filters.gaussian(g.image, sigma=sigma, preserve_range=True)

    def median(radius):
        return lambda: g.filters.median(g.image, g.box(radius))

    return {"gaussian2": lambda: gaussian(2), "gaussian5": lambda: gaussian(5), "median3": median(1),
            **small(g, {"median5": median(2), "median7": median(3)})}


def cle(g):
    return {"gaussian2": lambda: g.cle.gaussian_blur(g.image, **g.sigma(2)),
            "gaussian5": lambda: g.cle.gaussian_blur(g.image, **g.sigma(5)),
            "median3": lambda: g.cle.median(g.image, **g.radius(1), connectivity="box"),
            "median7": lambda: g.cle.median(g.image, **g.radius(3), connectivity="box")}


def cv2(g):
    def gaussian(width, sigma):
        return g.cv2.GaussianBlur(g.image, (width, width), sigma, borderType=g.cv2.BORDER_REPLICATE)

    return {"gaussian2": lambda: gaussian(17, 2), "gaussian5": lambda: gaussian(41, 5),
            "median3": lambda: g.cv2.medianBlur(g.image, 3), "median5": lambda: g.cv2.medianBlur(g.image, 5)}
