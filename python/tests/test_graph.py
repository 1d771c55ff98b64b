"""Graphs of labels against scikit-image, SciPy, NetworkX and plain NumPy."""
import clumen
import networkx
import numpy as np
import pytest
import scipy.spatial
from skimage import draw, graph, measure, util


def labels_of(image):
    return measure.label(image > image.mean()).astype(np.int32)


def pairs(found):
    return set(zip(found.edges["label_a"].tolist(), found.edges["label_b"].tolist()))


def touches(labels, axes):
    """How often labels touch, and on which area of unit faces, along each axis: {(a, b): count}."""
    counts = {}
    for axis in range(axes):
        a, b = (np.take(labels, range(n, labels.shape[axis] - 1 + n), axis) for n in (0, 1))
        differ = a != b
        for pair in zip(np.minimum(a, b)[differ].tolist(), np.maximum(a, b)[differ].tolist()):
            counts[pair] = counts.get(pair, 0) + 1
    return counts


@pytest.mark.parametrize("connectivity", (1, 2))
def test_adjacency_of_real_images(image, connectivity):
    labels = labels_of(image[:200, :180])
    expected = {tuple(sorted(e)) for e in graph.RAG(labels, connectivity).edges}
    found = clumen.region_adjacency_graph(labels, connectivity, background="include")
    assert pairs(found) == expected
    np.testing.assert_array_equal(found.labels, np.unique(labels))
    without = clumen.region_adjacency_graph(labels, connectivity)
    assert pairs(without) == {e for e in expected if 0 not in e}


@pytest.mark.parametrize("connectivity", (1, 2, 3))
def test_adjacency_in_space(volume, connectivity):
    labels = np.asarray(clumen.voronoi_labels(measure.label(volume > 60)))
    found = clumen.region_adjacency_graph(labels, connectivity)
    assert pairs(found) == {tuple(sorted(e)) for e in graph.RAG(labels, connectivity).edges}


def test_touch_counts_and_portions(volume):
    labels = measure.label(volume > 60)
    expected = touches(labels, 3)
    found = clumen.region_adjacency_graph(labels, background="include")
    assert dict(zip(zip(found.edges["label_a"].tolist(), found.edges["label_b"].tolist()),
                    found.edges["touch_count"].tolist())) == expected
    borders = np.zeros(labels.max() + 1)
    for (a, b), n in expected.items(): borders[[a, b]] += n
    e = found.edges
    np.testing.assert_allclose(e["touch_portion_a"], e["touch_count"] / borders[e["label_a"]])
    np.testing.assert_allclose(e["touch_portion_b"], e["touch_count"] / borders[e["label_b"]])
    np.testing.assert_allclose(e["contact_area"], e["touch_count"])
    spaced = clumen.region_adjacency_graph(labels, background="include", spacing=(3, 2, 2))
    planes = touches(np.moveaxis(labels, 0, -1)[..., None], 2)  # the faces along y and x, of 2 times 3
    expected_area = [6 * planes.get((a, b), 0) + 4 * (n - planes.get((a, b), 0)) for (a, b), n in sorted(expected.items())]
    np.testing.assert_allclose(spaced.edges["contact_area"], expected_area)


def test_networkx_and_powers(image):
    labels = np.asarray(clumen.voronoi_labels(labels_of(image[:150, :150])))
    found = clumen.region_adjacency_graph(labels)
    nx = found.to_networkx()
    assert set(nx.nodes) == set(found.labels.tolist()) and nx.number_of_edges() == len(found.edges["label_a"])
    for a, b, data in list(nx.edges(data=True))[:20]:
        row = np.flatnonzero((found.edges["label_a"] == min(a, b)) & (found.edges["label_b"] == max(a, b)))
        assert data["touch_count"] == found.edges["touch_count"][row]
    assert [nx.degree(v) for v in found.labels.tolist()] == found.degree()
    counted = clumen.count_neighbors(found)
    np.testing.assert_array_equal(counted["count"], found.degree())
    for steps in (1, 2, 3):
        power = networkx.power(nx, steps) if nx.number_of_edges() else nx
        assert pairs(clumen.neighbors_of_neighbors(found, steps)) == {tuple(sorted(e)) for e in power.edges}


@pytest.mark.parametrize("axes", (2, 3))
def test_nearest_and_proximal(axes):
    points = np.random.default_rng(axes).uniform(0, 100, (700, axes))
    table = {f"centroid-{i}": points[:, i] for i in range(axes)}
    tree = scipy.spatial.KDTree(points)
    distances, numbers = tree.query(points, 7)
    found = clumen.nearest_neighbors_graph(table, 6)
    np.testing.assert_array_equal(found.edges["target"].reshape(700, 6), numbers[:, 1:] + 1)
    np.testing.assert_allclose(found.edges["distance"].reshape(700, 6), distances[:, 1:])
    assert found.is_directed and found.to_networkx().out_degree(5) == 6
    near = clumen.proximal_neighbors_graph(table, 5, 12)
    inner = tree.query_pairs(5)
    assert pairs(near) == {(a + 1, b + 1) for a, b in tree.query_pairs(12) - inner}
    np.testing.assert_allclose(np.asarray(clumen.distance_matrix(table)), scipy.spatial.distance_matrix(points, points),
                               rtol=1e-6, atol=1e-5)
    mean = clumen.edge_statistics(found, "distance", ["mean", "max"])
    np.testing.assert_allclose(mean["mean"], distances[:, 1:].mean(1))
    np.testing.assert_allclose(mean["max"], distances[:, 6])


