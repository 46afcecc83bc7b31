#!/usr/bin/env python3
"""Fails where clang-format 14 would lay a file out differently: format.py [--fix]. Exits 77 where it is missing.

SPDX-License-Identifier: MIT
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

from sources import is_c_like, read_sources

SKIPPED = 77  # what ctest takes for "skipped"
VERSION = "14"


def find_clang_format():
    for name in (f"clang-format-{VERSION}", "clang-format"):
        program = shutil.which(name)
        if program:
            version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
            if re.search(rf"version {VERSION}\.", version):
                return program
    return None


def main():
    root = Path(__file__).resolve().parents[2]
    program = find_clang_format()
    if not program:
        print(f"skipped: there is no clang-format {VERSION} on PATH; install the package clang-format-{VERSION}")
        return SKIPPED
    files = [path for path in read_sources(root) if is_c_like(path)]
    mode = ["-i"] if "--fix" in sys.argv[1:] else ["--dry-run", "--Werror"]
    result = subprocess.run([program, "--style=file", *mode, *files], cwd=root, check=False)
    print(f"{len(files)} files; tools/lint/format.py --fix lays them out")
    return 0 if result.returncode == 0 and files else 1


if __name__ == "__main__":
    sys.exit(main())
