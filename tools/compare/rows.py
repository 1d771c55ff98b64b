"""What is compared: each library's own call for each row of the table, on pixels that lie where the library computes.

A library is a function that takes the image and gives ({row: call}, wait), where wait() returns when the device is done.
A call returns its result, so that the results can be compared too.
"""
import numpy as np

# what the threshold for masks is, as a part of the largest pixel
MASK = 0.35


def clumen_rows(image):
    import clumen
    context = clumen.default_context()
    d = clumen.push(image)
    threshold = float(image.max()) * MASK
    mask = d > threshold
    mask.compute()
    labels = clumen.label(mask)
    solid = clumen.ball if image.ndim == 3 else clumen.disk

    def computed(result):
        result.compute()
        return result

    def otsu():
        return computed(d > clumen.threshold_otsu(d))

    def nuclei():
        x = clumen.push(image)
        smooth = clumen.gaussian(x, 5)
        eroded = clumen.binary_erosion(smooth > clumen.threshold_otsu(smooth), solid(2))
        found = clumen.label(eroded)
        table = clumen.regionprops_table(found, x, ["label", "area", "mean_intensity", "solidity"])
        return np.asarray(found), table

    box3 = (7,) * image.ndim
    return {
        "add_scalar": lambda: computed(d + 3.0),
        "threshold": lambda: computed(d > threshold),
        "sum": lambda: float(clumen.sum(d)),
        "histogram": lambda: clumen.histogram(d),
        "otsu": otsu,
        "gaussian2": lambda: clumen.gaussian(d, 2),
        "gaussian5": lambda: clumen.gaussian(d, 5),
        "minimum_box3": lambda: clumen.erosion(d, np.ones(box3, np.uint8), mode="nearest"),
        "minimum_disk5": lambda: clumen.erosion(d, solid(5), mode="nearest"),
        "binary_erosion_box1": lambda: clumen.binary_erosion(mask, np.ones((3,) * image.ndim, np.uint8)),
        "label": lambda: clumen.label(mask),
        "table": lambda: clumen.regionprops_table(labels, d, ["label", "area", "mean_intensity", "bbox", "centroid"]),
        "table_solidity": lambda: clumen.regionprops_table(labels, d, ["label", "area", "mean_intensity", "solidity"]),
        "push": lambda: clumen.push(image),
        "pull": lambda: np.asarray(d),
        "nuclei": nuclei,
    }, context.finish


def scikit_rows(image, kind="skimage"):
    """scikit-image and SciPy on the host, or cuCIM and CuPy on a GPU: the same calls."""
    if kind == "cucim":
        import cupy as xp
        import cupyx.scipy.ndimage as ndimage
        from cucim.skimage import filters, measure, morphology
        wait, pull = xp.cuda.Device().synchronize, lambda a: a.get() if hasattr(a, "get") else a
    else:
        import scipy.ndimage as ndimage
        from skimage import filters, measure, morphology
        xp, wait, pull = np, lambda: None, lambda a: a
    d = xp.asarray(image)
    threshold = float(image.max()) * MASK
    mask = d > threshold
    labels = measure.label(mask)
    solid = morphology.ball if image.ndim == 3 else morphology.disk
    binary_erosion = getattr(morphology, "binary_erosion", morphology.erosion)

    def nuclei():
        x = xp.asarray(image)
        smooth = filters.gaussian(x, sigma=5, preserve_range=True)
        eroded = binary_erosion(smooth > filters.threshold_otsu(smooth), solid(2))
        found = measure.label(eroded)
        table = measure.regionprops_table(found, x, properties=("label", "area", "mean_intensity", "solidity"))
        return pull(found), {k: pull(v) for k, v in table.items()}

    def table(*properties):
        return measure.regionprops_table(labels, d, properties=("label", "area", "mean_intensity", *properties))

    return {
        "add_scalar": lambda: d + np.float32(3),
        "threshold": lambda: d > threshold,
        "sum": lambda: float(d.sum()),
        "histogram": lambda: xp.histogram(d, bins=256),
        "otsu": lambda: d > filters.threshold_otsu(d),
        "gaussian2": lambda: filters.gaussian(d, sigma=2, preserve_range=True),
        "gaussian5": lambda: filters.gaussian(d, sigma=5, preserve_range=True),
        "minimum_box3": lambda: ndimage.minimum_filter(d, 7, mode="nearest"),
        "minimum_disk5": lambda: ndimage.minimum_filter(d, footprint=solid(5), mode="nearest"),
        "binary_erosion_box1": lambda: ndimage.binary_erosion(mask, xp.ones((3,) * image.ndim, bool), border_value=1,
                                                              brute_force=True),
        "label": lambda: measure.label(mask),
        "table": lambda: table("bbox", "centroid"),
        "table_solidity": lambda: table("solidity"),
        "push": lambda: xp.asarray(image) if kind == "cucim" else image.copy(),
        "pull": lambda: pull(d) if kind == "cucim" else d.copy(),
        "nuclei": nuclei,
    }, wait


