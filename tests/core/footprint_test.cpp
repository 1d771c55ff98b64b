#include "clumen/footprint.hpp"
#include "support/catch.hpp"

using namespace clumen;

namespace {
int count(const Footprint& f) {
  int n = 0;
  for (const std::uint8_t m : f.mask()) n += m;
  return n;
}
}  // namespace

TEST_CASE("footprints take the pixels that scikit-image's take") {
  // counts from skimage.morphology 0.26
  CHECK(count(disk(0)) == 1);
  CHECK(count(disk(1)) == 5);
  CHECK(count(disk(2)) == 13);
  CHECK(count(disk(5)) == 81);
  CHECK(count(ball(1)) == 7);
  CHECK(count(ball(2)) == 33);
  CHECK(count(ball(3)) == 123);
  CHECK(count(diamond(2)) == 13);
  CHECK(count(octahedron(2)) == 25);
  CHECK(count(box(3, 5, 7)) == 105);
  CHECK(disk(2).shape() == Shape(5, 5));
  CHECK(ball(2).shape() == Shape(5, 5, 5));
  CHECK(box(7, 5, 3).shape() == Shape(7, 5, 3));
}

TEST_CASE("a footprint knows its reach, boxes and its mirror image") {
  CHECK(box(7, 5, 3).reach() == Reach{3, 2, 1, false});
  CHECK(box(1, 9).is_box());
  CHECK_FALSE(disk(1).is_box());
}

TEST_CASE("a footprint's mirror image is turned by 180 degrees") {
  const Footprint f({1, 1, 0, 0, 0, 1, 0, 0, 0}, Shape(3, 3));
  CHECK(f.mirrored().mask() == std::vector<std::uint8_t>{0, 0, 0, 1, 0, 0, 0, 1, 1});
  CHECK(f.mirrored().mirrored().mask() == f.mask());
}

TEST_CASE("a line has one pixel for each step along its longest axis") {
  CHECK(line(2, 0).mask() == std::vector<std::uint8_t>(5, 1));
  CHECK(line(0, 0).shape() == Shape(1, 1));
  CHECK(line(-2, 1).mask() == std::vector<std::uint8_t>{0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0});
  CHECK(line(-2, 1).mask() == line(2, -1).mask());
  CHECK(line(3, 1).mask() == std::vector<std::uint8_t>{1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1});
  CHECK(line(0, 0, 2).shape() == Shape(1, 1, 5));
  CHECK(count(line(5, -3, 7)) == 15);
  CHECK(line(5, -3, 7).mirrored().mask() == line(5, -3, 7).mask());
}

TEST_CASE("a footprint is read from text") {
  CHECK(Footprint::parse("line:3x-1").mask() == line(3, -1).mask());
  CHECK(Footprint::parse("line:0x1x2").mask() == line(0, 1, 2).mask());
  CHECK(Footprint::parse("disk:2").mask() == disk(2).mask());
  CHECK(Footprint::parse("ball:3").mask() == ball(3).mask());
  CHECK(Footprint::parse("diamond:1").mask() == diamond(1).mask());
  CHECK(Footprint::parse("octahedron:4").mask() == octahedron(4).mask());
  CHECK(Footprint::parse("box:3x5").shape() == Shape(3, 5));
  CHECK(Footprint::parse("box:3x5x7").shape() == Shape(3, 5, 7));
  for (const char* wrong : {"", "disk", "disk:", "disk:2x2", "disk:a", "disk:2 ", "box:3", "box:3x", "box:3x3x3x3",
                            "ring:2", "box:x3", "disk:99999999999"})
    CHECK_THROWS_AS(Footprint::parse(wrong), ArgumentError);
}

TEST_CASE("footprints out of range are refused") {
  CHECK_THROWS_AS(disk(-1), ArgumentError);
  CHECK_THROWS_AS(ball(129), ArgumentError);
  CHECK_THROWS_AS(diamond(2049), ArgumentError);
  CHECK_THROWS_AS(octahedron(-1), ArgumentError);
  CHECK_THROWS_AS(line(2049, 0), ArgumentError);
  CHECK_THROWS_AS(line(2000, 2000, 2000), ArgumentError);
  CHECK_THROWS_AS(box(2, 3), ArgumentError);
  CHECK_THROWS_AS(box(3, 0), ArgumentError);
  CHECK_THROWS_AS(box(65537, 65537), ArgumentError);
  CHECK_THROWS_AS(Footprint::parse("box:4x4"), ArgumentError);
  CHECK_THROWS_AS(Footprint({1, 1}, Shape(3, 1)), ArgumentError);
  CHECK_THROWS_AS(Footprint({1, 1}, Shape(2, 1)), ArgumentError);
  CHECK_THROWS_AS(Footprint({0, 0, 0}, Shape(3, 1)), ArgumentError);
}
