"""Graphs as files of edges, and tables as files of values."""
import unittest

from command import Case
import tiff


class Graphs(Case):
    def setUp(self):
        super().setUp()
        self.labels = self.image("labels.tif", [[1, 1, 2, 2, 0], [1, 1, 2, 2, 0], [3, 3, 3, 0, 0]])
        self.cells, self.edges = self.path("cells.csv"), self.path("edges.csv")
        self.run_clumen("regionprops_table", self.labels, self.cells, "--properties=label,area,centroid")

    def test_labels_that_touch(self):
        rows = self.table(self.run_clumen("region_adjacency_graph", self.labels))
        self.assertEqual([(r["label_a"], r["label_b"], r["touch_count"]) for r in rows],
                         [("1", "2", "2"), ("1", "3", "2"), ("2", "3", "1")])
        rows = self.table(self.run_clumen("region_adjacency_graph", self.labels, "--background=include"))
        self.assertEqual([r["label_b"] for r in rows if r["label_a"] == "0"], ["2", "3"])

    def test_from_edges_to_a_picture(self):
        self.run_clumen("region_adjacency_graph", self.labels, self.edges)
        found = self.table(self.run_clumen("neighbor_statistics", self.edges, self.cells, "--column=area",
                                           "--statistics=count,max"))
        self.assertEqual([(r["label"], r["count"], r["max"]) for r in found], [("1", "2", "4"), ("2", "2", "4"), ("3", "2", "4")])
        apart, means = self.path("apart.csv"), self.path("means.csv")
        self.run_clumen("with_distances", self.edges, self.cells, apart)
        self.run_clumen("edge_statistics", apart, means, "--column=distance")
        self.assertAlmostEqual(float(self.table(means)[0]["mean"]), (2 + (1.5 ** 2 + 0.5 ** 2) ** 0.5) / 2)
        self.assertEqual(self.result("parametric_map", self.labels, self.cells, "--column=area"),
                         [[4, 4, 4, 4, 0], [4, 4, 4, 4, 0], [3, 3, 3, 0, 0]])
        mesh = self.result("draw_mesh", self.labels, self.edges, self.cells)
        self.assertEqual(mesh[0], [1, 1, 1, 0, 0])
        self.assertEqual([r["count"] for r in self.table(self.run_clumen("count_neighbors", apart))], ["2"] * 3)

    def test_points(self):
        nearest = self.table(self.run_clumen("nearest_neighbors_graph", self.cells, "--n=1"))
        self.assertEqual([(r["source"], r["target"]) for r in nearest], [("1", "3"), ("2", "1"), ("3", "1")])
        near = self.table(self.run_clumen("proximal_neighbors_graph", self.cells, "--min_distance=0", "--max_distance=2"))
        self.assertEqual([(r["label_a"], r["label_b"]) for r in near], [("1", "2"), ("1", "3")])
        out = self.path("distances.tif")
        self.run_clumen("distance_matrix", self.cells, out)
        self.assertEqual(tiff.read(out)[0].rows[0][:2], [0, 2])

    def test_files_that_do_not_fit(self):
        self.refused("count_neighbors", self.cells, says="label_a and label_b, or source and target")
        self.refused("count_neighbors", self.path("none.csv"), code=4, says="none.csv")
        self.run_clumen("region_adjacency_graph", self.labels, self.edges)
        self.refused("neighbor_statistics", self.edges, self.cells, "--column=volume", says="column is volume; allowed is label")


if __name__ == "__main__":
    unittest.main()
