#include "core/build_log.hpp"

#include "support/catch.hpp"

using clumen::readable_log;

namespace {

const std::string kSource =
    "#define A 1\n"
    "#line 1 \"common.clh\"\n"
    "int help(int a);\n"
    "#line 1 \"my file.cl\"\n"
    "kernel void k(global int* a) {\n"
    "\tint b = µ;\n"
    "  a[0] = READ(factr);\n"
    "}\n";

}  // namespace

TEST_CASE("compilers' messages have the file's line, and a caret below the column") {
  CHECK(readable_log("my.cl:3:1: error: x\n", "#line 3 \"my.cl\"\nfoo bar\n") ==
        "my.cl:3:1: error: x\n  foo bar\n  ^\n");
  // PoCL's form; the column is that of a byte
  CHECK(readable_log("error: my file.cl:2:12: no such name\n1 error", kSource) ==
        "error: my file.cl:2:12: no such name\n  \tint b = µ;\n  \t         ^\n1 error\n");
  // a driver that counts the lines of all, and has its own caret
  CHECK(readable_log("<kernel>:7:15: error: x\n  a[0] = READ(factr);\n              ^\n", kSource) ==
        "my file.cl:3:15: error: x\n  a[0] = READ(factr);\n              ^\n");
}

TEST_CASE("inside of a macro's arguments the place is where the name is written") {
  const std::string source = "#line 1 \"my.cl\"\na[0] = READ(factr);\n";
  CHECK(readable_log("error: my.cl:1:8 <Spelling=my.cl:1:13>: x\n", source) ==
        "error: my.cl:1:13: x\n  a[0] = READ(factr);\n              ^\n");
  CHECK(readable_log("error: my.cl:1:8 <Spelling=common.clh:90:3>: x\n", source) ==
        "error: my.cl:1:8: x\n  a[0] = READ(factr);\n         ^\n");
}

TEST_CASE("what names no line of the text stays as it is") {
  for (const char* log : {"ptxas fatal: no memory\n", "error: elsewhere.h:1:1: x\n", "my file.cl:900:1: error: x\n",
                          "<kernel>:: error\n", "<kernel>:12345:1: error: x\n"})
    CHECK(readable_log(log, kSource) == log);
  CHECK(readable_log("", kSource).empty());
}
