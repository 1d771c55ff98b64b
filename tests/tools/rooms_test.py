"""Every operation has its room: a source or a row of a table, and a test, which may use it by its operator."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import declarations  # noqa: E402


def texts(folder: pathlib.Path, pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern)))


def operators(family: str) -> dict[str, str]:
    """The symbol of each operation that has one: CLUMEN_OPERATOR(+, add), `operator!(...) { return logical_not(a); }`."""
    header = (ROOT / "include" / "clumen" / f"{family}.hpp").read_text(encoding="utf-8")
    binary = re.findall(r"^CLUMEN_OPERATOR\((\S+), (\w+)\)", header, flags=re.M)
    unary = re.findall(r"operator(\S)\(const Image& a\) \{ return (\w+)\(a\)", header)
    return {name: symbol for symbol, name in binary + unary}


class Rooms(unittest.TestCase):
    def setUp(self):
        self.operations = declarations.read_operations(ROOT / "include" / "clumen")

    def test_sources(self):
        for o in self.operations:
            folder = ROOT / "src" / o.family
            room = (folder / f"{o.name}.cpp").exists() or re.search(rf"\b{o.name}\b", texts(folder, "*.[ch]pp"))
            with self.subTest(o.name):
                self.assertTrue(room, f"neither src/{o.family}/{o.name}.cpp nor a row in src/{o.family}")

    def test_tests(self):
        for o in self.operations:
            folder = ROOT / "tests" / o.family
            said, symbol = texts(folder, "*_test.cpp"), operators(o.family).get(o.name)
            room = (folder / f"{o.name}_test.cpp").exists() or re.search(rf"\b{o.name}\b", said)
            if symbol and not room:
                room = re.search(rf"\w {re.escape(symbol)} \w" if symbol != "!" else r"!\w", said)
            with self.subTest(o.name): self.assertTrue(room, f"no test in tests/{o.family}")


if __name__ == "__main__":
    unittest.main()
