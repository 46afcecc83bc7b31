#!/usr/bin/env python3
"""Runs clang-tidy over the C++ of src/ and cuda/ on all cores: tidy.py BUILD_FOLDER. Exits 77 where it is missing.

SPDX-License-Identifier: MIT
"""
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SKIPPED = 77  # what ctest takes for "skipped"


def main():
    root = Path(__file__).resolve().parents[2]
    build = Path(sys.argv[1])
    program = shutil.which("clang-tidy")
    if not program:
        print("skipped: there is no clang-tidy on PATH; install the package clang-tidy")
        return SKIPPED
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    paths = sorted({entry["file"] for entry in commands})
    ours = [path for path in paths
            if path.endswith(".cpp") and any(Path(path).is_relative_to(root / folder) for folder in ("src", "cuda"))]

    def check(path):
        # The commands are g++'s, some of whose warnings clang does not know.
        command = [program, "-p", build, "--quiet", "--extra-arg=-Wno-unknown-warning-option", path]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(check, ours))
    faulty = [result for result in results if result.returncode != 0]
    for result in faulty:
        print(result.stdout or result.stderr)
    print(f"{len(ours)} files, {len(faulty)} with faults")
    return 1 if faulty or not ours else 0


if __name__ == "__main__":
    sys.exit(main())
