#!/usr/bin/env python3
"""Times clumen beside the libraries that a user would pick instead: one run, one machine, the same pixels.

compare.py [--libs clumen,cle,cucim,skimage,cv2] [--sizes 2d640,2d2048,3d256] [--rows label,nuclei] [--device H200]
           [--out FILE.json]

Figures are milliseconds per call with the data where the library computes, after a warm-up, synchronised. The libraries
take turns, so that a machine that slows down slows all of them; at its turn a library has one call that is not timed and
then a few that are, since a device that two libraries share switches from one to the other within the first. Writes FILE.json and FILE.md beside it: the machine,
the versions, the commit, and for each size and row the first call, the least and the median.
"""
import argparse
import importlib
import json
import math
import pathlib
import platform
import statistics
import subprocess
import sys
import time

from images import SIZES, blobs
from rows import rows_of

BURST = 5  # timed calls of a library's turn, if one takes less than
SLOW = 100  # milliseconds
MODULES = {"clumen": "clumen", "cle": "pyclesperanto", "cucim": "cucim", "skimage": "skimage", "cv2": "cv2"}


def version(library):
    try:
        return getattr(importlib.import_module(MODULES[library]), "__version__", "?")
    except Exception as error:  # a peer that is not installed is left out and named
        return f"missing: {error}"


def commit():
    here = pathlib.Path(__file__).resolve().parent
    out = subprocess.run(["git", "-C", str(here), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return out.stdout.strip() or "unknown"


def machine(named_commit):
    info = {"processor": platform.processor() or platform.machine(), "system": platform.platform(),
            "commit": named_commit or commit(),
            "date": time.strftime("%Y-%m-%d")}
    try:
        info["processor"] = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                                 if line.startswith("model name"))
        import os
        info["cores"] = os.cpu_count()
        import clumen
        device = clumen.default_context().device
        info["device"] = f"{device.name} ({device.platform}, driver {device.driver})"
    except Exception as error:
        info["device"] = f"unknown: {error}"
    return info


def time_once(call, wait):
    start = time.perf_counter()
    result = call()
    wait()
    took = (time.perf_counter() - start) * 1e3
    del result
    return took


def measure(calls, repeat, budget):
    """calls: {library: (call, wait)}; each library's first call, then rounds in which they take turns of BURST calls."""
    figures, pace = {}, {}
    for library, (call, wait) in calls.items():
        try:
            figures[library] = {"first": time_once(call, wait), "all": []}
            pace[library] = time_once(call, wait)  # what the first call compiled is there now
        except Exception as error:
            figures[library] = {"error": repr(error)[:200]}
    start = time.perf_counter()
    for turn in range(repeat):
        if turn > 2 and time.perf_counter() - start > budget: break
        for library, (call, wait) in calls.items():
            f = figures[library]
            # a slow library is not asked more often than its share of the time allows
            if "error" in f or (turn > 0 and pace[library] * turn > budget * 1e3 / 2): continue
            if pace[library] < SLOW: time_once(call, wait)
            f["all"] += [time_once(call, wait) for _ in range(BURST if pace[library] < SLOW else 1)]
    for f in figures.values():
        if "error" in f: continue
        f.update(min=min(f["all"]), median=statistics.median(f["all"]), n=len(f["all"]))
        del f["all"]
    return figures


def markdown(report):
    libraries = report["libraries"]
    lines = ["# clumen beside its peers", ""]
    lines += [f"- {key}: {value}" for key, value in report["machine"].items()]
    lines += [f"- {name}: {report['versions'][name]}" for name in libraries]
    lines += ["", "Milliseconds, least of the calls after a warm-up; in brackets the median.", ""]
    for size, rows in report["sizes"].items():
        lines += [f"## {size}: {' x '.join(map(str, SIZES[size]))}, f32", "",
                  "| row | " + " | ".join(libraries) + " | best peer / clumen |", "|---" * (len(libraries) + 2) + "|"]
        ratios = []
        for row, figures in rows.items():
            def cell(name):
                f = figures.get(name)
                return "–" if f is None else "failed" if "error" in f else f"{f['min']:.3f} ({f['median']:.3f})"
            peers = [f["min"] for name, f in figures.items() if name != "clumen" and "min" in f]
            own = figures.get("clumen", {}).get("min")
            ratio = min(peers) / own if peers and own else None
            if ratio: ratios.append(ratio)
            lines.append(f"| {row} | " + " | ".join(map(cell, libraries)) + f" | {'–' if ratio is None else f'{ratio:.1f}'} |")
        if ratios: lines.append(f"\nGeometric mean of the last column: {math.exp(sum(map(math.log, ratios)) / len(ratios)):.1f}")
        lines.append("")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--libs", default="clumen,cle,cucim,skimage,cv2")
    parser.add_argument("--sizes", default="2d640,2d2048")
    parser.add_argument("--rows", default="", help="only these; all when not given")
    parser.add_argument("--skip", default="", help="library:row, ... that are left out, such as one that crashes")
    parser.add_argument("--device", default="", help="clumen's, by part of its name; the best one when not given")
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--budget", type=float, default=10, help="seconds for one row of one size")
    parser.add_argument("--commit", default="", help="of clumen, where its folder is no checkout")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("compare.json"))
    arguments = parser.parse_args()

    if "clumen" in arguments.libs.split(","):
        import clumen  # before a peer changes the environment that OpenCL's loader reads
        clumen.set_context(clumen.Context.find(arguments.device) if arguments.device else clumen.Context.best())
        print("clumen runs on", clumen.default_context().device.name, file=sys.stderr)
    libraries = [name for name in arguments.libs.split(",") if not version(name).startswith("missing")]
    report = {"machine": machine(arguments.commit), "versions": {name: version(name) for name in arguments.libs.split(",")},
              "libraries": libraries, "sizes": {}}
    wanted, skipped = set(filter(None, arguments.rows.split(","))), set(arguments.skip.split(","))
    for size in arguments.sizes.split(","):
        image = blobs(SIZES[size])
        calls = {}
        for name in libraries:
            try:
                rows, wait = rows_of(name, image)
            except Exception as error:
                print(f"{size} {name}: {error!r}", file=sys.stderr)
                continue
            for row, call in rows.items():
                if (not wanted or row in wanted) and f"{name}:{row}" not in skipped:
                    calls.setdefault(row, {})[name] = (call, wait)
        report["sizes"][size] = {}
        for row, of_row in calls.items():
            report["sizes"][size][row] = measure(of_row, arguments.repeat, arguments.budget)
            print(size, row, {n: round(f.get("min", -1), 3) for n, f in report["sizes"][size][row].items()}, file=sys.stderr, flush=True)
            # what there is so far is kept, whatever the next row does
            arguments.out.write_text(json.dumps(report, indent=1))
            arguments.out.with_suffix(".md").write_text(markdown(report))
    print(markdown(report))


if __name__ == "__main__":
    main()
