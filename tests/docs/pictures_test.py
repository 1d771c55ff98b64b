"""The pictures of the documentation are what docs/pictures/make.sh makes today, to a step of 256."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT / "tests" / "tools"))
import pages  # noqa: E402

REAL = pathlib.Path(os.environ.get("CLUMEN_DATA", ROOT.parent / "shared" / "data")) / "17P1_POS0013_D_1UL.tif"
NOT_MADE = {"view.png"}  # by screenshot.py


class Pictures(unittest.TestCase):
    def test_pictures(self):
        command = pathlib.Path(os.environ["CLUMEN_COMMAND"])
        left_out = set() if REAL.exists() else {"real.png"}
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([PICTURES / "make.sh", folder, *([REAL] if REAL.exists() else [])], check=True, timeout=550,
                           env={**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}"})
            made = {path.name: pages.png(path.read_bytes()).astype(int) for path in pathlib.Path(folder).glob("*.png")}
        kept = {path.name: path for path in PICTURES.glob("*.png")}
        self.assertEqual(made.keys() | left_out | NOT_MADE, kept.keys())
        for name, pixels in made.items():
            before = pages.png(kept[name].read_bytes()).astype(int)
            self.assertEqual(before.shape, pixels.shape, name)
            self.assertLessEqual(numpy.abs(before - pixels).max(), 1, f"{name}: run docs/pictures/make.sh, and look at it")
        if left_out: self.skipTest(f"real.png: {REAL} is not there")

    def test_sizes(self):
        """All of them are part of every clone."""
        sizes = [path.stat().st_size for path in PICTURES.glob("*.png")]
        self.assertLess(max(sizes), 60_000)
        self.assertLess(sum(sizes), 300_000)


if __name__ == "__main__":
    unittest.main()
