#!/usr/bin/env python3
"""What is missing for a build is named in one message: missing_packages_test.py CMAKE.

The trial configures in a folder with a blank and a letter beyond ASCII in its name.
SPDX-License-Identifier: MIT
"""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CMAKE = sys.argv.pop(1) if len(sys.argv) > 1 else "cmake"


def rows(name):
    lines = (ROOT / "tools" / name).read_text(encoding="utf-8").splitlines()
    return [[field.strip() for field in line.split("|")] for line in lines if line and not line.startswith("#")]


class MissingPackages(unittest.TestCase):
    def test_all_are_named_with_the_command(self):
        with tempfile.TemporaryDirectory(prefix="mit Lücke ") as folder:
            source = Path(folder) / "source"
            source.symlink_to(ROOT)
            result = subprocess.run(
                [CMAKE, "-S", source, "-B", Path(folder) / "build", "-G", "Ninja", "-DTRIPTYCH_CUDA=OFF", "-DTRIPTYCH_TESTS=OFF",
                 "-DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON",
                 "-DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_TBB=ON"],
                capture_output=True, text=True, check=False)
        self.assertNotEqual(result.returncode, 0)
        found = result.stderr
        for package in ("libfmt-dev: formats text", "libpng-dev: PNG files", "pkg-config: ", "libtbb-dev: "):
            self.assertIn(f"  {package}", found)
        command = re.search(r"This installs them:\n\s*\n?\s+(sudo (apt-get install|dnf install|pacman -S) .*)", found)
        self.assertTrue(command or "installs them" not in found, found)
        if command and "apt-get" in command.group(1):
            self.assertLess({"libfmt-dev", "libpng-dev", "pkg-config", "libtbb-dev"}, set(command.group(1).split()))
        self.assertEqual(found.count("CMake Error"), 1, found)

    def test_every_package_of_a_build_has_its_names(self):
        self.assertEqual([row[0] for row in rows("package_names.txt")], [row[1] for row in rows("packages.txt") if row[0] == "build"])

    def test_the_page_has_the_names(self):
        page = (ROOT / "docs/install.md").read_text(encoding="utf-8")
        for row in rows("package_names.txt"):
            self.assertIn("| " + " | ".join(f"`{name}`" for name in row) + " |\n", page)


if __name__ == "__main__":
    unittest.main()
