#!/usr/bin/env python3
"""Writes a C++ source with the files that the command brings along: embed_pages.py TOOLS_FOLDER OUT.cpp

Pages and new kernels are made of those in TOOLS_FOLDER/clumen. What the peers of `clumen bench` run is named peers/...: the script and the
calls of TOOLS_FOLDER/compare.
"""
import pathlib
import sys

from embed_kernels import literals


def main():
    tools, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder, compare = tools / "clumen", tools / "compare"
    pages = sorted(p for ending in ("html", "css", "js", "in") for p in folder.rglob(f"*.{ending}"))
    files = {path.relative_to(folder).as_posix(): path for path in pages}
    files["peers/peers.py"] = folder / "bench" / "peers.py"
    files |= {f"peers/{path.relative_to(compare).as_posix()}": path
              for path in [compare / "given.py", *sorted((compare / "families").glob("*.py"))]}
    lines = ['#include "page.hpp"', "namespace clumen::tool {", "const std::vector<PageFile>& page_files() {",
             "  static const std::vector<PageFile> files = {"]
    for name, path in files.items():
        lines.append(f'      {{"{name}", {literals(path.read_text(encoding="utf-8"))}}},')
    lines += ["  };", "  return files;", "}", "}  // namespace clumen::tool", ""]
    out.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
