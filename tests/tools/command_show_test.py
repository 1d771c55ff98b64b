"""clumen show: what is written to the terminal, read as a terminal does."""
import base64
import os
import pty
import re
import subprocess
import sys
import unittest

from command import COMMAND, FILE, Case

try:
    import numpy
    import tifffile
    from pages import png
except ImportError:
    print("SKIPPED: NumPy and tifffile are not there")
    sys.exit(77)


def blocks(text):
    """The pixels of coloured halves of blocks: the upper one is the character's, the lower one its ground's."""
    rows, after = [], []
    for line in text.split("\n"):
        upper, lower = [], []
        for codes in re.findall("\033\\[([0-9;]*)m\u2580", line):
            numbers = [int(code) for code in codes.split(";")]
            at = numbers.index(38)
            upper.append(numbers[at + 2:at + 5])
            if 48 in numbers[at + 5:at + 6]: lower.append(numbers[at + 7:at + 10])
        if upper: rows.append(upper)
        elif line and "\033" not in line: after.append(line)
        if lower: rows.append(lower)
    return numpy.array(rows), after


def kitty(text):
    pieces = re.findall("\033_G([^;]*);([^\033]*)\033\\\\", text)
    assert [keys for keys, _ in pieces[1:]] == ["m=1"] * (len(pieces) - 2) + ["m=0"] * (len(pieces) > 1)
    assert pieces[0][0] == f"a=T,f=100,m={int(len(pieces) > 1)}" and all(len(data) <= 4096 for _, data in pieces)
    return png(base64.b64decode("".join(data for _, data in pieces), validate=True))


def sixel(text):
    width, height, body = re.search('\033P0;1q"1;1;(\\d+);(\\d+)(.*)\033\\\\', text, re.S).groups()
    pixels, palette = numpy.full((int(height) + 6, int(width), 3), -1), {}
    x = y = colour = 0
    for token in re.findall(r"#\d+;2;\d+;\d+;\d+|#\d+|!\d+.|.", body, re.S):
        if token[0] == "#" and ";" in token:
            number, _, *parts = map(int, token[1:].split(";"))
            palette[number] = [round(part * 2.55) for part in parts]
        elif token[0] == "#": colour = int(token[1:])
        elif token == "$": x = 0
        elif token == "-": x, y = 0, y + 6
        else:
            bits, times = ord(token[-1]) - 63, int(token[1:-1]) if token[0] == "!" else 1
            for i in range(6):
                if bits >> i & 1: pixels[y + i, x:x + times] = palette[colour]
            x += times
    assert (pixels[int(height):] == -1).all()
    return pixels[:int(height)]


