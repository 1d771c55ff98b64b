#!/usr/bin/env python3
"""Writes a C++ source with every kernel file as text: embed_kernels.py FOLDER OUT.cpp"""
import pathlib
import sys


def literals(text: str) -> str:
    """Compilers limit the length of one literal; neighbours are joined."""
    parts = [text[i:i + 8000] for i in range(0, len(text), 8000)] or [""]
    return "\n".join(f'R"~~~({part})~~~"' for part in parts)


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    lines = ['#include "core/kernel_files.hpp"', "namespace clumen {", "const std::vector<KernelFile>& embedded_kernels() {",
             "  static const std::vector<KernelFile> files = {"]
    for path in sorted([*folder.rglob("*.cl"), *folder.rglob("*.clh")]):
        lines.append(f'      {{"{path.relative_to(folder).as_posix()}", {literals(path.read_text())}}},')
    lines += ["  };", "  return files;", "}", "}  // namespace clumen", ""]
    out.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
