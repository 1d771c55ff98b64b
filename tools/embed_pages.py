#!/usr/bin/env python3
"""Writes a C++ source with the files that the command writes pages and kernels from: embed_pages.py FOLDER OUT.cpp"""
import pathlib
import sys

from embed_kernels import literals


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    lines = ['#include "page.hpp"', "namespace clumen::tool {", "const std::vector<PageFile>& page_files() {",
             "  static const std::vector<PageFile> files = {"]
    for path in sorted(p for ending in ("html", "css", "js", "in") for p in folder.rglob(f"*.{ending}")):
        lines.append(f'      {{"{path.relative_to(folder).as_posix()}", {literals(path.read_text(encoding="utf-8"))}}},')
    lines += ["  };", "  return files;", "}", "}  // namespace clumen::tool", ""]
    out.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
