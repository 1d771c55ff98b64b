#include "reduce/sort.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

// `different`: how many numbers there are.
std::vector<std::uint64_t> numbers(std::size_t count, std::uint64_t different) {
  std::mt19937_64 rng(5);
  std::vector<std::uint64_t> out(count);
  for (std::uint64_t& v : out) v = different == 0 ? rng() : rng() % different;
  return out;
}

std::vector<std::uint32_t> order_of(const std::vector<std::uint64_t>& keys) {
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
  return order;
}

Image row(const auto& values) { return context().push(values, {static_cast<std::int64_t>(values.size()), 1}); }

}  // namespace

TEST_CASE("sorted numbers rise, and equal ones keep their order", "[reduce]") {
  for (const std::size_t count : {1, 2, 31, 32, 33, 1000, 1024, 1025, 4097, 50000})
    for (const std::uint64_t different : {0, 1, 7, 1000}) {
      INFO(count << " numbers of " << different);
      std::vector<std::uint64_t> keys = numbers(count, different);
      if (count > 40) keys[count / 2] = keys[3] = UINT64_MAX;  // what fills the last tile
      const std::vector<std::uint32_t> order = order_of(keys);
      const Sorted found = sorted(row(keys));
      CHECK(found.beside.pull_vector<std::uint32_t>() == order);
      std::ranges::sort(keys);
      CHECK(found.keys.pull_vector<std::uint64_t>() == keys);
    }
}

TEST_CASE("sorting by one key after another sorts by both", "[reduce]") {
  const std::vector<std::uint64_t> fine = numbers(7001, 50);
  const Sorted by_fine = sorted(row(fine));
  const std::vector<std::uint32_t> first = by_fine.beside.pull_vector<std::uint32_t>();
  std::vector<std::uint64_t> coarse(first.size());
  for (std::size_t i = 0; i < first.size(); ++i) coarse[i] = first[i] % 13;
  const std::vector<std::uint32_t> order = sorted(row(coarse), by_fine.beside).beside.pull_vector<std::uint32_t>();
  const auto key = [&](std::uint32_t i) { return std::tuple(i % 13, fine[i], i); };
  CHECK(std::is_sorted(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); }));
  std::vector<std::uint32_t> all = order;
  std::sort(all.begin(), all.end());
  std::vector<std::uint32_t> each(7001);
  std::iota(each.begin(), each.end(), 0U);
  CHECK(all == each);
  CHECK(context().broken_frames().empty());
}
