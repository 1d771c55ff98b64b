#!/usr/bin/env python3
"""Writes the Python functions of all operations: generate_python.py include/clumen OUT.cpp"""
import pathlib
import re
import sys

import declarations

# kind: how Python's value becomes clumen's, and the type of the C++ parameter that takes it
CONVERSIONS = {
    "image": ("to_image(op, \"{n}\", {n}, context)", "nb::handle"),
    "images": ("to_images(op, \"{n}\", {n}, context)", "nb::handle"),
    "operand": ("to_operand(op, \"{n}\", {n}, context)", "nb::handle"),
    "sigma": ("to_sigma(op, \"{n}\", {n})", "nb::handle"),
    "widths": ("to_widths(op, \"{n}\", {n})", "nb::handle"),
    "shape": ("to_shape(op, \"{n}\", {n})", "nb::handle"),
    "optional_sigma": ("to_optional_sigma(op, \"{n}\", {n})", "nb::handle"),
    "weights": ("to_weights(op, \"{n}\", {n})", "nb::handle"),
    "counts": ("to_counts(op, \"{n}\", {n})", "nb::handle"),
    "optional_counts": ("to_optional_counts(op, \"{n}\", {n})", "nb::handle"),
    "border": ("to_border(op, {n}, cval)", "const std::string&"),
    "dtype": ("to_dtype(op, \"{n}\", {n})", "nb::handle"),
    "footprint": ("to_footprint(op, \"{n}\", {n})", "nb::handle"),
    "optional_footprint": ("{n}.is_none() ? std::nullopt : std::optional(to_footprint(op, \"{n}\", {n}))", "nb::handle"),
    "double": ("{n}", "double"),
    "int": ("{n}", "int"),
    "int64": ("{n}", "std::int64_t"),
    "optional_int": ("{n}", "std::optional<int>"),
    "optional_double": ("{n}", "std::optional<double>"),
    "strings": ("{n}", "const std::vector<std::string>&"),
    "doubles": ("to_doubles(op, \"{n}\", {n})", "nb::handle"),
    "string": ("{n}", "const std::string&"),
    "table": ("table_of(op, \"{n}\", {n})", "nb::handle"),
    "graph": ("{n}", "const Graph&"),
    "context": ("context", None),
}


def default_of(parameter):
    """Python's default, as a nanobind annotation."""
    name, default = parameter.name, parameter.default
    if default is None:
        return f'"{name}"_a'
    if parameter.kind in ("image", "table", "optional_int", "optional_double", "optional_footprint") or default == "std::nullopt":
        value = "nb::none()"
    elif parameter.kind == "border":
        value = f'"{default.removeprefix("Border::").split("(")[0]}"'
    elif parameter.kind == "string":
        value = '""' if default == "{}" else default
    elif parameter.kind in ("strings", "doubles"):
        value = f"std::vector<{'std::string' if parameter.kind == 'strings' else 'double'}>{default}"
    elif is_switch(parameter):
        value = {"yes": "true", "no": "false", "automatic": "nb::none()"}[default.split("::")[-1]]
    elif parameter.kind == "shape" or is_choice(parameter):
        value = "nb::none()"
    elif parameter.kind == "enum":
        value = f'"{default.split("::")[-1]}"'
    else:
        value = default
    return f'"{name}"_a = {value}'


def is_switch(parameter):
    """An enum of no and yes is Python's bool, one of automatic, no and yes a bool or None."""
    return parameter.kind == "enum" and parameter.values in (["no", "yes"], ["automatic", "no", "yes"])


def is_choice(parameter):
    """Any other enum that begins with automatic is one of the other names, or None."""
    return parameter.kind == "enum" and parameter.values[0] == "automatic" and not is_switch(parameter)


