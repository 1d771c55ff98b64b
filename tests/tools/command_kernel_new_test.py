"""clumen kernel new: what it writes builds and passes at once. CLUMEN_BUILD: the build that the command is of."""
import filecmp
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import command
import tiff

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CLUMEN_BUILD", ROOT / "build"))
PARTS = ("CMakeLists.txt", "CONTRIBUTING.md", "bench", "cmake", "data", "docs", "examples", "include", "kernels_cl", "python",
         "src", "tests", "tools")
# What `kernel new filter/NAME` writes and changes.
NEW = ("src/{f}/{n}.cpp", "kernels_cl/{f}/{n}.cl", "tests/{f}/{n}_test.cpp", "python/tests/test_{n}.py")
CHANGED = ("include/clumen/{f}.hpp", "bench/{f}_bench.cpp", "tests/kernels/variants_{f}.cpp", "docs/reference/{f}.md",
           "docs/reference/README.md")


def files_of(folder):
    return {str(p.relative_to(folder)): p for part in PARTS for p in ([folder / part] if (folder / part).is_file() else
            (folder / part).rglob("*")) if p.is_file() and "__pycache__" not in p.parts and "results" not in p.parts}


def copy_of_checkout(to):
    """The sources; what is the same already keeps its time, so that a second build there has little to do."""
    ours, theirs = files_of(ROOT), files_of(to)
    for name in theirs.keys() - ours.keys(): theirs[name].unlink()
    for name, path in ours.items():
        if name in theirs and filecmp.cmp(path, theirs[name], shallow=False): continue
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to / name)


def texts_of(folder): return {name: path.read_bytes() for name, path in files_of(folder).items()}


