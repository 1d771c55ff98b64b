#include <cmath>
#include <limits>

#include "clumen/io.hpp"
#include "io/support.hpp"
#include "support/catch.hpp"

using namespace clumen;
using test::error_of;
using Whole = std::vector<std::int64_t>;
using Fractions = std::vector<double>;

TEST_CASE("a table comes back from CSV with the same bits", "[io]") {
  const test::Folder folder;
  const double inf = std::numeric_limits<double>::infinity();
  Table table;
  table.add("label", Whole{1, -2, 9007199254740993});
  table.add("mean, \"quoted\"", Fractions{0.1, 3, 1e300});
  table.add("solidity", Fractions{5e-324, -inf, 1.0 / 3});
  table.add("none", Fractions{NAN, inf, -0.0});
  write_csv(table, folder / "a.csv");
  CHECK(test::load(folder / "a.csv") ==
        "label,\"mean, \"\"quoted\"\"\",solidity,none\n1,0.1,5e-324,nan\n-2,3.0,-inf,inf\n"
        "9007199254740993,1e+300,0.3333333333333333,-0.0\n");
  const Table back = read_csv(folder / "a.csv");
  CHECK(back.names() == table.names());
  CHECK(std::get<Whole>(back.column("label")) == std::get<Whole>(table.column("label")));
  CHECK(std::get<Fractions>(back.column("mean, \"quoted\"")) == Fractions{0.1, 3, 1e300});
  CHECK(std::get<Fractions>(back.column("solidity")) == Fractions{5e-324, -inf, 1.0 / 3});
  CHECK(std::isnan(back.numbers("none")[0]));
  CHECK(std::signbit(back.numbers("none")[2]));
}

TEST_CASE("units stand behind the names of a CSV file's columns, if asked for", "[io]") {
  const test::Folder folder;
  Table table;
  table.add("label", Whole{3});
  table.add("area", Fractions{0.5}, "µm²");
  table.add("speed [x]", Fractions{1.5}, "m/s, \"mean\"");
  table.add("a [b", Whole{1});
  write_csv(table, folder / "a.csv", HeaderUnits::yes);
  CHECK(test::load(folder / "a.csv") == "label,area [µm²],\"speed [x] [m/s, \"\"mean\"\"]\",a [b\n3,0.5,1.5,1\n");
  const Table back = read_csv(folder / "a.csv");
  CHECK(back.names() == table.names());
  for (const std::string& name : table.names()) {
    CHECK(back.unit(name) == table.unit(name));
    CHECK(back.numbers(name) == table.numbers(name));
  }
  CHECK(header_with_unit(table, "area") == "area [µm²]");
  CHECK(header_with_unit(table, "label") == "label");
  write_csv(back, folder / "b.csv");
  CHECK(test::load(folder / "b.csv").starts_with("label,area,"));
}

TEST_CASE("a table without rows keeps its header", "[io]") {
  const test::Folder folder;
  Table table;
  table.add("label", Whole{});
  table.add("area", Fractions{});
  write_csv(table, folder / "a.csv");
  CHECK(test::load(folder / "a.csv") == "label,area\n");
  const Table back = read_csv(folder / "a.csv");
  CHECK(back.names() == table.names());
  CHECK(back.rows() == 0);
}

TEST_CASE("CSV of other programs", "[io]") {
  const test::Folder folder;
  test::save(folder / "a.csv", "\xef\xbb\xbf\"a\",b\r\n1,2\r\n\r\n3,\r\n");
  const Table table = read_csv(folder / "a.csv");
  CHECK(std::get<Whole>(table.column("a")) == Whole{1, 3});
  CHECK(table.numbers("b")[0] == 2);
  CHECK(std::isnan(table.numbers("b")[1]));
}

TEST_CASE("CSV that is no table names the file and the place", "[io]") {
  const test::Folder folder;
  const auto reason = [&](const std::string& text) {
    test::save(folder / "a.csv", text);
    return error_of<IoError>([&] { read_csv(folder / "a.csv"); });
  };
  const std::string name = "read_csv: " + (folder / "a.csv").string() + ": ";
  CHECK(reason("") == name + "is empty: it has no header line");
  CHECK(reason("a,b\n1\n") == name + "line 2 has 1 fields, the header has 2");
  CHECK(reason("a,b\n1,2\n3,x\n") == name + "column b in line 3 is \"x\", no number");
  CHECK(reason("a,b\n\"1\n\",2\n\n3,x\n") == name + "column a in line 2 is \"1\n\", no number");
  CHECK(reason("a,\"b\nc\"\n1,2\n\n3\n") == name + "line 5 has 1 fields, the header has 2");
  CHECK(reason("a,b\n1,2\n3,\"4\n5,6\n") == name + "line 3 has a quote that does not end");
  CHECK(reason("a,a\n1,2\n") == name + "has two columns a");
  CHECK(error_of<IoError>([&] { read_csv(folder / "none.csv"); }) ==
        "read_csv: " + (folder / "none.csv").string() + ": No such file or directory");
}
