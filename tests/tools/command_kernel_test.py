"""clumen kernel: files of one's own, run, watched and timed."""
import os
import shutil
import threading
import time
import unittest

import command
import tiff

SCALE = """kernel void scale(SOURCE(src), const int4 size, global dst_S* restrict dst, const float factor) {
  const int x = get_global_id(0), y = get_global_id(1);
  STORE(dst, INDEX(size, x, y, 0, 0), READ(src, x, y, 0, 0) * factor);
}
"""
DIALECT = """__kernel void add(IMAGE_src0_TYPE src0, IMAGE_src1_TYPE src1, IMAGE_dst_TYPE dst) {
  const sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  const float value = READ_IMAGE(src0, sampler, POS_src0_INSTANCE(x, y, z, 0)).x
                    + READ_IMAGE(src1, sampler, POS_src1_INSTANCE(x, y, z, 0)).x;
  WRITE_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(value));
}
"""


class Kernel(command.Case):
    def file(self, name, text):
        path = self.path(name)
        path.write_text(text)
        return path

    def test_run(self):
        image, kernel, out = self.image("in.tif", [[1, 2, 3], [4, 5, 6]]), self.file("scale.cl", SCALE), self.path("out.tif")
        self.run_clumen("kernel", "run", kernel, image, out, "--set", "factor=2")
        self.assertEqual(tiff.read(out)[0].rows, [[2, 4, 6], [8, 10, 12]])
        self.run_clumen("kernel", "run", kernel, image, out, "--set", "factor=0.5", "--dtype", "f32", "--name", "scale")
        self.assertEqual(tiff.read(out)[0].rows, [[0.5, 1, 1.5], [2, 2.5, 3]])
        self.run_clumen("kernel", "run", kernel, image, out, "--set", "factor=1", "--shape", "2x1")
        self.assertEqual(tiff.read(out)[0].rows, [[1, 2]])

    def test_a_file_of_the_dialect_and_two_images(self):
        first, second = self.image("a.tif", [[1, 2], [250, 4]]), self.image("b.tif", [[10, 20], [30, 40]])
        out = self.path("out.tif")
        self.run_clumen("kernel", "run", self.file("add.cl", DIALECT), first, out, "--image", f"src1={second}")
        self.assertEqual(tiff.read(out)[0].rows, [[11, 22], [255, 44]])

    def test_several_outputs(self):
        kernel = self.file("two.cl", "kernel void two(global const uchar* src, global uchar* low, global uchar* high) {\n"
                           "  const int i = get_global_id(0);\n  low[i] = src[i] & 15;\n  high[i] = src[i] >> 4;\n}\n")
        self.run_clumen("kernel", "run", kernel, self.image("in.tif", [[0x12, 0x34]]), self.path("out.tif"))
        self.assertEqual(tiff.read(self.path("out-low.tif"))[0].rows, [[2, 4]])
        self.assertEqual(tiff.read(self.path("out-high.tif"))[0].rows, [[1, 3]])

    def test_mistakes(self):
        image, kernel, out = self.ramp(), self.file("scale.cl", SCALE), self.path("out.tif")
        run = ("kernel", "run", kernel, image, out)
        self.refused(*run, says=["kernel scale", "factor is not given", "float"])
        self.refused(*run, "--set", "factor", says="NAME=VALUE")
        self.refused(*run, "--set", "factor=much", says="factor is much")
        self.refused(*run, "--set", "factor=1", "--set", "radius=1", says=["radius is none of its parameters", "src"])
        self.refused(*run, "--set", "factor=1", "--name", "blur", says=["no kernel blur", "scale"])
        self.refused(*run, "--set", "factor=1", "--shape", "0x3", says="--shape is 0x3")
        self.refused("kernel", "run", self.path("none.cl"), image, out, code=command.FILE, says="none.cl")
        wrong = self.file("wrong.cl", SCALE.replace("factor);", "facto);"))
        self.refused("kernel", "run", wrong, image, out, "--set", "factor=1", code=command.DEVICE, says=["wrong.cl:3", "facto", "^"])
        self.assertFalse(out.exists())

    def test_watch_runs_again_after_each_save(self):
        image, kernel, out = self.image("in.tif", [[1, 2]]), self.file("scale.cl", SCALE), self.path("out.tif")

        def save_twice():
            for text in (SCALE.replace("* factor", "* oops"), SCALE.replace("* factor", "* factor + 1")):
                time.sleep(2)
                kernel.write_text(text)

        saver = threading.Thread(target=save_twice)
        saver.start()
        told = self.run_clumen("kernel", "watch", kernel, image, out, "--set", "factor=2", "--times", "3")
        saver.join()
        self.assertEqual(tiff.read(out)[0].rows, [[3, 5]])
        self.assertIn("scale.cl:3", told)
        self.assertEqual(told.count("out.tif ("), 2)

    def test_check_finds_nothing_in_a_sound_kernel(self):
        sound = SCALE.replace("  STORE", "  if (x >= size.s0 || y >= size.s1) return;\n  STORE")
        told = self.run_clumen("kernel", "check", self.file("sound.cl", sound))
        self.assertIn("no remarks", told)
        self.assertIn("runs on", told)
        self.assertEqual(len(told.splitlines()), 7)  # text, here, two of AMD, Intel, NVIDIA, Oclgrind
        has_ptxas = shutil.which("ptxas") or os.path.exists("/usr/local/cuda/bin/ptxas")
        if has_ptxas and shutil.which("clang-15") and os.path.exists("/usr/lib/clc/nvptx64--nvidiacl.bc"):
            self.assertRegex(told, r"NVIDIA +\d+ registers, 0 bytes of local memory, no spills")
        self.run_clumen("kernel", "check", self.file("add.cl", DIALECT))

    def test_check_says_what_it_has_not_read(self):
        sound = SCALE.replace("  STORE", "  if (x >= size.s0 || y >= size.s1) return;\n  STORE")
        joined = "kernel void JOIN(fi, rst)(global uchar* dst) { dst[get_global_id(0)] = 0; }\n"
        told = self.run_clumen("kernel", "check", self.file("some.cl", sound + joined), "--name", "scale")
        self.assertRegex(told, r"text +\S*some\.cl:6: not read: a kernel whose name a macro makes")

    def found(self, text, *options):
        """What a check says of a kernel with mistakes."""
        return self.run_clumen("kernel", "check", self.file("planted.cl", text), *options, code=command.FINDINGS)

    @unittest.skipUnless(shutil.which("oclgrind"), "needs oclgrind")
    def test_check_names_a_race(self):
        told = self.found("kernel void race(global const uchar* src, global uchar* dst, const int4 src_size) {\n"
                          "  local int sum;\n"
                          "  const int x = get_global_id(0), y = get_global_id(1);\n"
                          "  if (get_local_id(0) == 0) sum = 0;\n"
                          "  if (x < src_size.s0) sum += src[(long)y * src_size.s0 + x];\n"
                          "  barrier(CLK_LOCAL_MEM_FENCE);\n"
                          "  dst[(long)y * src_size.s0 + x] = sum;\n}\n")
        self.assertRegex(told, r"oclgrind +\S*planted\.cl:5: race")

    def test_check_names_a_write_outside(self):
        told = self.found("kernel void beyond(global const uchar* src, global uchar* dst, const int4 size) {\n"
                          "  const int x = get_global_id(0), y = get_global_id(1);\n"
                          "  if (y < size.s1) dst[(long)y * size.s0 + x + 1] = src[(long)y * size.s0 + x];\n}\n")
        self.assertRegex(told, r"here +out-of-bounds: writes outside an image")
        if shutil.which("oclgrind"): self.assertRegex(told, r"oclgrind +\S*planted\.cl:3: out-of-bounds: Invalid write of size 1")

    def test_check_names_what_the_text_shows(self):
        told = self.found("#define WIDTH 640\n"
                          "kernel void planted(global const float* src, global float* dst, const int4 size) {\n"
                          "  local float row[64];\n"
                          "  const int x = get_global_id(0), y = get_global_id(1);\n"
                          "  const int lid = get_local_id(0);\n"
                          "  row[lid & 63] = src[y * size.s0 + x];\n"
                          "  if (lid < 8) {\n    barrier(CLK_LOCAL_MEM_FENCE);\n  }\n"
                          "  *(global float4*)(dst + (long)4 * (x / 4)) = row[0];\n}\n")
        for line, rule in ((1, "size-in-define"), (6, "index-overflow"), (8, "divergent-barrier"), (10, "unaligned-vector")):
            self.assertRegex(told, rf"planted\.cl:{line}: {rule}")
        told = self.found(SCALE, "--define", "N=4096")
        self.assertRegex(told, r"planted\.cl:1: missing-bounds")
        self.assertIn("N is 4096, the size of an image", told)

    def test_bench(self):
        image, kernel = self.ramp(), self.file("scale.cl", SCALE)
        other = self.file("other.cl", SCALE.replace("* factor", "/ factor"))
        told = self.run_clumen("kernel", "bench", kernel, image, "--set", "factor=2", "--against", other)
        self.assertRegex(told, r"scale\.cl +[\d.]+ +[\d.]+ +\d+%")
        self.assertRegex(told, r"scale\.cl takes [\d.]+ of the time of .*other\.cl")


if __name__ == "__main__":
    unittest.main()
