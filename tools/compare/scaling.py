#!/usr/bin/env python3
"""Makes a page of how the cost of each row grows with the image, and how near it is to what the memory allows.

scaling.py GOALS.json [MORE.json ...] --out FOLDER [--name NAME]

GOALS.json is what bench/goals_bench wrote with --benchmark_out; of a row that several files have, the least time counts.
Writes NAME.md, with a table for each number of axes, and NAME-2d.svg and NAME-3d.svg, where each row has its time
against the number of pixels on logarithmic axes. The floor is the time of a bare copy of as many bytes on the same
device in the same run; growth is the exponent n of time ~ pixels^n over the largest sizes.
"""
import argparse
import json
import math
import pathlib
import sys
from xml.sax.saxutils import escape

GROWTH_SIZES = 3  # the largest ones, of which the exponent is taken


class Unreadable(Exception):
    """A file that is no result of goals_bench."""


def read(paths):
    """({machine: text}, {axes: {row: {edge: figures}}}), where a size that could not run has an "error"."""
    machine, rows = {}, {}
    for path in paths:
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
            context, runs = report["context"], report["benchmarks"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"{path}: not what a benchmark wrote: {error!r}") from error
        found = {"device": f"{context.get('device', '?')} ({context.get('driver', '?')})", "cores": context.get("num_cpus"),
                 "date": context.get("date", "?")[:10]}
        if machine and machine["device"] != found["device"]:
            raise Unreadable(f"{path}: of {found['device']}, and {paths[0]} of {machine['device']}")
        machine = machine or found
        for run in runs:
            row, axes, edge = run["name"].split("/")[:3]
            figures = rows.setdefault(axes, {}).setdefault(row, {})
            # goals_bench writes the counters only where it measured
            now = {"error": run["error_message"]} if run.get("error_occurred") else {k: run[k] for k in (
                "pixels", "min_ms", "median_ms", "floor_ms", "of_floor", "GB/s")}
            before = figures.get(int(edge))
            if before is None or "error" in before or now.get("min_ms", math.inf) < before["min_ms"]: figures[int(edge)] = now
    if not rows: raise Unreadable("no benchmark ran")
    return machine, rows


def measured(figures):
    """[(edge, figures)] of the sizes that ran, by size."""
    return [(edge, f) for edge, f in sorted(figures.items()) if "error" not in f]


def growth(figures):
    """The slope of log time over log pixels at the largest sizes, by least squares; None for fewer than two."""
    last = measured(figures)[-GROWTH_SIZES:]
    if len(last) < 2: return None
    x, y = ([math.log(f[k]) for _, f in last] for k in ("pixels", "min_ms"))
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def milliseconds(value):
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:.1f}" if value < 1000 else f"{value:.0f}"


def table(axes, rows):
    edges = sorted({edge for figures in rows.values() for edge in figures})
    power = "²" if axes == "2d" else "³"
    lines = ["| row | " + " | ".join(f"{edge}{power}" for edge in edges) + " | growth |", "|---" * (len(edges) + 2) + "|"]
    errors = []
    for row, figures in rows.items():
        cells = []
        for edge in edges:
            f = figures.get(edge)
            if f is None: cells.append("–")
            elif "error" in f:
                cells.append("no room" if "needs" in f["error"] else "failed")
                errors.append(f"- {row} {edge}{power}: {f['error']}")
            else: cells.append(f"{milliseconds(f['min_ms'])} ({100 * f['of_floor']:.0f} %)")
        slope = growth(figures)
        lines.append(f"| {row} | " + " | ".join(cells) + f" | {'–' if slope is None else f'{slope:.2f}'} |")
    lines.append("")
    for edge in edges:
        parts = [f[edge]["of_floor"] for f in rows.values() if "of_floor" in f.get(edge, {})]
        if parts: lines.append(f"- {edge}{power}: geometric mean of the fraction of the floor {100 * geometric_mean(parts):.0f} %")
    return lines + ([""] + sorted(set(errors)) if errors else [])


def page(machine, rows, name):
    lines = ["# Time against size", ""] + [f"- {key}: {value}" for key, value in machine.items()]
    lines += ["", "Milliseconds, the least of the calls, each launched and waited for. In brackets the fraction of the floor: "
              "the time of a bare copy of the bytes that must move (half read, half written) on the same device in the same "
              "run, divided by the time of the row. It passes 100 % where less is moved than the floor counts, as bits are "
              "instead of bytes. Growth is the exponent n of time ~ pixelsⁿ over the largest "
              f"{GROWTH_SIZES} sizes: 1 is proportional to the pixels, less is a cost that does not grow with them."]
    for axes, of_axes in sorted(rows.items()):
        lines += ["", f"## {axes[0]}D, f32", "", f"![time against pixels]({name}-{axes}.svg)", ""] + table(axes, of_axes)
    return "\n".join(lines) + "\n"


