#!/usr/bin/env python3
"""Sees each phrase of words.py found in its own example, and ordinary English left alone.

SPDX-License-Identifier: MIT
"""
import unittest

import words

FINE = ["0 where there is none", "if x is None:", "as many as there are", "it depends on the seed", "so many that a tree chooses",
        "maybe it works", "the hanging lamp"]


class Words(unittest.TestCase):
    def test_each_phrase_is_found_by_its_own_pattern(self):
        for pattern, instead, example in words.PHRASES:
            with self.subTest(pattern=pattern):
                found = list(words.complaints(f"first line\n// {example}\n"))
                self.assertEqual([(number, instead in sentence) for number, sentence in found], [(2, True)])

    def test_ordinary_english_is_left_alone(self):
        for line in FINE:
            with self.subTest(line=line):
                self.assertEqual(list(words.complaints(line)), [])


if __name__ == "__main__":
    unittest.main()