class Show(Case):
    def tiff(self, name, array, **options):
        tifffile.imwrite(self.path(name), array, **options)
        return self.path(name)

    def show(self, path, *options):
        return self.run_clumen("show", path, *options, environment={"TMUX": ""})

    def test_blocks(self):
        array = numpy.arange(5 * 9, dtype="uint8").reshape(5, 9)
        pixels, after = blocks(self.show(self.tiff("a.tif", array)))
        numpy.testing.assert_array_equal(pixels, numpy.repeat(numpy.round(array / 44 * 255)[..., None], 3, axis=-1))
        self.assertEqual(after, [f"{self.path('a.tif')}: 9x5, u8"])
        rgb = numpy.random.default_rng(1).integers(0, 256, (6, 7, 3)).astype("uint8")
        pixels, _ = blocks(self.show(self.tiff("rgb.tif", rgb, photometric="rgb")))
        numpy.testing.assert_array_equal(pixels, rgb)
        pixels, _ = blocks(self.show(self.path("rgb.tif"), "--channel=1"))
        numpy.testing.assert_array_equal(pixels, numpy.repeat(rgb[..., 1:2], 3, axis=-1))

    def test_means_of_parts(self):
        array = numpy.random.default_rng(2).integers(0, 256, (100, 300, 3)).astype("uint8")
        pixels, _ = blocks(self.show(self.tiff("a.tif", array, photometric="rgb"), "--width=75"))
        means = array.reshape(25, 4, 75, 4, 3).astype(float).mean((1, 3))
        self.assertEqual(pixels.shape, means.shape)
        self.assertLessEqual(numpy.abs(pixels - means).max(), 0.5)
        pixels, _ = blocks(self.show(self.path("a.tif"), "--width=70"))  # parts of 5, of which the last are cut
        self.assertEqual(pixels.shape, (20, 60, 3))

    def test_protocols(self):
        array = numpy.random.default_rng(3).integers(0, 256, (50, 61, 3)).astype("uint8")
        path = self.tiff("a.tif", array, photometric="rgb")
        numpy.testing.assert_array_equal(kitty(self.show(path, "--as=kitty")), array)
        text = self.show(path, "--as=iterm")
        [data] = re.findall("\033\\]1337;File=inline=1;width=61px;height=50px:([^\a]*)\a", text)
        numpy.testing.assert_array_equal(png(base64.b64decode(data, validate=True)), array)
        pixels = sixel(self.show(path, "--as=sixel"))
        self.assertEqual(pixels.shape, array.shape)
        self.assertLessEqual(numpy.abs(pixels - array).max(), 26)  # six steps of each colour
        large = self.tiff("b.tif", numpy.zeros((2000, 1300), "uint8"))
        self.assertEqual(kitty(self.show(large, "--as=kitty")).shape, (667, 434, 3))

    def test_planes_frames_and_gaps(self):
        array = numpy.arange(2 * 3, dtype="float32").reshape(2, 3, 1, 1) + numpy.zeros((1, 1, 4, 4), "float32")
        array[..., 0, 0], array[..., 0, 1] = 10, numpy.nan
        path = self.tiff("a.tif", array, imagej=True, metadata={"axes": "TZYX"})
        _, after = blocks(self.show(path))
        self.assertEqual(after, [f"{path}: 4x4x3, f32, plane 1, frame 0 of 2"])
        pixels, after = blocks(self.show(path, "--plane=2", "--frame=1"))
        self.assertEqual(after, [f"{path}: 4x4x3, f32, plane 2, frame 1 of 2"])
        self.assertEqual(pixels[0, :2, 0].tolist(), [255, 0])

    def test_the_terminal_decides(self):
        path = self.tiff("a.tif", numpy.zeros((4, 4), "uint8"))
        says = {"xterm-kitty": {"TERM": "xterm-kitty"}, "kitty": {"KITTY_WINDOW_ID": "1"}, "iterm": {"TERM_PROGRAM": "iTerm.app"},
                "sixel": {"TERM": "foot"}, "blocks": {"TERM": "xterm-256color"}, "tmux": {"TERM": "xterm-kitty", "TMUX": "x"}}
        begins = {"xterm-kitty": "\033_G", "kitty": "\033_G", "iterm": "\033]1337", "sixel": "\033P", "blocks": "\033[38", "tmux": "\033[38"}
        for name, variables in says.items():
            parent, child = pty.openpty()
            clean = {k: v for k, v in os.environ.items() if k not in ("TMUX", "TERM_PROGRAM", "KITTY_WINDOW_ID", "LC_TERMINAL")}
            done = subprocess.Popen([COMMAND, "show", str(path)], stdout=child, env={**clean, "TERM": "xterm", **variables})
            os.close(child)
            text = b""
            try:
                while more := os.read(parent, 65536): text += more
            except OSError: pass  # the other side is closed
            os.close(parent)
            self.assertEqual(done.wait(100), 0)
            self.assertTrue(text.startswith(begins[name].encode()), (name, text[:20]))

    def test_refusals(self):
        path = self.tiff("a.tif", numpy.zeros((4, 5), "uint8"))
        self.refused("show", path, "--as=braille", says=["as is braille", "kitty, iterm, sixel, blocks"])
        self.refused("show", path, "--channel=1", says=["channel is 1", "0 to 0"])
        self.refused("show", path, "--plane=3", says="plane is 3")
        self.refused("show", path, "--frame=1", says="frame is 1")
        self.refused("show", path, "--width=5000", says="1 to 4096")
        self.refused("show", self.path("none.tif"), code=FILE, says="none.tif")


if __name__ == "__main__":
    unittest.main()
