from given import ready


def clumen(g):
    c = g.clumen
    return {"dog2_5": lambda: ready(c.difference_of_gaussians(g.image, 2, 5)),
            "mean_box3": lambda: c.uniform_filter(g.image, 7, mode="nearest"),
            "mean_box20": lambda: c.uniform_filter(g.image, 41, mode="nearest"),
            "sobel": lambda: c.sobel(g.image)}


def skimage(g):
    def mean(size):
        return g.ndimage.uniform_filter(g.image, size, mode="nearest")

    return {"dog2_5": lambda: g.filters.difference_of_gaussians(g.image, 2, 5), "mean_box3": lambda: mean(7),
            "mean_box20": lambda: mean(41), "sobel": lambda: g.filters.sobel(g.image)}


def cle(g):
    c = g.cle
    two = {f"sigma{n}_{axis[-1]}": v for n, sigma in ((1, 2), (2, 5)) for axis, v in g.sigma(sigma).items()}
    return {"dog2_5": lambda: c.difference_of_gaussian(g.image, **two),
            "mean_box3": lambda: c.mean_filter(g.image, **g.radius(3), connectivity="box"),
            "mean_box20": lambda: c.mean_filter(g.image, **g.radius(20), connectivity="box"),
            "sobel": lambda: c.sobel(g.image)}


def cv2(g):
    c = g.cv2

    def gaussian(width, sigma):
        return c.GaussianBlur(g.image, (width, width), sigma, borderType=c.BORDER_REPLICATE)

    def mean(size):
        return c.blur(g.image, (size, size), borderType=c.BORDER_REPLICATE)

    return {"dog2_5": lambda: gaussian(17, 2) - gaussian(41, 5), "mean_box3": lambda: mean(7),
            "mean_box20": lambda: mean(41),
            "sobel": lambda: c.magnitude(c.Sobel(g.image, c.CV_32F, 1, 0), c.Sobel(g.image, c.CV_32F, 0, 1))}
