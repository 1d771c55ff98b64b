#!/usr/bin/env python3
"""Times the workflow in processes of their own: startup.py BUILD_FOLDER [--edge 640] [--repeat 5] [--out FILE.json]

The first process finds nothing cached, neither clumen's programs nor the driver's own; the later ones find both.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time


def run(program, edge, environment):
    start = time.perf_counter()
    with subprocess.Popen([str(program), str(edge)], env=environment, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        told = (time.perf_counter() - start) * 1e3
    if process.returncode != 0: raise RuntimeError(f"{program} ended with {process.returncode}")
    return {"start_to_table_ms": told, **json.loads(line)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--edge", type=int, default=640)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--out", type=pathlib.Path)
    arguments = parser.parse_args()
    program = arguments.build / "bench" / "startup"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CLUMEN_CACHE_DIR": f"{folder}/clumen", "POCL_CACHE_DIR": f"{folder}/pocl",
                       "CUDA_CACHE_PATH": f"{folder}/driver"}
        os.mkdir(f"{folder}/pocl")
        cold = run(program, arguments.edge, environment)
        warm = [run(program, arguments.edge, environment) for _ in range(arguments.repeat)]
    report = {"edge": arguments.edge, "nothing cached": cold,
              "caches warm, median": {k: statistics.median(w[k] for w in warm) for k in warm[0]}}
    text = json.dumps(report, indent=1)
    if arguments.out: arguments.out.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
