"""clumen tune, and what becomes of its file."""
import json
import unittest

from command import FILE, Case


class Tune(Case):
    def tune(self, out, *options):
        text = self.run_clumen("tune", "--operation=flip", "--edge=64", f"--out={out}", *options, environment=self.as_gpu)
        self.assertIn(f"written to {out}", text)
        return text

    def setUp(self):
        super().setUp()
        # the form of kernels that has a choice for flips, two tunables
        self.as_gpu = {"CLUMEN_FORCE_KIND": "gpu"}

    def test_file(self):
        out = self.path("folder") / "t.json"
        self.assertIn("place:", self.tune(out))
        written = json.loads(out.read_text())
        self.assertEqual(written["format"], "clumen tunables 1")
        (entry,) = written["devices"]
        self.assertEqual((set(entry), entry["form"]), ({"device", "form", "values", "measured"}, "gpu"))
        self.assertLessEqual(set(entry["values"]), {"place.LS", "place.NX"})
        self.assertEqual(bool(entry["values"]), "place" in entry["measured"])
        # what was there stays, but for what was tuned again
        other = {"device": "Abacus", "form": "cpu", "values": {"label.STRIPS": 8}}
        entry["values"] = {"place.NX": 1, "transpose.TILE": 16}
        entry["measured"] = {"transpose": {"driver": "1"}}
        out.write_text(json.dumps({**written, "devices": [entry, other]}))
        self.tune(out)
        kept, last = json.loads(out.read_text())["devices"]
        self.assertEqual(kept, other)
        self.assertEqual((last["values"]["transpose.TILE"], last["measured"]["transpose"]), (16, {"driver": "1"}))
        # and the library takes it
        ramp = self.ramp()
        plain, tuned = self.path("plain.tif"), self.path("tuned.tif")
        self.run_clumen("flip", ramp, plain, "--axis=x", environment=self.as_gpu)
        self.run_clumen("flip", ramp, tuned, "--axis=x", environment={**self.as_gpu, "CLUMEN_TUNABLES": str(out)})
        self.assertEqual(plain.read_bytes(), tuned.read_bytes())

    def test_refusals(self):
        out = self.path("t.json")
        self.refused("tune", "--operation=brew", f"--out={out}", says=["operation is brew", "gaussian"])
        self.refused("tune", "--edge=3", f"--out={out}", says=["edge is 3", "64"])
        self.refused("tune", environment={"CLUMEN_TUNABLES": "off"}, says="--out")
        out.write_text("[]")
        self.refused("tune", f"--out={out}", code=FILE, says=["t.json", "no file of tunables"])
        ramp, broken = self.ramp(), {"CLUMEN_TUNABLES": str(out)}
        self.refused("max", ramp, code=FILE, says="t.json: is no file of tunables", environment=broken)
        out.write_text(json.dumps({"format": "clumen tunables 1", "devices": [
            {"device": "x", "form": "cpu", "values": {"separable.TY": 17}}]}))
        self.refused("max", ramp, code=FILE, says=["t.json: x: separable.TY is 17", "allowed is"], environment=broken)
        self.refused("max", ramp, code=FILE, says="nowhere.json", environment={"CLUMEN_TUNABLES": "nowhere.json"})


if __name__ == "__main__":
    unittest.main()