def converted(parameter):
    if is_switch(parameter) and parameter.values[0] == "automatic":
        return "(!{0} ? {1}::automatic : *{0} ? {1}::yes : {1}::no)".format(parameter.name, parameter.type)
    if is_switch(parameter):
        return "({0} ? {1}::yes : {1}::no)".format(parameter.name, parameter.type)
    if parameter.kind != "enum":
        return CONVERSIONS[parameter.kind][0].format(n=parameter.name)
    name, values = parameter.name, parameter.values
    if is_choice(parameter): name, values = f"*{name}", values[1:]
    cases = " : ".join(f'{name} == "{v}" ? {parameter.type}::{v}' for v in values)
    if is_choice(parameter): cases = f"!{parameter.name} ? {parameter.type}::automatic : {cases}"
    names = ", ".join(values)
    return (f'({cases} : throw ArgumentError(std::string(op) + ": {parameter.name} is " + {name} + '
            f'"; allowed is one of {names}"))')


def parameter_type(parameter):
    if is_switch(parameter): return "std::optional<bool>" if parameter.values[0] == "automatic" else "bool"
    if is_choice(parameter): return "const std::optional<std::string>&"
    return "const std::string&" if parameter.kind == "enum" else CONVERSIONS[parameter.kind][1]


def result_of(operation):
    if operation.return_kind == "table":
        return "return to_table(std::move(result));"
    if operation.return_kind == "struct":
        return f"return nb::make_tuple({', '.join('result.' + f for f in operation.fields)});"
    return "return result;"


def python_doc(operation):
    """The header's comment, its axes in NumPy's order."""
    doc = operation.doc.replace("(x, y, z)", "(z, y, x)")
    doc = re.sub(r"\bArgumentError\b", "ValueError", doc)
    return re.sub(r"\bIoError\b", "OSError", re.sub(r"\bDeviceError\b", "RuntimeError", doc))


def function(operation):
    parameters, annotations, handles = [], [], []
    for p in operation.parameters:
        if p.kind == "context": continue
        if p.default is not None and "nb::kw_only()" not in annotations and p.kind not in ("image", "operand") and \
                len(annotations) >= 2 and p.kind == "border":
            annotations.append("nb::kw_only()")
        parameters.append(f"{parameter_type(p)} {p.name}")
        annotation = default_of(p)
        if p.kind in ("image", "images", "operand"): handles.append(p.name)
        if p.kind in ("image", "images", "operand", "optional_footprint"):
            annotation = f"nb::arg(\"{p.name}\").none()" + (" = nb::none()" if p.default is not None else "")
        annotations.append(annotation)
        if p.kind == "border":
            parameters.append("double cval")
            annotations.append('"cval"_a = 0.0')
    names = ", ".join(f"a{i}" for i in range(len(operation.parameters)))
    values = "\n".join(f"        const auto& a{i} = {converted(p)};" for i, p in enumerate(operation.parameters))
    return f'''  m.def(
      "{operation.name}",
      []({", ".join(parameters)}) {{
        [[maybe_unused]] constexpr std::string_view op = "{operation.name}";
        [[maybe_unused]] const Context context = context_of({{{", ".join(handles)}}});
{values}
        auto result = released([&] {{ return {operation.name}({names}); }});
        {result_of(operation)}
      }},
      {", ".join(annotations)},
      R"~~({python_doc(operation)})~~");'''


def main():
    operations = declarations.read_operations(pathlib.Path(sys.argv[1]))
    footprint_default = re.compile(r"\b(diamond|disk|ball|box|octahedron)\(")
    bodies = []
    for operation in operations:
        for p in operation.parameters:
            if p.kind == "footprint" and p.default:
                p.default = footprint_default.sub(r"clumen::\1(", p.default)
        bodies.append(function(operation))
    pathlib.Path(sys.argv[2]).write_text("\n".join([
        '#include "convert.hpp"', "", "using namespace nb::literals;", "", "namespace clumen::python {", "",
        "void add_operations(nb::module_& m) {", *bodies, "}", "", "}  // namespace clumen::python", ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
