def clumen(g):
    def minimum(footprint):
        return g.clumen.erosion(g.image, footprint, mode="nearest")

    return {"minimum_box3": lambda: minimum(g.box(3)), "minimum_disk5": lambda: minimum(g.solid(5)),
            "binary_erosion_box1": lambda: g.clumen.binary_erosion(g.mask, g.box(1))}


def skimage(g):
    return {
        "minimum_box3": lambda: g.ndimage.minimum_filter(g.image, 7, mode="nearest"),
        "minimum_disk5": lambda: g.ndimage.minimum_filter(g.image, footprint=g.solid(5), mode="nearest"),
        "binary_erosion_box1": lambda: g.ndimage.binary_erosion(g.mask, g.box(1), border_value=1, brute_force=True),
    }


def cle(g):
    return {
        "minimum_box3": lambda: g.cle.minimum_filter(g.image, **g.radius(3), connectivity="box"),
        "minimum_disk5": lambda: g.cle.minimum_filter(g.image, **g.radius(5), connectivity="sphere"),
        "binary_erosion_box1": lambda: g.cle.binary_erode(g.mask, **g.radius(1), connectivity="box"),
    }


def cv2(g):
    def minimum(footprint):
        return g.cv2.erode(g.image, footprint, borderType=g.cv2.BORDER_REPLICATE)

    return {"minimum_box3": lambda: minimum(g.box(3)), "minimum_disk5": lambda: minimum(g.disk(5)),
            "binary_erosion_box1": lambda: g.cv2.erode(g.mask, g.box(1))}
