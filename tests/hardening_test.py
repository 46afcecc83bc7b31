"""The program is built as distributions build theirs, so that faults in readers are hard to use: TRIPTYCH in the environment.

SPDX-License-Identifier: MIT
"""
import os
import subprocess
import unittest

PROGRAM = os.environ["TRIPTYCH"]


def shown(*command):
    return subprocess.run([*command, PROGRAM], capture_output=True, text=True, check=True).stdout


class Hardening(unittest.TestCase):
    def test_it_lies_anywhere_in_memory(self):
        self.assertRegex(shown("readelf", "-dW"), r"FLAGS_1\).*\bPIE\b")

    def test_relocations_are_read_only_before_main(self):
        self.assertIn("GNU_RELRO", shown("readelf", "-lW"))
        self.assertIn("BIND_NOW", shown("readelf", "-dW"))

    def test_the_stack_holds_no_code(self):
        self.assertRegex(shown("readelf", "-lW"), r"GNU_STACK.* RW ")

    def test_stack_and_library_calls_are_checked(self):
        symbols = shown("readelf", "--dyn-syms", "-W")
        self.assertIn("__stack_chk_fail", symbols)
        self.assertIn("__memcpy_chk", symbols)


if __name__ == "__main__":
    unittest.main()
