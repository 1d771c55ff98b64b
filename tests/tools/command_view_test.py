"""clumen view: what is in the page. What a browser makes of it is in command_page_test.py."""
import re
import sys
import unittest

from command import FILE, Case

try:
    import numpy
    import tifffile
    from pages import Page
except ImportError:
    print("SKIPPED: NumPy and tifffile are not there")
    sys.exit(77)


class View(Case):
    def page(self, *arguments):
        out = self.path("page.html")
        self.printed = self.run_clumen("view", *arguments, "-o", out)
        return Page(out.read_text())

    def tiff(self, name, array, **options):
        tifffile.imwrite(self.path(name), array, **options)
        return self.path(name)

    def check_values(self, page, expected, image=0, channel=0, t=0, z=0):
        """The values of the page are the original's, within the rounding that it states."""
        about = page.about["images"][image]["channels"][channel]
        numbers = page.plane(f"{image}.{channel}", page.about["first"], t, z).astype(float)
        values = about["offset"] + about["scale"] * numbers
        if about["gaps"]: values[numbers == 0] = numpy.nan
        finite = numpy.isfinite(expected)
        self.assertTrue((numpy.isfinite(values) == finite).all())
        most = 0 if about["exact"] else about["scale"] / 2 * (1 + 1e-9)
        self.assertLessEqual(numpy.abs(values[finite] - expected[finite].astype(float)).max(initial=0), most)
        return about

    def test_dtypes(self):
        random = numpy.random.default_rng(5)
        exact = {"uint8": (0, 256), "int8": (-128, 128), "uint16": (0, 65536), "int16": (-32768, 32768), "uint32": (4e9, 4e9 + 60000),
                 "int32": (-2**31, -2**31 + 200), "uint64": (2**50, 2**50 + 9), "float32": (-500, 500)}
        for dtype, (low, high) in exact.items():
            array = random.integers(int(low), int(high), (70, 90)).astype(dtype)
            array[0, :2] = low, int(high) - 1
            about = self.check_values(self.page(self.tiff("a.tif", array)), array)
            self.assertTrue(about["exact"], dtype)
            self.assertEqual(about["bits"], 8 if high - low <= 256 else 16, dtype)
        for dtype in ("uint32", "int64", "float32", "float64", "float16"):
            most, least = (1e5, 0 if dtype == "uint32" else -3e4) if "int" in dtype else (1, -0.3)
            array = random.uniform(least, most, (70, 90)).astype(dtype)
            about = self.check_values(self.page(self.tiff("a.tif", array)), array)
            self.assertFalse(about["exact"])
        self.assertIn("in 16 bits, values to ±", " ".join(self.page(self.tiff("a.tif", array)).about["facts"]))

    def test_not_finite(self):
        array = numpy.linspace(-1, 2, 6000, dtype="float32").reshape(60, 100)
        array[3, 4:9], array[5, 5], array[6, 6] = numpy.nan, numpy.inf, -numpy.inf
        page = self.page(self.tiff("a.tif", array))
        self.assertTrue(self.check_values(page, array)["gaps"])
        self.assertEqual(page.plane("0.0", 1)[1, 2], numpy.floor(page.plane("0.0", 0)[2, 4:6].mean() + 0.5))  # below are gaps alone
        whole = numpy.where(numpy.isfinite(array), numpy.round(array * 100), array)
        self.assertTrue(self.check_values(self.page(self.tiff("b.tif", whole)), whole)["exact"])
        self.page(self.tiff("c.tif", numpy.full((5, 5), numpy.nan, "float32")))
        self.check_values(self.page(self.tiff("d.tif", numpy.full((5, 5), 0.123, "float64"))), numpy.full((5, 5), 0.123))

    def test_very_small_and_very_large(self):
        spread = numpy.random.default_rng(4).random((20, 30))
        for scale in (5e-324, 1e-310, 1e-30, 1e30, 8e307): self.check_values(self.page(self.tiff("a.tif", spread * scale)), spread * scale)
        self.refused("view", self.tiff("b.tif", (2 * spread - 1) * 1.7e308), "-o", self.path("p.html"), says="too far apart")

    def test_pyramid(self):
        random = numpy.random.default_rng(6)
        for shape in ((1, 1), (3, 700), (257, 256), (513, 1030)):
            array = random.integers(0, 60000, shape).astype("uint16")
            page = self.page(self.tiff("a.tif", array))
            self.check_values(page, array)
            expected = array.astype(float)
            for level in range(1, page.about["levels"]):
                padded = numpy.pad(expected, [(0, n % 2) for n in expected.shape], constant_values=numpy.nan)
                blocks = numpy.stack([padded[i::2, j::2] for i in (0, 1) for j in (0, 1)])
                expected = numpy.floor(numpy.nanmean(blocks, 0) + 0.5)
                numpy.testing.assert_array_equal(page.plane("0.0", level), expected, f"{shape} {level}")
            self.assertLessEqual(max(expected.shape), 65)

    def test_labels(self):
        random = numpy.random.default_rng(7)
        for most in (3, 255, 256, 70000, 2**32 - 1):
            array = random.integers(0, most, (300, 520), endpoint=True).astype("uint32")
            array[0, 0] = most
            labels = self.tiff("l.tif", array)
            page = self.page(self.tiff("a.tif", array.astype("uint8")), labels)
            numpy.testing.assert_array_equal(page.plane("labels", 0, margin=1), array)
            numpy.testing.assert_array_equal(page.plane("labels", 1, margin=1), array[::2, ::2])
            first = page.tiles("labels", 0)[0]
            self.assertEqual(first.shape, (258, 258))
            numpy.testing.assert_array_equal(first, numpy.pad(array, 1, mode="edge")[:258, :258])

    def test_channels_planes_frames(self):
        random = numpy.random.default_rng(8)
        array = random.integers(0, 4000, (2, 3, 2, 40, 50)).astype("uint16")  # t, z, c, y, x
        path = self.tiff("a.tif", array, imagej=True, metadata={"axes": "TZCYX"})
        page = self.page(path)
        self.assertEqual((page.about["frames"], page.about["planes"]), (2, 3))
        for t in range(2):
            for z in range(3):
                for c in range(2): self.check_values(page, array[t, z, c], channel=c, t=t, z=z)
        colours = [c["colour"] for c in page.about["images"][0]["channels"]]
        self.assertEqual(colours, ["#00ff00", "#ff00ff"])
        rgb = random.integers(0, 256, (30, 40, 3)).astype("uint8")
        page = self.page(self.tiff("rgb.tif", rgb, photometric="rgb"))
        for c, colour in enumerate(("#ff0000", "#00ff00", "#0000ff")):
            about = self.check_values(page, rgb[..., c], channel=c)
            self.assertEqual((about["colour"], about["low"], about["high"]), (colour, 0, 255))

    def test_contrast(self):
        array = numpy.concatenate([[0] * 2, numpy.full(9996, 500), [501] * 1000, [65000] * 2]).astype("uint16").reshape(110, 100)
        [channel] = self.page(self.tiff("a.tif", array)).about["images"][0]["channels"]
        self.assertEqual([channel[name] for name in ("min", "max", "low", "high")], [0, 65000, 500, 501])

    def test_table(self):
        array = numpy.array([[0, 7], [3, 3]], "uint8")
        path = self.tiff("a.tif", array)
        self.path("t.csv").write_text('label,area [µm²],class\n3,2,"a </script> b"\n7,1,c\n')
        page = self.page(path, path, "--table", self.path("t.csv"))
        self.assertEqual(page.about["table"], {"key": 0, "columns": ["label", "area [µm²]", "class"],
                                               "rows": [["3", "2", "a </script> b"], ["7", "1", "c"]]})

    def test_limit(self):
        array = numpy.random.default_rng(9).integers(0, 65536, (1024, 1024)).astype("uint16")  # noise cannot be packed
        page = self.page(self.tiff("a.tif", array), "--limit-mb=1")
        self.assertEqual(page.about["first"], 1)
        self.assertEqual(page.plane("0.0", 1).shape, (512, 512))
        self.assertRegex(page.about["banner"], r"mean of 2 x 2 pixels.* 1 MB")
        self.assertIn(page.about["banner"], self.printed)
        self.assertEqual({int(key.split()[1]) for key in page.blocks}, set(range(1, 5)))
        self.assertLess(self.path("page.html").stat().st_size, 1_050_000)
        stack = self.tiff("s.tif", numpy.random.default_rng(9).integers(0, 65536, (200, 64, 64)).astype("uint16"))
        self.refused("view", stack, "-o", self.path("p.html"), "--limit-mb=1", says="even the overview")
        self.assertNotIn("banner", self.page(self.path("a.tif")).about)

    def test_self_contained(self):
        self.run_clumen("sample", "nuclei", self.path("s.tif"), "--size=64")
        text = self.path("page.html")
        self.page(self.path("s.tif"), self.path("s_truth.tif"))
        text = re.sub(r'<script type="text/plain".*?</script>', "", text.read_text(), flags=re.S)
        for word in ("http:", "https:", "src=", "href=", "url(", "@import", "fetch(", "import("): self.assertNotIn(word, text)

    def test_refusals(self):
        small, out = self.tiff("a.tif", numpy.zeros((4, 5), "uint8")), self.path("p.html")
        run = lambda *arguments, **expected: self.refused("view", *arguments, **expected)
        run(small, says="out is required")
        run(small, "-o", self.path("p.htm"), says=".html")
        run(small, "-o", out, "--limit-mb=0", says="1 to 2000")
        run(small, self.tiff("b.tif", numpy.zeros((4, 6), "uint8")), "-o", out, says=["b.tif is 6x4", "a.tif is 5x4"])
        run(small, "--against", self.path("b.tif"), "-o", out, says=["b.tif is 6x4", "a.tif is 5x4"])
        run(small, self.tiff("f.tif", numpy.full((4, 5), 0.5, "float32")), "-o", out, says=["f.tif", "with fractions"])
        run(small, self.tiff("n.tif", numpy.full((4, 5), -1, "int8")), "-o", out, says=["n.tif", "-1 to -1"])
        run(small, self.tiff("c.tif", numpy.zeros((4, 5, 3), "uint8"), photometric="rgb"), "-o", out, says="3 channels")
        self.path("t.csv").write_text("id,area\n1,2\n")
        run(small, "-o", out, "--table", self.path("t.csv"), says="--table is a table of labels")
        run(small, small, "-o", out, "--table", self.path("t.csv"), says=["no column label", "id, area"])
        run(self.path("none.tif"), "-o", out, code=FILE, says="none.tif")
        run(small, "-o", "/proc/p.html", code=FILE, says="/proc/p.html")
        self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
