"""Runs a page of the documentation as a reader would, in an empty folder: its shell blocks and its C++, in their order.
run_page.py PAGE; CLUMEN_COMMAND names the command and CLUMEN_PREFIX the folder in which clumen is installed. (Its Python runs in
python/tests/test_docs.py.)"""
import os
import pathlib
import subprocess
import sys
import tempfile

import documents

PROJECT = """cmake_minimum_required(VERSION 3.22)
project(page CXX)
find_package(clumen REQUIRED)
foreach(program {programs})
  add_executable(${{program}} ${{program}}.cpp)
  target_link_libraries(${{program}} PRIVATE clumen::clumen)
endforeach()
"""


class Page:
    def __init__(self, path, folder):
        self.blocks, self.folder, self.printed = documents.blocks(path), folder, None
        command = pathlib.Path(os.environ["CLUMEN_COMMAND"])
        self.environment = {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}",
                            "CMAKE_PREFIX_PATH": os.environ["CLUMEN_PREFIX"]}
        self.programs = {}  # name: text of the C++ programs that no block of a shell builds

    def shell(self, text, what):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, timeout=250)
        if done.returncode: sys.exit(f"{what}: exit code {done.returncode}\n{text}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def run(self):
        pieces, whole = "", ""
        for block in self.blocks:
            if block.file: (self.folder / block.file).write_text(block.text, encoding="utf-8")
            if block.not_run: print(f"{block}: not run: {block.not_run}")
            elif block.language == "sh": self.printed = self.shell(block.text, block)
            elif block.language == documents.PRINTED:
                shown, said = block.text.split(), (self.printed or "").split()
                if shown != said: sys.exit(f"{block}: it says\n{block.text}and is\n{self.printed}")
            elif block.language == "cpp" and "int main()" not in block.text: pieces += block.text
            elif block.language == "cpp":
                whole = block.text
                if not block.file: self.programs[f"program{len(self.programs)}"] = block.text
        if pieces:
            before, brace, _ = whole.rpartition("}")
            if not brace: sys.exit(f"{self.blocks[0].page}: pieces of C++, and no program that they go into")
            self.programs["pieces"] = before + pieces + "}\n"
        if self.programs: self.build()

    def build(self):
        source = self.folder / "of_this_page"
        source.mkdir()
        for name, text in self.programs.items(): (source / f"{name}.cpp").write_text(text, encoding="utf-8")
        (source / "CMakeLists.txt").write_text(PROJECT.format(programs=" ".join(self.programs)), encoding="utf-8")
        self.shell("cmake -S of_this_page -B of_this_page/build -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS='-Wall -Wextra'\n"
                   "cmake --build of_this_page/build -j 2", "C++")
        for name in self.programs: self.shell(f"of_this_page/build/{name}", f"C++, {name}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder: Page(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(folder)).run()
