#!/usr/bin/env python3
"""The CMake package as another project uses it: cmake_package_test.py PROGRAM BUILD_FOLDER CMAKE.

SPDX-License-Identifier: MIT
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from compare_pairs import codes, one_pixel, png

CMAKE, BUILD, PROGRAM = sys.argv.pop(), sys.argv.pop(), sys.argv.pop()

CONSUMER = """
cmake_minimum_required(VERSION 3.20)
project(consumer NONE)
enable_testing()
find_package(Triptych 0.1 REQUIRED)
triptych_add_image_test(NAME "equal; picture" COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/drawn.png "a b.png"
                        OUTPUT "a b.png" REFERENCE references/drawn.png)
triptych_add_image_test(NAME other COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/drawn.png other.png
                        REFERENCE references/other.png)
triptych_add_image_test(NAME near COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/drawn.png other.png
                        REFERENCE references/other.png THRESHOLDS --fail 0.01)
triptych_add_image_test(NAME new COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/drawn.png new.png REFERENCE references/new.png)
triptych_add_image_test(NAME nothing COMMAND ${CMAKE_COMMAND} -E true REFERENCE references/drawn.png)
triptych_add_image_test(NAME broken COMMAND ${CMAKE_COMMAND} -E false REFERENCE references/drawn.png)
add_test(NAME program COMMAND Triptych::triptych --version)
"""


class CMakePackage(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        prefix = self.folder / "installed tree"
        self.run_cmake("--install", BUILD, "--component", "cmake", "--prefix", prefix)
        (prefix / "bin").mkdir()
        shutil.copy(PROGRAM, prefix / "bin/triptych")
        (self.folder / "references").mkdir()
        (self.folder / "CMakeLists.txt").write_text(CONSUMER)
        for path, rows in (("drawn.png", codes()), ("references/drawn.png", codes()), ("references/other.png", codes(one_pixel))):
            png(self.folder / path, rows)
        self.run_cmake("-S", self.folder, "-B", self.folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Release")

    def run_cmake(self, *arguments):
        subprocess.run([CMAKE, *map(str, arguments)], check=True, capture_output=True, text=True)

    def verdicts(self, **environment):
        """Names of the tests that pass, and what was printed."""
        done = subprocess.run([Path(CMAKE).with_name("ctest"), "--test-dir", self.folder / "build", "-V"], capture_output=True,
                              text=True, check=False, env=os.environ | environment)
        passed = [line for line in done.stdout.splitlines() if " Test " in line and " Passed " in line]
        names = {line[line.index(": ") + 2:].split(" ..")[0].strip() for line in passed}
        return names, done.stdout

    def test_pictures_pass_or_fail(self):
        passed, out = self.verdicts()
        self.assertEqual(passed, {"equal; picture", "near", "program"}, out)
        self.assertIn("There is no reference", out)
        self.assertIn("The command ended with 1", out)
        self.assertIn("The command wrote no", out)
        self.assertIn("1 pixel is not equal", out)
        self.assertIn("Triptych compare", (self.folder / "build/triptych/other/report.html").read_text())

    def test_update(self):
        passed, out = self.verdicts(TRIPTYCH_UPDATE="1")
        self.assertEqual(passed, {"equal; picture", "other", "near", "new", "program"}, out)
        drawn = (self.folder / "drawn.png").read_bytes()
        for name in ("other", "new"):
            self.assertEqual((self.folder / f"references/{name}.png").read_bytes(), drawn)
        self.assertEqual(self.verdicts()[0], {"equal; picture", "other", "near", "new", "program"})


if __name__ == "__main__":
    unittest.main()
