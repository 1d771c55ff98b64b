"""The page of clumen view as a person uses it, in headless Chromium."""
import re
import sys
import unittest

from browser import CHROMIUM, Browser
from command import Case

try:
    import numpy
    import tifffile
except ImportError:
    print("SKIPPED: NumPy and tifffile are not there")
    sys.exit(77)
if not CHROMIUM:
    print("SKIPPED: there is no Chromium, which the page is looked at with")
    sys.exit(77)


def shown(text):
    """A number of a table as the page writes it: fractions with six digits."""
    return f"{float(text):.6g}" if re.fullmatch(r"-?\d+\.\d{4,}", text) else text


class Pages(Case):
    @classmethod
    def setUpClass(cls): cls.browser = Browser()

    @classmethod
    def tearDownClass(cls): cls.browser.close()

    def tiff(self, name, array, **options):
        tifffile.imwrite(self.path(name), array, **options)
        return self.path(name)

    def open(self, *arguments):
        """Opens the page; the image fills the canvas as it says itself."""
        page = self.path("page.html")
        self.run_clumen("view", *arguments, "-o", page)
        self.browser.open(page)
        self.settle()
        return page

    def settle(self):
        """Until nothing is decoded or drawn any more."""
        self.browser.until("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
                           " done(!drawing && tiles.waiting.size === 0))))")

    def tearDown(self):
        self.assertEqual(self.browser.errors(), [])
        self.assertEqual([url for url in self.browser.requests() if not url.endswith("/page.html")], [])

    def place(self, x, y):
        """Where the middle of a pixel of the image is in the canvas."""
        return self.browser.run(f"[({x} + 0.5 - view.x) * view.zoom, ({y} + 0.5 - view.y) * view.zoom]")

    def on_screen(self, left, top):
        """The same on the page, where there may be something above the canvas."""
        return [left, top + self.browser.run("canvas.getBoundingClientRect().top")]

    def shown(self, x, y):
        """Red, green and blue of a pixel of the image on the screen."""
        left, top = self.place(x, y)
        return self.browser.run(f"[...context.getImageData({left}, {top}, 1, 1).data].slice(0, 3)")

    def hover(self, x, y):
        self.browser.mouse("mouseMoved", *self.on_screen(*self.place(x, y)))
        self.browser.until(f"readout.textContent.startsWith('x {x}  y {y}')")
        return self.browser.run("readout.textContent").split("\n")

    def slide(self, control, value):
        self.browser.run(f"(c => {{ c.value = {value}; c.dispatchEvent(new Event('input')); }})(document.getElementById('{control}'))")
        self.settle()

    def choose(self, value):
        self.browser.run(f"(c => {{ c.value = '{value}'; c.dispatchEvent(new Event('change')); }})(document.getElementById('label-mode'))")
        self.settle()

    def test_hover_shows_value_label_and_row(self):
        image, labels, table = self.path("s.tif"), self.path("l.tif"), self.path("t.csv")
        self.run_clumen("sample", "nuclei", image, "--size=640")
        self.run_clumen("nuclei", image, "--sigma=2", "--labels", labels, "--table", table)
        self.open(image, labels, "--table", table)
        pixels, numbers = tifffile.imread(image), tifffile.imread(labels)
        rows = self.table(table)
        for row in rows[:5] + rows[-5:]:
            ys, xs = numpy.nonzero(numbers == int(row["label"]))
            x, y = int(xs[len(xs) // 2]), int(ys[len(ys) // 2])
            lines = self.hover(x, y)
            self.assertEqual(lines[1:3], [str(pixels[y, x]), f"label {row['label']}"])
            self.assertEqual(lines[3:], [f"{name} {shown(text)}" for name, text in row.items()])
        y, x = (int(i[0]) for i in numpy.nonzero(numbers == 0))
        self.assertEqual(self.hover(x, y)[1:], [str(pixels[y, x]), "no label"])

    def test_values_of_floats(self):
        array = numpy.random.default_rng(1).normal(0, 1e-3, (300, 400)).astype("float32")
        array[7, 8] = numpy.nan
        self.open(self.tiff("a.tif", array))
        step = (numpy.nanmax(array) - numpy.nanmin(array)) / 65534
        for x, y in ((0, 0), (399, 299), (256, 255), (100, 200)):
            self.assertAlmostEqual(float(self.hover(x, y)[1]), array[y, x], delta=step)
        self.assertEqual(self.hover(8, 7)[1], "not finite")
        for scale in (1e-25, 1e25):
            self.open(self.tiff("b.tif", array * scale))
            self.assertAlmostEqual(float(self.hover(100, 200)[1]) / scale, array[200, 100], delta=step)

    def test_contrast_channels_and_colours(self):
        array = numpy.zeros((2, 64, 64), "uint16")
        array[0, :, 32:], array[1, 32:] = 1000, 40000
        self.open(self.tiff("a.tif", array, imagej=True, metadata={"axes": "CYX"}))
        corners = {"left top": (5, 5), "right top": (60, 5), "left bottom": (5, 60), "right bottom": (60, 60)}
        seen = lambda: {name: self.shown(*place) for name, place in corners.items()}
        self.assertEqual(seen(), {"left top": [0, 0, 0], "right top": [0, 255, 0], "left bottom": [255, 0, 255],
                                  "right bottom": [255, 255, 255]})
        self.slide("low-0-0", 999)
        self.assertEqual(seen()["right top"], [0, 255, 0])
        self.slide("low-0-1", 39999)
        self.assertEqual(seen()["left bottom"], [255, 0, 255])
        self.slide("low-0-1", 40000)
        self.assertEqual(seen()["left bottom"], [0, 0, 0])
        self.browser.run("document.getElementById('high-0-1').max = 60000")
        self.slide("low-0-1", 20000)
        self.slide("high-0-1", 60000)
        self.assertEqual(seen()["left bottom"], [128, 0, 128])  # half of the way from black to full
        self.browser.run("document.getElementById('on-0-0').click()")
        self.settle()
        self.assertEqual(seen()["right top"], [0, 0, 0])
        self.browser.run("(c => { c.value = '#ff8000'; c.dispatchEvent(new Event('input')); })(document.getElementById('colour-0-1'))")
        self.settle()
        self.assertEqual(seen()["left bottom"], [128, 64, 0])

    def test_planes_and_frames(self):
        array = numpy.arange(3 * 4, dtype="uint8").reshape(3, 4, 1, 1) * numpy.ones((1, 1, 40, 40), "uint8") * 20
        self.open(self.tiff("a.tif", array, imagej=True, metadata={"axes": "TZYX"}))
        self.assertEqual(self.hover(3, 4), ["x 3  y 4  z 2  t 0", "40"])
        self.slide("place-z", 3)
        self.slide("place-t", 1)
        self.assertEqual(self.hover(5, 4), ["x 5  y 4  z 3  t 1", str(7 * 20)])
        self.browser.run("canvas.focus()")
        for key in "[,,": self.browser.key(key)
        self.settle()
        self.assertEqual(self.hover(6, 4), ["x 6  y 4  z 1  t 0", "20"])
        dark = self.shown(3, 3)
        for key in "]]": self.browser.key(key)
        self.settle()
        self.assertGreater(sum(self.shown(3, 3)), sum(dark))

    def test_curtain(self):
        left, right = numpy.full((100, 100), 10, "uint8"), numpy.full((100, 100), 200, "uint8")
        left[0], right[0] = 210, 0  # so that both have some contrast
        self.open(self.tiff("a.tif", left), "--against", self.tiff("b.tif", right))
        a, b = self.shown(20, 50), self.shown(80, 50)
        self.assertLess(a[0], 20)
        self.assertGreater(b[0], 200)
        self.assertEqual(self.hover(80, 50)[1:], ["a.tif  10", "b.tif  200"])
        self.slide("curtain", 1000)
        self.assertEqual((self.shown(20, 50), self.shown(80, 50)), (a, a))
        self.slide("curtain", 0)
        self.assertEqual((self.shown(20, 50), self.shown(80, 50)), (b, b))
        self.slide("curtain", 500)
        middle, (end, top) = self.browser.run("canvas.width / 2"), self.place(90, 50)
        self.browser.drag((middle, top), (end, top))
        self.settle()
        self.assertEqual((self.shown(70, 50), self.shown(95, 50)), (a, b))
        self.assertAlmostEqual(self.browser.run("document.getElementById('curtain').value / 1000 * canvas.width"), end, delta=2)

    def test_labels(self):
        labels = numpy.zeros((300, 300), "uint16")
        labels[100:200, 50:256], labels[100:200, 256:280] = 5, 1000  # they meet where tiles do
        self.open(self.tiff("a.tif", numpy.zeros((300, 300), "uint8")), self.tiff("l.tif", labels))
        colour = lambda label: self.browser.run(f"labelColour({label})")
        self.assertNotEqual(colour(5), colour(1000))
        self.assertEqual(self.shown(50, 150), colour(5))  # on the outline
        self.assertEqual((self.shown(255, 150), self.shown(256, 150)), (colour(5), colour(1000)))
        self.assertEqual((self.shown(150, 150), self.shown(49, 150)), ([0, 0, 0], [0, 0, 0]))
        self.choose("areas")
        part = [round(v * 0.6) for v in colour(5)]
        for shown, wanted in zip(self.shown(150, 150), part): self.assertAlmostEqual(shown, wanted, delta=2)
        self.slide("label-opacity", 100)
        self.assertEqual(self.shown(150, 150), colour(5))
        self.choose("nothing")
        self.assertEqual(self.shown(50, 150), [0, 0, 0])
        whole = numpy.full((20, 20), 70000, "uint32")  # an image that is one label has no outline
        self.open(self.tiff("b.tif", numpy.zeros((20, 20), "uint8")), self.tiff("m.tif", whole))
        self.assertEqual(self.shown(0, 10), [0, 0, 0])
        self.assertEqual(self.hover(3, 3)[2], "label 70000")

    def test_zoom_and_pan(self):
        array = numpy.add.outer(numpy.arange(700), numpy.arange(1400)).astype("uint16")
        self.open(self.tiff("a.tif", array))
        self.assertLess(self.browser.run("view.zoom"), 0.51)
        self.assertEqual(self.hover(1234, 567)[1], str(1234 + 567))  # though a coarser level is drawn
        under = lambda left, top: self.browser.run(f"[view.x + {left} / view.zoom, view.y + {top} / view.zoom]")
        before = under(300, 200)
        for _ in range(6): self.browser.mouse("mouseWheel", 300, 200, deltaX=0, deltaY=-240)
        self.settle()
        self.assertGreater(self.browser.run("view.zoom"), 20)
        for now, then in zip(under(300, 200), before): self.assertAlmostEqual(now, then, places=6)
        self.browser.drag((300, 200), (420, 150))
        for now, then in zip(under(420, 150), before): self.assertAlmostEqual(now, then, places=6)
        self.browser.run("canvas.focus()")
        self.browser.key("0")
        self.settle()
        self.assertLess(self.browser.run("view.zoom"), 0.51)
        before = self.browser.run("view.x")
        self.browser.key("ArrowRight")
        self.browser.key("+")
        self.settle()
        self.assertGreater(self.browser.run("view.x"), before)

    def test_keyboard_reads_pixels(self):
        array = numpy.arange(100, dtype="uint8").reshape(10, 10)
        self.open(self.tiff("a.tif", array))
        self.browser.run("canvas.focus()")
        for key in ("ArrowRight", "ArrowRight", "ArrowDown"): self.browser.key(key, modifiers=8)
        self.browser.until("readout.textContent.startsWith('x 7  y 6')")
        self.assertEqual(self.browser.run("readout.textContent"), "x 7  y 6\n67")
        self.browser.key("1")
        self.assertFalse(self.browser.run("document.getElementById('on-0-0').checked"))

    def test_everything_has_a_name(self):
        array = numpy.zeros((2, 2, 2, 30, 30), "uint8")
        path = self.tiff("a.tif", array, imagej=True, metadata={"axes": "TZCYX"})
        labels = self.tiff("l.tif", array[:, :, 0], imagej=True, metadata={"axes": "TZYX"})
        self.open(path, labels, "--against", path)
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        named = [(n["role"]["value"], n.get("name", {}).get("value")) for n in nodes if not n.get("ignored")]
        controls = [n for n in named if n[0] in ("slider", "checkbox", "button", "combobox", "ColorWell", "application")]
        self.assertTrue(all(name for _, name in controls), controls)
        sliders = [name for role, name in controls if role == "slider"]
        for name in ("curtain", "plane z", "time t", "opacity"): self.assertTrue(any(name in s for s in sliders), sliders)
        self.assertEqual(len(sliders), 4 + 2 * 4)

    def test_overview_says_so(self):
        array = numpy.random.default_rng(9).integers(0, 65536, (1024, 1024)).astype("uint16")
        self.open(self.tiff("a.tif", array), "--limit-mb=1")
        self.assertIn("mean of 2 x 2", self.browser.run("document.getElementById('banner').innerText"))
        wanted = numpy.floor(array[100:102, 200:202].mean() + 0.5)
        self.assertEqual(self.hover(201, 100)[1], f"{wanted:.0f}")


if __name__ == "__main__":
    unittest.main()
