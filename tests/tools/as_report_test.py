"""A report made of runs of tools/compare."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
SCRIPT = ROOT / "tools" / "compare" / "as_report.py"


def run_of(size, rows, device="A card (A platform, driver 1.0)", commit="abc"):
    return {"machine": {"device": device, "commit": commit, "processor": "A CPU", "cores": 4, "date": "2026-01-02"},
            "versions": {"clumen": "1.0", "cle": "2.0", "skimage": "3.0", "cucim": "missing: not there"},
            "libraries": ["clumen", "cle", "skimage"], "sizes": {size: rows}}


FIGURES = {"first": 9.0, "min": 1.0, "median": 1.5, "n": 7}


class AsReport(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def made(self, *runs, refused=""):
        paths = []
        for i, run in enumerate(runs):
            paths.append(self.folder / f"{i}.json")
            paths[-1].write_text(run if isinstance(run, str) else json.dumps(run))
        out = self.folder / "report.json"
        done = subprocess.run([sys.executable, "-B", str(SCRIPT), *map(str, paths), "-o", str(out)], capture_output=True, text=True)
        if not refused:
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return json.loads(out.read_text())
        self.assertEqual(done.returncode, 1)
        self.assertIn(refused, done.stderr)
        self.assertFalse(out.exists())
        return None

    def test_sizes_of_two_runs(self):
        failed = {"error": "no memory"}
        report = self.made(run_of("2d640", {"label": {"clumen": FIGURES, "cle": failed}}),
                           run_of("3d64", {"label": {"clumen": FIGURES, "skimage": FIGURES}}))
        flat, solid = report["measurements"]
        self.assertEqual((flat["size"], flat["pixels"], flat["axes"]), ([640, 640], 640 ** 2, 2))
        self.assertEqual((solid["size"], solid["pixels"], solid["axes"]), ([64, 64, 64], 64 ** 3, 3))
        self.assertEqual(flat["results"], {"clumen": {"min_ms": 1.0, "median_ms": 1.5, "n": 7}, "cle": failed})
        self.assertEqual([(r["name"], r["where"]) for r in report["runners"]],
                         [("clumen", "device"), ("cle", "device"), ("skimage", "host")])
        self.assertEqual(report["runners"][0]["driver"], "1.0")
        self.assertEqual(report["versions"]["cucim"], "missing: not there")

    def test_what_does_not_belong_together(self):
        one = run_of("2d640", {})
        self.made(one, run_of("3d64", {}, device="Another (A platform, driver 1.0)"), refused="device is Another")
        self.made(one, run_of("3d64", {}, commit="def"), refused="commit is def")
        self.made("{", refused="no run of compare.py")
        self.made({"benchmarks": []}, refused="no run of compare.py")


if __name__ == "__main__":
    unittest.main()
