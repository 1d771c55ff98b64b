"""Transfers, and the main job from pixels on the host to labels and a table on the host."""
import numpy as np


def clumen(g):
    clumen = g.clumen

    def nuclei():
        x = clumen.push(g.host)
        smooth = clumen.gaussian(x, 5)
        eroded = clumen.binary_erosion(smooth > clumen.threshold_otsu(smooth), g.solid(2))
        found = clumen.label(eroded)
        table = clumen.regionprops_table(found, x, ["label", "area", "mean_intensity", "solidity"])
        return np.asarray(found), table

    return {"push": lambda: clumen.push(g.host), "pull": lambda: np.asarray(g.image), "nuclei": nuclei}


def skimage(g):
    binary_erosion = getattr(g.morphology, "binary_erosion", g.morphology.erosion)

    def nuclei():
        x = g.xp.asarray(g.host)
        smooth = g.filters.gaussian(x, sigma=5, preserve_range=True)
        eroded = binary_erosion(smooth > g.filters.threshold_otsu(smooth), g.solid(2))
        found = g.measure.label(eroded)
        table = g.measure.regionprops_table(found, x, properties=("label", "area", "mean_intensity", "solidity"))
        return g.pull(found), {k: g.pull(v) for k, v in table.items()}

    return {"push": lambda: g.xp.asarray(g.host) if g.gpu else g.host.copy(),
            "pull": lambda: g.pull(g.image) if g.gpu else g.image.copy(), "nuclei": nuclei}


def cle(g):
    cle = g.cle

    def nuclei():
        x = cle.push(g.host)
        mask = cle.threshold_otsu(cle.gaussian_blur(x, **g.sigma(5)))
        found = cle.connected_components_labeling(cle.binary_erode(mask, **g.radius(2), connectivity="sphere"))
        return cle.pull(found), cle.statistics_of_labelled_pixels(x, found)  # it has no solidity

    return {"push": lambda: cle.push(g.host), "pull": lambda: cle.pull(g.image), "nuclei": nuclei}


def cv2(g):
    return {"push": lambda: g.host.copy(), "pull": lambda: g.image.copy()}
