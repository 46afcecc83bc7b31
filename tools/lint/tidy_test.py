#!/usr/bin/env python3
"""Seeds faults into files of a unity build and sees tidy.py find each, in its own file and line.

SPDX-License-Identifier: MIT
"""
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LINT = Path(__file__).resolve().parent
SKIPPED = 77

# The file, what is wrong in it, and the check or the words that say so.
FAULTS = [
    ("src/first.cpp", "int CamelCase(int number) { return number; }", "readability-identifier-naming"),
    ("src/first.cpp", "double half_of(int number) { return number / 2; }", "bugprone-integer-division"),
    ("src/first.cpp", "int* nothing() { return 0; }", "modernize-use-nullptr"),
    ("src/first.cpp", "namespace { static int hidden() { return 1; } int seen = hidden(); }",
     "readability-static-definition-in-anonymous-namespace"),
    ("src/second.cpp", "bool same(int a) { return a == a; }", "misc-redundant-expression"),
    ("src/second.cpp", "int without(int unused) { return 1; }", "misc-unused-parameters"),
    ("src/second.cpp", '#include "second.cpp"', "bugprone-suspicious-include"),
    ("src/second.cpp", "void stop(bool is) { if (is); { } }", "bugprone-suspicious-semicolon"),
    ("src/second.hpp", "struct lower_case { int number; };", "readability-identifier-naming"),
    ("src/second.hpp", "inline void leave() { return; }", "readability-redundant-control-flow"),
    ("src/second.cpp", "#include <cstdio>\nusing std::fclose;", "'fclose' is never used"),
    ("src/alone.cpp", "namespace far { namespace off {} }\nnamespace away = far::off;", "'away' is never used"),
    ("src/alone.cpp", "const int three() { return 3; }", "readability-const-return-type"),
]


class TidyTest(unittest.TestCase):
    def run_tidy(self, folder, faults):
        """What tidy.py prints of a project with these faults, and its exit code."""
        root = Path(folder).resolve()
        build = root / "build"
        unit = build / "src/Unity/unity_0_cxx.cxx"
        unit.parent.mkdir(parents=True)
        (root / "src").mkdir()
        shutil.copy(LINT.parents[1] / ".clang-tidy", root)
        head = {"src/second.cpp": '#include "second.hpp"\n'}
        for name in ("src/first.cpp", "src/second.cpp", "src/second.hpp", "src/alone.cpp"):
            own = [fault for path, fault, _ in faults if path == name]
            guard = name.replace("/", "_").replace(".", "_").upper()
            (root / name).write_text(f"#ifndef {guard}\n#define {guard}\n" + head.get(name, "") +
                                     "".join(line + "\n" for line in own) + "#endif\n", encoding="utf-8")
        unit.write_text("".join(f'#include "{root / name}"\n' for name in ("src/first.cpp", "src/second.cpp")),
                        encoding="utf-8")
        commands = [{"directory": str(build), "file": str(file), "command": f"c++ -std=c++20 -o {output} -c {file}"}
                    for file, output in ((unit, "src/Unity/unity_0_cxx.cxx.o"), (root / "src/alone.cpp", "src/alone.cpp.o"))]
        (build / "compile_commands.json").write_text(json.dumps(commands), encoding="utf-8")
        return subprocess.run([sys.executable, LINT / "tidy.py", build, root], capture_output=True, text=True, check=False)

    def test_finds_no_fault_where_there_is_none(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.run_tidy(folder, [])
        self.assertEqual((result.returncode, result.stdout), (0, "2 units, 0 with faults; 0 unused names\n"))

    def test_finds_each_fault_in_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.run_tidy(folder, FAULTS)
        self.assertEqual(result.returncode, 1)
        for path, fault, words in FAULTS:
            found = [line for line in result.stdout.splitlines() if f"/{path}:" in line and words in line]
            self.assertTrue(found, f"{words} was not found in {path}: {fault}\n{result.stdout}")
        self.assertNotIn("unity_0_cxx.cxx:", result.stdout)


if __name__ == "__main__":
    if not shutil.which("clang-tidy"):
        print("skipped: there is no clang-tidy on PATH")
        sys.exit(SKIPPED)
    unittest.main()
