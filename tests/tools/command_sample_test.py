"""clumen sample."""
import hashlib
import unittest

from command import FILE, Case
import tiff

SAMPLE_DIGESTS = ["860ab7bdc536dd0b", "80aea942d6eac02c"]
EMBRYO_DIGESTS = ["ca206422aacee157", "f297bcc1f7b4ea16"]


class Sample(Case):
    def test_the_same_everywhere(self):
        for seed, name in ((1, "a.tif"), (1, "b.tif"), (2, "c.tif")):
            self.run_clumen("sample", "nuclei", self.path(name), "--size=160", f"--seed={seed}")
        rows = {n: tiff.read(self.path(n))[0].rows for n in ("a.tif", "b.tif", "c.tif", "a_truth.tif")}
        self.assertEqual(rows["a.tif"], rows["b.tif"])
        self.assertNotEqual(rows["a.tif"], rows["c.tif"])
        digests = [hashlib.sha256(repr(rows[n]).encode()).hexdigest()[:16] for n in ("a.tif", "a_truth.tif")]
        self.assertEqual(digests, SAMPLE_DIGESTS)

    def test_truth(self):
        text = self.run_clumen("sample", "nuclei", self.path("s.tif"), "--size=300")
        [page] = tiff.read(self.path("s_truth.tif"))
        seen = list(dict.fromkeys(v for row in page.rows for v in row if v))
        self.assertEqual(seen, list(range(1, len(seen) + 1)))  # numbered in raster order
        self.assertTrue(text.startswith(f"{len(seen)} nuclei"))
        [field] = tiff.read(self.path("s.tif"))
        self.assertEqual((field.width, field.height, field.bits), (300, 300, 16))
        mean = lambda inside: (lambda v: sum(v) / len(v))([p for r, t in zip(field.rows, page.rows) for p, l in zip(r, t) if (l > 0) == inside])
        self.assertGreater(mean(True), 2 * mean(False))
        self.assertIn("0.325 x 0.325", self.run_clumen("info", self.path("s.tif")))

    def test_embryo(self):
        for seed, name in ((1, "a.tif"), (1, "b.tif"), (2, "c.tif")):
            text = self.run_clumen("sample", "embryo", self.path(name), "--size=48", f"--seed={seed}")
        pages = {n: [p.rows for p in tiff.read(self.path(n))] for n in ("a.tif", "b.tif", "c.tif", "a_truth.tif")}
        self.assertEqual(pages["a.tif"], pages["b.tif"])
        self.assertNotEqual(pages["a.tif"], pages["c.tif"])
        digests = [hashlib.sha256(repr(pages[n]).encode()).hexdigest()[:16] for n in ("a.tif", "a_truth.tif")]
        self.assertEqual(digests, EMBRYO_DIGESTS)
        truth = [v for rows in pages["a_truth.tif"] for row in rows for v in row]
        seen = list(dict.fromkeys(v for v in truth if v))
        self.assertEqual(seen, list(range(1, len(seen) + 1)))
        self.assertRegex(text, r"^\d+ cells in ")
        self.assertGreater(len(seen), 10)
        nuclei, membranes = pages["a.tif"][0::2], pages["a.tif"][1::2]
        for channel in (nuclei, membranes):
            light = [v for rows in channel for row in rows for v in row]
            mean = lambda inside: (lambda v: sum(v) / len(v))([p for p, l in zip(light, truth) if (l > 0) == inside])
            self.assertGreater(mean(True), 1.5 * mean(False))
        self.assertEqual((len(nuclei), len(membranes)), (48, 48))

    def test_refusals(self):
        self.refused("sample", "nuclei", self.path("s.tif"), "--size=5", says="size")
        self.refused("sample", "nuclei", self.path("s.png"), says=".tif")
        self.refused("sample", "embryo", self.path("s.tif"), "--size=20", says="size")
        self.refused("sample", "embryo", self.path("s.png"), says=".tif")
        self.refused("sample", "cells", says="")
        self.refused("sample", "nuclei", self.path("no/s.tif"), code=FILE, says="No such file")


if __name__ == "__main__":
    unittest.main()
