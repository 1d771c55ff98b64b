"""Labels that fill the image: each grown until it meets others."""


def clumen(g):
    labels = g.clumen.voronoi_labels(g.labels)
    labels.compute()
    table = g.clumen.regionprops_table(labels, properties=["label", "area", "centroid"])
    touching = g.clumen.region_adjacency_graph(labels)
    return {"touching": lambda: g.clumen.region_adjacency_graph(labels),
            "touching_count_map": lambda: g.clumen.parametric_map(
                labels, g.clumen.count_neighbors(g.clumen.region_adjacency_graph(labels)), "count"),
            "touching_mean": lambda: g.clumen.neighbor_statistics(touching, table, "area"),
            "parametric_map": lambda: g.clumen.parametric_map(labels, table, "area"),
            "distance_matrix": lambda: g.clumen.distance_matrix(table)}


def skimage(g):
    if g.gpu: return {}
    from scipy.spatial import distance_matrix
    from skimage.graph import RAG
    from skimage.segmentation import expand_labels
    from skimage.util import map_array

    labels = expand_labels(g.labels, 10**6)
    table = g.measure.regionprops_table(labels, properties=["label", "area", "centroid"])
    points = [[table[f"centroid-{i}"][row] for i in range(labels.ndim)] for row in range(len(table["label"]))]
    return {"touching": lambda: RAG(labels),
            "parametric_map": lambda: map_array(labels, table["label"], table["area"]),
            "distance_matrix": lambda: distance_matrix(points, points)}


def cle(g):
    labels = g.cle.extend_labeling_via_voronoi(g.labels)
    matrix = g.cle.generate_touch_matrix(labels)
    values = g.cle.push(g.cle.pull(g.cle.label_pixel_count_map(labels)).reshape(1, -1)[:, :matrix.shape[-1]])
    points = g.cle.centroids_of_labels(labels)
    return {"touching": lambda: g.cle.generate_touch_count_matrix(labels),
            "touching_count_map": lambda: g.cle.touching_neighbor_count_map(labels),
            "touching_mean": lambda: g.cle.mean_of_touching_neighbors(values, matrix),
            "parametric_map": lambda: g.cle.replace_intensities(labels, values),
            "distance_matrix": lambda: g.cle.generate_distance_matrix(points, points)}