def run(*words, folder=None, environment=None):
    done = subprocess.run(list(map(str, words)), cwd=folder, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    if done.returncode != 0: raise AssertionError(f"{words}: {done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def cached_options():
    """What the build was configured with, as far as compilers and flags depend on it."""
    cache = BUILD / "CMakeCache.txt"
    lines = cache.read_text().splitlines() if cache.exists() else []
    return dict(line.replace(":", "=", 1).split("=", 2)[::2] for line in lines if "=" in line and not line.startswith(("#", "//")))


class Operation(command.Case):
    """In a checkout."""

    @classmethod
    def setUpClass(cls):
        cls.options = cached_options()
        cls.launcher = pathlib.Path(cls.options.get("CMAKE_CXX_COMPILER_LAUNCHER", "")).name

    def setUp(self):
        super().setUp()
        self.root = self.path("checkout")
        self.root.mkdir()

    def test_files(self):
        copy_of_checkout(self.root)
        before = texts_of(self.root)
        for family, name in (("filter", "contrast"), ("segmentation", "a_name_of_thirtyfive_small_letters_")):
            name = name.rstrip("_")
            told = self.run_clumen("kernel", "new", f"{family}/{name}", "--source", self.root)
            after = texts_of(self.root)
            self.assertEqual(after.keys() - before.keys(), {n.format(f=family, n=name) for n in NEW})
            changed = {n for n in before if before[n] != after[n]}
            self.assertEqual(changed, {n.format(f=family) for n in CHANGED})
            for file in (after.keys() - before.keys()) | changed: self.assertIn(file, told)
            for file in changed - {"docs/reference/README.md", f"docs/reference/{family}.md"}:  # only lines that are new
                old, new = before[file].decode().splitlines(), iter(after[file].decode().splitlines())
                self.assertTrue(all(line in new for line in old), file)
            before = after
        run(sys.executable, "-B", self.root / "tests/structure/include_direction.py", self.root)
        run(sys.executable, "-B", self.root / "tools/generate_docs.py", "--check")
        if shutil.which("clang-format"):
            shutil.copy(ROOT / ".clang-format", self.root)
            run("clang-format", "--dry-run", "-Werror", *[self.root / n for n in after if n.endswith("pp") and (
                "contrast" in n or "thirtyfive" in n or n in changed)])

    def test_refusals_leave_everything_as_it_was(self):
        copy_of_checkout(self.root)
        before = texts_of(self.root)

        def refused(what, says, code=command.USAGE):
            self.refused("kernel", "new", what, "--source", self.root, says=says, code=code)
            self.assertEqual(texts_of(self.root), before, what)
        refused("filter/gaussian", "gaussian; allowed is one that is no command")
        refused("filter/tunable", ["tunables.hpp", "one that is free"])
        for name in ("Sharpen", "a__b", "1a", "_a", "a_", "a" * 36): refused(f"filter/{name}", "small letters and digits")
        for name in ("float", "lambda"): refused(f"filter/{name}", "C++'s, Python's or OpenCL's own")
        refused("filter/sum_of/twice", "FAMILY/NAME")
        refused("sharpen", "FAMILY/NAME")
        for family in ("core", "io", "brew"): refused(f"{family}/contrast", [f"the family is {family}", "filter, "])
        refused("filter/outside", "the new files")
        taken = self.root / "tests/filter/contrast_test.cpp"
        taken.write_text("mine")
        before["tests/filter/contrast_test.cpp"] = b"mine"
        refused("filter/contrast", ["contrast_test.cpp is there already"])
        taken.unlink()
        del before["tests/filter/contrast_test.cpp"]
        # what fails at the end takes back what was written
        header = self.root / "include/clumen/label.hpp"
        header.write_text(header.read_text().replace("/// Source:", "/// From:"))
        before["include/clumen/label.hpp"] = header.read_bytes()
        refused("filter/contrast", ["the reference could not be written", "label.hpp"], code=command.FILE)

    def test_outside_of_a_checkout(self):
        self.refused("kernel", "new", "filter/contrast", "--source", self.folder, says="a checkout of clumen")
        done = subprocess.run([command.COMMAND, "kernel", "new", "filter/contrast"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, command.USAGE)
        self.assertIn("the current folder is in none", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [self.root])

    def test_from_nothing_to_a_passing_test_a_subcommand_and_a_function(self):
        """No other file is touched. What the new operation does not change comes from ccache, and of the command only its list of
        operations is compiled: the rest is linked from the build that is there."""
        if self.options.get("CMAKE_GENERATOR") != "Ninja" or self.launcher != "ccache": self.skipTest("needs Ninja and ccache")
        root = BUILD / "kernel_new"  # of every run, so that one needs not compile what an earlier one has
        root.mkdir(exist_ok=True)
        copy_of_checkout(root)
        self.run_clumen("kernel", "new", "display/contrast", "--source", root)
        same = ("CMAKE_BUILD_TYPE", "CMAKE_CXX_COMPILER", "CMAKE_C_COMPILER", "CMAKE_CXX_FLAGS", "CMAKE_CXX_COMPILER_LAUNCHER",
                "CLUMEN_WERROR", "CLUMEN_BENCH", "Python3_EXECUTABLE")
        ccache = {"CCACHE_BASEDIR": str(root), "CCACHE_NOHASHDIR": "1", "CCACHE_SLOPPINESS": "pch_defines,time_macros"}
        build = root / "build"
        run("cmake", "-G", "Ninja", "-S", root, "-B", build, "-DCLUMEN_TESTS=ON", "-DCLUMEN_TOOLS=ON",
            *[f"-D{name}={self.options[name]}" for name in same if self.options.get(name)], environment=ccache)
        bench = ["display_bench"] if self.options.get("CLUMEN_BENCH") == "ON" else []
        run("ninja", "-C", build, "display_test", *bench, "tools/operations.cpp",
            "tests/CMakeFiles/kernels_variants.dir/kernels/variants_display.cpp.o", environment=ccache)
        self.assertIn("All tests passed", run(build / "tests/display_test", "contrast*"))
        if bench: self.assertIn("contrast_of/", run(build / "bench/display_bench", "--benchmark_filter=edge:1024/axes:2", "--benchmark_min_time=0.01"))
        # the subcommand
        tool, list_of = self.path("clumen"), "tools/CMakeFiles/clumen_command.dir/operations.cpp.o"
        compiled = run("ninja", "-C", build, "-t", "commands", list_of).splitlines()[-1].removeprefix("ccache ")
        run("sh", "-c", f"{compiled} -O0", folder=build)
        link = run("ninja", "-C", BUILD, "-t", "commands", "clumen_command").splitlines()[-1]
        for old, new in ((list_of, build / list_of), (" libclumen.a", f" {build}/libclumen.a"), ("-o tools/clumen ", f"-o {tool} ")):
            self.assertIn(old, link)
            link = link.replace(old, str(new))
        run("sh", "-c", link, folder=BUILD)
        image, out = self.image("in.tif", [[0, 0, 0], [0, 4, 0], [0, 0, 0]]), self.path("out.tif")
        run(tool, *command.DEVICE_OPTION, "contrast", image, out, "--amount", "2")
        self.assertEqual(tiff.read(out)[0].rows, [[0, -2, 0], [-2, 12, -2], [0, -2, 0]])
        # the function
        run(sys.executable, "-B", root / "tools/generate_python.py", root / "include/clumen", self.path("python.cpp"))
        self.assertIn('m.def(\n      "contrast",', self.path("python.cpp").read_text())


class Files(command.Case):
    """Outside of one."""

    def test_a_kernel(self):
        kernel, image, out = self.path("soft.cl"), self.image("in.tif", [[0, 0, 0], [0, 4, 0], [0, 0, 0]]), self.path("out.tif")
        self.assertIn("test_soft.py", self.run_clumen("kernel", "new", kernel))
        self.run_clumen("kernel", "run", kernel, image, out, "--set", "amount=2", "--dtype", "f32")
        self.assertEqual(tiff.read(out)[0].rows, [[0, -2, 0], [-2, 12, -2], [0, -2, 0]])
        self.run_clumen("kernel", "check", kernel)
        kernel.write_text("mine")
        self.refused("kernel", "new", kernel, says="soft.cl is there already")
        self.assertEqual(kernel.read_text(), "mine")
        kernel.unlink()
        self.refused("kernel", "new", kernel, says="test_soft.py is there already")
        self.assertFalse(kernel.exists())
        self.refused("kernel", "new", self.path("2.cl"), says="the name is 2")
        self.refused("kernel", "new", self.path("none/of/it/a.cl"), code=command.FILE, says="a.cl")
        self.assertFalse(self.path("none").exists())

    def test_a_project_builds_and_passes(self):
        if not (BUILD / "cmake_install.cmake").exists() or cached_options().get("CLUMEN_PYTHON") == "ON": self.skipTest("needs clumen's build")
        run("cmake", "--install", BUILD, "--prefix", self.path("installed"))
        project = self.path("sharpen")
        told = self.run_clumen("kernel", "new", f"{project}/")
        self.assertEqual({p.name for p in project.iterdir()},
                         {"sharpen.cl", "CMakeLists.txt", "sharpen_test.cpp", "sharpen_bench.cpp", "test_sharpen.py"})
        self.assertIn("cmake -B build", told)
        build = project / "build"
        run("cmake", "-S", project, "-B", build, f"-DCMAKE_PREFIX_PATH={self.path('installed')}")
        run("cmake", "--build", build, "--parallel")
        run("ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error")
        self.assertRegex(run(build / "sharpen_bench"), r"2048x2048 +[\d.]+ ms +[\d.]+ GB/s")
        # its test fails when the kernel is wrong
        kernel = project / "sharpen.cl"
        kernel.write_text(kernel.read_text().replace("count = 6", "count = 5"))
        self.assertEqual(subprocess.run([build / "sharpen_test"], capture_output=True).returncode, 1)


if __name__ == "__main__":
    unittest.main()
