"""clumen kernel cache: what is on the disk, and what is not. Whether a driver gives binaries is its own matter; PoCL's compiled
programs lie in its own folder."""
import os
import time
import unittest

import command

KERNEL = """kernel void scale(SOURCE(src), const int4 size, global dst_S* restrict dst, const float factor) {
  const int x = get_global_id(0), y = get_global_id(1);
  if (x < size.s0 && y < size.s1) STORE(dst, INDEX(size, x, y, 0, 0), READ(src, x, y, 0, 0) * factor);
}
"""


class Cache(command.Case):
    def setUp(self):
        super().setUp()
        self.ours, self.pocl = self.path("ours"), self.path("pocl")
        self.ours.mkdir()
        self.pocl.mkdir()
        self.where = {"CLUMEN_CACHE_DIR": str(self.ours), "POCL_CACHE_DIR": str(self.pocl)}

    def cache(self, *words): return self.run_clumen("kernel", "cache", *words, environment=self.where)

    def kept(self): return sorted(p.name for p in self.ours.iterdir())

    def warm(self):
        kernel = self.path("scale.cl")
        kernel.write_text(KERNEL)
        return self.cache("warm", "--kernel", kernel, "--chain", "gaussian(2) | greater(3)", "--shape", "64x48", "--dtype", "u16")

    def test_warm_compiles_what_is_run_later(self):
        self.assertRegex(self.warm(), r": [1-9]\d* compiled, 0 were there")
        listed, size = self.cache("list"), self.cache("size")
        if not self.kept():  # the driver gives no binaries, and keeps them itself
            self.assertIn("clumen: 0 programs", size)
            self.assertRegex(size, r"PoCL itself: [1-9]\d* programs?, .* in .*pocl")
            return
        self.assertRegex(listed, r"scale\.cl \(scale\)")
        self.assertRegex(listed, r"filter/separable\.cl \(")
        self.assertRegex(size, rf"clumen: {len(self.kept())} programs, .* in {self.ours}")
        self.assertRegex(self.warm(), r": 0 compiled, [1-9]\d* were there")
        self.assertEqual(self.cache("list", "--device", "no such device").splitlines()[0][:18], "clumen: 0 programs")
        self.assertIn("removed 0 programs", self.cache("clear", "--older-than", "1"))
        self.assertIn("removed 0 programs", self.cache("clear", "--device", "no such device"))
        old = self.kept()[0]
        os.utime(self.ours / old, (time.time() - 3 * 86400,) * 2)
        self.assertIn("removed 1 program,", self.cache("clear", "--older-than", "2"))
        self.assertNotIn(old, self.kept())
        self.assertRegex(self.warm(), r": 1 compiled, [1-9]\d* were there")
        self.cache("clear")
        self.assertEqual(self.kept(), [])

    def test_damaged_programs_go_and_other_files_stay(self):
        for name, text in (("0" * 32 + ".bin", "rubbish"), ("1" * 32 + ".bin", "clumen program 1\nof before"),
                           ("2" * 32 + ".bin.1.2", "half"), ("notes.txt", "mine"), ("3.bin", "mine")):
            (self.ours / name).write_text(text)
        listed = self.cache("list")
        self.assertIn("0" * 32 + ".bin: damaged", listed)
        self.assertIn("1" * 32 + ".bin: of another version", listed)
        self.assertIn("clumen: 3 programs", listed)
        self.assertIn("removed 3 programs", self.cache("clear", "--older-than", "100"))
        self.assertEqual(self.kept(), ["3.bin", "notes.txt"])

    def test_what_pocl_keeps(self):
        folder = self.pocl / "AB" / "CDEF"
        folder.mkdir(parents=True)
        (folder / "program.bc").write_bytes(b"x" * 3000)
        self.assertIn(f"PoCL itself: 1 program, 2.9 KiB in {self.pocl}", self.cache("size"))
        self.assertNotIn("PoCL", self.cache("clear"))
        self.assertTrue(folder.exists())
        self.assertIn("removed 1 program, 2.9 KiB of PoCL", self.cache("clear", "--drivers"))
        self.assertEqual(list(self.pocl.iterdir()), [])

    def test_off_and_mistakes(self):
        self.where["CLUMEN_CACHE_DIR"] = "off"
        self.assertIn("CLUMEN_CACHE_DIR is off", self.cache("list"))

        def refused(*words, says): self.refused("kernel", "cache", *words, says=says, environment=self.where)
        refused("warm", says="nothing to warm")
        refused("warm", "--chain", "gaussian(5", says="kernel cache: 'gaussian(5' is no step")
        refused("warm", "--chain", "gaussian(5)", "--shape", "0x7", says="--shape is 0x7")
        refused("warm", "--chain", "gaussian(5)", "--dtype", "u7", says="u7")
        refused("clear", "--older-than", "-1", says="--older-than")
        refused("clear", "--older-than", "nan", says="--older-than")
        refused("clear", "--drivers", "--older-than", "1", says="--drivers goes with neither")
        refused(says="subcommand")
        self.refused("kernel", "cache", "warm", "--kernel", self.path("none.cl"), code=command.FILE, says="none.cl", environment=self.where)


if __name__ == "__main__":
    unittest.main()
