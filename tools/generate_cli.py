#!/usr/bin/env python3
"""Writes the list of operations for the `clumen` command: generate_cli.py include/clumen OUT.cpp"""
import json
import pathlib
import re
import sys

import declarations

# kind of declarations.py: (Parameter::Kind, getter of Values)
KINDS = {
    "image": ("image", "image"),
    "images": ("images", "images"),
    "operand": ("operand", "operand"),
    "sigma": ("sigma", "sigma"),
    "widths": ("widths", "widths"),
    "shape": ("shape", "shape"),
    "counts": ("counts", "counts"),
    "weights": ("weights", "weights"),
    "optional_sigma": ("sigma", "optional_sigma"),
    "optional_counts": ("counts", "optional_counts"),
    "border": ("border", "border"),
    "dtype": ("dtype", "dtype"),
    "footprint": ("footprint", "footprint"),
    "optional_footprint": ("footprint", "optional_footprint"),
    "double": ("number", "number"),
    "int": ("integer", "integer"),
    "int64": ("integer", "int64"),
    "optional_int": ("integer", "optional_integer"),
    "optional_double": ("number", "optional_number"),
    "strings": ("strings", "strings"),
    "doubles": ("numbers", "numbers"),
    "string": ("text", "string"),
    "table": ("table", "table"),
    "graph": ("graph", "graph"),
    "enum": ("choice", "choice"),
}
# Names that the command itself uses: its other subcommands, and the options of every subcommand.
COMMANDS = {"devices", "info", "nuclei", "sample", "reach", "bench"}
OPTIONS = {"device", "version", "help", "out", "channel", "plane", "frame"}


def default_text(parameter: declarations.Parameter) -> str:
    """A C++ default as it is written on the command line."""
    text = parameter.default
    if text in (None, "{}", "std::nullopt"): return ""
    if parameter.kind == "footprint":
        match = re.fullmatch(r"(\w+)\((.*)\)", text)
        return f"{match.group(1)}:{match.group(2).replace(', ', 'x')}" if match else text
    if parameter.kind == "border":
        match = re.fullmatch(r"Border::constant\((.*)\)", text)
        return f"constant:{match.group(1)}" if match else text.split("::")[-1]
    if parameter.kind in ("enum", "dtype"): return text.split("::")[-1]
    text = re.sub(r'^(?:Sigma|PerAxis|Counts)?[({](.*)[)}]$', r"\1", text).replace('"', "").replace(", ", ",")
    return re.sub(r"\.0$", "", text)


def getter(index: int, p: declarations.Parameter) -> str:
    name = KINDS[p.kind][1]
    arguments = [str(index)]
    if p.kind == "enum":
        name = f"choice<{p.type}>"
        arguments.append("{" + ", ".join(f"{p.type}::{v}" for v in p.values) + "}")
    if p.default is not None: arguments.append(p.default)
    return f"v.{name}({', '.join(arguments)})"


def getters(o: declarations.Operation) -> str:
    """The call's arguments; the device is not among the command's parameters."""
    index, out = 0, []
    for p in o.parameters:
        if p.kind == "context": out.append("v.context()")
        else:
            out.append(getter(index, p))
            index += 1
    return ", ".join(out)


def result(o: declarations.Operation, call: str) -> str:
    if o.return_kind == "graph": return f"return {call}.edges();"
    if o.return_kind != "struct": return f"return {call};"
    fields = ", ".join(f'{{"{f}", result.{f}}}' for f in o.fields)
    return f"const {o.returns} result = {call};\n         return NamedImages{{{fields}}};"


def literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def entry(o: declarations.Operation) -> str:
    parameters = ",\n        ".join(
        f"{{{literal(p.name)}, Parameter::Kind::{KINDS[p.kind][0]}, {'true' if p.required else 'false'}, "
        f"{literal(default_text(p))},\n         {literal(p.doc)}, {{{', '.join(map(literal, p.values))}}}}}"
        for p in o.parameters if p.kind != "context")
    call = f"clumen::{o.name}({getters(o)})"
    returns = {"struct": "images", "graph": "table"}.get(o.return_kind, o.return_kind)
    return f"""      {{{literal(o.family)}, {literal(o.name)}, {literal(o.summary)},
       {literal(o.notes)},
       {literal(o.source)}, Operation::Returns::{returns},
       {{{parameters}}},
       [](const Values& v) -> Result {{
         {result(o, call)}
       }}}},"""


def check_names(operations: list[declarations.Operation]):
    for o in operations:
        if o.name in COMMANDS:
            raise declarations.DeclarationError(f"{o.header}:{o.line}: {o.name}: the command has a subcommand of this name")
        for p in o.parameters:
            if p.name in OPTIONS:
                raise declarations.DeclarationError(f"{o.header}:{o.line}: {o.name}: every subcommand has an option {p.name}")


def generate(operations: list[declarations.Operation]) -> str:
    check_names(operations)
    entries = "\n".join(entry(o) for o in operations)
    return f"""// Generated from the headers; not to be edited.
#include "operation.hpp"

namespace clumen::tool {{

const std::vector<Operation>& operations() {{
  static const std::vector<Operation> all = {{
{entries}
  }};
  return all;
}}

}}  // namespace clumen::tool
"""


def main() -> int:
    folder, out = map(pathlib.Path, sys.argv[1:3])
    try:
        out.write_text(generate(declarations.read_operations(folder)), encoding="utf-8")
    except declarations.DeclarationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
