"""The clumen command as a person calls it: results, messages and exit codes. CLUMEN_COMMAND names the program."""
import collections
import csv
import hashlib
import io
import json
import math
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import tiff  # noqa: E402

COMMAND = os.environ["CLUMEN_COMMAND"]
# the device of all tests, as for those in C++
DEVICE_OPTION = ["--device", os.environ["CLUMEN_TEST_DEVICE"]] if os.environ.get("CLUMEN_TEST_DEVICE") else []
OK, USAGE, NO_DEVICE, FILE, DEVICE = 0, 2, 3, 4, 5


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, name): return self.folder / name

    def run_clumen(self, *arguments, code=OK, environment=None):
        """stdout; the exit code must be `code`, and an error is told on standard error alone."""
        device = [] if "--device" in arguments else DEVICE_OPTION
        done = subprocess.run([COMMAND, *device, *map(str, arguments)], capture_output=True, text=True, timeout=250,
                              env={**os.environ, **(environment or {})})
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        self.stderr = done.stderr
        if code != OK:
            # a driver may write a line of its own before
            self.assertRegex(done.stderr, r"(?m)^clumen: ")
            self.assertEqual(done.stdout, "")
        return done.stdout

    def refused(self, *arguments, code=USAGE, says="", environment=None):
        self.run_clumen(*arguments, code=code, environment=environment)
        for part in [says] if isinstance(says, str) else says: self.assertIn(part, self.stderr)
        if code != DEVICE: self.assertLessEqual(self.stderr.count("\n"), 6, self.stderr)

    def image(self, name, rows, dtype="u8", channels=1):
        path = self.path(name)
        tiff.write(path, [rows], dtype, channels)
        return path

    def ramp(self, name="ramp.tif"): return self.image(name, [[x + 10 * y for x in range(7)] for y in range(5)])

    def result(self, *arguments):
        """The rows of the image that an operation writes."""
        out = self.path("result.tif")
        operation, *files_and_options = arguments
        pictures = [a for a in files_and_options if not str(a).startswith("--")]
        options = [a for a in files_and_options if str(a).startswith("--")]
        self.run_clumen(operation, *pictures, out, *options)
        pages = tiff.read(out)
        self.assertEqual(self.stderr, "")
        return pages[0].rows if len(pages) == 1 else [p.rows for p in pages]

    def table(self, text_or_path):
        text = text_or_path.read_text() if isinstance(text_or_path, pathlib.Path) else text_or_path
        return list(csv.DictReader(io.StringIO(text)))


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


class Devices(Case):
    def test_list(self): self.assertIn("memory", self.run_clumen("devices"))

    def test_unknown_name(self):
        self.refused("max", self.ramp(), "--device", "Abacus", code=NO_DEVICE, says=["Abacus", "there are"])
        self.refused("--device", "Abacus", "devices", code=NO_DEVICE, says="Abacus")

    def test_no_platform(self):
        nowhere = self.path("vendors")
        nowhere.mkdir()
        # OCL_ICD_FILENAMES may name a driver as well
        environment = {"OCL_ICD_VENDORS": f"{nowhere}/", "OPENCL_VENDOR_PATH": str(nowhere), "OCL_ICD_FILENAMES": ""}
        for arguments in (["devices"], ["max", self.ramp()]):
            self.refused(*arguments, code=NO_DEVICE, says="pocl-opencl-icd", environment=environment)

    def test_kernel_that_does_not_build(self):
        kernels = self.path("kernels")
        (kernels / "filter").mkdir(parents=True)
        (kernels / "filter" / "separable.cl").write_text("#error this is broken\n")
        kept = self.image("o.tif", [[1]])
        before = kept.read_bytes()
        self.refused("gaussian", self.ramp(), kept, code=DEVICE, says="this is broken",
                     environment={"CLUMEN_KERNEL_PATH": str(kernels)})
        self.assertEqual(kept.read_bytes(), before)


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


