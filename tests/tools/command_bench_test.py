"""clumen bench, its reports and their comparison."""
import copy
import csv
import io
import json
import sys
import unittest

from command import DEVICE_OPTION, FILE, FINDINGS, NO_DEVICE, Case

RUNNERS = [{"name": "clumen", "label": "clumen on a card", "device": "card", "kind": "gpu", "where": "device"},
           {"name": "clumen-cpu", "label": "clumen on this CPU", "device": "cpu", "kind": "cpu", "where": "host"},
           {"name": "skimage", "label": "scikit-image 0.26", "kind": "cpu", "where": "host"}]


def times(median, spread=0.02, n=9):
    return {"min_ms": median * (1 - 2 * spread), "q1_ms": median * (1 - spread), "median_ms": median,
            "q3_ms": median * (1 + spread), "n": n}


def measurement(row, edge, device, with_transfer, cpu, skimage, axes=2):
    own = {**times(device), "with_transfer": times(with_transfer)}
    return {"row": row, "title": row, "set": "scaling", "chain": f"{row}()", "steps": 1, "axes": axes, "size": [edge] * axes,
            "dtype": "f32", "pixels": edge**axes, "bytes": 8.0 * edge**axes, "operations": None,
            "results": {"clumen": own, "clumen-cpu": times(cpu), "skimage": times(skimage)}}


def report(*measurements):
    return {"format": "clumen report 1", "machine": {"date": "2026-11-26", "processor": "some", "cores": 2},
            "versions": {"clumen": "0.1.0", "skimage": "0.26.0"}, "runners": RUNNERS, "measurements": list(measurements)}


