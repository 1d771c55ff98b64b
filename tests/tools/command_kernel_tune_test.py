"""clumen kernel tune, and what becomes of what it finds."""
import json
import unittest

import command
import tiff

# WORK alone takes time, WRONG changes the result.
SLOW = """// tunable WORK: 500 0
// tunable GROUP: 1x1 4x1 64x1x1
// tunable WRONG: 0 1
kernel void slow(SOURCE(src), const int4 size, global dst_S* restrict dst) {
  const int x = get_global_id(0), y = get_global_id(1);
  if (x >= size.s0 || y >= size.s1) return;
  float v = READ(src, x, y, 0, 0);
  for (int i = 0; i < WORK; ++i) v = v * 0.5f + v * 0.5f;
  STORE(dst, INDEX(size, x, y, 0, 0), v + WRONG);
}
"""
# shows what it was given
SHOWN = """// tunable TILE: 16 8 32
// tunable GROUP: 4x2 8x1
kernel void shown(global const uchar* src, global int* dst) {
  const int i = get_global_id(0);
  dst[i] = TILE * 10000 + GROUP_X * 100 + GROUP_Y * 10 + get_local_size(0);
}
"""


class Tune(command.Case):
    def file(self, name, text):
        path = self.path(name)
        path.write_text(text)
        return path

    def shown(self, kernel, *options, tunables=None):
        out = self.path("out.tif")
        self.run_clumen("kernel", "run", kernel, self.image("in.tif", [[0] * 8]), out, "--dtype", "i32", *options,
                        environment={"CLUMEN_TUNABLES": str(tunables or "off")})
        (row,) = {tuple(r) for r in tiff.read(out)[0].rows}
        (value,) = set(row)
        return value

    def test_the_first_choice_is_the_default(self):
        kernel = self.file("shown.cl", SHOWN)
        self.assertEqual(self.shown(kernel), 160424)
        self.assertEqual(self.shown(kernel, "--define", "TILE=5"), 50424)
        self.assertEqual(self.shown(kernel, "--define", "GROUP=8x1"), 160818)
        self.assertEqual(self.shown(kernel, "--group", "2x1"), 160212)

    def test_what_is_found_is_kept_for_this_text_on_this_device(self):
        kernel, image, out = self.file("slow.cl", SLOW), self.image("in.tif", [[x % 200 for x in range(64)]] * 32), self.path("t.json")
        other = {"device": "Abacus", "form": "cpu", "values": {"label.STRIPS": 8}}
        out.write_text(json.dumps({"format": "clumen tunables 1", "devices": [other]}))
        told = self.run_clumen("kernel", "tune", kernel, image, "--out", out)
        self.assertRegex(told, r"slow: .*WORK 0 instead of 500")
        self.assertRegex(told, r"[\d.]+ ms instead of [\d.]+")
        self.assertRegex(told, r"refused: WRONG = 1: other results of .*slow\.cl")
        kept, entry = json.loads(out.read_text())["devices"]
        self.assertEqual(kept, other)
        ((key, values),) = entry["kernels"].items()
        self.assertTrue(key.startswith("slow "))
        self.assertEqual(values["values"]["WORK"], "0")
        self.assertNotIn("WRONG", values["values"])
        before, after = values["ms, default and tuned"]
        self.assertLess(after, before)

    def test_a_file_of_tunables_is_used(self):
        kernel, out = self.file("slow.cl", SLOW), self.path("t.json")
        self.run_clumen("kernel", "tune", kernel, self.image("in.tif", [[5] * 64] * 32), "--out", out)
        written = json.loads(out.read_text())
        ((key, entry),) = written["devices"][0]["kernels"].items()

        def write(**values):
            entry["values"] = values
            out.write_text(json.dumps(written))

        def pixel(file, *options, tunables=out):
            result = self.path("out.tif")
            self.run_clumen("kernel", "run", file, self.path("in.tif"), result, *options, environment={"CLUMEN_TUNABLES": str(tunables)})
            return tiff.read(result)[0].rows[0][0]
        write(WRONG="1", WORK="0")  # which tells whether it is used
        self.assertEqual(pixel(kernel), 6)
        self.assertEqual(pixel(kernel, "--define", "WRONG=7"), 12)
        self.assertEqual(pixel(kernel, tunables="off"), 5)
        (self.folder / "elsewhere").mkdir()
        self.assertEqual(pixel(self.file("elsewhere/moved.cl", SLOW)), 6)
        self.assertEqual(pixel(self.file("changed.cl", SLOW + "// another text\n")), 5)
        # what its text does not allow, and what is no file of tunables
        run = ("kernel", "run", kernel, self.path("in.tif"), self.path("out.tif"))
        where = {"CLUMEN_TUNABLES": str(out)}
        write(WRONG="2")
        self.refused(*run, code=command.FILE, says=["WRONG of kernel slow is 2"], environment=where)
        write(OTHER="2")
        self.refused(*run, code=command.FILE, says=["OTHER of kernel slow is 2"], environment=where)
        write(WRONG=1)
        self.refused("max", self.path("in.tif"), code=command.FILE, says=["t.json", "WRONG of kernel slow"], environment=where)
        # tuned again with nothing to gain: the entry goes
        write(WRONG="1")
        self.run_clumen("kernel", "tune", kernel, self.path("in.tif"), "--define", "WORK=0", "--define", "GROUP=1x1", "--out", out)
        self.assertEqual(json.loads(out.read_text())["devices"][0]["kernels"], {})

    def test_mistakes(self):
        image, out = self.ramp(), self.path("t.json")

        def refused(first_line, says):
            kernel = self.file("bad.cl", first_line + "\nkernel void f(global const uchar* src, global uchar* dst) {}\n")
            self.refused("kernel", "tune", kernel, image, "--out", out, says=says)
        refused("", "has no tunable to choose")
        refused("// tunable A:", "tunable A has no choice")
        refused("// tunable A: 1 two", "tunable A has the choice two")
        refused("// tunable A: 1 1", "tunable A has the choice 1")
        refused("// tunable GROUP: 8x0", "tunable GROUP has the choice 8x0")
        refused("// tunable A: 1 2\n// tunable A: 3", "tunable A stands there twice")
        self.assertFalse(out.exists())
        self.refused("kernel", "tune", self.file("slow.cl", SLOW), image, environment={"CLUMEN_TUNABLES": "off"}, says="--out")
        out.write_text("[]")
        self.refused("kernel", "tune", self.file("slow.cl", SLOW), image, "--out", out, code=command.FILE, says="no file of tunables")


if __name__ == "__main__":
    unittest.main()