def test_statistics(image):
    labels = np.asarray(clumen.voronoi_labels(labels_of(image[:200, :200])))
    table = clumen.regionprops_table(labels, image[:200, :200], ["label", "area", "mean_intensity", "centroid"])
    touching = clumen.region_adjacency_graph(labels)
    names = ["count", "mean", "min", "max", "median", "std", "sum"]
    functions = [len, np.mean, np.min, np.max, np.median, np.std, np.sum]
    area = dict(zip(table["label"].tolist(), table["area"].tolist()))
    for itself in ("exclude", "include"):
        found = clumen.neighbor_statistics(touching, table, "area", names, itself=itself)
        np.testing.assert_array_equal(found["label"], table["label"])
        for i, label in enumerate(table["label"].tolist()):
            values = [area[n] for n in touching.neighbors(label)] + ([area[label]] if itself == "include" else [])
            for name, function in zip(names, functions):
                expected = function(values) if values else np.nan if name not in ("count", "sum") else 0
                np.testing.assert_allclose(found[name][i], expected, rtol=1e-9)
    apart = clumen.with_distances(touching, table)
    nx = apart.to_networkx()
    means = clumen.edge_statistics(apart, "distance")["mean"]
    at = {l: np.array([y, x]) for l, y, x in zip(table["label"].tolist(), table["centroid-0"], table["centroid-1"])}
    for label, mean in zip(apart.labels.tolist(), means):
        if nx.degree(label): np.testing.assert_allclose(mean, np.mean([np.linalg.norm(at[label] - at[n]) for n in nx[label]]))
    shown = np.asarray(clumen.parametric_map(labels, table, "mean_intensity"))
    np.testing.assert_allclose(shown, util.map_array(labels, table["label"], table["mean_intensity"]), rtol=1e-6)


def test_tables_are_dicts_or_data_frames():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"label": [3, 5], "area": [1.5, 2.5]})
    found = clumen.parametric_map(np.array([[3, 5, 4]], np.uint8), frame, "area")
    np.testing.assert_array_equal(np.asarray(found), [[1.5, 2.5, 0]])
    made = clumen.Graph(pandas.DataFrame({"label_a": [3], "label_b": [5]}), labels=[9])
    assert made.labels.tolist() == [3, 5, 9] and made.neighbors(5) == [3]
    assert clumen.Graph({"source": [5], "target": [3]}).neighbors(3) == []


def test_map_array():
    image = np.random.default_rng(1).integers(0, 50, (31, 40))
    keys, values = np.arange(0, 50, 3), np.arange(0, 50, 3) * 0.5
    np.testing.assert_array_equal(np.asarray(clumen.map_array(image, keys, values)), util.map_array(image, keys, values))
    missing = np.asarray(clumen.map_array(image, keys, values, missing=np.nan))
    np.testing.assert_array_equal(np.isnan(missing), image % 3 > 0)


@pytest.mark.parametrize("shape", ((61, 83), (17, 40, 33)))
def test_mesh(shape):
    rng = np.random.default_rng(5)
    points = np.array([rng.uniform(0, np.array(shape) - 1) for _ in range(30)])
    table = {f"centroid-{i}": points[:, i] for i in range(len(shape))}
    near = clumen.nearest_neighbors_graph(table, 4)
    found = np.asarray(clumen.draw_mesh(np.zeros(shape, np.uint8), near, table, "distance"))
    expected = np.zeros(shape, np.float32)
    ties = np.zeros(shape, bool)  # where line_nd's own rounding decides
    for a, b, d in zip(near.edges["source"] - 1, near.edges["target"] - 1, near.edges["distance"]):
        start, stop = np.rint(points[[a, b]])
        at = draw.line_nd(start, stop, endpoint=True)
        expected[at] = np.maximum(expected[at], np.float32(d))
        exact = draw.line_nd(start, stop, endpoint=True, integer=False)
        half = np.any([np.abs(c % 1 - 0.5) < 1e-9 for c in exact], axis=0)
        for corner in np.stack([np.floor(c[half]) for c in exact], 1).astype(int):
            ties[tuple(slice(c, c + 2) for c in corner)] = True
    np.testing.assert_array_equal(found[~ties], expected[~ties])
    assert (~ties)[expected > 0].mean() > 0.5


def test_refused():
    labels = np.ones((5, 7), np.uint8)
    with pytest.raises(ValueError, match="label\\(mask\\)"): clumen.region_adjacency_graph(labels > 0)
    with pytest.raises(ValueError, match="connectivity is 3; allowed is 1 to 2"): clumen.region_adjacency_graph(labels, 3)
    with pytest.raises(ValueError, match="negative"): clumen.region_adjacency_graph(np.array([[1, -1]]))
    with pytest.raises(ValueError, match="points is no table"): clumen.nearest_neighbors_graph(np.ones((4, 2)))
    with pytest.raises(ValueError, match="centroid-0"): clumen.nearest_neighbors_graph({"area": [1]})
    with pytest.raises(ValueError, match="area of table"): clumen.parametric_map(labels, {"area": ["a"]}, "area")
    with pytest.raises(ValueError, match="statistics is average"):
        clumen.neighbor_statistics(clumen.region_adjacency_graph(labels), {"a": [1]}, "a", ["average"])
