#!/usr/bin/env python3
"""Runs clang-tidy over the C++ of src/, cuda/ and python/ on all cores: tidy.py BUILD_FOLDER ROOT. Exits 77 where it is missing.

Nearly all of its time goes into headers, so a unity build, whose units of many files it checks at once, is far faster.
What clang-tidy says of a unit's main file alone, never of what that includes, is looked for here.

SPDX-License-Identifier: MIT
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sources import without_comments

SKIPPED = 77  # what ctest takes for "skipped"
OURS = re.compile(r" -o (src|cuda|python/CMakeFiles/triptych_python.dir)/\S*\.c(pp|xx)\.o ")  # of C++; .cxx is a unit that CMake wrote

KERNELS = re.compile(r"/backend/cpu/\w+_kernel\.cpp$")  # each costs half a minute
# Each kernel's source is checked as compiled once, for eight lanes and all features that it can have.
SAME_TEXT = re.compile(r"/(?!path_kernel_full_8|stream_kernel_plain_8|reference_kernel_full)\w+_kernel_[a-z]+_\d+\.dir/")

NAME_FOR_ANOTHER = re.compile(r"^ *(?:namespace (\w+) = |using (?:\w+::)+(\w+);)", re.MULTILINE)


def unused_names(root):
    """What misc-unused-alias-decls and misc-unused-using-decls are there for, a line each."""
    for folder in ("src", "cuda", "python"):
        for path in sorted((root / folder).rglob("*.cpp")):
            text = without_comments(path.read_text(encoding="utf-8"))
            for match in NAME_FOR_ANOTHER.finditer(text):
                name = match.group(1) or match.group(2)
                if len(re.findall(rf"\b{name}\b", text)) == 1:
                    yield f"{path}:{text.count(chr(10), 0, match.end()) + 1}: '{name}' is never used"


def weight(path):
    """Sorts units by how long they may take, the longest first, so that cores end together."""
    if KERNELS.search(path):
        return -1000
    return -Path(path).read_text(encoding="utf-8").count("#include")


def main():
    build = Path(sys.argv[1])
    program = shutil.which("clang-tidy")
    if not program:
        print("skipped: there is no clang-tidy on PATH; install the package clang-tidy")
        return SKIPPED
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    commands = [entry for entry in commands if OURS.search(entry["command"]) and not SAME_TEXT.search(entry["command"])]
    units = sorted((entry["file"] for entry in commands), key=weight)

    # clang-tidy runs every command that it finds for a file.
    database = tempfile.TemporaryDirectory()
    Path(database.name, "compile_commands.json").write_text(json.dumps(commands), encoding="utf-8")

    def check(path):
        # The commands are g++'s, some of whose warnings and parameters clang does not know. The line filter leaves out
        # the units that CMake writes for a unity build, which do what bugprone-suspicious-include warns of.
        command = [program, "-p", database.name, "--quiet", "--extra-arg=-Wno-unknown-warning-option",
                   "--extra-arg=-Wno-unused-command-line-argument", '--line-filter=[{"name": ".cpp"}, {"name": ".hpp"}]', path]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with database, ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(check, units))
    faulty = [result for result in results if result.returncode != 0]
    for result in faulty:
        print(result.stdout or result.stderr)
    unused = list(unused_names(Path(sys.argv[2])))
    print("".join(line + "\n" for line in unused), end="")
    print(f"{len(units)} units, {len(faulty)} with faults; {len(unused)} unused names")
    return 1 if faulty or unused or not units else 0


if __name__ == "__main__":
    sys.exit(main())
