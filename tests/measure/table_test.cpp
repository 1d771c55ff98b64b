#include "clumen/measure.hpp"
#include "support/catch.hpp"

using namespace clumen;

TEST_CASE("a table keeps its columns in the order they came") {
  Table table;
  CHECK(table.rows() == 0);
  table.add("label", std::vector<std::int64_t>{1, 4});
  table.add("mean", std::vector<double>{0.5, 2.25});
  CHECK(table.rows() == 2);
  CHECK(table.names() == std::vector<std::string>{"label", "mean"});
  CHECK(table.has("mean"));
  CHECK_FALSE(table.has("area"));
  CHECK(std::get<std::vector<std::int64_t>>(table.column("label"))[1] == 4);
  CHECK(table.numbers("label") == std::vector<double>{1, 4});
  CHECK(table.numbers("mean") == std::vector<double>{0.5, 2.25});
}

TEST_CASE("a table refuses columns that do not fit") {
  Table table;
  table.add("label", std::vector<std::int64_t>{1, 4});
  CHECK_THROWS_AS(table.add("label", std::vector<double>{1, 2}), ArgumentError);
  CHECK_THROWS_AS(table.add("area", std::vector<double>{1, 2, 3}), ArgumentError);
  CHECK_THROWS_WITH(table.numbers("area"), "table: column is area; allowed is label");
}
