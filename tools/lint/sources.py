"""The project's source files, and C-like text without its comments.

SPDX-License-Identifier: MIT
"""
import re
from pathlib import Path

FOLDERS = ("shaders", "src", "cuda", "tests", "tools", "research", "python", ".ci")
C_LIKE = {".glsl", ".comp", ".hpp", ".h", ".cpp", ".cu", ".cuh"}
SCRIPTS = {".py", ".sh"}

_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)


def is_c_like(path):
    return Path(path).suffix in C_LIKE


def read_sources(root):
    """Text by path relative to `root`, of every source file and script of the project."""
    files = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            if path.suffix in C_LIKE | SCRIPTS or (path.suffix == "" and path.read_bytes()[:2] == b"#!"):
                files[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
    return files


def tree_files(root):
    """Paths, relative to `root`, of all files but those that builds and programs leave behind."""
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        top = relative.parts[0]
        is_left = top.startswith("build") or top in (".git", ".cache") or "__pycache__" in relative.parts
        if path.is_file() and not is_left:
            yield relative.as_posix()


def without_comments(text):
    """The same text with comments blanked; lines keep their numbers, strings stay."""

    def blank(match):
        token = match.group()
        return token if token[0] == '"' else re.sub(r"[^\n]", " ", token)

    return _TOKEN.sub(blank, text)


def without_strings(text):
    """The same text with the insides of string literals blanked."""
    return re.sub(r'"(?:\\.|[^"\\\n])*"', lambda match: '"' + " " * (len(match.group()) - 2) + '"', text)
