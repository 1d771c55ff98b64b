#!/usr/bin/env python3
"""Reads the operations that the headers declare: their names, parameters, defaults and doc comments.

The command line, the Python module, the reference pages and the tests' lists are generated from what this module
returns, so that the header stays the only place where an operation is written down. As a command it writes JSON:

    declarations.py [include/clumen] [--out FILE]

An operation is a free function of namespace clumen, with a `///` comment, that returns an Image, a Scalar, a Table, a
Graph or a struct of images. Its comment is a summary, then `name: text` lines for parameters (a text ends where a line ends
with a full stop), then notes, and at the end `Source: ...`. "Otherwise as `other`" takes over the parameter texts of
another operation of the same header. What cannot be read is a DeclarationError that names header:line.
"""
import argparse
import dataclasses
import json
import pathlib
import re
import sys

# Headers without operations: the core, and files.
NOT_FAMILIES = {"clumen", "core", "context", "dtype", "error", "image", "shape", "footprint", "io", "programs", "tunables",
                "custom"}

# Headers whose enums may be parameters of any operation.
SHARED_ENUMS = ("shape.hpp", "label.hpp", "transform.hpp")

# The C++ types that a parameter may have, and what generators call them.
PARAMETER_KINDS = {
    "const Image&": "image",
    "const std::vector<Image>&": "images",
    "const Operand&": "operand",
    "Sigma": "sigma",
    "PerAxis": "sigma",
    "const Widths&": "widths",
    "const Shape&": "shape",
    "Counts": "counts",
    "const Weights&": "weights",
    "std::optional<Sigma>": "optional_sigma",
    "std::optional<Counts>": "optional_counts",
    "Border": "border",
    "DType": "dtype",
    "const Footprint&": "footprint",
    "const std::optional<Footprint>&": "optional_footprint",
    "double": "double",
    "int": "int",
    "std::int64_t": "int64",
    "std::optional<int>": "optional_int",
    "std::optional<double>": "optional_double",
    "const std::vector<std::string>&": "strings",
    "const std::vector<double>&": "doubles",
    "const std::string&": "string",
    "const Table&": "table",
    "const Graph&": "graph",
    "const Context&": "context",  # which device; neither Python nor the command line has such a parameter
}
RETURN_KINDS = {"Image": "image", "Scalar": "scalar", "Table": "table", "Graph": "graph"}
# One of these says on which device an operation runs, or, for tables and graphs, that it needs none.
OPERAND_KINDS = ("image", "images", "operand", "table", "graph", "context")


class DeclarationError(Exception):
    """A header that the generators cannot read; the message begins with header:line."""


@dataclasses.dataclass
class Parameter:
    name: str
    type: str  # the C++ type as written
    kind: str  # a value of PARAMETER_KINDS, or "enum"
    default: str | None = None  # the C++ expression; None when the parameter must be given
    doc: str = ""
    values: list[str] = dataclasses.field(default_factory=list)  # the enumerators of an "enum"

    @property
    def required(self) -> bool:
        return self.default is None


@dataclasses.dataclass
class Operation:
    family: str
    name: str
    returns: str  # "Image", "Scalar", "Table", "Graph" or the name of the struct
    return_kind: str  # "image", "scalar", "table", "graph" or "struct"
    fields: list[str]  # of a struct of images
    parameters: list[Parameter]
    summary: str
    notes: str  # what the comment says after its parameters
    source: str
    header: str
    line: int

    @property
    def doc(self) -> str:
        """The whole comment as text, one parameter a line."""
        parts = [self.summary, *(f"{p.name}: {p.doc}" for p in self.parameters if p.doc), self.notes, f"Source: {self.source}"]
        return "\n".join(p for p in parts if p)


@dataclasses.dataclass
class _Doc:
    lines: list[str]
    line: int  # of its first line


