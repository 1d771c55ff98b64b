"""clumen compare-methods."""
import html.parser
import json
import math
import unittest

from command import FILE, Case

try:
    import numpy
    import scipy.stats
except ImportError:
    numpy = None

# The example of the lecture on method comparison of "Bio-image Analysis with Python" (BiAPoL, R. Haase), which prints
# r = 0.9435300113035253, of data read off
# Altman & Bland, The Statistician 32 (1983), figure 1.
LECTURE_1 = [130, 132, 138, 145, 148, 150, 155, 160, 161, 170, 175, 178, 182, 182, 188, 195, 195, 200, 200, 204, 210, 210,
             215, 220, 200]
LECTURE_2 = [122, 130, 135, 132, 140, 151, 145, 150, 160, 150, 160, 179, 168, 175, 187, 170, 182, 179, 195, 190, 180, 195,
             210, 190, 200]
# Its first example: both means are 5.
LECTURE_A = [1, 9, 7, 1, 2, 8, 9, 2, 1, 7, 8]
LECTURE_B = [4, 5, 5, 7, 4, 5, 4, 6, 6, 5, 4]
# Peak expiratory flow in l/min, first readings: Bland & Altman, The Lancet 327 (1986), table 1.
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI_WRIGHT = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


class Elements(html.parser.HTMLParser):
    """Every element of a page, and whether they are closed in their order."""
    VOID = {"meta", "br", "link", "input"}

    def __init__(self, text):
        super().__init__()
        self.seen, self.open, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in self.VOID: self.open.append(tag)

    def handle_startendtag(self, tag, attributes): self.seen.append((tag, dict(attributes)))

    def handle_endtag(self, tag): assert self.open.pop() == tag, tag

    def handle_data(self, data): self.text += data

    def count(self, tag): return sum(seen == tag for seen, _ in self.seen)


