def flat(g, row, call):
    """A row of 2D images alone."""
    return {row: call} if g.host.ndim == 2 else {}


def clumen(g):
    def minimum(footprint):
        return g.clumen.erosion(g.image, footprint, mode="nearest")

    return {"minimum_box3": lambda: minimum(g.box(3)), "minimum_disk5": lambda: minimum(g.solid(5)),
            "maximum_box3": lambda: g.clumen.dilation(g.image, g.box(3), mode="nearest"),
            "white_tophat_box10": lambda: g.clumen.white_tophat(g.image, g.box(10), mode="nearest"),
            "binary_erosion_box1": lambda: g.clumen.binary_erosion(g.mask, g.box(1)),
            "binary_dilation_box1": lambda: g.clumen.binary_dilation(g.mask, g.box(1)),
            **flat(g, "minimum_disk20", lambda: minimum(g.solid(20)))}


def skimage(g):
    return {
        "minimum_box3": lambda: g.ndimage.minimum_filter(g.image, 7, mode="nearest"),
        "maximum_box3": lambda: g.ndimage.maximum_filter(g.image, 7, mode="nearest"),
        "minimum_disk5": lambda: g.ndimage.minimum_filter(g.image, footprint=g.solid(5), mode="nearest"),
        "white_tophat_box10": lambda: g.morphology.white_tophat(g.image, g.box(10), mode="nearest"),
        "binary_erosion_box1": lambda: g.ndimage.binary_erosion(g.mask, g.box(1), border_value=1, brute_force=True),
        "binary_dilation_box1": lambda: g.ndimage.binary_dilation(g.mask, g.box(1), brute_force=True),
        **flat(g, "minimum_disk20",
               lambda: g.ndimage.minimum_filter(g.image, footprint=g.solid(20), mode="nearest")),
    }


def cle(g):
    return {
        "minimum_box3": lambda: g.cle.minimum_filter(g.image, **g.radius(3), connectivity="box"),
        "maximum_box3": lambda: g.cle.maximum_filter(g.image, **g.radius(3), connectivity="box"),
        "minimum_disk5": lambda: g.cle.minimum_filter(g.image, **g.radius(5), connectivity="sphere"),
        "white_tophat_box10": lambda: g.cle.top_hat(g.image, **g.radius(10), connectivity="box"),
        "binary_erosion_box1": lambda: g.cle.binary_erode(g.mask, **g.radius(1), connectivity="box"),
        "binary_dilation_box1": lambda: g.cle.binary_dilate(g.mask, **g.radius(1), connectivity="box"),
        **flat(g, "minimum_disk20", lambda: g.cle.minimum_filter(g.image, **g.radius(20), connectivity="sphere")),
    }


def cv2(g):
    def minimum(footprint):
        return g.cv2.erode(g.image, footprint, borderType=g.cv2.BORDER_REPLICATE)

    return {"minimum_box3": lambda: minimum(g.box(3)), "minimum_disk5": lambda: minimum(g.disk(5)),
            "minimum_disk20": lambda: minimum(g.disk(20)),
            "maximum_box3": lambda: g.cv2.dilate(g.image, g.box(3), borderType=g.cv2.BORDER_REPLICATE),
            "white_tophat_box10": lambda: g.cv2.morphologyEx(g.image, g.cv2.MORPH_TOPHAT, g.box(10),
                                                             borderType=g.cv2.BORDER_REPLICATE),
            "binary_erosion_box1": lambda: g.cv2.erode(g.mask, g.box(1)),
            "binary_dilation_box1": lambda: g.cv2.dilate(g.mask, g.box(1))}
