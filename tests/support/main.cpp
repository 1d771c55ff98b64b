#ifdef CLUMEN_CATCH2_V3
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif
#include <cstdlib>

int main(int argc, char** argv) {
  // Each test is a process of its own: what one has compiled the next ones load, and nothing of the user's is touched.
  setenv("CLUMEN_CACHE_DIR", CLUMEN_TEST_CACHE "/clumen", 0);
  setenv("POCL_CACHE_DIR", CLUMEN_TEST_CACHE "/pocl", 0);
  setenv("CLUMEN_TUNABLES", "off", 0);
  setenv("CLUMEN_GUARD", "1", 0);  // every buffer stands between frames that must survive
  return Catch::Session().run(argc, argv);
}