class Operations(Case):
    def test_gaussian(self):
        dot = self.image("dot.tif", [[100 * (x == 10 and y == 8) for x in range(21)] for y in range(17)])
        rows = self.result("gaussian", dot, "--sigma=2,1", "--truncate=3", "--mode=reflect")
        def kernel(sigma):
            w = {i: math.exp(-i * i / (2 * sigma * sigma)) for i in range(-3 * sigma, 3 * sigma + 1)}
            return {i: v / sum(w.values()) for i, v in w.items()}
        kx, ky = kernel(2), kernel(1)
        for y in range(17):
            for x in range(21):
                self.assertAlmostEqual(rows[y][x], 100 * kx.get(x - 10, 0) * ky.get(y - 8, 0), delta=1e-4)

    def test_a_size_per_axis(self):
        dot = self.image("dot.tif", [[90 * (x == 3 and y == 2) for x in range(7)] for y in range(5)])
        rows = self.result("uniform_filter", dot, "--size=3,1")
        self.assertEqual([round(v) for v in rows[2]], [0, 0, 30, 30, 30, 0, 0])
        self.assertEqual(self.result("uniform_filter", dot, "--size=1,3")[1][3], 30)
        self.assertEqual(self.result("uniform_filter", dot, "--size=3")[1][2], 10)

    def test_weights(self):
        dot = self.image("dot.tif", [[x == 3 and y == 2 for x in range(7)] for y in range(5)])
        rows = self.result("correlate", dot, "--weights=1,2,3;4,5,6")
        self.assertEqual([row[2:5] for row in rows[1:4]], [[0, 0, 0], [6, 5, 4], [3, 2, 1]])
        self.refused("correlate", dot, self.path("o.tif"), "--weights=1,2;3", says=["weights is 1,2;3", "rows"])

    def test_borders(self):
        one = self.image("one.tif", [[10] * 5] * 5)
        self.assertAlmostEqual(self.result("gaussian", one, "--sigma=1", "--mode=constant:10")[0][0], 10, places=4)
        self.assertLess(self.result("gaussian", one, "--sigma=1", "--mode=constant")[0][0], 6)
        for mode in ("nearest", "reflect", "mirror", "wrap"):
            self.assertAlmostEqual(self.result("gaussian", one, f"--mode={mode}")[0][0], 10, places=4)

    def test_footprints(self):
        dot = self.image("dot.tif", [[x == 3 and y == 3 for x in range(7)] for y in range(7)])
        for text, pixels in {"disk:2": 13, "box:3x5": 15, "box:3x1x1": 3, "diamond:1": 5}.items():
            self.assertEqual(sum(map(sum, self.result("binary_dilation", dot, f"--footprint={text}"))), pixels, text)

    def test_shapes_widths_and_lists_of_images(self):
        ramp = self.ramp()
        rows = tiff.read(ramp)[0].rows
        self.assertEqual(self.result("concatenate", f"{ramp},{ramp}", "--axis=y"), rows + rows)
        self.assertEqual(self.result("transpose", ramp, "--axes=yxz"), [list(column) for column in zip(*rows)])
        self.assertEqual(self.result("crop", ramp, "--crop_width=1,2,0,3"), [row[1:-2] for row in rows[:2]])
        self.assertEqual(len(self.result("pad", ramp, "--pad_width=2")[0]), 11)
        self.assertEqual(self.result("resize", ramp, "--output_shape=14x10", "--order=0")[9][13], rows[4][6])
        self.assertEqual(len(self.result("rotate", ramp, "--angle=90", "--resize=yes")), 7)
        moved = self.result("affine", ramp, "--matrix=1,0,1,0,1,0,0,0,1", "--order=0")
        self.assertEqual([row[:-1] for row in moved], [row[1:] for row in rows])
        out = self.path("o.tif")
        self.refused("resize", ramp, out, "--output_shape=14", says=["output_shape", "2 axes"])
        self.refused("resize", ramp, out, "--output_shape=14xx", says=["output_shape is 14xx", "640x480"])
        self.refused("pad", ramp, out, "--pad_width=1,2,3", says="pad_width is 1,2,3")
        self.refused("crop", ramp, out, "--crop_width=4", says="crop_width")
        self.refused("rotate", ramp, out, "--angle=90", "--resize=perhaps", says="no, yes")

    def test_operands(self):
        ramp = self.ramp()
        rows = tiff.read(ramp)[0].rows
        self.assertEqual(self.result("subtract", "60", ramp), [[60 - v for v in row] for row in rows])
        self.assertEqual(self.result("multiply", ramp, "0.5"), [[v / 2 for v in row] for row in rows])
        self.assertEqual(self.result("maximum", ramp, ramp), rows)
        below = self.image("below.tif", [[-5, 3], [0, 2]], "i16")
        self.assertEqual(self.result("add", below, "-3"), [[-8, 0], [-3, -1]])
        self.assertEqual(self.result("maximum", "-.5", below), [[-0.5, 3], [0, 2]])
        self.refused("add", ramp, "-1", self.path("o.tif"), says=["add: b is -1", "0 to 255"])
        self.assertEqual(self.result("clip", ramp, "3", "20"), [[min(max(v, 3), 20) for v in row] for row in rows])
        self.assertEqual(self.result("cast", ramp, "--dtype=f32"), rows)
        mask = self.result("greater", ramp, "20")
        self.assertEqual([[v != 0 for v in row] for row in mask], [[v > 20 for v in row] for row in rows])

    def test_scalars(self):
        ramp = self.ramp()
        self.assertEqual(self.run_clumen("max", ramp), "46\n")
        self.assertEqual(float(self.run_clumen("mean", ramp)), 23)
        self.assertEqual(self.run_clumen("sum", ramp), "805\n")
        self.assertEqual(self.run_clumen("threshold_otsu", self.image("c.tif", [[9, 9]])), "9\n")
        wide = self.image("wide.tif", [[2**63, 5]], "u64")
        self.assertEqual(self.run_clumen("max", wide), f"{2**63}\n")

    def test_tables(self):
        labels = self.image("l.tif", [[0, 1, 1, 0], [3, 1, 0, 0]])
        rows = self.table(self.run_clumen("regionprops_table", labels, "--properties=label,area,bbox"))
        self.assertEqual([(r["label"], float(r["area"]), r["bbox-0"], r["bbox-3"]) for r in rows], [("1", 3, "0", "3"), ("3", 1, "1", "1")])
        out = self.path("t.csv")
        ramp = self.image("i.tif", [[0, 1, 2, 3], [4, 6, 6, 7]])
        self.run_clumen("regionprops_table", labels, out, "--intensity_image", ramp, "--properties=label,mean_intensity")
        self.assertEqual([float(r["mean_intensity"]) for r in self.table(out)], [3, 4])

    def test_histogram(self):
        rows = self.table(self.run_clumen("histogram", self.image("h.tif", [[2, 2, 5]])))
        self.assertEqual([(int(r["counts"]), float(r["bin_centers"])) for r in rows], [(2, 2), (0, 3), (0, 4), (1, 5)])
        out = self.path("h.csv")
        self.run_clumen("histogram", self.image("f.tif", [[0.0, 0.25, 1.0]], "f32"), out, "--nbins=2")
        self.assertEqual([int(r["counts"]) for r in self.table(out)], [2, 1])

    def test_part_of_a_file(self):
        stack = self.path("stack.tif")
        tiff.write(stack, [[[1, 2]], [[3, 4]], [[5, 6]]])
        self.assertEqual(self.result("add", stack, "0", "--plane=1"), [[3, 4]])
        self.assertEqual(self.result("add", stack, "0"), [[[1, 2]], [[3, 4]], [[5, 6]]])
        colours = self.image("rgb.tif", [[1, 2, 3, 4, 5, 6]], channels=3)
        self.assertEqual(self.result("add", colours, "0", "--channel=2"), [[3, 6]])
        self.refused("add", stack, "0", self.path("o.tif"), "--plane=3", says="3")


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

    def test_refusals(self):
        self.refused("sample", "nuclei", self.path("s.tif"), "--size=5", says="size")
        self.refused("sample", "nuclei", self.path("s.png"), says=".tif")
        self.refused("sample", "cells", says="")
        self.refused("sample", "nuclei", self.path("no/s.tif"), code=FILE, says="No such file")


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


