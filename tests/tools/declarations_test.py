"""The reader of headers: what it finds, and that it refuses what it cannot read, with header and line."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import declarations  # noqa: E402
import generate_cli  # noqa: E402
import generate_python  # noqa: E402


def read(body: str, name: str = "filter.hpp") -> list[declarations.Operation]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.write_text(f"#pragma once\nnamespace clumen {{\n{body}\n}}\n")
        return declarations.read_operations(folder)


class Reads(unittest.TestCase):
    def test_everything_of_an_operation(self):
        [o] = read('''
/// Blurs, gently.
/// image: what. sigma: how far
/// it goes.
/// Any dtype in. Throws ArgumentError. Source: SciPy `blur(x, y)`.
Image blur(const Image& image, Sigma sigma = Sigma(1, 2), Border mode = Border::constant(3),
           const std::vector<std::string>& names = {"a", "b"}, std::optional<int> n = std::nullopt);''')
        self.assertEqual((o.family, o.name, o.returns, o.return_kind, o.line), ("filter", "blur", "Image", "image", 8))
        self.assertEqual((o.summary, o.notes, o.source),
                         ("Blurs, gently.", "Any dtype in. Throws ArgumentError.", "SciPy `blur(x, y)`."))
        self.assertEqual([p.kind for p in o.parameters], ["image", "sigma", "border", "strings", "optional_int"])
        self.assertEqual([p.default for p in o.parameters],
                         [None, "Sigma(1, 2)", "Border::constant(3)", '{"a", "b"}', "std::nullopt"])
        self.assertEqual([p.doc for p in o.parameters][:2], ["what.", "how far it goes."])
        self.assertEqual([generate_cli.default_text(p) for p in o.parameters], ["", "1,2", "constant:3", "a,b", ""])

    def test_a_whole_number_per_axis(self):
        [o] = read("/// Does. Source: none.\nImage f(const Image& image, Counts size, Counts order = Counts(1, 2));")
        self.assertEqual([p.kind for p in o.parameters], ["image", "counts", "counts"])
        self.assertEqual(generate_cli.default_text(o.parameters[2]), "1,2")
        text = generate_cli.generate([o])
        self.assertIn("v.counts(1), v.counts(2, Counts(1, 2))", text)

    def test_tables_graphs_and_the_device(self):
        [o] = read('''
/// Joins. Source: none.
Graph join(const Context& context, const Graph& graph, const Table& points, const Table& others = {},
           const std::string& column = {});''')
        self.assertEqual([p.kind for p in o.parameters], ["context", "graph", "table", "table", "string"])
        self.assertEqual(o.return_kind, "graph")
        text = generate_cli.generate([o])
        self.assertIn("clumen::join(v.context(), v.graph(0), v.table(1), v.table(2, {}), v.string(3, {})).edges()", text)
        self.assertIn("Operation::Returns::table", text)
        self.assertNotIn('"context"', text)
        text = generate_python.function(o)
        self.assertIn("[](const Graph& graph, nb::handle points, nb::handle others, const std::string& column)", text)
        self.assertIn('"graph"_a, "points"_a, "others"_a = nb::none(), "column"_a = ""', text)
        self.assertIn("const auto& a0 = context;", text)

    def test_structs_of_images_and_enums(self):
        [o] = read('''
struct Pair { Image a, b;  ///< two
};
enum class Method : std::uint8_t { one, two };
/// Makes two. Source: none.
Pair both(const Image& image, Method method = Method::two);''')
        self.assertEqual((o.return_kind, o.fields), ("struct", ["a", "b"]))
        self.assertEqual((o.parameters[1].kind, o.parameters[1].values), ("enum", ["one", "two"]))
        text = generate_cli.generate([o])
        self.assertIn("v.choice<Method>(1, {Method::one, Method::two}, Method::two)", text)
        self.assertIn('{"b", result.b}', text)

    def test_enums_of_other_headers(self):
        for other in ("shape.hpp", "label.hpp"):
            with self.subTest(other), tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "filter.hpp"
                path.with_name(other).write_text("enum class Axis : std::uint8_t { x, y };\nstruct Shape { int x; };\n")
                path.write_text("/// Turns. Source: none.\nImage turn(const Image& image, Axis axis = Axis::y);\n")
                [o] = declarations.read_operations(folder)
                self.assertEqual((o.parameters[1].kind, o.parameters[1].values), ("enum", ["x", "y"]))

    def test_a_footprint_that_need_not_be_given(self):
        [o] = read('''
/// Middles. Source: none.
Image middle(const Image& image, const std::optional<Footprint>& footprint = std::nullopt);''')
        self.assertEqual((o.parameters[1].kind, o.parameters[1].default), ("optional_footprint", "std::nullopt"))
        self.assertEqual(generate_cli.default_text(o.parameters[1]), "")
        self.assertIn("v.optional_footprint(1, std::nullopt)", generate_cli.generate([o]))
        self.assertIn('nb::arg("footprint").none() = nb::none()', generate_python.function(o))

    def test_shapes_widths_lists_of_images_and_switches(self):
        [o] = read('''
enum class Resize : std::uint8_t { no, yes };
enum class Smooth : std::uint8_t { automatic, no, yes };
/// Turns. Source: none.
Image turn(const std::vector<Image>& images, const Widths& width, const Shape& shape = {},
           Resize resize = Resize::no, Smooth smooth = Smooth::automatic,
           const std::vector<double>& matrix = {1, 0}, PerAxis scale = 1);''')
        self.assertEqual([p.kind for p in o.parameters],
                         ["images", "widths", "shape", "enum", "enum", "doubles", "sigma"])
        text = generate_cli.generate([o])
        self.assertIn("v.images(0), v.widths(1), v.shape(2, {}), v.choice<Resize>(3", text)
        text = generate_python.function(o)
        self.assertIn("nb::handle images, nb::handle width, nb::handle shape, bool resize, std::optional<bool> smooth", text)
        self.assertIn('"shape"_a = nb::none(), "resize"_a = false, "smooth"_a = nb::none()', text)
        self.assertIn("(resize ? Resize::yes : Resize::no)", text)

    def test_choices_that_python_leaves_to_none(self):
        [o] = read('''
enum class Method : std::uint8_t { automatic, fast, exact };
/// Turns. Source: none.
Image turn(const Image& image, Method method = Method::automatic);''')
        text = generate_python.function(o)
        self.assertIn("const std::optional<std::string>& method", text)
        self.assertIn('"method"_a = nb::none()', text)
        self.assertIn('(!method ? Method::automatic : *method == "fast" ? Method::fast', text)
        self.assertIn("allowed is one of fast, exact", text)

    def test_parameter_texts_of_another_operation(self):
        shrink, grow = read('''
/// Shrinks.
/// radius: how far.
/// Source: x.
Image shrink(const Image& image, int radius);
/// Grows; otherwise as `shrink`. Source: x.
Image grow(const Image& image, int radius);''')
        self.assertEqual(shrink.parameters[1].doc, "how far.")
        self.assertEqual(grow.parameters[1].doc, "how far.")

    def test_what_is_no_operation(self):
        self.assertEqual(read('''
#define MACRO(a) \\
  Image a();
class Shape2 { public: Image inside(); };
int count(int n);
void write(const Image& image);
inline Image operator!(const Image& a) { return a; }
template <class T> T twice(T v) { return v + v; }
inline constexpr int kSize{3};
'''), [])

    def test_the_headers_of_the_library(self):
        operations = {o.name: o for o in declarations.read_operations(ROOT / "include" / "clumen")}
        self.assertEqual(operations["gaussian"].family, "filter")
        self.assertEqual([p.name for p in operations["gaussian"].parameters], ["image", "sigma", "mode", "truncate"])
        self.assertNotIn("read_tiff", operations)
        self.assertNotIn("disk", operations)


class Refuses(unittest.TestCase):
    def refuses(self, body: str, line: int, message: str):
        with self.assertRaises(declarations.DeclarationError) as caught: read(body)
        self.assertRegex(str(caught.exception), rf"filter\.hpp:{line}: .*{message}")

    def test_no_comment(self): self.refuses("Image f(const Image& image);", 3, "no doc comment")
    def test_no_source(self): self.refuses("/// Does.\nImage f(const Image& image);", 3, "no 'Source:'")
    def test_no_summary(self): self.refuses("/// Source: x.\nImage f(const Image& image);", 3, "no summary")

    def test_unknown_type(self):
        self.refuses("/// Does. Source: x.\nImage f(const Image& image, bool fast = true);", 4, "fast .*bool")

    def test_unknown_return(self):
        self.refuses("/// Does. Source: x.\nstd::vector<Image> f(const Image& image);", 4, "vector<Image>")

    def test_a_parameter_that_is_not_there(self):
        self.refuses("/// Does.\n/// sigma: how far.\n/// Source: x.\nImage f(const Image& image);", 3, "sigma, which is not there")

    def test_the_same_parameter_twice(self):
        self.refuses("/// Does.\n/// n: a.\n/// n: b.\n/// Source: x.\nImage f(const Image& image, int n);", 3, "documented twice")

    def test_default_before_none(self):
        self.refuses("/// Does. Source: x.\nImage f(const Image& image, int n = 1, int m);", 4, "m needs a default")

    def test_no_image(self): self.refuses("/// Does. Source: x.\nImage f(int n);", 4, "no image")
    def test_no_parameter_name(self): self.refuses("/// Does. Source: x.\nImage f(const Image&);", 4, "without a name")
    def test_never_ends(self): self.refuses("/// Does. Source: x.\nImage f(const Image& image", 4, "does not end")

    def test_overload(self):
        self.refuses("/// Does. Source: x.\nImage f(const Image& image);\n/// Does. Source: x.\nImage f(const Image& image, int n);",
                     6, "overload")

    def test_otherwise_as_nothing(self):
        self.refuses("/// Does; otherwise as `g`. Source: x.\nImage f(const Image& image);", 4, "`g`, which is not there")

    def test_a_name_of_the_command(self):
        with self.assertRaisesRegex(declarations.DeclarationError, r"filter\.hpp:4: info"):
            generate_cli.generate(read("/// Does. Source: x.\nImage info(const Image& image);"))
        with self.assertRaisesRegex(declarations.DeclarationError, r"filter\.hpp:4: f: .*channel"):
            generate_cli.generate(read("/// Does. Source: x.\nImage f(const Image& image, int channel);"))


if __name__ == "__main__":
    unittest.main()
