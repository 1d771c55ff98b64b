"""The documentation: its Python runs, and its tables of other libraries' functions are complete and right."""
import ast
import importlib
import importlib.util
import pathlib
import re
import sys
import types

import conftest
import numpy as np
import pytest
import scipy.ndimage
import skimage

import clumen

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "docs"))
import documents  # noqa: E402

MIGRATE = documents.ROOT / "docs" / "migrate"
SKIMAGE, CLE, CLIJ, CUCIM = (MIGRATE / f"from-{name}.md" for name in ("scikit-image", "clesperanto", "clij", "cucim"))
MODULES = ("color", "exposure", "feature", "filters", "filters.rank", "graph", "measure", "metrics", "morphology",
           "registration", "restoration", "segmentation", "transform", "util")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder with what `clumen sample` writes, nearly."""
    y, x = np.mgrid[0:320, 0:320]
    rng = np.random.default_rng(7)
    field = rng.poisson(100, (320, 320)).astype(float)
    for cy, cx in rng.uniform(0, 320, (40, 2)): field += 3000 * np.exp(-((y - cy)**2 + (x - cx)**2) / 100)
    clumen.write_tiff(clumen.push(field.astype(np.uint16), pixel_size=0.325, unit="µm"), tmp_path / "cells.tif")
    z, y, x = np.mgrid[0:24, 0:40, 0:40]
    space = np.zeros((24, 40, 40, 2))
    for c in rng.uniform(0, 1, (12, 3)) * space.shape[:3]:
        space[..., 0] += 900 * np.exp(-((z - c[0])**2 + (y - c[1])**2 + (x - c[2])**2) / 8)
    space[..., 1] = 500
    clumen.write_tiff(clumen.push((space + rng.poisson(50, space.shape)).astype(np.uint16), channel_axis=-1), tmp_path / "embryo.tif")
    monkeypatch.chdir(tmp_path)
    context = clumen.default_context()
    yield tmp_path
    clumen.set_context(context)


@pytest.mark.parametrize("page", documents.PAGES, ids=lambda page: page.name)
def test_examples(page, folder):
    """The blocks of a page are one program."""
    names, missing = {"__name__": "__main__"}, []
    for block in documents.blocks(page):
        if block.file: (folder / block.file).write_text(block.text, encoding="utf-8")
        if block.language != "python" or block.not_run: continue
        if block.needs and not importlib.util.find_spec(block.needs): missing.append(f"{block} needs {block.needs}")
        else: exec(compile("\n" * (block.line - 1) + block.text, str(block.page), "exec"), names)
    if missing: pytest.skip("; ".join(missing))


def sample():
    """The images that the tables speak of."""
    image = np.ascontiguousarray(conftest.IMAGES["coins"][20:140, 30:190])
    smooth = skimage.filters.gaussian(image, 1, preserve_range=True)
    mask = skimage.morphology.remove_small_objects(smooth > 110, max_size=20)
    labels = skimage.measure.label(mask).astype(np.int32)
    rows, columns = (a.astype(np.float32) for a in np.mgrid[0:60, 0:80] * 1.7 + 3)
    return dict(
        image=image, floats=(image / 255).astype(np.float32), binary=mask, labels=labels, gaps=labels * 3,
        markers=np.where(skimage.morphology.erosion(mask, skimage.morphology.disk(5)), labels, 0).astype(np.int32),
        other=np.ascontiguousarray(image[::-1]), values=np.arange(1, labels.max() + 1), rows=rows, columns=columns,
        volume=np.ascontiguousarray(np.stack([image[i:i + 50, 2 * i:2 * i + 40] for i in range(15)])),
        weights=np.array([[1, 2, 0], [0, 3, 1], [5, 0, 1]]), matrix=np.array([[0.9, 0.2, 3], [-0.1, 1.1, 4], [0, 0, 1]]))


SAMPLE = sample()


def there(page):
    """The names of the other library."""
    if page == CLE: return vars(pytest.importorskip("pyclesperanto"))
    modules = {m.split(".")[0]: importlib.import_module(f"skimage.{m.split('.')[0]}") for m in MODULES}
    return {**modules, "ndimage": scipy.ndimage, "np": np}


HERE = {name: value for name, value in vars(clumen).items() if not name.startswith("_")}


def used(text, where):
    """The names of a library that an expression uses; each must be there."""
    found = set()
    for node in ast.walk(ast.parse(text, mode="eval")):
        if isinstance(node, ast.Attribute):
            root = node
            while isinstance(root, ast.Attribute): root = root.value
            if isinstance(root, ast.Name) and root.id in SAMPLE:
                assert hasattr(clumen.Image, node.attr) or hasattr(np.ndarray, node.attr), f"{text}: an image has no {node.attr}"
            elif isinstance(root, ast.Name): found.add(ast.unparse(node))
        elif isinstance(node, ast.Name) and node.id not in SAMPLE and node.id not in ("int", "np"): found.add(node.id)
    for name in found:
        try: eval(name, dict(where))
        except (NameError, AttributeError): raise AssertionError(f"{text}: there is no {name}") from None
    return found


def table(page):
    """Its rows of there, here, what differs."""
    return [row for row in documents.rows(page) if len(row.cells) == 3]


def names_of(page):
    """All names of the other library in the tables of a page."""
    return {name for row in table(page) for text in row.code(0) for name in used(text, there(page))}


CHECKED = [SKIMAGE, CLE]  # the others need ImageJ and CUDA
CALLED = [page for page in CHECKED if page != CLE or importlib.util.find_spec("pyclesperanto")]
EQUAL = [row for page in CALLED for row in table(page) if row.cells[2].startswith("=")]


@pytest.mark.parametrize("page", [SKIMAGE, CLE, CLIJ, CUCIM], ids=lambda page: page.stem)
def test_names_exist(page):
    assert table(page), f"{page}: no table"
    for row in table(page):
        try:
            for text in row.code(1):
                used(text, {**HERE, "np": np})
                if "(" in text and not row.cells[2].startswith("="): value_of(text, HERE)
        except Exception as error: raise AssertionError(f"{row}: {error}") from error
        if row.cells[2].startswith("="): assert len(row.code(0)) == len(row.code(1)), f"{row}: not as many here as there"
        assert row.code(1) or row.cells[1] == "–", f"{row}: neither a name nor –"
    for row in table(page) if page in CHECKED else ():
        try:
            for text in row.code(0): used(text, there(page))
        except (AssertionError, SyntaxError) as error: raise AssertionError(f"{row}: {error}") from error


def results(value):
    """Arrays of whatever a function gives."""
    if isinstance(value, dict): return [a for name in sorted(value) for a in results(value[name])]
    if isinstance(value, (tuple, list)): return [a for v in value for a in results(v)]
    return [np.asarray(value)]


def value_of(text, names):
    """Of an expression; of a name alone, what the function gives for floats."""
    value = eval(text, {**names, **SAMPLE, "np": np})
    return value(SAMPLE["floats"]) if callable(value) else value


@pytest.mark.parametrize("row", EQUAL, ids=lambda row: f"{row.page.stem[5:]}: {row.cells[0][:60]}")
@pytest.mark.filterwarnings("ignore")
def test_equal(row):
    for other, ours in zip(row.code(0), row.code(1)):
        expected, got = results(value_of(other, there(row.page))), results(value_of(ours, HERE))
        assert len(got) == len(expected), f"{row}: {other}"
        for a, b in zip(got, expected):
            a, b = np.squeeze(a), np.squeeze(b)
            assert a.shape == b.shape, f"{row}: {other}"
            exact = all(x.dtype.kind in "biu" for x in (a, b)) or not np.size(b)
            tolerance = 0 if exact else 1e-5 * max(1, np.nanmax(np.abs(np.where(np.isfinite(b), b, 0)), initial=0))
            np.testing.assert_allclose(a.astype(float), b.astype(float), rtol=0, atol=tolerance, err_msg=f"{row}: {other}")


def public(module):
    everything = importlib.import_module(f"skimage.{module}")
    found = {n: getattr(everything, n) for n in everything.__all__}
    return {f"{module}.{n}" for n, f in found.items()
            if callable(f) and not (isinstance(f, type) and issubclass(f, (Exception, Warning)))}


def listed(page):
    """The names of the section "Not there", of which each line is a module: remark."""
    text = page.read_text(encoding="utf-8").split("## Not there")[1]
    found = {}
    for line in re.findall(r"^- .*(?:\n  .*)*", text, flags=re.M):
        module, _, rest = line.partition(": ")
        for name in re.findall(r"`(\w+)`", rest.split(" – ")[0]): found[f"{module[2:].strip('`*')}.{name}"] = line
    return found


def test_scikit_image_is_complete():
    """All functions of its modules are in the table, or in the list of those that are not there; what has come since is not."""
    inside, outside = names_of(SKIMAGE), listed(SKIMAGE)
    everything = set().union(*map(public, MODULES))
    assert not sorted(everything - inside - outside.keys()), "neither in a table nor in the list"
    assert not sorted(inside & outside.keys()), "in a table and in the list"
    assert not sorted(outside.keys() - everything), "in the list, but not in scikit-image"
    assert not sorted(name for name in outside if name.split(".")[-1] in HERE), "in the list, but clumen has it: give it a row"


def test_clesperanto_is_complete():
    cle = pytest.importorskip("pyclesperanto")
    everything = {n for n, f in vars(cle).items() if isinstance(f, types.FunctionType) and not n.startswith("_")}
    counted = [name for row in table(CLE) for text in row.code(0) for name in used(text, there(CLE)) & everything]
    assert not sorted(everything - set(counted)), "not in a table"
