#!/usr/bin/env python3
"""Compiles what a build folder has not compiled, for the compiler's warnings alone: no code is made, which takes most of
the time. compile_warnings.py BUILD [--jobs N]; the commands are those of BUILD/compile_commands.json."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys


def output_of(entry):
    words = shlex.split(entry["command"])
    return pathlib.Path(entry["directory"]) / words[words.index("-o") + 1]


def run(entry):
    words = shlex.split(entry["command"])
    at = words.index("-o")
    return subprocess.run(words[:at] + words[at + 2:] + ["-fsyntax-only"], cwd=entry["directory"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    entries = json.loads((arguments.build / "compile_commands.json").read_text())
    left = [e for e in entries if not output_of(e).exists()]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        failed = [done for done in pool.map(run, left) if done.returncode or done.stdout]
    for done in failed: print(done.stdout)
    print(f"{len(left)} of {len(entries)} files compiled for their warnings, {len(failed)} with findings")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
