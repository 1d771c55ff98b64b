OF_MOMENTS = ("axis_major_length", "axis_minor_length", "orientation", "eccentricity")
BORDERS = ("perimeter", "perimeter_crofton", "euler_number")


def rows(table, g):
    """The same properties of every library that has them by scikit-image's names."""
    flat = g.labels.ndim == 2
    found = {
        "table": lambda: table("bbox", "centroid"),
        "table_solidity": lambda: table("solidity"),
        "table_moments": lambda: table("moments", "moments_weighted_central"),
        "table_feret": lambda: table("feret_diameter_max"),
        "table_filled": lambda: table("area_filled"),
        "table_median": lambda: table("intensity_median"),
    }
    if flat: found |= {"table_axes": lambda: table(*OF_MOMENTS), "table_borders": lambda: table(*BORDERS)}
    return found


def clumen(g):
    def table(*properties):
        return g.clumen.regionprops_table(g.labels, g.image, ["label", "area", "mean_intensity", *properties])

    return rows(table, g)


def skimage(g):
    def table(*properties):
        return g.measure.regionprops_table(g.labels, g.image, properties=("label", "area", "mean_intensity", *properties))

    return rows(table, g)


def cle(g):  # it has no solidity
    return {"table": lambda: g.cle.statistics_of_labelled_pixels(g.image, g.labels)}


def cv2(g):
    return {"table": lambda: g.cv2.connectedComponentsWithStats(g.mask)}