class Reach(Case):
    def reach(self, *arguments): return self.run_clumen("reach", *arguments).strip()

    def test_chains(self):
        self.assertEqual(self.reach("gaussian(5) | binary_erosion(disk:2)"), "x 22  y 22  z 0  global no")
        self.assertEqual(self.reach("gaussian(5)|binary_erosion(ball:2)", "--ndim=3"), "x 22  y 22  z 22  global no")
        self.assertEqual(self.reach("gaussian(sigma=[1,2,0], truncate=3)", "--ndim=3"), "x 3  y 6  z 0  global no")
        self.assertEqual(self.reach("gaussian(2) | subtract(input) | erosion(box:3x5, mode=wrap)"), "x 9  y 10  z 0  global no")
        self.assertEqual(self.reach("add(1)"), "x 0  y 0  z 0  global no")
        self.assertTrue(self.reach("gaussian(1) | greater(3) | label").endswith("global yes"))
        self.assertTrue(self.reach("threshold_otsu").endswith("global yes"))

    def test_refusals(self):
        self.refused("reach", "gausian(5)", says=["gausian", "gaussian"])
        self.refused("reach", "gaussian(width=5)", says=["width", "sigma"])
        self.refused("reach", "gaussian(1, sigma=2)", says="sigma is given twice")
        self.refused("reach", "gaussian(1, reflect, 4, 5)", says="too many")
        self.refused("reach", "gaussian(-1)", says="sigma")
        self.refused("reach", "gaussian(1", says="no step")
        self.refused("reach", "gaussian(1) |", says="no step")
        self.refused("reach", "", says="")
        self.refused("reach", "binary_erosion(disc:2)", says="disc:2")
        self.refused("reach", "gaussian(1) | label", says="label")  # a float image has no labels
        self.refused("reach", "regionprops_table", "--dtype=u8", says="table")
        self.refused("reach", "add(1)", "--ndim=4", says="ndim")
        self.refused("reach", "add(1)", "--dtype=u7", says="u7")


SAMPLE_DIGESTS = ["860ab7bdc536dd0b", "80aea942d6eac02c"]

if __name__ == "__main__":
    unittest.main()
