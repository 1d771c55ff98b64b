from given import ready


def clumen(g):
    if g.image.ndim != 3: return {}
    return {"maximum_z": lambda: g.clumen.maximum_projection(g.image), "mean_z": lambda: g.clumen.mean_projection(g.image),
            "std_z": lambda: g.clumen.std_projection(g.image), "median_z": lambda: g.clumen.median_projection(g.image),
            "maximum_x": lambda: g.clumen.maximum_projection(g.image, "x")}


def skimage(g):
    if g.image.ndim != 3: return {}
    return {"maximum_z": lambda: g.image.max(axis=0), "mean_z": lambda: g.image.mean(axis=0),
            "std_z": lambda: g.image.std(axis=0), "median_z": lambda: g.xp.median(g.image, axis=0),
            "maximum_x": lambda: g.image.max(axis=2)}


def cle(g):
    if g.image.ndim != 3: return {}
    return {"maximum_z": lambda: g.cle.maximum_z_projection(g.image), "mean_z": lambda: g.cle.mean_z_projection(g.image),
            "std_z": lambda: g.cle.std_z_projection(g.image), "maximum_x": lambda: g.cle.maximum_x_projection(g.image)}


def cv2(g):
    return {}
