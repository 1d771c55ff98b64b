def clumen(g):
    return {"sum": lambda: float(g.clumen.sum(g.image)), "histogram": lambda: g.clumen.histogram(g.image)}


def skimage(g):
    return {"sum": lambda: float(g.image.sum()), "histogram": lambda: g.xp.histogram(g.image, bins=256)}


def cle(g):
    return {"sum": lambda: g.cle.sum_of_all_pixels(g.image), "histogram": lambda: g.cle.histogram(g.image, nbins=256)}


def cv2(g):
    return {"sum": lambda: g.cv2.sumElems(g.image),
            "histogram": lambda: g.cv2.calcHist([g.image], [0], None, [256], [0, 256])}
