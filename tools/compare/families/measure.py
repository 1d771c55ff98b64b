def clumen(g):
    def table(*properties):
        return g.clumen.regionprops_table(g.labels, g.image, ["label", "area", "mean_intensity", *properties])

    return {"table": lambda: table("bbox", "centroid"), "table_solidity": lambda: table("solidity")}


def skimage(g):
    def table(*properties):
        return g.measure.regionprops_table(g.labels, g.image, properties=("label", "area", "mean_intensity", *properties))

    return {"table": lambda: table("bbox", "centroid"), "table_solidity": lambda: table("solidity")}


def cle(g):  # it has no solidity
    return {"table": lambda: g.cle.statistics_of_labelled_pixels(g.image, g.labels)}


def cv2(g):
    return {"table": lambda: g.cv2.connectedComponentsWithStats(g.mask)}