class _Header:
    """One pass over a header's text, declaration by declaration."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.text = self._without_preprocessor(path.read_text(encoding="utf-8"))
        self.at = 0
        self.structs: dict[str, list[str]] = {}  # name: its fields, only for structs of images
        self.enums: dict[str, list[str]] = {}
        self.operations: list[Operation] = []
        self.inherits: dict[str, str] = {}

    def read(self) -> list[Operation]:
        doc, depth = None, 0
        while (kind := self._next()) is not None:
            if kind == "doc":
                doc = self._read_doc()
                continue
            if kind == "namespace":
                self.at = self.text.index("{", self.at) + 1
                depth += 1
            elif kind == "}":
                self.at += 1
                depth -= 1
                if depth < 0:
                    self._fail("a brace too many")
            elif kind == "type":
                self._read_type()
            elif kind == "template":
                self._declaration()
            else:
                self._read_declaration(doc)
            doc = None
        if depth:
            self._fail("the end of the file inside a namespace")
        self._inherit()
        return self.operations

    def enums_only(self) -> dict[str, list[str]]:
        """The enums of a header whose other declarations the generators need not understand."""
        found = re.findall(r"^enum class (\w+)[^{;]*\{([^}]*)\}", self.text, flags=re.M)
        return {name: [e.split("=")[0].strip() for e in body.split(",") if e.strip()] for name, body in found}

    @staticmethod
    def _without_preprocessor(text: str) -> str:
        """Directives and plain comments become blanks, so that line numbers stay."""
        text = re.sub(r"^[ \t]*#(?:.*\\\n)*.*$", lambda m: "\n" * m.group().count("\n"), text, flags=re.M)
        text = re.sub(r"(?<!/)//(?!/).*$", "", text, flags=re.M)
        text = re.sub(r"///<.*$", "", text, flags=re.M)
        return re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)

    def _fail(self, message: str, line: int | None = None):
        raise DeclarationError(f"{self.path}:{line or self._line()}: {message}")

    def _line(self) -> int:
        return self.text.count("\n", 0, min(self.at, len(self.text))) + 1

    def _next(self) -> str | None:
        """Moves to the next thing and says what it is."""
        while self.at < len(self.text) and (self.text[self.at].isspace() or self.text[self.at] == ";"):
            self.at += 1
        rest = self.text[self.at:self.at + 40]
        if not rest: return None
        if rest.startswith("///"): return "doc"
        if rest.startswith("}"): return "}"
        word = re.match(r"\w+", rest)
        word = word.group() if word else ""
        if word == "namespace": return "namespace"
        if word in ("class", "struct", "enum", "union"): return "type"
        if word == "template": return "template"
        return "declaration"

    def _read_doc(self) -> _Doc:
        doc = _Doc([], self._line())
        while match := re.compile(r"[ \t]*///[ ]?(.*)\n").match(self.text, self.at):
            doc.lines.append(match.group(1).rstrip())
            self.at = match.end()
        if not doc.lines: self._fail("a doc comment without a line end")
        return doc

    def _skip_braces(self):
        """From an opening brace to behind its closing one."""
        start, depth = self._line(), 0
        while self.at < len(self.text):
            depth += {"{": 1, "}": -1}.get(self.text[self.at], 0)
            self.at += 1
            if depth == 0: return
        self._fail("a brace that never closes", start)

    def _read_type(self):
        match = re.compile(r"(class|struct|union|enum(?:\s+class)?)\s+(\w+)[^;{]*").match(self.text, self.at)
        if not match: self._fail("a type without a name")
        self.at = match.end()
        if self.text[self.at:self.at + 1] != "{": return  # declared only
        start = self.at
        self._skip_braces()
        body = re.sub(r"///.*", "", self.text[start + 1:self.at - 1])
        if match.group(1).startswith("enum"):
            self.enums[match.group(2)] = [e.split("=")[0].strip() for e in body.split(",") if e.strip()]
        elif match.group(1) == "struct":
            members = [m.strip() for m in body.split(";") if m.strip()]
            if members and all(re.fullmatch(r"Image \w+(\s*,\s*\w+)*", m) for m in members):
                self.structs[match.group(2)] = [n.strip() for m in members for n in m[6:].split(",")]

    def _declaration(self) -> str:
        """The text of a declaration, without a body; moves behind it."""
        start, depth = self.at, 0
        while self.at < len(self.text):
            c = self.text[self.at]
            if c in "([": depth += 1
            if c in ")]": depth -= 1
            if depth < 0: break
            if c == "{" and depth == 0:
                text = self.text[start:self.at]
                self._skip_braces()
                return text
            if c == "{":
                self._skip_braces()
                continue
            if c == ";" and depth == 0:
                self.at += 1
                return self.text[start:self.at - 1]
            self.at += 1
        self.at = start
        self._fail("a declaration that does not end")

    def _read_declaration(self, doc: _Doc | None):
        line = self._line()
        text = " ".join(self._declaration().split())
        if "operator" in text: return
        match = re.fullmatch(r"(?:inline |constexpr )*(\S.*?)[ ]?\b(\w+) ?\((.*)\)(?: noexcept)?", text)
        if not match:
            if re.match(r"(?:inline |constexpr |using |extern |static |friend )", text): return
            self._fail(f"not a declaration that the generators know: {text[:80]}", line)
        returns, name, parameters = match.groups()
        if not self._is_operation(returns, name, doc, line): return
        if name in (o.name for o in self.operations):
            self._fail(f"{name}: an overload; one operation has one declaration", line)
        fields = self.structs.get(returns, [])
        operation = Operation(self.path.stem, name, returns, RETURN_KINDS.get(returns, "struct"), fields,
                              self._parameters(name, parameters, line), "", "", "", self.path.name, line)
        self._document(operation, doc)
        self.operations.append(operation)

    def _is_operation(self, returns: str, name: str, doc: _Doc | None, line: int) -> bool:
        if returns in RETURN_KINDS or returns in self.structs:
            if doc is None: self._fail(f"{name}: no doc comment (///)", line)
            return True
        if re.search(r"\b(Image|Scalar|Table|Graph)\b", returns):
            self._fail(f"{name}: returns {returns}, which the generators do not know", line)
        return False

    def _parameters(self, name: str, text: str, line: int) -> list[Parameter]:
        out: list[Parameter] = []
        for part in _split(text):
            declared, _, default = (s.strip() for s in part.partition("="))
            match = re.fullmatch(r"(.*[\s&>])(\w+)", declared)
            if not match: self._fail(f"{name}: a parameter without a name: {part}", line)
            type_, parameter = match.group(1).strip(), match.group(2)
            values = self.enums.get(type_, [])
            kind = PARAMETER_KINDS.get(type_, "enum" if values else None)
            if kind is None: self._fail(f"{name}: parameter {parameter} has a type that the generators do not know: {type_}", line)
            if parameter in (p.name for p in out): self._fail(f"{name}: two parameters {parameter}", line)
            if out and out[-1].default is not None and not default:
                self._fail(f"{name}: parameter {parameter} needs a default, as those before it", line)
            out.append(Parameter(parameter, type_, kind, default or None, "", values))
        if not any(p.kind in OPERAND_KINDS for p in out):
            self._fail(f"{name}: no image among the parameters", line)
        return out

    def _document(self, operation: Operation, doc: _Doc):
        """Takes the comment apart: summary, parameters, notes, source."""
        parameters = {p.name: p for p in operation.parameters}
        text, separator, source = "\n".join(doc.lines).partition("Source:")
        if not separator: self._fail(f"{operation.name}: the comment has no 'Source:'", doc.line)
        operation.source = " ".join(source.split())
        if not operation.source: self._fail(f"{operation.name}: 'Source:' says nothing", doc.line)
        if other := re.search(r"[Oo]therwise as `(\w+)`", text): self.inherits[operation.name] = other.group(1)
        # two parameters may stand in one line: "labels: integer. image: of the same extent"
        names = "|".join(map(re.escape, parameters))
        text = re.sub(rf"(?<=\.) (?=(?:{names}): |Throws |Returns |Any dtype )", "\n", text)
        summary: list[str] = []
        notes: list[str] = []
        current: list[str] | Parameter = summary
        for number, line in enumerate(text.split("\n")):
            label = re.match(r"(\w+): (.*)", line)
            if label and label.group(1) in parameters:
                current = parameters[label.group(1)]
                if current.doc: self._fail(f"{operation.name}: parameter {current.name} is documented twice", doc.line)
                current.doc = label.group(2)
            elif label and number > 0 and re.fullmatch(r"[a-z]\w*", label.group(1)):
                self._fail(f"{operation.name}: the comment tells of a parameter {label.group(1)}, which is not there", doc.line)
            elif isinstance(current, Parameter) and not current.doc.endswith("."):
                current.doc += " " + line
            else:
                if isinstance(current, Parameter): current = notes
                current.append(line)
        operation.summary, operation.notes = (" ".join(" ".join(t).split()) for t in (summary, notes))
        if not operation.summary: self._fail(f"{operation.name}: the comment has no summary", doc.line)

    def _inherit(self):
        by_name = {o.name: o for o in self.operations}
        for name, other in self.inherits.items():
            if other not in by_name: self._fail(f"{name}: otherwise as `{other}`, which is not there", by_name[name].line)
            texts = {p.name: p.doc for p in by_name[other].parameters}
            for p in by_name[name].parameters: p.doc = p.doc or texts.get(p.name, "")


def _split(text: str) -> list[str]:
    """At the commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        if c in "([{<": depth += 1
        if c in ")]}>": depth -= 1
        if c == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [p.strip() for p in [*parts, text[start:]] if p.strip()]


