#!/usr/bin/env python3
"""Finds phrases that a reader would stumble over, in code, pages and scripts: words.py [ROOT].

Prints a line for each, with what to say instead, and exits 1 where there is any. words_test.py sees each one found.
SPDX-License-Identifier: MIT
"""
import re
import sys
from pathlib import Path

from sources import tree_files

# Pattern, what to say instead, and a line in which it is found.
PHRASES = [
    (r"\bhang(?:s|ing)? on\b", "depends on", "the picture hangs on the seed"),
    (r"\bon which [\w ]+ hangs\b", "on which ... depends", "on which sampling hangs"),
    (r"(?<!for )\b[Ss]o many (?!that\b)", "this many, or a number", "after so many rays"),
    (r"\bbut for\b", "except", "all but for the last"),
    (r"(?<!there )(?<!There )\b(?:is|are) none\b", "is not one, or there is none", "a name that is none"),
    (r"\bas of 0\b", "from 0", "numbers as of 0"),
    (r"\bwhat there is of\b", "what is there", "what there is of memory"),
    (r"\bbe it\b", "whether", "any shape, be it a sphere"),
    (r"\bwhichever one likes\b", "any you like", "a unit, whichever one likes"),
]

TEXTS = (".cpp", ".hpp", ".glsl", ".comp", ".cu", ".cuh", ".py", ".md", ".txt", ".cmake", ".ipynb", ".yml", "")
OWN = ("tools/lint/words.py", "tools/lint/words_test.py")


def complaints(text):
    """Pairs (line number, sentence)."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, instead, _ in PHRASES:
            found = re.search(pattern, line)
            if found:
                yield number, f'"{found.group().strip()}": say {instead}'


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    names = list(tree_files(root))
    count = 0
    for name in names:
        path = root / name
        if name in OWN or path.suffix not in TEXTS or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, sentence in complaints(text):
            print(f"{name}:{number}: {sentence}")
            count += 1
    print(f"{len(names)} files, {len(PHRASES)} phrases, {count} found")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
