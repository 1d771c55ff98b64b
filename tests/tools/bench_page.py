"""The page of a report of clumen bench, from the files that the command has in it."""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLUMEN, REPORTS = ROOT / "tools/clumen", ROOT / "tests/tools/reports"


def report(name): return json.loads((REPORTS / f"{name}.json").read_text(encoding="utf-8"))


def page(given):
    """As write_report_page of bench_page.cpp fills it, whose list of scripts this reads."""
    text = lambda name: (CLUMEN / name).read_text(encoding="utf-8")
    scripts = ["page/dom", *re.findall(r'"(bench/\w+)"', text("bench_page.cpp").split("fill_script")[1])]
    places = {"title": "How fast", "style": text("page/paper.css") + text("bench/report.css"),
              "report": json.dumps(given).replace("<", "\\u003c"), "script": "".join(text(f"{name}.js") for name in scripts)}
    return re.sub(r"\{\{(\w+)\}\}", lambda place: places[place[1]], text("page/head.html") + text("bench/report.html"))
