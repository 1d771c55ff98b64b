"""The operations as subcommands: files, footprints, operands, lists and tables."""
import math
import unittest

from command import Case
import tiff


class Operations(Case):
    def test_gaussian(self):
        dot = self.image("dot.tif", [[100 * (x == 10 and y == 8) for x in range(21)] for y in range(17)])
        rows = self.result("gaussian", dot, "--sigma=2,1", "--truncate=3", "--mode=reflect")
        def kernel(sigma):
            w = {i: math.exp(-i * i / (2 * sigma * sigma)) for i in range(-3 * sigma, 3 * sigma + 1)}
            return {i: v / sum(w.values()) for i, v in w.items()}
        kx, ky = kernel(2), kernel(1)
        for y in range(17):
            for x in range(21):
                self.assertAlmostEqual(rows[y][x], 100 * kx.get(x - 10, 0) * ky.get(y - 8, 0), delta=1e-4)

    def test_a_size_per_axis(self):
        dot = self.image("dot.tif", [[90 * (x == 3 and y == 2) for x in range(7)] for y in range(5)])
        rows = self.result("uniform_filter", dot, "--size=3,1")
        self.assertEqual([round(v) for v in rows[2]], [0, 0, 30, 30, 30, 0, 0])
        self.assertEqual(self.result("uniform_filter", dot, "--size=1,3")[1][3], 30)
        self.assertEqual(self.result("uniform_filter", dot, "--size=3")[1][2], 10)

    def test_weights(self):
        dot = self.image("dot.tif", [[x == 3 and y == 2 for x in range(7)] for y in range(5)])
        rows = self.result("correlate", dot, "--weights=1,2,3;4,5,6")
        self.assertEqual([row[2:5] for row in rows[1:4]], [[0, 0, 0], [6, 5, 4], [3, 2, 1]])
        self.refused("correlate", dot, self.path("o.tif"), "--weights=1,2;3", says=["weights is 1,2;3", "rows"])

    def test_borders(self):
        one = self.image("one.tif", [[10] * 5] * 5)
        self.assertAlmostEqual(self.result("gaussian", one, "--sigma=1", "--mode=constant:10")[0][0], 10, places=4)
        self.assertLess(self.result("gaussian", one, "--sigma=1", "--mode=constant")[0][0], 6)
        for mode in ("nearest", "reflect", "mirror", "wrap"):
            self.assertAlmostEqual(self.result("gaussian", one, f"--mode={mode}")[0][0], 10, places=4)

    def test_footprints(self):
        dot = self.image("dot.tif", [[x == 3 and y == 3 for x in range(7)] for y in range(7)])
        for text, pixels in {"disk:2": 13, "box:3x5": 15, "box:3x1x1": 3, "diamond:1": 5}.items():
            self.assertEqual(sum(map(sum, self.result("binary_dilation", dot, f"--footprint={text}"))), pixels, text)

    def test_shapes_widths_and_lists_of_images(self):
        ramp = self.ramp()
        rows = tiff.read(ramp)[0].rows
        self.assertEqual(self.result("concatenate", f"{ramp},{ramp}", "--axis=y"), rows + rows)
        self.assertEqual(self.result("transpose", ramp, "--axes=yxz"), [list(column) for column in zip(*rows)])
        self.assertEqual(self.result("crop", ramp, "--crop_width=1,2,0,3"), [row[1:-2] for row in rows[:2]])
        self.assertEqual(len(self.result("pad", ramp, "--pad_width=2")[0]), 11)
        self.assertEqual(self.result("resize", ramp, "--output_shape=14x10", "--order=0")[9][13], rows[4][6])
        self.assertEqual(len(self.result("rotate", ramp, "--angle=90", "--resize=yes")), 7)
        moved = self.result("affine", ramp, "--matrix=1,0,1,0,1,0,0,0,1", "--order=0")
        self.assertEqual([row[:-1] for row in moved], [row[1:] for row in rows])
        out = self.path("o.tif")
        self.refused("resize", ramp, out, "--output_shape=14", says=["output_shape", "2 axes"])
        self.refused("resize", ramp, out, "--output_shape=14xx", says=["output_shape is 14xx", "640x480"])
        self.refused("pad", ramp, out, "--pad_width=1,2,3", says="pad_width is 1,2,3")
        self.refused("crop", ramp, out, "--crop_width=4", says="crop_width")
        self.refused("rotate", ramp, out, "--angle=90", "--resize=perhaps", says="no, yes")

    def test_operands(self):
        ramp = self.ramp()
        rows = tiff.read(ramp)[0].rows
        self.assertEqual(self.result("subtract", "60", ramp), [[60 - v for v in row] for row in rows])
        self.assertEqual(self.result("multiply", ramp, "0.5"), [[v / 2 for v in row] for row in rows])
        self.assertEqual(self.result("maximum", ramp, ramp), rows)
        below = self.image("below.tif", [[-5, 3], [0, 2]], "i16")
        self.assertEqual(self.result("add", below, "-3"), [[-8, 0], [-3, -1]])
        self.assertEqual(self.result("maximum", "-.5", below), [[-0.5, 3], [0, 2]])
        self.refused("add", ramp, "-1", self.path("o.tif"), says=["add: b is -1", "0 to 255"])
        self.assertEqual(self.result("clip", ramp, "3", "20"), [[min(max(v, 3), 20) for v in row] for row in rows])
        self.assertEqual(self.result("cast", ramp, "--dtype=f32"), rows)
        mask = self.result("greater", ramp, "20")
        self.assertEqual([[v != 0 for v in row] for row in mask], [[v > 20 for v in row] for row in rows])

    def test_scalars(self):
        ramp = self.ramp()
        self.assertEqual(self.run_clumen("max", ramp), "46\n")
        self.assertEqual(float(self.run_clumen("mean", ramp)), 23)
        self.assertEqual(self.run_clumen("sum", ramp), "805\n")
        self.assertEqual(self.run_clumen("threshold_otsu", self.image("c.tif", [[9, 9]])), "9\n")
        wide = self.image("wide.tif", [[2**63, 5]], "u64")
        self.assertEqual(self.run_clumen("max", wide), f"{2**63}\n")

    def test_tables(self):
        labels = self.image("l.tif", [[0, 1, 1, 0], [3, 1, 0, 0]])
        rows = self.table(self.run_clumen("regionprops_table", labels, "--properties=label,area,bbox"))
        self.assertEqual([(r["label"], float(r["area"]), r["bbox-0"], r["bbox-3"]) for r in rows], [("1", 3, "0", "3"), ("3", 1, "1", "1")])
        out = self.path("t.csv")
        ramp = self.image("i.tif", [[0, 1, 2, 3], [4, 6, 6, 7]])
        text = self.run_clumen("regionprops_table", labels, "--properties=label,area,bbox", "--units")
        self.assertEqual(text.splitlines()[0].split(",")[:3], ["label", "area [pixel²]", "bbox-0 [pixel]"])
        self.run_clumen("regionprops_table", labels, out, "--properties=label,area", "--units")
        self.assertEqual(list(self.table(out)[0]), ["label", "area [pixel²]"])
        self.run_clumen("regionprops_table", labels, out, "--intensity_image", ramp, "--properties=label,mean_intensity")
        self.assertEqual([float(r["mean_intensity"]) for r in self.table(out)], [3, 4])

    def test_histogram(self):
        rows = self.table(self.run_clumen("histogram", self.image("h.tif", [[2, 2, 5]])))
        self.assertEqual([(int(r["counts"]), float(r["bin_centers"])) for r in rows], [(2, 2), (0, 3), (0, 4), (1, 5)])
        out = self.path("h.csv")
        self.run_clumen("histogram", self.image("f.tif", [[0.0, 0.25, 1.0]], "f32"), out, "--nbins=2")
        self.assertEqual([int(r["counts"]) for r in self.table(out)], [2, 1])

    def test_part_of_a_file(self):
        stack = self.path("stack.tif")
        tiff.write(stack, [[[1, 2]], [[3, 4]], [[5, 6]]])
        self.assertEqual(self.result("add", stack, "0", "--plane=1"), [[3, 4]])
        self.assertEqual(self.result("add", stack, "0"), [[[1, 2]], [[3, 4]], [[5, 6]]])
        colours = self.image("rgb.tif", [[1, 2, 3, 4, 5, 6]], channels=3)
        self.assertEqual(self.result("add", colours, "0", "--channel=2"), [[3, 6]])
        self.refused("add", stack, "0", self.path("o.tif"), "--plane=3", says="3")


if __name__ == "__main__":
    unittest.main()