class Compare(Case):
    def csv(self, file, **columns):
        path = self.path(file)
        rows = zip(*columns.values())
        path.write_text("\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)]) + "\n")
        return path

    def pair(self, a, b):
        return self.csv("a.csv", label=range(len(a)), v=a), self.csv("b.csv", label=range(len(b)), v=b)

    def numbers(self, a, b, *options):
        out = self.path("out.json")
        self.printed = self.run_clumen("compare-methods", a, b, "--key", "label", "--json", out, *options)
        return json.loads(out.read_text())["columns"]

    def test_lecture(self):
        [found] = self.numbers(*self.pair(LECTURE_1, LECTURE_2))
        self.assertEqual(found["n"], 25)
        self.assertAlmostEqual(found["pearson_r"], 0.9435300113035257, places=14)
        self.assertAlmostEqual(found["bias"], 10.72, places=12)
        # the lecture draws its lines with NumPy's standard deviation, which divides by n
        by_n = found["sd"] * math.sqrt(24 / 25)
        self.assertAlmostEqual(by_n, 8.982293693706525, places=12)
        self.assertAlmostEqual(found["bias"] - 1.96 * by_n, -6.885295639664788, places=12)
        self.assertAlmostEqual(found["bias"] + 1.96 * by_n, 28.325295639664787, places=12)
        self.assertIn("0.94353", self.printed)
        [found] = self.numbers(*self.pair(LECTURE_A, LECTURE_B))
        self.assertEqual(found["bias"], 0)  # "the means are equal; however, this might be misleading"
        self.assertLess(found["pearson_r"], -0.4)

    def test_bland_and_altman_1986(self):
        [found] = self.numbers(*self.pair(WRIGHT, MINI_WRIGHT))
        self.assertEqual(found["n"], 17)
        published = {"pearson_r": (0.94, 2), "bias": (-2.1, 1), "sd": (38.8, 1), "bias_low": (-22.0, 1), "bias_high": (17.8, 1)}
        for name, (value, places) in published.items(): self.assertEqual(round(found[name], places), value, name)
        # their limits are bias ± 2 SD of the rounded numbers, -79.7 and 75.5, and 1.96 in 1999
        self.assertAlmostEqual(-2.1 - 2 * round(found["sd"], 1), -79.7)
        self.assertAlmostEqual(found["lower_limit"], found["bias"] - 1.96 * found["sd"])
        self.assertAlmostEqual(found["upper_limit"], found["bias"] + 1.96 * found["sd"])
        self.assertAlmostEqual(found["repeatability"], 1.96 * found["sd"])

    @unittest.skipIf(numpy is None, "NumPy and SciPy are not there")
    def test_like_numpy_and_scipy(self):
        random = numpy.random.default_rng(3)
        for n in (3, 4, 17, 120, 5000):
            a = random.normal(1e4, 50, n)
            b = 1.02 * a + random.normal(3, 20, n)
            [found] = self.numbers(*self.pair(a.tolist(), b.tolist()))
            d = a - b
            sd, t = d.std(ddof=1), scipy.stats.t.ppf(0.975, n - 1)
            of_limit = t * sd * numpy.sqrt(1 / n + 1.96**2 / (2 * (n - 1)))
            expected = {"n": n, "left_out": 0, "pearson_r": scipy.stats.pearsonr(a, b)[0], "bias": d.mean(), "sd": sd,
                        "bias_low": d.mean() - t * sd / n**0.5, "bias_high": d.mean() + t * sd / n**0.5,
                        "lower_limit": d.mean() - 1.96 * sd, "upper_limit": d.mean() + 1.96 * sd, "repeatability": 1.96 * sd}
            for limit in ("lower", "upper"):
                expected[f"{limit}_limit_low"] = expected[f"{limit}_limit"] - of_limit
                expected[f"{limit}_limit_high"] = expected[f"{limit}_limit"] + of_limit
            self.assertEqual(set(found), {"column", *expected})
            for name, value in expected.items():
                self.assertAlmostEqual(found[name], value, delta=1e-10 * max(abs(value), sd), msg=f"{name}, {n}")

    def test_joins_by_key(self):
        a = self.csv("a.csv", label=[1, 2, 3, 4, 9], name=list("pqrst"), area=[10, 20, 30, 40, 50], only_a=[0] * 5)
        b = self.csv("b.csv", label=["4.0", "3.0", "2.0", "1.0", "7.0"], area=[41, 33, 22, 10, 0], name=list("tsrqp"))
        [found] = self.numbers(a, b)
        self.assertEqual((found["column"], found["n"], found["bias"]), ("area", 4, -1.5))
        for part in ("4 rows of both", "rows only in A: 1 (9)", "rows only in B: 1 (7)",
                     "name is passed over: it is not numeric"): self.assertIn(part, self.printed)
        both = self.csv("c.csv", image=["x", "x", "y", "y"], label=[1, 2, 1, 2], area=[1, 2, 3, 5])
        self.run_clumen("compare-methods", both, both, "--key", "image,label", "--csv", self.path("t.csv"))
        [row] = self.table(self.path("t.csv"))
        self.assertEqual((row["column"], row["n"], row["pearson_r"], row["sd"]), ("area", "4", "1", "0"))

    def test_columns(self):
        a = self.csv("a.csv", label=[1, 2, 3, 4], x=[1, 2, 3, 4], y=[5, "", 7, 9], z=[1, "nan", "", 2], flat=[3] * 4)
        b = self.csv("b.csv", label=[1, 2, 3, 4], x=[1, 2, 3, 5], y=[5, 6, 8, 8], z=[1, 2, 3, 4], flat=[3, 4, 5, 6])
        rows = {row["column"]: row for row in self.numbers(a, b)}
        self.assertEqual(list(rows), ["x", "y", "flat"])
        self.assertEqual((rows["y"]["n"], rows["y"]["left_out"], rows["y"]["bias"]), (3, 1, 0))
        self.assertIsNone(rows["flat"]["pearson_r"])  # of a constant it is not defined
        self.assertIn("z is passed over: pairs of finite values: 2", self.printed)
        self.assertEqual([row["column"] for row in self.numbers(a, b, "--column", "flat,x")], ["flat", "x"])

    def test_report(self):
        out = self.path("r.html")
        a = self.csv("a.csv", label=range(25), **{"p <1>": LECTURE_1, "same": LECTURE_1, "flat": [1] * 25})
        b = self.csv("b.csv", label=range(25), **{"p <1>": LECTURE_2, "same": LECTURE_1, "flat": [1] * 25})
        self.run_clumen("compare-methods", a, b, "--key=label", "-o", out)
        text = out.read_text()
        page = Elements(text)
        self.assertEqual(page.open, [])
        self.assertEqual(page.count("svg"), 3 * 4)
        self.assertEqual(page.count("circle"), 3 * 2 * 25)
        for word in ("http:", "https:", "src=", "href=", "url(", "@import", "NaN", "inf "): self.assertNotIn(word, text)
        labels = [a["aria-label"] for tag, a in page.seen if tag == "svg"]
        self.assertEqual(labels[0], "Bland-Altman plot of p <1>: bias 10.72, limits of agreement -7.248 to 28.69")
        self.assertEqual(labels[1], "Scatter plot of p <1>: Pearson r 0.94353")
        for number in ("0.94353", "10.72", "9.16752", "-7.24833", "28.6883", "17.9683"): self.assertIn(number, page.text)
        many = self.csv("many.csv", label=range(5000), v=range(5000))
        self.run_clumen("compare-methods", many, many, "--key=label", "-o", out)
        self.assertEqual(Elements(out.read_text()).count("circle"), 0)
        self.assertLess(out.stat().st_size, 500_000)

    def test_numbers_of_any_size(self):
        for scale in (1e-300, 1e16, 1e300):
            a, b = self.pair([scale * (1 + i * 1e-15) for i in range(6)], [scale] * 6)
            self.run_clumen("compare-methods", a, b, "--key=label", "-o", self.path("r.html"))
            self.assertEqual(Elements(self.path("r.html").read_text()).count("svg"), 4)

    def test_refusals(self):
        good = self.csv("good.csv", label=[1, 2, 3], area=[4, 5, 6], text=["u", "v", "w"])
        run = lambda *arguments, **expected: self.refused("compare-methods", *arguments, **expected)
        run(good, good, says="--key is required")
        run(good, good, "--key=lable", says=["good.csv has no column lable", "label, area, text"])
        run(good, good, "--key=label", "--column=size", says=["no column size", "label, area, text"])
        run(good, good, "--key=label", "--column=text", says=["column text of", "not numeric", "line 2", '"u"'])
        micron, pixel = self.csv("m.csv", label=[1, 2, 3], **{"area [µm²]": [1, 2, 3]}), self.csv("p.csv", label=[1, 2, 3], **{"area [pixel²]": [1, 2, 3]})
        run(micron, pixel, "--key=label", says=["area is in µm² in", "in pixel² in"])
        self.assertEqual(self.numbers(micron, good)[0]["column"], "area")
        other = self.csv("other.csv", label=[11, 12, 13, 14], area=[1, 2, 3, 4])
        run(good, other, "--key=label", says=["no key is in both", "3 rows, as 1, 2, 3", "4 rows, as 11, 12, 13"])
        twice = self.csv("twice.csv", label=[1, 2, "2.0"], area=[1, 2, 3])
        run(good, twice, "--key=label", says=["twice.csv has the key 2 twice", "lines 3 and 4"])
        few = self.csv("few.csv", label=[2, 3], area=[1, 2])
        run(good, few, "--key=label", says="keys in both tables: 2; 3 are needed")
        gaps = self.csv("gaps.csv", label=[1, 2, 3], area=[1, "", "inf"])
        run(good, gaps, "--key=label", "--column=area", says="pairs of finite values of area: 1; 3 are needed")
        run(good, gaps, "--key=label", says="no column can be compared")
        run(good, good, "--key=label", "-o", self.path("r.txt"), says=".html")
        run(good, good, "--key=label", "--json", self.path("r.txt"), says=".json")
        run(good, good, "--key=label", "--csv", self.path("r.txt"), says=".csv")
        run(good, self.path("none.csv"), "--key=label", code=FILE, says=["none.csv", "No such file"])
        run(good, good, "--key=label", "-o", self.path("no/r.html"), code=FILE, says="No such file")
        self.path("bad.csv").write_text("label,area\n1,2\n3\n")
        run(good, self.path("bad.csv"), "--key=label", code=FILE, says=["bad.csv", "line 3 has 1 fields"])


if __name__ == "__main__":
    unittest.main()
