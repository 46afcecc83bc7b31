"""What a wheel holds: it runs by itself, tells types, and its version is the program's.

SPDX-License-Identifier: MIT
"""
import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import triptych

PACKAGE = Path(triptych.__file__).absolute().parent
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def installed(tmp_path):
    """The package as pip would install it, from the build that it runs from."""
    build = PACKAGE.parents[1]
    assert (build / "CMakeCache.txt").exists(), "run these tests on the package in the build folder (docs/python.md)"
    subprocess.run(["cmake", "--install", build, "--component", "python", "--prefix", tmp_path], check=True,
                   capture_output=True)
    for module in (ROOT / "python/triptych").iterdir():
        if module.is_file():
            (tmp_path / "triptych" / module.name).write_bytes(module.read_bytes())
    return tmp_path


def test_it_runs_alone(installed):
    program = ("import triptych; print(triptych.__file__); print(triptych.render('three-spheres', width=16, spp=1).film_hash);"
               "print(len(triptych.Scene('three-spheres').packed().materials))")
    result = subprocess.run([sys.executable, "-c", program], cwd=installed, capture_output=True, text=True, check=True,
                            env={**os.environ, "PYTHONPATH": str(installed)})
    where, film_hash, count = result.stdout.split()
    assert Path(where).parent == installed / "triptych" and int(count) > 3
    assert film_hash == triptych.render("three-spheres", width=16, spp=1).film_hash


def test_it_tells_types(installed):
    assert (installed / "triptych/py.typed").exists()
    stub = ast.parse((installed / "triptych/_core.pyi").read_text(encoding="utf-8"))
    names = {node.name for node in stub.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    public = {name for name in dir(triptych._core) if not name.startswith("_")}
    assert public - names == {"version"}


def test_its_version_is_the_programs(command_line):
    assert command_line("--version")[1].strip() == f"triptych {triptych.__version__}"


def test_everything_public_is_documented():
    for name in triptych.__all__:
        thing = getattr(triptych, name)
        assert name == "__version__" or thing.__doc__, name
        for member in vars(thing) if isinstance(thing, type) else ():
            value = getattr(thing, member)
            assert member.startswith("_") or not callable(value) or value.__doc__, f"{name}.{member}"


def test_its_libraries_are_hidden_from_others():
    """PyTorch, say, brings a CUDA runtime of its own, whose functions bear the names of the one that is linked in here."""
    extension, = PACKAGE.glob("_core*.so")
    shown = subprocess.run(["nm", "-D", "--defined-only", extension], capture_output=True, text=True, check=True).stdout
    assert [line.split()[-1] for line in shown.splitlines()] == ["PyInit__core"]
