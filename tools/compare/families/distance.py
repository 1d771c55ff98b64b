def clumen(g):
    return {"distance": lambda: g.clumen.distance_transform_edt(g.mask),
            "voronoi": lambda: g.clumen.voronoi_labels(g.labels),
            "expand_labels3": lambda: g.clumen.expand_labels(g.labels, 3)}


def skimage(g):
    if g.gpu:
        from cucim.core.operations.morphology import distance_transform_edt
        from cucim.skimage.segmentation import expand_labels
    else:
        from scipy.ndimage import distance_transform_edt
        from skimage.segmentation import expand_labels

    return {"distance": lambda: distance_transform_edt(g.mask), "expand_labels3": lambda: expand_labels(g.labels, 3)}


def cle(g):
    return {"voronoi": lambda: g.cle.voronoi_labeling(g.mask),
            "expand_labels3": lambda: g.cle.dilate_labels(g.labels, radius=3)}


def cv2(g):
    return {"distance": lambda: g.cv2.distanceTransform(g.mask, g.cv2.DIST_L2, g.cv2.DIST_MASK_PRECISE)}
