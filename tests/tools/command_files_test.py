"""Files that are not there, not images or not writable, and what the command says of good ones."""
import subprocess
import unittest

from command import COMMAND, FILE, Case
import tiff


class Files(Case):
    def test_bad_input(self):
        out = self.path("o.tif")
        self.refused("gaussian", self.path("nothing.tif"), out, code=FILE, says="nothing.tif")
        (self.path("text.tif")).write_text("a letter")
        self.refused("info", self.path("text.tif"), code=FILE, says="text.tif")
        self.refused("nuclei", self.path("text.tif"), code=FILE, says="text.tif")
        whole = self.image("whole.tif", [[7] * 600] * 400)
        self.path("cut.tif").write_bytes(whole.read_bytes()[:5000])
        self.refused("max", self.path("cut.tif"), code=FILE, says="cut.tif")
        self.assertFalse(out.exists())

    def test_bad_output(self):
        ramp = self.ramp()
        self.refused("gaussian", ramp, self.path("no/such/o.tif"), code=FILE, says="No such file or directory")
        self.path("folder.tif").mkdir()
        self.refused("gaussian", ramp, self.path("folder.tif"), code=FILE, says="is a folder")
        self.refused("gaussian", ramp, "/proc/o.tif", code=FILE, says="/proc/o.tif")
        for option in ("--table=/proc/t.csv", "--labels=/proc/l.tif", "--overlay=/proc/o.png"):
            self.refused("nuclei", ramp, option, code=FILE, says="/proc/")

    def test_standard_output_full(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([COMMAND, "max", str(self.ramp())], stdout=full, stderr=subprocess.PIPE, text=True, timeout=250)
        self.assertEqual(done.returncode, FILE, done.stderr)
        self.assertIn("standard output", done.stderr)

    def test_info(self):
        text = self.run_clumen("info", self.image("two.tif", [[1, 2, 3, 4, 5, 6]], "u16", channels=2))
        for part in ("3x1", "2 channels", "u16", "little-endian", "strips"): self.assertIn(part, text)

    def test_png(self):
        png, back = self.path("p.png"), self.path("b.tif")
        self.run_clumen("add", self.ramp(), "1", png)
        self.assertEqual(png.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertIn("7x5", self.run_clumen("info", png))
        self.run_clumen("subtract", png, "1", back)
        self.assertEqual(tiff.read(back)[0].rows, tiff.read(self.ramp())[0].rows)


if __name__ == "__main__":
    unittest.main()
