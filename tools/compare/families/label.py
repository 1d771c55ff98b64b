from given import ready


def clumen(g):
    return {"label": lambda: g.clumen.label(g.mask),
            "erode_labels3": lambda: g.clumen.erode_labels(g.labels, 3),
            "opening_labels3": lambda: g.clumen.opening_labels(g.labels, 3),
            "smooth_labels3": lambda: ready(g.clumen.smooth_labels(g.labels, 3)),
            "find_boundaries": lambda: ready(g.clumen.find_boundaries(g.labels)),
            "clear_border": lambda: g.clumen.clear_border(g.labels),
            "relabel_sequential": lambda: g.clumen.relabel_sequential(g.labels),
            "join_segmentations": lambda: g.clumen.join_segmentations(g.labels, g.labels),
            "remove_large_labels": lambda: g.clumen.remove_large_labels(g.labels, 300)}


def skimage(g):
    if g.gpu: from cucim.skimage import segmentation
    else: from skimage import segmentation

    return {"label": lambda: g.measure.label(g.mask),
            "find_boundaries": lambda: segmentation.find_boundaries(g.labels),
            "clear_border": lambda: segmentation.clear_border(g.labels),
            "relabel_sequential": lambda: segmentation.relabel_sequential(g.labels)[0],
            "join_segmentations": lambda: segmentation.join_segmentations(g.labels, g.labels)}


def cle(g):
    return {"label": lambda: g.cle.connected_components_labeling(g.mask),
            "erode_labels3": lambda: g.cle.erode_labels(g.labels, radius=3),
            "opening_labels3": lambda: g.cle.opening_labels(g.labels, radius=3),
            "smooth_labels3": lambda: g.cle.smooth_labels(g.labels, radius=3),
            "find_boundaries": lambda: g.cle.detect_label_edges(g.labels),
            "clear_border": lambda: g.cle.remove_labels_on_edges(g.labels),
            "relabel_sequential": lambda: g.cle.relabel_sequential(g.labels),
            "remove_large_labels": lambda: g.cle.remove_large_labels(g.labels, maximum_size=300)}


def cv2(g):
    return {"label": lambda: g.cv2.connectedComponents(g.mask)}