def cle_rows(image):
    import pyclesperanto as cle
    d = cle.push(image)
    three = image.ndim == 3
    threshold = float(image.max()) * MASK
    mask = cle.greater_constant(d, scalar=threshold)
    labels = cle.connected_components_labeling(mask)
    cle.set_wait_for_kernel_finish(True)

    def radius(r):
        return {"radius_x": r, "radius_y": r, "radius_z": r if three else 0}

    def sigma(s):
        return {"sigma_x": s, "sigma_y": s, "sigma_z": s if three else 0}

    def nuclei():
        x = cle.push(image)
        eroded = cle.binary_erode(cle.threshold_otsu(cle.gaussian_blur(x, **sigma(5))), **radius(2), connectivity="sphere")
        found = cle.connected_components_labeling(eroded)
        return cle.pull(found), cle.statistics_of_labelled_pixels(x, found)  # it has no solidity

    return {
        "add_scalar": lambda: cle.add_image_and_scalar(d, scalar=3),
        "threshold": lambda: cle.greater_constant(d, scalar=threshold),
        "sum": lambda: cle.sum_of_all_pixels(d),
        "histogram": lambda: cle.histogram(d, nbins=256),
        "otsu": lambda: cle.threshold_otsu(d),
        "gaussian2": lambda: cle.gaussian_blur(d, **sigma(2)),
        "gaussian5": lambda: cle.gaussian_blur(d, **sigma(5)),
        "minimum_box3": lambda: cle.minimum_filter(d, **radius(3), connectivity="box"),
        "minimum_disk5": lambda: cle.minimum_filter(d, **radius(5), connectivity="sphere"),
        "binary_erosion_box1": lambda: cle.binary_erode(mask, **radius(1), connectivity="box"),
        "label": lambda: cle.connected_components_labeling(mask),
        "table": lambda: cle.statistics_of_labelled_pixels(d, labels),
        "push": lambda: cle.push(image),
        "pull": lambda: cle.pull(d),
        "nuclei": nuclei,
    }, lambda: None


def cv2_rows(image):
    import cv2
    if image.ndim != 2: return {}, lambda: None
    d = image
    threshold = float(image.max()) * MASK
    mask = (d > threshold).astype(np.uint8)
    disk5 = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    return {
        "add_scalar": lambda: cv2.add(d, 3.0),
        "threshold": lambda: cv2.threshold(d, threshold, 1, cv2.THRESH_BINARY),
        "sum": lambda: cv2.sumElems(d),
        "histogram": lambda: cv2.calcHist([d], [0], None, [256], [0, 256]),
        "otsu": lambda: cv2.threshold(d.astype(np.uint8), 0, 255, cv2.THRESH_OTSU),
        "gaussian2": lambda: cv2.GaussianBlur(d, (17, 17), 2, borderType=cv2.BORDER_REPLICATE),
        "gaussian5": lambda: cv2.GaussianBlur(d, (41, 41), 5, borderType=cv2.BORDER_REPLICATE),
        "minimum_box3": lambda: cv2.erode(d, np.ones((7, 7), np.uint8), borderType=cv2.BORDER_REPLICATE),
        "minimum_disk5": lambda: cv2.erode(d, disk5, borderType=cv2.BORDER_REPLICATE),
        "binary_erosion_box1": lambda: cv2.erode(mask, np.ones((3, 3), np.uint8)),
        "label": lambda: cv2.connectedComponents(mask),
        "table": lambda: cv2.connectedComponentsWithStats(mask),
        "push": lambda: image.copy(),
        "pull": lambda: d.copy(),
    }, lambda: None


LIBRARIES = {"clumen": clumen_rows, "cle": cle_rows, "cucim": lambda i: scikit_rows(i, "cucim"), "skimage": scikit_rows,
             "cv2": cv2_rows}
