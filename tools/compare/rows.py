"""What is compared: each library's own call for each row of the table, on pixels that lie where the library computes.

A family of operations is a file of families/ with one function for each library that has it: `clumen`, `skimage` (for
cuCIM too, which has the same names), `cle` and `cv2`. It takes what the library was given (an object of given.py) and
returns {row: call}. A call returns its result, so that the results can be compared too.
"""
import importlib
import pathlib

import given

FAMILIES = [importlib.import_module(f"families.{path.stem}")
            for path in sorted((pathlib.Path(__file__).parent / "families").glob("[a-z]*.py"))]


def rows_of(library, image):
    """({row: call}, wait), where wait() returns when the device is done."""
    its, rows = given.LIBRARIES[library](image), {}
    for family in FAMILIES:
        if function := getattr(family, its.calls, None): rows.update(function(its))
    return rows, its.wait
