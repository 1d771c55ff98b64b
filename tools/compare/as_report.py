#!/usr/bin/env python3
"""Makes a report of runs of compare.py, which `clumen bench render` shows as a page, a table and Markdown.

as_report.py RUN.json [MORE.json ...] -o REPORT.json

The runs must be of one device, driver and commit; each may have other sizes. What only `clumen bench` measures (transfer,
chains, the device's limits) is not in it, and the page says so.
"""
import argparse
import json
import math
import pathlib
import sys

HOSTS = ("skimage", "cv2")  # these compute on the CPU
NAMES = {"skimage": "scikit-image", "cv2": "OpenCV", "cle": "pyclesperanto", "cucim": "cuCIM"}
SAME = ("device", "commit", "processor", "cores")


class Unfit(Exception):
    """A file that is no run of compare.py, or one that is not of the same machine as the first."""


def read(path):
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
        run["machine"]["device"], run["machine"]["commit"], run["versions"], run["libraries"], run["sizes"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unfit(f"{path}: no run of compare.py: {error!r}") from error
    return run


def require_same(runs, paths):
    for run, path in zip(runs[1:], paths[1:]):
        for key in SAME:
            first, here = runs[0]["machine"].get(key), run["machine"].get(key)
            if first != here: raise Unfit(f"{path}: {key} is {here}, and that of {paths[0]} is {first}")


def runner(library, run):
    name, _, rest = run["machine"]["device"].partition(" (")
    platform, _, driver = rest.rstrip(")").partition(", driver ")
    host = library in HOSTS or platform == "Portable Computing Language"
    label = f"{NAMES.get(library, library)} {run['versions'][library]}"
    device = {} if library in HOSTS else {"device": name, "platform": platform, "driver": driver}
    return {"name": library, "label": label if library in HOSTS else f"{label} on {name}", **device,
            "kind": "cpu" if host else "gpu", "where": "host" if host else "device"}


def measured(figures):
    if "error" in figures: return {"error": figures["error"]}
    return {"min_ms": figures["min"], "median_ms": figures["median"], "n": figures["n"]}


def measurements(run):
    for size, rows in run["sizes"].items():
        extents = [int(size[2:])] * int(size[0])  # "2d2048"
        for row, of_row in rows.items():
            yield {"row": row, "title": row, "set": "clij", "steps": 1, "axes": len(extents), "size": extents, "dtype": "f32",
                   "pixels": math.prod(extents), "bytes": None, "operations": None,
                   "results": {library: measured(figures) for library, figures in of_row.items()}}


def report(runs):
    machine, libraries = runs[0]["machine"], list(dict.fromkeys(name for run in runs for name in run["libraries"]))
    return {
        "format": "clumen report 1",
        "machine": {key: machine[key] for key in ("date", "system", "processor", "cores") if key in machine},
        "versions": {**runs[0]["versions"], "clumen": f"{runs[0]['versions'].get('clumen', '?')}, commit {machine['commit']}"},
        "settings": {"command": "tools/compare/compare.py", "sizes": [size for run in runs for size in run["sizes"]]},
        "runners": [runner(name, next(run for run in runs if name in run["libraries"])) for name in libraries],
        "measurements": [m for run in runs for m in measurements(run)],
        "notes": ["From Python, with the data where each library computes; the libraries took turns on the same pixels.",
                  "A run for each number of axes, on the same machine." if len(runs) > 1 else "One run."],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=pathlib.Path, nargs="+")
    parser.add_argument("-o", "--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    try:
        runs = [read(path) for path in arguments.runs]
        require_same(runs, arguments.runs)
    except Unfit as error:
        sys.exit(f"as_report.py: {error}")
    arguments.out.write_text(json.dumps(report(runs), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
