"""What the tests share of the clumen command as a person calls it: results, messages and exit codes. CLUMEN_COMMAND names the
program."""
import csv
import io
import os
import pathlib
import subprocess
import tempfile
import unittest

import tiff

COMMAND = os.environ["CLUMEN_COMMAND"]
# the device of all tests, as for those in C++
DEVICE_OPTION = ["--device", os.environ["CLUMEN_TEST_DEVICE"]] if os.environ.get("CLUMEN_TEST_DEVICE") else []
OK, USAGE, NO_DEVICE, FILE, DEVICE, FINDINGS = 0, 2, 3, 4, 5, 6


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
            if code != FINDINGS: self.assertEqual(done.stdout, "")
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
