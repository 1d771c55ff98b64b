"""Transfers, and the main job: to labels and a table on the host, from an image that is there already or, with its transfers, from
pixels on the host."""
import numpy as np


def rows(nuclei, push, pull, g):
    def with_transfers():
        found, table = nuclei(push())
        return pull(found), table

    return {"push": push, "pull": lambda: pull(g.image), "nuclei": with_transfers, "nuclei_of_image": lambda: nuclei(g.image)}


def clumen(g):
    clumen = g.clumen

    def nuclei(x):
        smooth = clumen.gaussian(x, 5)
        eroded = clumen.binary_erosion(smooth > clumen.threshold_otsu(smooth), g.solid(2))
        found = clumen.label(eroded)
        return found, clumen.regionprops_table(found, x, ["label", "area", "mean_intensity", "solidity"])

    return rows(nuclei, lambda: clumen.push(g.host), np.asarray, g)


def skimage(g):
    binary_erosion = getattr(g.morphology, "binary_erosion", g.morphology.erosion)

    def nuclei(x):
        smooth = g.filters.gaussian(x, sigma=5, preserve_range=True)
        eroded = binary_erosion(smooth > g.filters.threshold_otsu(smooth), g.solid(2))
        found = g.measure.label(eroded)
        table = g.measure.regionprops_table(found, x, properties=("label", "area", "mean_intensity", "solidity"))
        return found, {k: g.pull(v) for k, v in table.items()}

    if g.gpu: return rows(nuclei, lambda: g.xp.asarray(g.host), g.pull, g)
    return {**rows(nuclei, lambda: g.host, g.pull, g), "push": lambda: g.host.copy(), "pull": lambda: g.image.copy()}


def cle(g):
    cle = g.cle

    def nuclei(x):
        mask = cle.threshold_otsu(cle.gaussian_blur(x, **g.sigma(5)))
        found = cle.connected_components_labeling(cle.binary_erode(mask, **g.radius(2), connectivity="sphere"))
        return found, cle.statistics_of_labelled_pixels(x, found)  # it has no solidity

    return rows(nuclei, lambda: cle.push(g.host), cle.pull, g)


def cv2(g):
    return {"push": lambda: g.host.copy(), "pull": lambda: g.image.copy()}