class Panel:
    """One row: its times as a line with dots, the floor dashed, on logarithmic axes that all panels share."""
    width, height, left, top, right, bottom = 250, 196, 44, 32, 10, 24

    def __init__(self, x, y, pixels, times):
        self.x, self.y, self.pixels, self.times = x, y, pixels, times

    def at(self, pixels, milliseconds_):
        def part(value, low, high): return (math.log10(value) - low) / max(high - low, 1e-9)
        wide, high = self.width - self.left - self.right, self.height - self.top - self.bottom
        return (self.x + self.left + wide * part(pixels, *self.pixels),
                self.y + self.top + high * (1 - part(milliseconds_, *self.times)))

    def line(self, points, style):
        if not points: return []
        return [f'<polyline class="{style}" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>']

    def axes(self):
        out = []
        for power in range(math.ceil(self.times[0]), math.floor(self.times[1]) + 1):
            (x0, y), (x1, _) = self.at(10 ** self.pixels[0], 10.0 ** power), self.at(10 ** self.pixels[1], 10.0 ** power)
            out.append(f'<line class="grid" x1="{x0:.1f}" y1="{y:.1f}" x2="{x1:.1f}" y2="{y:.1f}"/>')
            out.append(f'<text class="tick" x="{x0 - 4:.1f}" y="{y + 3:.1f}" text-anchor="end">{10.0 ** power:g}</text>')
        for power in range(math.ceil(self.pixels[0]), math.floor(self.pixels[1]) + 1):
            x, y = self.at(10.0 ** power, 10 ** self.times[0])
            out.append(f'<text class="tick" x="{x:.1f}" y="{y + 13:.1f}" text-anchor="middle">10{superscript(power)}</text>')
        return out

    def draw(self, row, figures):
        ran = measured(figures)
        times = [self.at(f["pixels"], f["min_ms"]) for _, f in ran]
        floors = [self.at(f["pixels"], f["floor_ms"]) for _, f in ran]
        slope = growth(figures)
        what = "" if slope is None else f"n = {slope:.2f}, at last {100 * ran[-1][1]['of_floor']:.0f} % of the floor"
        out = [f'<text class="title" x="{self.x + self.left}" y="{self.y + 13}">{escape(row)}</text>',
               f'<text class="tick" x="{self.x + self.left}" y="{self.y + 25}">{what}</text>', *self.axes()]
        out += self.line(floors, "floor") + self.line(times, "time")
        return out + [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2"/>' for x, y in times]


def superscript(number):
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(number))


def plot(rows, columns=4):
    """All rows of one number of axes as one picture; None where nothing ran."""
    ran = [f for figures in rows.values() for _, f in measured(figures)]
    if not ran: return None
    pixels = [math.log10(pick(f["pixels"] for f in ran)) for pick in (min, max)]
    times = [math.log10(min(f["floor_ms"] for f in ran)) - 0.1, math.log10(max(f["min_ms"] for f in ran)) + 0.1]
    wide, high = columns * Panel.width, -(-len(rows) // columns) * Panel.height + 24
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
           'font-family="sans-serif"><style>.title{font-size:11px;font-weight:bold}.tick{font-size:9px;fill:#666}'
           '.grid{stroke:#ddd;stroke-width:.6}.time{fill:none;stroke:#0b6;stroke-width:1.6}circle{fill:#0b6}'
           '.floor{fill:none;stroke:#a33;stroke-width:1;stroke-dasharray:4 3}</style>'
           f'<rect width="{wide}" height="{high}" fill="#fff"/>'
           '<text class="tick" x="8" y="14">milliseconds against pixels; solid: the row, dashed: a bare copy of its bytes'
           '</text>']
    for number, (row, figures) in enumerate(rows.items()):
        panel = Panel(number % columns * Panel.width, number // columns * Panel.height + 18, pixels, times)
        out += panel.draw(row, figures)
    return "\n".join(out + ["</svg>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path, nargs="+")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--name", default="scaling")
    arguments = parser.parse_args()
    try:
        machine, rows = read(arguments.results)
    except Unreadable as error:
        sys.exit(f"scaling.py: {error}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for axes, of_axes in rows.items():
        if picture := plot(of_axes): (arguments.out / f"{arguments.name}-{axes}.svg").write_text(picture, encoding="utf-8")
    (arguments.out / f"{arguments.name}.md").write_text(page(machine, rows, arguments.name), encoding="utf-8")


if __name__ == "__main__":
    main()
