"""clumen nuclei."""
import collections
import math
import os
import pty
import select
import subprocess
import unittest

from command import COMMAND, Case
import tiff


class Nuclei(Case):
    def sample(self, size=320):
        path = self.path("s.tif")
        self.run_clumen("sample", "nuclei", path, f"--size={size}")
        return path

    def test_all_outputs(self):
        table, labels, overlay = (self.path(n) for n in ("t.csv", "l.tif", "o.png"))
        text = self.run_clumen("nuclei", self.sample(), "--table", table, "--labels", labels, "--overlay", overlay, "--timings")
        rows = self.table(table)
        self.assertEqual(list(rows[0])[:8], ["label", "area", "mean_intensity", "solidity", "bbox-0", "bbox-1", "bbox-2", "bbox-3"])
        self.assertTrue(text.startswith(f"{len(rows)} nuclei in "), text)
        [page], [field] = tiff.read(labels), tiff.read(self.path("s.tif"))
        areas, sums = collections.Counter(), collections.Counter()
        for label_row, row in zip(page.rows, field.rows):
            for label, value in zip(label_row, row):
                areas[label] += 1
                sums[label] += value
        self.assertEqual([int(r["label"]) for r in rows], sorted(l for l in areas if l))
        for r in rows:
            label = int(r["label"])
            self.assertEqual(float(r["area"]), areas[label])
            self.assertAlmostEqual(float(r["mean_intensity"]), sums[label] / areas[label], delta=1e-6 * sums[label])
            self.assertTrue(0 < float(r["solidity"]) <= 1)
        self.assertEqual(overlay.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        for step in ("gaussian", "label", "table", "in all"): self.assertIn(step, self.stderr)

    def test_finds_the_nuclei(self):
        labels = self.path("l.tif")
        self.run_clumen("nuclei", self.sample(), "--labels", labels, "--sigma=2")
        [found], [truth] = tiff.read(labels), tiff.read(self.path("s_truth.tif"))
        pairs = collections.Counter((a, b) for r, t in zip(found.rows, truth.rows) for a, b in zip(r, t))
        inside = sum(n for (a, b), n in pairs.items() if a and b) / sum(n for (a, b), n in pairs.items() if a)
        hit = {b for a, b in pairs if a and b}
        nuclei = {b for _, b in pairs if b}
        self.assertGreater(inside, 0.95)
        self.assertGreater(len(hit) / len(nuclei), 0.9)

    def test_printed_table(self):
        text = self.run_clumen("nuclei", self.sample(), "--sigma=2")
        lines = text.splitlines()
        self.assertEqual(lines[1].split()[:4], ["label", "area", "mean_intensity", "solidity"])
        self.assertEqual(lines[2].split()[0], "1")
        self.assertEqual(len({len(line) for line in lines[1:5]}), 1)  # they line up
        self.assertEqual(self.stderr, "")

    def test_nothing_there(self):
        table = self.path("t.csv")
        for name, rows, dtype in (("flat", [[7] * 30] * 20, "u16"), ("nan", [[math.nan] * 30] * 20, "f32")):
            text = self.run_clumen("nuclei", self.image(f"{name}.tif", rows, dtype), "--table", table, "--overlay", self.path("o.png"))
            self.assertTrue(text.startswith("0 nuclei"), text)
            self.assertEqual(table.read_text().splitlines()[0].split(",")[:4], ["label", "area", "mean_intensity", "solidity"])
            self.assertEqual(len(table.read_text().splitlines()), 1)

    def test_volume(self):
        stack = self.path("v.tif")
        inside = lambda x, y, z, c: (x - c) ** 2 + (y - 12) ** 2 + (z - 8) ** 2 <= 36
        tiff.write(stack, [[[200 * (inside(x, y, z, 10) or inside(x, y, z, 34)) + 10 for x in range(45)] for y in range(25)] for z in range(17)])
        labels = self.path("l.tif")
        text = self.run_clumen("nuclei", stack, "--sigma=1", "--labels", labels, "--overlay", self.path("o.tif"))
        self.assertTrue(text.startswith("2 nuclei"), text)
        self.assertIn("bbox-5", text)
        self.assertEqual(len(tiff.read(labels)), 17)
        self.refused("nuclei", stack, "--overlay", self.path("o.png"), says=["o.png", "17"])

    def test_channel(self):
        dots = lambda where: [[255 * ((x // 16, y // 16) in where) for x in range(64)] for y in range(48)]
        first, second = dots({(1, 1)}), dots({(0, 0), (3, 2)})
        rows = [[v for pair in zip(a, b) for v in pair] for a, b in zip(first, second)]
        both = self.image("both.tif", rows, channels=2)
        self.assertTrue(self.run_clumen("nuclei", both, "--sigma=1").startswith("1 nuclei in "))
        self.assertTrue(self.run_clumen("nuclei", both, "--sigma=1", "--channel=1").startswith("2 nuclei in "))
        self.refused("nuclei", both, "--channel=2", says=["channel is 2", "0 to 1"])
        self.refused("nuclei", both, "--frame=1", says="frame is 1")
        self.refused("nuclei", both, "--sigma=-3", says="sigma")
        self.refused("nuclei", both, "--radius=-1", says="radius")

    def test_bar_on_a_terminal_only(self):
        sample = self.sample(64)
        parent, child = pty.openpty()
        done = subprocess.Popen([COMMAND, "nuclei", str(sample)], stdout=subprocess.DEVNULL, stderr=child)
        os.close(child)
        seen = b""
        while done.poll() is None or select.select([parent], [], [], 0)[0]:
            if not select.select([parent], [], [], 0.2)[0]: continue
            try: seen += os.read(parent, 4096)
            except OSError: break
        os.close(parent)
        self.assertEqual(done.wait(), 0)
        self.assertIn(b"gaussian", seen)
        self.assertTrue(seen.endswith(b"\x1b[K"), seen)  # and it leaves no trace


if __name__ == "__main__":
    unittest.main()
