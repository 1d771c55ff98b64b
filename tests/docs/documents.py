"""The pages of the documentation, taken apart: their blocks of code and their tables."""
import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "tutorial.md", ROOT / "docs" / "kernels.md",
         *sorted((ROOT / "docs" / "migrate").glob("*.md"))]

# What is run, what is a file that a block with a name becomes, and what a shell prints.
RUN, FILES, PRINTED = ("sh", "cpp", "python"), ("c", "cmake", "cpp", "python"), "text"


@dataclasses.dataclass
class Block:
    page: pathlib.Path
    line: int  # of its first line of text
    language: str
    text: str
    file: str = ""  # the name that the line before gives it: "`brighten.cl`:"
    not_run: str = ""  # why not: <!-- not run: needs Fiji -->
    needs: str = ""  # a Python module: <!-- needs: pyclesperanto -->

    def __str__(self): return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclasses.dataclass
class Row:
    page: pathlib.Path
    line: int
    cells: list[str]

    def __str__(self): return f"{self.page.relative_to(ROOT)}:{self.line}"

    def code(self, cell):
        """What stands between backquotes in a cell."""
        return re.findall(r"`([^`]+)`", self.cells[cell])


def blocks(page: pathlib.Path) -> list[Block]:
    """Fenced blocks, and indented ones, which are for a shell."""
    lines, found, before, mark, at = page.read_text(encoding="utf-8").split("\n"), [], "", {}, 0

    def add(line, language, text):
        name = re.search(r"`([\w.]+)`:$", before)
        found.append(Block(page, line + 1, language, "\n".join(text) + "\n", name[1] if name else "", **mark))

    while at < len(lines):
        line, start = lines[at], at
        at += 1
        if comment := re.fullmatch(r"<!-- (not run|needs): (.*) -->", line):
            before, mark = "", {comment[1].replace(" ", "_"): comment[2]}
            continue
        if line.startswith("```"):
            while lines[at] != "```": at += 1
            add(start + 1, line[3:], lines[start + 1:at])
            at += 1
        elif line.startswith("    ") and before == "":
            while at < len(lines) and (lines[at].startswith("    ") or not lines[at] and lines[at + 1:at + 2] != [""]
                                       and lines[at + 1].startswith("    ")): at += 1
            add(start, "sh", [text[4:] for text in lines[start:at]])
        elif not line:
            if lines[at:at + 1] and (lines[at].startswith("    ")): before = ""
            continue
        before, mark = line, {}
    return found


def rows(page: pathlib.Path) -> list[Row]:
    """The rows of all tables, without their headers. A \\| is no border of a cell."""
    lines, found = page.read_text(encoding="utf-8").split("\n"), []
    for number, line in enumerate(lines, 1):
        if not line.startswith("|") or set(line) <= set("|-: "): continue
        if number < len(lines) and lines[number].startswith("|--"): continue
        cells = [c.strip().replace("\\|", "|") for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        found.append(Row(page, number, cells))
    return found
