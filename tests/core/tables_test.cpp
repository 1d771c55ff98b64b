#include "core/tables.hpp"

#include <numeric>

#include "core/context_state.hpp"
#include "core/launch.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

std::vector<int> numbers(int first, std::size_t count) {
  std::vector<int> table(count);
  std::iota(table.begin(), table.end(), first);
  return table;
}

std::vector<int> on_device(const Image& image, const Buffer& buffer, std::size_t count) {
  std::vector<int> table(count);
  read_buffer(*image.state().context, buffer, table.data(), count * sizeof(int));
  return table;
}

}  // namespace

TEST_CASE("a table is copied to the device once, another of its size is another buffer") {
  const Image image = context().push(std::vector<float>(4), Shape(2, 2));
  const Buffer first = table_buffer(image, numbers(1, 40)), second = table_buffer(image, numbers(2, 40));
  CHECK(table_buffer(image, numbers(1, 40)).memory() == first.memory());
  CHECK(second.memory() != first.memory());
  CHECK(on_device(image, first, 40) == numbers(1, 40));
  CHECK(on_device(image, second, 40) == numbers(2, 40));
}

TEST_CASE("tables that are forgotten are right for whoever holds them, and again when asked for") {
  const Image image = context().push(std::vector<float>(4), Shape(2, 2));
  const Buffer first = table_buffer(image, numbers(-7, 1000));
  for (int i = 0; i < 200; ++i) table_buffer(image, numbers(1000 * i, 1000));
  CHECK(on_device(image, first, 1000) == numbers(-7, 1000));
  CHECK(on_device(image, table_buffer(image, numbers(-7, 1000)), 1000) == numbers(-7, 1000));
}

TEST_CASE("tables too large to be kept, and empty ones") {
  const Image image = context().push(std::vector<float>(4), Shape(2, 2));
  const std::size_t many = 100000;
  CHECK(on_device(image, table_buffer(image, numbers(5, many)), many) == numbers(5, many));
  CHECK(table_buffer(image, std::vector<int>{}).memory() != nullptr);
}
