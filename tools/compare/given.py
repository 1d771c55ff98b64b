"""One image as each library takes it, with its mask and labels, and the modules whose calls are compared."""
import numpy as np

# what the threshold for masks is, as a part of the largest pixel
MASK = 0.35
# that of a wider mask, as a part of this one
WIDER = 0.7


def ready(result):
    """Has a pending image of clumen computed."""
    result.compute()
    return result


class Clumen:
    calls = "clumen"

    def __init__(self, image):
        import clumen
        self.clumen, self.host = clumen, image
        self.wait = clumen.default_context().finish
        self.image = clumen.push(image)
        self.threshold = float(image.max()) * MASK
        self.mask = ready(self.image > self.threshold)
        self.mask2 = ready(self.image > self.threshold * WIDER)
        self.labels = clumen.label(self.mask)
        self.solid = clumen.ball if image.ndim == 3 else clumen.disk

    def box(self, radius):
        return np.ones((2 * radius + 1,) * self.host.ndim, np.uint8)


class Scikit:
    """scikit-image and SciPy on the host, or cuCIM and CuPy on a GPU: the same calls."""
    calls = "skimage"

    def __init__(self, image, gpu=False):
        if gpu:
            import cupy as xp
            import cupyx.scipy.ndimage as ndimage
            from cucim.skimage import exposure, filters, measure, morphology, transform
            self.wait, self.pull = xp.cuda.Device().synchronize, lambda a: a.get() if hasattr(a, "get") else a
        else:
            import scipy.ndimage as ndimage
            from skimage import exposure, filters, measure, morphology, transform
            xp, self.wait, self.pull = np, lambda: None, lambda a: a
        self.gpu, self.host, self.xp, self.ndimage = gpu, image, xp, ndimage
        self.exposure, self.filters, self.measure, self.morphology = exposure, filters, measure, morphology
        self.transform = transform
        self.image = xp.asarray(image)
        self.threshold = float(image.max()) * MASK
        self.mask = self.image > self.threshold
        self.mask2 = self.image > self.threshold * WIDER
        self.labels = measure.label(self.mask)
        self.solid = morphology.ball if image.ndim == 3 else morphology.disk

    def box(self, radius):
        return self.xp.ones((2 * radius + 1,) * self.host.ndim, bool)


class Cle:
    calls = "cle"

    def __init__(self, image):
        import pyclesperanto as cle
        self.cle, self.host, self.wait = cle, image, lambda: None
        cle.set_wait_for_kernel_finish(True)
        self.image = cle.push(image)
        self.three = image.ndim == 3
        self.threshold = float(image.max()) * MASK
        self.mask = cle.greater_constant(self.image, scalar=self.threshold)
        self.mask2 = cle.greater_constant(self.image, scalar=self.threshold * WIDER)
        self.labels = cle.connected_components_labeling(self.mask)

    def radius(self, r):
        return {"radius_x": r, "radius_y": r, "radius_z": r if self.three else 0}

    def sigma(self, s):
        return {"sigma_x": s, "sigma_y": s, "sigma_z": s if self.three else 0}


class Cv2:
    """Of 2D images alone."""

    def __init__(self, image):
        import cv2
        self.calls = "cv2" if image.ndim == 2 else ""
        self.cv2, self.host, self.image, self.wait = cv2, image, image, lambda: None
        self.threshold = float(image.max()) * MASK
        self.mask = (image > self.threshold).astype(np.uint8)
        self.mask2 = (image > self.threshold * WIDER).astype(np.uint8)

    def box(self, radius):
        return np.ones((2 * radius + 1,) * 2, np.uint8)

    def disk(self, radius):
        return self.cv2.getStructuringElement(self.cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2)


LIBRARIES = {"clumen": Clumen, "cle": Cle, "cucim": lambda image: Scikit(image, gpu=True), "skimage": Scikit, "cv2": Cv2}
