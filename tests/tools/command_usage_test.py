"""Help, and what the command refuses."""
import unittest

from command import Case


class Usage(Case):
    def test_help_and_version(self):
        self.assertRegex(self.run_clumen("--version"), r"^clumen \d+\.\d+\.\d+\n$")
        text = self.run_clumen("--help")
        for name in ("devices", "info", "nuclei", "sample", "reach", "gaussian", "threshold_otsu"): self.assertIn(name, text)
        text = self.run_clumen("gaussian", "--help")
        self.assertIn("standard deviation in pixels per axis", text)
        self.assertIn("Source: scikit-image", text)

    def test_refusals(self):
        ramp, out = self.ramp(), self.path("o.tif")
        self.refused(says="subcommand")
        self.refused("gausian", ramp, out, says="gausian: no such command")
        self.refused("gaussian", ramp, says="out is required")
        self.refused("gaussian", ramp, out, "--sigm=5", says="--sigm")
        self.refused("gaussian", ramp, out, "--sigma=wide", says=["gaussian: sigma is wide", "x,y"])
        self.refused("gaussian", ramp, out, "--sigma=-1", says=["gaussian: sigma", "-1"])
        self.refused("uniform_filter", ramp, out, "--size=1.5", says=["uniform_filter: size is 1.5", "x,y"])
        self.refused("uniform_filter", ramp, out, "--size=0", says=["size.x", "1 to"])
        self.refused("gaussian", ramp, out, "--mode=around", says=["mode is around", "nearest"])
        self.refused("gaussian", ramp, out, "--channel=1", says="channel")
        self.refused("gaussian", ramp, out, "--channel=-1", says="channel")
        self.refused("gaussian", ramp, self.path("o.jpg"), says=".tif")
        self.refused("erosion", ramp, out, "--footprint=disc:2", says=["erosion", "disc:2"])
        self.refused("threshold_otsu", ramp, "--nbins=many", says="nbins is many")
        self.refused("threshold_otsu", self.image("f.tif", [[0.5, 1]], "f32"), "--nbins=1", says=["nbins", "1"])
        self.refused("cast", ramp, out, says="--dtype is required")
        self.refused("cast", ramp, out, "--dtype=u7", says=["dtype is u7", "u8"])
        self.refused("add", "1", "2", out, says="no image")
        self.refused("label", ramp, out, "--connectivity=3", says=["connectivity", "3"])
        self.refused("regionprops_table", ramp, "--properties=label,colour", says="colour")
        self.refused("regionprops_table", ramp, self.path("t.txt"), says=".csv")
        self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
