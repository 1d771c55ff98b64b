"""The page of clumen bench as a person uses it, in headless Chromium, on reports made by hand."""
import math
import sys
import unittest

import bench_page
from browser import CHROMIUM, Browser
from command import Case

if not CHROMIUM:
    print("SKIPPED: there is no Chromium, which the page is looked at with")
    sys.exit(77)

SECTIONS = ("summary", "speedup", "sizes", "chains", "roofline", "compile", "about")


def median(measurement, runner, transfer="without"):
    result = measurement["results"].get(runner, {})
    return (result.get("with_transfer", result) if transfer == "with" else result).get("median_ms")


def geometric_mean(values): return math.exp(sum(map(math.log, values)) / len(values))


def number(text):
    """The number in a cell: "▲ 23 000×", "0.0400"."""
    return float(text.replace("\u202f", "").strip("▲▼≈× \u2260"))


class Pages(Case):
    @classmethod
    def setUpClass(cls): cls.browser = Browser(width=1280)

    @classmethod
    def tearDownClass(cls): cls.browser.close()

    def open(self, given):
        self.report = bench_page.report(given) if isinstance(given, str) else given
        self.path("page.html").write_text(bench_page.page(self.report), encoding="utf-8")
        self.browser.open(self.path("page.html"))

    def tearDown(self):
        self.assertEqual(self.browser.errors(), [])
        self.assertEqual([url for url in self.browser.requests() if not url.endswith("/page.html")], [])

    def run_js(self, script): return self.browser.run(script)

    def text(self, selector): return self.run_js(f"document.querySelector({selector!r}).innerText")

    def texts(self, selector): return self.run_js(f"[...document.querySelectorAll({selector!r})].map(e => e.textContent)")

    def switch(self, transfer):
        """As with the keyboard: an arrow goes to the other one."""
        self.run_js("document.querySelector('input[name=transfer]:checked').focus()")
        key, code = {"with": ("ArrowRight", 39), "without": ("ArrowLeft", 37)}[transfer]
        self.browser.key(key, windowsVirtualKeyCode=code)
        self.browser.until(f"document.querySelector('#speedup .state').textContent === '{transfer} transfer'")

    def table(self, n=0, part="tbody"):
        """[[name, cell, ...], ...] of a speedup table, where a cell is [its number's text, its small text, its class]."""
        return self.run_js(f"""[...document.querySelectorAll('table.speedup')[{n}].querySelectorAll('{part} tr')].map(row =>
            [row.querySelector('th').textContent, ...[...row.querySelectorAll('td')].map(cell => {{
              const small = cell.querySelector('small'), text = small ? small.textContent : '';
              return [cell.textContent.slice(0, cell.textContent.length - text.length), text, cell.className]; }})])""")

    def of(self, set, axes=None):
        return [m for m in self.report["measurements"] if m["set"] == set and axes in (None, m["axes"])]

    def check_table(self, transfer):
        names = [runner["name"] for runner in self.report["runners"]]
        for row in self.table():
            for axes in (2, 3):
                [m] = [m for m in self.of("clij", axes) if m["title"] == row[0]]
                ours, *cells = row[1 + (axes - 2) * len(names):][:len(names)]
                self.assertAlmostEqual(number(ours[0]), median(m, "clumen", transfer), delta=0.006 * median(m, "clumen", transfer))
                for other, (text, small, style) in zip(names[1:], cells):
                    theirs = median(m, other, transfer)
                    if theirs is None:
                        self.assertEqual((text, style), ("failed" if "error" in m["results"].get(other, {}) else "–", "none"))
                        continue
                    factor, digits = theirs / median(m, "clumen", transfer), 2 if other == "skimage" else 3  # its runs differ more
                    self.assertAlmostEqual(number(text), factor, delta=0.51 * 10**(1 - digits) * factor, msg=(row[0], other))
                    self.assertAlmostEqual(number(small[:-3]), theirs, delta=0.51 * 10**(1 - digits) * theirs)
                    self.assertEqual(text[0], "≈" if 0.95 < factor < 1.05 else "▲" if factor > 1 else "▼")
                    self.assertEqual(style.split("-")[0], {"▲": "gain", "▼": "loss", "≈": "equal"}[text[0]])
                    self.assertEqual("≠" in text, m["results"][other].get("agrees") is False)

    def check_means(self, transfer):
        names = [runner["name"] for runner in self.report["runners"]]
        [foot] = self.table(part="tfoot")
        for axes in (2, 3):
            for other, (text, small, _) in zip(names[1:], foot[2 + (axes - 2) * len(names):]):
                agreed = [m for m in self.of("clij", axes) if median(m, other) and m["results"][other].get("agrees") is not False]
                mean = geometric_mean([median(m, other, transfer) / median(m, "clumen", transfer) for m in agreed])
                self.assertAlmostEqual(number(text), mean, delta=0.051 * mean)
                self.assertEqual(small, f"of {len(agreed)}")

    def test_factors_are_those_of_the_report(self):
        self.open("gpu")
        for transfer in ("without", "with", "without"):
            if transfer != "without" or self.text("#speedup .state") != "without transfer": self.switch(transfer)
            self.check_table(transfer)
            self.check_means(transfer)
        self.assertEqual(len(self.table(1)), 2)  # the workflow: two sizes in 2D, one in 3D

    def test_summary(self):
        self.open("gpu")
        [line] = [text for text in self.texts("#summary li") if text.startswith("Against cuCIM")][:1]
        factors = {t: {(m["title"], m["axes"]): median(m, "cucim", t) / median(m, "clumen", t)
                       for m in self.of("clij") if median(m, "cucim")} for t in ("without", "with")}
        times = lambda f: f"{f:.1f}" if f < 9.95 else f"{f:.0f}"
        words = lambda f: f"{times(f)} times faster" if f > 1 else f"{times(1 / f)} times slower"
        self.assertIn(f": {words(geometric_mean(factors['without'].values()))}; with transfer "
                      f"{words(geometric_mean(factors['with'].values()))} (geometric mean of 13 rows)", line)
        least, most = (f(factors["without"], key=factors["without"].get) for f in (min, max))
        self.assertEqual((least[0], factors["without"][least] < 1), ("Sum of all pixels", True))
        self.assertIn(f"Without transfer from {words(factors['without'][least])} ({least[0]}, {least[1]}D", line)
        self.assertIn(f"to {words(factors['without'][most])} ({most[0]}, {most[1]}D", line)
        self.assertIn("Left out, as the results differ: 1.", " ".join(self.texts("#summary li")))
        rows = self.run_js("[...document.querySelectorAll('#summary table')].map(t => [...t.rows].map(r => [...r.cells].map(c => c.textContent)))")
        self.assertEqual(rows[0], [["it pays against the fastest on the CPU", "2D", "3D"],
                                   ["without transfer", "at every size: 2 of 3 rows; from 120 x 120: 1 of 3 rows", "at every size: 2 of 2 rows"],
                                   ["with transfer", "at every size: 2 of 3 rows; from 573 x 573: 1 of 3 rows",
                                    "at every size: 1 of 2 rows; from 124 x 124 x 124: 1 of 2 rows"]])
        self.assertIn(["against scikit-image 0.26.0", "at every measured length", "from 2 operations on"], rows[1])

    def head(self, key): return f"document.querySelector('table.speedup th[data-key=\"{key}\"]')"

    def sorted_by(self, key, transfer="without"):
        """The factors, or times, of the rows in the order of the table; None for none."""
        axes, name = key.split("-", 1)
        measured = {m["title"]: m for m in self.of("clij", int(axes))}
        values = []
        for title, *_ in self.table():
            theirs, ours = median(measured[title], "clumen" if name == "time" else name, transfer), median(measured[title], "clumen", transfer)
            values.append(ours if name == "time" else theirs and theirs / ours)
        return values

    def test_sorting(self):
        self.open("gpu")
        given = [row[0] for row in self.table()]
        for key, first in (("2-time", "ascending"), ("2-cle", "descending"), ("3-skimage", "descending")):
            for direction in (first, {"ascending": "descending", "descending": "ascending"}[first]):
                self.run_js(f"{self.head(key)}.querySelector('button').focus()")
                self.browser.key("Enter", windowsVirtualKeyCode=13, text="\r")
                self.assertEqual(self.run_js(f"{self.head(key)}.ariaSort"), direction)
                values = self.sorted_by(key)
                known = [v for v in values if v is not None]
                self.assertEqual(values, sorted(known, reverse=direction == "descending") + [None] * (len(values) - len(known)))
        self.assertIsNone(values[-1])  # scikit-image has no rotation in 3D
        self.assertEqual(self.run_js("document.querySelectorAll('table.speedup')[0].querySelectorAll('[aria-sort]').length"), 1)
        self.switch("with")  # stays sorted, by the new numbers
        known = [v for v in self.sorted_by("3-skimage", "with") if v is not None]
        self.assertEqual(known, sorted(known))
        self.run_js(f"{self.head('name')}.querySelector('button').click()")
        self.assertEqual([row[0] for row in self.table()], sorted(given))

    def scale(self, figure, name):
        """Where a value stands, from the lines of the grid: slope and offset against its logarithm."""
        pattern = r"/^M([\d.]+) [\d.]+V/" if name == "x" else r"/^M[\d.]+ ([\d.]+)H/"
        lines = self.run_js(f"""[...document.querySelectorAll({figure + ' .grid'!r})].map(line => [Number(line.dataset.at),
            (line.getAttribute('d').match({pattern}) || [])[1]]).filter(line => line[1]).map(line => [line[0], Number(line[1])])""")
        (a, left), (b, right) = lines[0], lines[-1]
        slope = (right - left) / math.log(b / a)
        return lambda value: left + slope * math.log(value / a)

    def check_crossings(self, transfer):
        drawn = 0
        for crossing in self.report["crossovers"]:
            figure = f'figure[data-row="{crossing["row"]} {crossing["axes"]}"]'
            rings = self.run_js(f"""[...document.querySelectorAll({figure + ' circle.crossing'!r})].map(ring =>
                [ring.getAttribute('cx'), ring.getAttribute('cy'), ring.dataset.against])""")
            said = crossing[f"{transfer}_transfer"]
            self.assertIn(said["text"] if said["pays"] == "from" else "at every measured size", self.text(figure + " .pays"))
            self.assertEqual(len(rings), said["pays"] == "from")
            if not rings: continue
            x, y, against = rings[0]
            self.assertEqual(against, crossing["against"])
            self.assertAlmostEqual(float(x), self.scale(figure, "x")(said["pixels"]), delta=0.2)
            # on the device's line
            points = sorted((m["pixels"], median(m, "clumen", transfer)) for m in self.report["measurements"]
                            if m["set"] != "chain" and (m["row"], m["axes"]) == (crossing["row"], crossing["axes"]))
            (x0, y0), (x1, y1) = next((a, b) for a, b in zip(points, points[1:]) if b[0] >= said["pixels"])
            time = y0 * (y1 / y0)**(math.log(said["pixels"] / x0) / math.log(x1 / x0))
            self.assertAlmostEqual(float(y), self.scale(figure, "y")(time), delta=0.3)
            drawn += 1
        return drawn

    def test_crossovers_stand_where_they_are(self):
        self.open("gpu")
        self.assertEqual(self.check_crossings("without"), 1)
        self.switch("with")
        self.assertEqual(self.check_crossings("with"), 2)
        titles = self.texts("#sizes figure:nth-of-type(1) .mark title")
        figures = [m for m in self.report["measurements"] if (m["row"], m["axes"]) == ("gaussian2", 2) and m["set"] != "chain"]
        self.assertEqual(len(titles), sum("median_ms" in r for m in figures for r in m["results"].values()))

    def test_chains(self):
        self.open("gpu")
        self.assertEqual(self.run_js("document.querySelectorAll('#chains svg[role=img]').length"), 4)
        chains = [m for m in self.of("chain", 3)]
        figure = "#chains .plots:last-of-type figure:nth-of-type(2)"
        x, y = self.scale(figure, "x"), self.scale(figure, "y")
        dashed = self.run_js(f"[...document.querySelectorAll({figure + ' path.line.dashed.series-0'!r})].map(line => line.getAttribute('d'))")
        wanted = [(x(m["steps"]), y(median(m, "clumen", "with") / m["steps"])) for m in chains]
        found = [tuple(map(float, point.split())) for point in dashed[0][1:].split("L")]
        for (a, b), (c, d) in zip(wanted, found, strict=True): self.assertLess(math.dist((a, b), (c, d)), 0.3)
        pays = self.texts("#chains ul.pays li")
        self.assertIn("pays without transfer at every measured length, with transfer from 2 operations on against scikit-image 0.26.0", pays)
        given = bench_page.report("gpu")
        for m in given["measurements"]:  # a device that is the slower one at the longest does not pay
            if m["set"] == "chain" and m["steps"] == 32: m["results"]["skimage"]["median_ms"] = 1e-3
        self.open(given)
        self.assertEqual(sum("at no measured length (up to 32), with transfer at no measured length (up to 32) against scikit-image" in line
                             for line in self.texts("#chains ul.pays li")), 2)

    def test_roofline(self):
        self.open("gpu")
        figure = "#roofline svg[role=img]:first-of-type"
        counted = [m for m in self.of("clij") + self.of("workflow") if m["operations"]]
        marks = self.run_js("""[...document.querySelectorAll('#roofline svg[role=img]')].map(svg => [...svg.querySelectorAll('.mark')].map(mark => {
            const numbers = mark.getAttribute('d').match(/[\\d.]+/g).map(Number); return [mark.textContent, ...numbers.slice(0, 2)]; }))""")
        self.assertEqual(list(map(len, marks)), [len(counted), 17 - len(counted)] * 2)
        x, y = self.scale(figure, "x"), self.scale(figure, "y")
        for m, (text, left, top) in zip(counted, marks[0]):
            speed = m["operations"] / median(m, "clumen") / 1e6
            if m["axes"] == 2:  # a circle begins at its left
                self.assertLess(math.dist((left + 5, top), (x(m["operations"] / m["bytes"]), y(speed))), 0.3)
            share = speed / min(60000, 3900 * m["operations"] / m["bytes"])
            self.assertIn(m["title"], text)
            self.assertAlmostEqual(float(text.split(", ")[-1].split(" ")[0]), 100 * share, delta=0.06 * 100 * share)
        self.assertEqual(len(self.texts("#roofline ol li")), 2 * len(counted))

    def test_compile(self):
        self.open("gpu")
        self.assertIn("Opening the device takes a new process 210 ms", self.text("#compile"))
        figure, cold = "#compile svg[role=img]", self.of("clij")[0]["results"]["clumen"]
        marks = self.run_js(f"[...document.querySelector({figure!r}).querySelectorAll('.mark')].slice(0, 3).map(m => [m.textContent, m.getAttribute('d')])")
        x = self.scale(figure + ":first-of-type", "x")
        for (text, path), key in zip(marks, ("cold_ms", "warm_ms", "median_ms"), strict=True):
            self.assertIn(key.split("_")[0] if key != "median_ms" else "steady", text)
            if key == "cold_ms": self.assertAlmostEqual(float(path[1:].split(" ")[0]), x(cold[key]), delta=0.2)  # the tip
            if key == "median_ms": self.assertAlmostEqual(float(path[1:].split(" ")[0]) + 5, x(cold[key]), delta=0.2)

    def test_hostile_and_missing(self):
        self.open("gaps")
        evil = self.report["runners"][0]["label"]
        self.assertEqual(self.text("#name"), f"Is {evil} worth it on this machine?")
        self.assertEqual(self.run_js("[document.images.length, document.scripts.length, typeof hacked]"), [0, 2, "undefined"])
        cells = {row[0]: [cell[0] for cell in row[1:]] for row in self.table()}
        self.assertEqual(cells, {evil: ["2.00", "▼ 0.500× ≠", "–", "–"], "No second runner": ["3.00", "–", "–", "–"],
                                 "No device": ["–", "–", "–", "–"], "Fails on both": ["failed", "failed", "–", "–"],
                                 "Nulls": ["–", "–", "–", "–"], "Nothing": ["–", "–", "–", "–"], "As fast": ["7.0", "≈ 1.0×", "–", "–"],
                                 "A thousandth": ["–", "–", "1.00·10⁻⁶", "▲ 25\u202f000\u202f000\u202f000×"]})
        about = self.text("#about")
        for part in (f"{evil}: {evil}", "other & co: no room for 3 GiB", f"{evil}, 2D 100 × 300: other & co differs"): self.assertIn(part, about)
        self.switch("with")  # nothing was measured with it
        self.assertEqual({cell[0] for row in self.table() for cell in row[1:]}, {"–", "failed"})
        for page in ("NaN", "undefined", "null", "Infinity"): self.assertNotIn(page, self.run_js("document.querySelector('main').innerHTML"))

    def test_one_runner(self):
        self.open("cpu")
        self.assertIn("Only clumen on pthread-cascadelake (PoCL) was measured", self.text("#summary"))
        self.assertEqual({row[0]: [cell[0] for cell in row[1:]] for row in self.table()}, {
            "Add a number": ["0.62", "2.4"], "Gaussian blur, sigma 2": ["4.0", "38"], "Label, full connectivity": ["6.2", "31"]})
        self.assertIn("skimage: No module named 'skimage'", self.text("#about"))
        self.assertNotIn("pay", self.text("main"))

    def test_absent_sections(self):
        self.open({"format": "clumen report 1", "runners": bench_page.report("gpu")["runners"]})
        for section in SECTIONS[:-1]:
            lines = self.run_js(f"[...document.querySelector('#{section} .content').children].map(e => e.tagName)")
            self.assertEqual(lines, ["P"], section)
            self.assertRegex(self.text(f"#{section} .content"), r"measured|compare")

    def test_controls_have_names_and_pages_fit(self):
        for name in ("gpu", "cpu", "gaps"):
            self.open(name)
            nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
            controls = [(n["role"]["value"], n.get("name", {}).get("value")) for n in nodes if n.get("role", {}).get("value") in
                        ("radio", "button", "link", "image", "region")]
            self.assertTrue(all(said for _, said in controls), controls)
            self.assertEqual([said for role, said in controls if role == "radio"], ["without transfer", "with transfer"])
            for width in (320, 700, 1600):
                self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
                self.run_js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
                self.assertLessEqual(self.run_js("document.documentElement.scrollWidth"), width)
            self.browser.call("Emulation.setDeviceMetricsOverride", width=1280, height=800, deviceScaleFactor=1, mobile=False)

    def test_prints(self):
        self.open("gpu")
        width = "document.querySelector('#roofline svg[role=img]').viewBox.baseVal.width"
        self.run_js(f"window.printed = null; addEventListener('beforeprint', () => window.printed = {width})")
        self.browser.call("Page.printToPDF", printBackground=True)
        self.assertEqual(self.run_js("window.printed"), 720)
        self.browser.until(f"{width} > 1000")
        self.browser.call("Emulation.setEmulatedMedia", media="print")
        self.assertEqual(self.run_js("getComputedStyle(document.querySelector('#switches')).display"), "none")
        self.browser.call("Emulation.setEmulatedMedia", media="")


if __name__ == "__main__":
    unittest.main()
