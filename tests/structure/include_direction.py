#!/usr/bin/env python3
"""Checks that the tree keeps its shape: include_direction.py [ROOT]

- includes point one way: a family sees its own files and those of families on earlier levels;
- each operation has its room: src/FAMILY/OP.cpp has a test in tests/FAMILY, and kernels_cl/FAMILY/FILE.cl a source
  that launches it;
- each kernel file begins with the two files that let it compile alone;
- no kernel's macro takes a variable number of arguments, which OpenCL C does not have (PoCL takes it, NVIDIA does not).
"""
import pathlib
import re
import sys

LEVELS = [["core"], ["pointwise"], ["reduce"], ["custom"], ["filter", "projection", "exposure"], ["transform"],
          ["threshold", "morphology", "distance"],
          ["label"], ["measure"], ["segmentation"], ["graph"], ["display", "tile", "io"], ["tools"]]
LEVEL = {family: number for number, level in enumerate(LEVELS) for family in level}
# Public headers that are part of the core without its name.
CORE_HEADERS = {"context", "dtype", "error", "footprint", "image", "programs", "shape", "tunables"}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([\w./-]+)[">]', re.M)


def family_of_header(stem):
    return "core" if stem in CORE_HEADERS else stem


def family_of_include(name):
    """The family that an include names, or None for a system's or the umbrella header."""
    parts = pathlib.PurePosixPath(name)
    if parts.parts[0] == "clumen":
        family = family_of_header(parts.stem)
    else:
        family = parts.parts[0] if len(parts.parts) > 1 else None
    return family if family in LEVEL else None


def sources(root):
    """(family, file) of everything that has a place in the order."""
    for path in sorted((root / "include/clumen").glob("*.hpp")):
        if path.stem != "clumen":
            yield family_of_header(path.stem), path
    for folder in ("src", "kernels_cl"):
        for path in sorted((root / folder).glob("*/*")):
            if path.suffix in {".cpp", ".hpp", ".cl", ".clh"}:
                yield path.parent.name, path


def wrong_includes(root):
    for family, path in sources(root):
        if family not in LEVEL:
            yield f"{path.relative_to(root)}: the family {family} has no place in the order; see LEVELS"
            continue
        for name in INCLUDE.findall(path.read_text()):
            other = family_of_include(name)
            if other and other != family and LEVEL[other] >= LEVEL[family]:
                yield f"{path.relative_to(root)}: includes {name}, but {other} does not come before {family}"


def missing_rooms(root):
    """A source file named as an operation of its family's header has a test there; another one is a part of an operation."""
    for path in sorted((root / "src").glob("*/*.cpp")):
        family = path.parent.name
        header = root / "include/clumen" / f"{family}.hpp"
        is_operation = header.exists() and re.search(rf"^\w[\w:<>&, ]* {path.stem}\(", header.read_text(), re.M)
        tests = (root / "tests" / family).glob("*_test.cpp")
        if is_operation and not any(re.search(rf"\b{path.stem}\(", test.read_text()) for test in tests):
            yield f"{path.relative_to(root)}: no test in tests/{family} calls it"
    for path in sorted((root / "kernels_cl").glob("*/*.cl")):
        family = path.parent.name
        name = f'"{family}/{path.stem}"'
        if not any(name in source.read_text() for source in (root / "src").glob("*/*.cpp")):
            yield f"{path.relative_to(root)}: no source launches {name}"


def variadic_macros(root):
    for path in sorted((root / "kernels_cl").rglob("*.cl*")):
        for name in re.findall(r"^\s*#\s*define\s+(\w+)\([^)]*\.\.\.\)", path.read_text(), re.M):
            yield f"{path.relative_to(root)}: the macro {name} takes a variable number of arguments"


def kernels_not_alone(root):
    for path in sorted((root / "kernels_cl").glob("*/*.cl")):
        text = path.read_text()
        needed = ["common.clh", "alone.clh"] if re.search(r"\bSOURCE\(|\bSTORE", text) else ["common.clh"]
        if INCLUDE.findall(text)[:len(needed)] != needed:
            yield f"{path.relative_to(root)}: does not begin with #include of {' and '.join(needed)}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()
    wrong = [*wrong_includes(root), *missing_rooms(root), *kernels_not_alone(root), *variadic_macros(root)]
    print("\n".join(wrong) if wrong else f"{sum(1 for _ in sources(root))} files in their places")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