class Bench(Case):
    def bench(self, *arguments, **options):
        """The report of a small run."""
        out = self.path("report")
        self.run_clumen("bench", "--budget=0.01", "-o", out, *arguments, **options)
        return json.loads((out / "report.json").read_text())

    def write(self, name, content):
        path = self.path(name)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def test_files_have_the_same_numbers(self):
        found = self.bench("--rows=add_scalar,label,maximum_z,pull", "--set=clij", "--sizes=40x24,12x10x8", "--against=none")
        self.assertEqual({p.name for p in self.path("report").iterdir()} - {"report.html"},
                         {"report.json", "report.csv", "report.md"})
        self.assertEqual([(m["row"], m["size"]) for m in found["measurements"]],
                         [("add_scalar", [40, 24]), ("label", [40, 24]), ("pull", [40, 24]), ("add_scalar", [12, 10, 8]),
                          ("label", [12, 10, 8]), ("maximum_z", [12, 10, 8]), ("pull", [12, 10, 8])])
        self.assertGreater(found["roofline"]["clumen"]["copy_gb_s"], 0)
        self.assertGreater(found["roofline"]["clumen"]["fma_gflop_s"], 0)
        rows = {(r["row"], r["size"], r["runner"]): r for r in csv.DictReader(io.StringIO((self.path("report") / "report.csv").read_text()))}
        pages = (self.path("report") / "report.md").read_text()
        for m in found["measurements"]:
            own = m["results"]["clumen"]
            row = rows[m["row"], " x ".join(map(str, m["size"])), "clumen"]
            self.assertLessEqual(own["min_ms"], own["q1_ms"])
            self.assertLessEqual(own["q1_ms"], own["median_ms"])
            self.assertLessEqual(own["median_ms"], own["q3_ms"])
            for name in ("min_ms", "median_ms", "q3_ms", "floor_ms"): self.assertEqual(float(row[name]), own[name], name)
            shown = str(own["median_ms"])
            if m["row"] == "pull": self.assertNotIn("with_transfer", own)
            else:
                self.assertEqual(float(row["with_transfer_median_ms"]), own["with_transfer"]["median_ms"])
                shown += f" ({own['with_transfer']['median_ms']})"
                self.assertEqual(float(row["cold_ms"]), own["cold_ms"])
                self.assertLess(own["warm_ms"], own["cold_ms"])  # the second process finds what the first has compiled
                self.assertIn(f"| {own['cold_ms']} | {own['warm_ms']} |", pages)
            self.assertIn(f"| {m['row']} | {shown} |", pages)

    def test_a_chain_by_hand(self):
        chain = "gaussian(1) | greater(threshold_otsu()) | label"
        found = self.bench("--chain", chain, "--sizes=50x40", "--against=none", "--no-compiling")
        [m] = found["measurements"]
        self.assertEqual((m["chain"], m["set"], m["pixels"]), (chain, "own", 2000))
        self.assertNotIn("cold_ms", m["results"]["clumen"])
        self.assertIn("gaussian(1) \\| greater", (self.path("report") / "report.md").read_text())

    def test_lengths_of_a_chain(self):
        found = self.bench("--rows=chain_pointwise_1,chain_pointwise_4", "--sizes=32x32", "--against=none", "--no-compiling")
        self.assertEqual([(m["set"], m["steps"], m["chain_of"], m["operations"]) for m in found["measurements"]],
                         [("chain", 1, "chain_pointwise", 1024.0), ("chain", 4, "chain_pointwise", 4096.0)])
        self.assertEqual(found["measurements"][1]["chain"].count("|"), 3)

    def test_a_size_without_room(self):
        found = self.bench("--rows=flip", "--set=clij", "--sizes=16x16,900000x900000", "--against=none", "--no-compiling")
        self.assertEqual([m["size"] for m in found["measurements"]], [[16, 16]])
        self.assertRegex(found["notes"][-1], "^900000x900000 is left out: .* has no room for it")

    def test_peers_that_are_not_there(self):
        found = self.bench("--rows=flip", "--set=clij", "--sizes=16x16", "--against=skimage", "--no-compiling", f"--python={self.path('none')}")
        self.assertRegex(found["versions"]["skimage"], "^missing: .*No such file")
        self.assertEqual(len(found["runners"]), 1)
        script = self.write("python", "#!/bin/sh\necho 'is broken' >&2\nexit 3\n")
        script.chmod(0o755)
        found = self.bench("--rows=flip", "--set=clij", "--sizes=16x16", "--against=cv2", "--no-compiling", f"--python={script}")
        self.assertRegex(found["versions"]["cv2"], "^missing: .*ended with 3: is broken")

    def peer(self, answers):
        """A program that answers questions like a peer: {question: a line, or a line of shell}."""
        cases = "\n".join(f"*'\"do\":\"{name}\"'*) {line};;" for name, line in answers.items())
        script = self.write("python", f"""#!/bin/sh
echo '{{"version":"1","title":"Fake","kind":"cpu"}}'
while read line; do case "$line" in
{cases}
esac; done
""")
        script.chmod(0o755)
        return f"--python={script}"

    def test_a_peer_that_fails(self):
        good = {"load": "echo '{}'", "row": "echo '{\"has\":true}'", "time": "echo '{\"ms\":[5,5,5]}'",
                "compare": "echo '{\"agrees\":false,\"difference\":0.5,\"differing\":0.25}'"}
        run = ["--rows=flip", "--set=clij", "--sizes=16x16", "--against=skimage", "--no-compiling"]
        of = lambda answers, *more: self.bench(*run, self.peer(answers), *more)["measurements"][0]["results"]["skimage"]
        result = of(good)
        self.assertEqual((result["median_ms"], result["n"], result["agrees"], result["differing"]), (5, 3, False, 0.25))
        self.assertIn("| 5.0 ≠ |", (self.path("report") / "report.md").read_text())
        self.assertRegex(of({**good, "time": "kill -9 $$"})["error"], "ended by signal 9")
        self.assertRegex(of({**good, "time": "echo nonsense"})["error"], "'nonsense' is no answer")
        self.assertRegex(of({**good, "row": "echo '{\"error\":\"too large\"}'"})["error"], "too large")
        self.assertRegex(of({**good, "row": "sleep 20"}, "--patience=0.5")["error"], "no answer within 0.5 s")
        self.assertEqual(self.bench(*run, self.peer({**good, "row": "echo '{\"has\":false}'"}))["measurements"][0]["results"].keys(), {"clumen"})

    def test_agrees_with_scikit_image(self):
        try: import skimage  # noqa: F401
        except ImportError: self.skipTest("scikit-image is not in this Python")
        rows = "gaussian2,binary_and,otsu,label,median3,rotate45,table,expand_labels3,push"
        found = self.bench("--set=clij", f"--rows={rows}", "--sizes=96x80", "--against=skimage", "--no-compiling", f"--python={sys.executable}")
        for m in found["measurements"]:
            result = m["results"]["skimage"]
            with self.subTest(m["row"]):
                self.assertNotIn("error", result)
                self.assertNotIn("comparing", result)
                if m["row"] in ("table", "push"): self.assertNotIn("agrees", result)
                # of labels that are as near clumen takes the first in raster order
                elif m["row"] == "expand_labels3": self.assertLess(result["differing"], 1e-3)
                else: self.assertTrue(result["agrees"], result)

    def test_crossover(self):
        edges, out = (64, 128, 256, 512), self.path("out")
        # the device takes 1 ms whatever the size, the host 1 µs for 16 pixels: equal at 16000 pixels, 126.5 x 126.5
        crossing = [measurement("crossing", e, 1, 1 + e * e / 3000, e * e / 16000, e * e / 1000) for e in edges]
        always = [measurement("always", e, 1, 2, 3, 10, axes=3) for e in edges]
        never = [measurement("never", e, 3, 4, 9, 2) for e in edges]
        once = [measurement("once", 64, 1, 2, 3, 4)]
        differing = [measurement("differing", e, 3, 4, 9, 2) for e in edges]
        for m in differing: m["results"]["skimage"]["agrees"] = False  # no rival: what it computes is something else
        path = self.write("r.json", report(*reversed(crossing), *always, *never, *once, *differing))
        self.run_clumen("bench", "render", path, "-o", out)
        found = {c["row"]: c for c in json.loads((out / "report.json").read_text())["crossovers"]}
        self.assertEqual(set(found), {"crossing", "always", "never", "differing"})
        self.assertEqual(found["crossing"]["against"], "clumen-cpu")
        without = found["crossing"]["without_transfer"]
        self.assertAlmostEqual(without["pixels"], 16000, delta=5)
        self.assertEqual((without["pays"], without["text"]), ("from", "from 126 x 126"))
        self.assertEqual(found["crossing"]["with_transfer"], {"pays": "never", "text": "never in the measured range"})
        self.assertEqual([found["always"][key]["pays"] for key in ("without_transfer", "with_transfer")], ["always"] * 2)
        self.assertEqual((found["never"]["without_transfer"]["pays"], found["never"]["against"]), ("never", "skimage"))
        self.assertEqual((found["differing"]["without_transfer"]["pays"], found["differing"]["against"]), ("always", "clumen-cpu"))
        self.assertIn("| crossing | 2 | clumen-cpu | from 126 x 126 | never in the measured range |", (out / "report.md").read_text())

    def diff(self, a, b, *options, **expected):
        return self.run_clumen("bench", "diff", self.write("a.json", a), self.write("b.json", b), *options, **expected)

    def test_diff(self):
        rows = [measurement(f"row{i}", 64, 1, 2, 3, 4) for i in range(4)]
        a = report(*rows)
        text = self.diff(a, a)
        self.assertIn("geometric mean of B / A: 1.0000 (16 measurements)", text)
        self.assertNotIn("slower", text)
        b = copy.deepcopy(a)
        b["measurements"][2]["results"]["skimage"] = times(8)
        text = self.diff(a, b, code=FINDINGS)
        self.assertEqual(text.splitlines()[1].split(), ["2.000", "4", "8", "slower", "row2", "2D", "64", "x", "64", "skimage"])
        self.assertIn("slower in B: 1 of 16: row2 2D 64 x 64 skimage 2.00 times", self.stderr)
        self.assertIn(f"geometric mean of B / A: {2 ** (1 / 16):.4f}", text)
        self.diff(a, b, "--threshold=2.1")
        self.assertIn("faster", self.diff(b, a))
        b["measurements"][2]["results"]["skimage"] = times(8, spread=0.6)  # the quartiles overlap
        self.assertRegex(self.diff(a, b), r"2\.000 .* noise +row2 2D 64 x 64 skimage")
        b["measurements"][2]["results"]["skimage"] = {"error": "gone"}
        self.assertIn("only in A: 1\n  row2 2D 64 x 64 skimage\n", self.diff(a, b))
        self.assertIn("only in B: 1\n  row2 2D 64 x 64 skimage\n", self.diff(b, a))
        b = copy.deepcopy(a)
        b["measurements"][0]["results"]["clumen"]["with_transfer"] = times(4)
        self.diff(a, b, code=FINDINGS)
        self.assertIn("row0 2D 64 x 64 clumen, with transfer 2.00 times", self.stderr)

    def test_diff_says_what_else_differs(self):
        a = report(measurement("row", 64, 1, 2, 3, 4))
        b = copy.deepcopy(a)
        b["machine"]["processor"], b["versions"]["skimage"], b["runners"][0]["device"] = "other", "0.27.0", "another card"
        first = self.diff(a, b).splitlines()[:4]
        self.assertEqual(first, ["These reports are not of the same machine and programs:", "processor: some in A, other in B",
                                 "version of skimage: 0.26.0 in A, 0.27.0 in B", "device of clumen: card in A, another card in B"])
        folder = self.path("folder")
        folder.mkdir()
        (folder / "report.json").write_text(json.dumps(a))
        self.run_clumen("bench", "diff", folder, folder)

    def test_bad_files(self):
        good = self.write("good.json", report(measurement("row", 64, 1, 2, 3, 4)))
        run = lambda path, says: self.refused("bench", "diff", good, path, code=FILE, says=says)
        run(self.path("none.json"), ["none.json", "No such file"])
        run(self.write("a.json", "{\"format\": "), ["a.json", "is no JSON"])
        run(self.write("b.json", "[1]"), ["b.json", "clumen report 1"])
        run(self.write("c.json", {"format": "clumen report 1", "runners": []}), ["c.json", "no list of measurements"])
        broken = report(measurement("row", 64, 1, 2, 3, 4))
        del broken["measurements"][0]["size"]
        run(self.write("d.json", broken), ["d.json", "no whole report"])
        self.refused("bench", "render", self.path("d.json"), "-o", self.path("o"), code=FILE, says="no whole report")
        self.assertEqual(list(self.path("o").iterdir()), [])
        self.refused("bench", "diff", good, good, "--threshold=0.5", says="--threshold is 0.5")

    def test_refusals(self):
        run = lambda *arguments, **expected: self.refused("bench", *arguments, "-o", self.path("r"), **expected)
        run("--set=clijj", says=["clijj", "clij, workflow, scaling or all"])
        run("--against=skimagee", says=["skimagee", "skimage, cv2, cle, cucim"])
        run("--rows=gauss", says=["gauss", "gaussian2"])
        run("--sizes=64", says=["64", "1024x1024"])
        run("--sizes=64x0", says="64x0")
        run("--budget=0", says="--budget")
        run("--patience=-1", says="--patience")
        run("--chain=gausian(5)", says=["gausian", "gaussian"])
        run("--chain=gaussian(5", says="no step")
        run("--rows=maximum_z", "--set=clij", "--sizes=64x64", says="nothing to measure")
        self.refused("bench", "--set=clij", says="--out")
        self.refused("bench", "--set=clij", "-o", self.write("file", ""), code=FILE, says="file")
        if not DEVICE_OPTION: self.refused("bench", "--device=nowhere", "-o", self.path("r"), code=NO_DEVICE, says="nowhere")


if __name__ == "__main__":
    unittest.main()
