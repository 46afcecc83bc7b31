#!/usr/bin/env python3
"""Two compilers, one picture: compilers_test.py PROGRAM OTHER_PROGRAM compares what g++'s and clang++'s builds draw.

Exits 77 where the other program has not been built.
SPDX-License-Identifier: MIT
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77  # what ctest takes for "skipped"
SCENES = ["one-weekend", "three-spheres"]


def film_hash(program, scene):
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "render", scene, "--backend", "cpu", "--width", "80", "--spp", "4",
                   "-o", f"{folder}/picture.png", "--stats-json", "-"]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["film_hash"]


def main():
    program, other = sys.argv[1:]
    if not Path(other).exists():
        print(f"skipped: there is no {other}; tools/test builds it")
        return SKIPPED
    differing = 0
    for scene in SCENES:
        hashes = film_hash(program, scene), film_hash(other, scene)
        differing += hashes[0] != hashes[1]
        print(scene, *hashes, "equal" if hashes[0] == hashes[1] else f"DIFFERENT (is {other} of the same sources?)")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
