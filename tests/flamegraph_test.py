#!/usr/bin/env python3
"""Draws known stacks with tools/flamegraph and measures the boxes.

SPDX-License-Identifier: MIT
"""
import re
import subprocess
import sys
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[1] / "tools/flamegraph"

# As perf script prints them: three samples in main -> work, of which one in an inlined function of work, and one in
# nothing that has a name.
STACKS = """
triptych 1 0.1: 1 cpu-clock:
\t   20 triptych::work<int>(int)+0x10 (/usr/bin/triptych)
\t   10 main+0x8 (/usr/bin/triptych)
\t    0 [unknown] ([unknown])

triptych 1 0.2: 1 cpu-clock:
\t   24 triptych::work<int>(int)+0x14 (/usr/bin/triptych)
\t   24 stage+0x14 (inlined)
\t   24 triptych::work<int>(int)+0x14 (/usr/bin/triptych)
\t   10 main+0x8 (/usr/bin/triptych)

triptych 1 0.3: 1 cpu-clock:
\t   10 main+0x8 (/usr/bin/triptych)

triptych 1 0.4: 1 cpu-clock:
\t    0 [unknown] ([unknown])
"""


class Flamegraph(unittest.TestCase):
    def draw(self, *arguments, stacks=STACKS):
        return subprocess.run([sys.executable, TOOL, *arguments], input=stacks, capture_output=True, text=True,
                              check=False)

    def widths(self, *arguments):
        svg = self.draw(*arguments).stdout
        return {name: float(width) for name, width in
                re.findall(r"<title>(\S+): \d+ samples, [\d.]+ %</title><rect[^>]* width=\"([\d.]+)\"", svg)}

    def test_widths_are_shares_of_samples(self):
        self.assertEqual(self.widths(), {"main": 1200, "triptych::work&lt;int&gt;(int)": 800, "stage": 400})

    def test_a_root_function_leaves_out_its_callers(self):
        self.assertEqual(self.widths("work"), {"triptych::work&lt;int&gt;(int)": 1200, "stage": 600})

    def test_no_stack_is_an_error(self):
        result = self.draw(stacks="")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("perf script", result.stderr)


if __name__ == "__main__":
    unittest.main()
