"""The report of time against size, from figures whose growth is known."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

SCRIPT = pathlib.Path(__file__).parents[2] / "tools" / "compare" / "scaling.py"
sys.path.insert(0, str(SCRIPT.parent))
import scaling  # noqa: E402


def run_of(row, axes, edge, milliseconds, floor):
    return {"name": f"{row}/{axes}d/{edge}/manual_time", "pixels": float(edge ** axes), "min_ms": milliseconds,
            "median_ms": milliseconds, "floor_ms": floor, "of_floor": floor / milliseconds, "GB/s": 1.0}


def report(runs, device="A card"):
    return {"context": {"device": device, "driver": "1.0", "num_cpus": 4, "date": "2026-01-02T03:04:05"},
            "benchmarks": runs}


class Scaling(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def written(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def run_script(self, *paths):
        return subprocess.run([sys.executable, "-B", str(SCRIPT), *map(str, paths), "--out", str(self.folder / "out")],
                              capture_output=True, text=True)

    def test_growth(self):
        for exponent in (0, 1, 1.5):
            runs = [run_of("r", 2, edge, 1e-6 * (edge * edge) ** exponent, 1e-7) for edge in (64, 128, 256, 512)]
            _, rows = scaling.read([self.written("g.json", report(runs))])
            self.assertAlmostEqual(scaling.growth(rows["2d"]["r"]), exponent)
        self.assertIsNone(scaling.growth({64: {"pixels": 4096, "min_ms": 1}}))

    def test_page_and_pictures(self):
        no_room = {"name": "big/3d/1024/manual_time", "error_occurred": True, "error_message": "needs 64.0 GiB of memory"}
        runs = [run_of("add<&>", axes, edge, 0.5 * edge / 64, 0.25) for axes in (2, 3) for edge in (64, 128)]
        path = self.written("g.json", report([*runs, no_room]))
        faster = self.written("h.json", report([run_of("add<&>", 2, 64, 0.25, 0.25)]))
        done = self.run_script(path, faster)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        text = (self.folder / "out" / "scaling.md").read_text()
        self.assertIn("| add<&> | 0.250 (100 %) | 1.000 (25 %) | 1.00 |", text)  # of two files the least time
        self.assertIn("| add<&> | 0.500 (50 %) | 1.000 (25 %) | – | 0.33 |", text)
        self.assertIn("| big | – | – | no room | – |", text)
        self.assertIn("- big 1024³: needs 64.0 GiB of memory", text)
        for axes in ("2d", "3d"):
            picture = ElementTree.parse(self.folder / "out" / f"scaling-{axes}.svg").getroot()
            lines = [e.get("class") for e in picture.iter("{http://www.w3.org/2000/svg}polyline")]
            self.assertEqual(sorted(lines), ["floor", "time"])
            for dot in picture.iter("{http://www.w3.org/2000/svg}circle"):
                self.assertLess(float(dot.get("cx")), float(picture.get("width")))
                self.assertLess(float(dot.get("cy")), float(picture.get("height")))

    def test_bad_files(self):
        good = self.written("g.json", report([run_of("r", 2, 64, 1, 1)]))
        for paths, says in (([self.written("b.json", "{")], "b.json"), ([self.written("e.json", report([]))], "no benchmark"),
                            ([self.folder / "none.json"], "none.json"),
                            ([good, self.written("o.json", report([run_of("r", 2, 64, 1, 1)], "Another"))], "Another")):
            done = self.run_script(*paths)
            self.assertEqual(done.returncode, 1)
            self.assertIn(says, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