def read_header(path: pathlib.Path) -> list[Operation]:
    """The operations of one header, in its order. The enums of SHARED_ENUMS beside it are known to it."""
    header = _Header(pathlib.Path(path))
    for name in SHARED_ENUMS:
        if (shared := header.path.with_name(name)).exists(): header.enums |= _Header(shared).enums_only()
    return header.read()


def read_operations(folder: pathlib.Path) -> list[Operation]:
    """The operations of every family's header in include/clumen, family by family. A name is there once."""
    operations: list[Operation] = []
    headers = [p for p in sorted(pathlib.Path(folder).glob("*.hpp")) if p.stem not in NOT_FAMILIES]
    if not headers: raise DeclarationError(f"{folder}:1: no header of a family of operations")
    for path in headers: operations += read_header(path)
    seen: dict[str, Operation] = {}
    for o in operations:
        if o.name in seen:
            raise DeclarationError(f"{folder}/{o.header}:{o.line}: {o.name}: also in {seen[o.name].header}")
        seen[o.name] = o
    return operations


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes the declared operations as JSON.")
    default = pathlib.Path(__file__).resolve().parent.parent / "include" / "clumen"
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=default)
    parser.add_argument("--out", type=pathlib.Path, help="a file; standard output when not given")
    arguments = parser.parse_args()
    try:
        operations = read_operations(arguments.folder)
    except DeclarationError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps([dataclasses.asdict(o) for o in operations], indent=1, ensure_ascii=False) + "\n"
    if arguments.out: arguments.out.write_text(text, encoding="utf-8")
    else: sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
