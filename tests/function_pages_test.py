#!/usr/bin/env python3
"""Holds that tools/function_pages writes pages, and that every function in shaders/ has a comment for them.

SPDX-License-Identifier: MIT
"""
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def pages(folder, *options):
    return subprocess.run([ROOT / "tools/function_pages", folder, *options], capture_output=True, text=True, check=False)


class FunctionPages(unittest.TestCase):
    def test_formulas_and_sources_are_on_the_pages(self):
        with tempfile.TemporaryDirectory() as folder:
            done = pages(folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            for page, text in (("path_8glsl.html", "play_roulette"), ("path_8glsl.html", "Ends a path of little throughput"),
                               ("method_8hpp.html", "METHOD_OPTIONS")):
                self.assertIn(text, (Path(folder) / page).read_text(encoding="utf-8"))

    def test_every_shared_function_has_a_comment(self):
        with tempfile.TemporaryDirectory() as folder:
            done = pages(folder, "INPUT = shaders", "EXTRACT_ALL = NO", "WARN_IF_UNDOCUMENTED = YES", "WARN_AS_ERROR = NO")
            missing = [line for line in done.stderr.splitlines() if "(function)" in line and "language.hpp" not in line]
            self.assertEqual(missing, [])


if __name__ == "__main__":
    unittest.main()
