def clumen(g):
    return {"label": lambda: g.clumen.label(g.mask)}


def skimage(g):
    return {"label": lambda: g.measure.label(g.mask)}


def cle(g):
    return {"label": lambda: g.cle.connected_components_labeling(g.mask)}


def cv2(g):
    return {"label": lambda: g.cv2.connectedComponents(g.mask)}
