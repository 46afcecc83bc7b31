"""What a wheel holds: it runs by itself, tells types, and its version is the program's.

SPDX-License-Identifier: MIT
"""
import ast
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
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


PROGRAM_OF_WHEEL = ROOT / "python/program/triptych"


def run_program(installed, *arguments, **options):
    """The program of a wheel, which runs in the module."""
    return subprocess.run([sys.executable, PROGRAM_OF_WHEEL, *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(installed)}, **options)


def test_the_program_of_a_wheel_draws(installed, command_line):
    arguments = ("render", "three-spheres", "--backend", "cpu", "--width", 16, "--spp", 1, "-o")
    result = run_program(installed, *arguments, installed / "wheel.png")
    code, _, errors = command_line(*arguments, installed / "own.png")
    assert result.returncode == 0 == code, result.stderr + errors
    assert result.stdout.splitlines()[-1].endswith(triptych.render("three-spheres", width=16, spp=1).film_hash)
    assert (installed / "wheel.png").read_bytes() == (installed / "own.png").read_bytes()


def test_the_program_of_a_wheel_fails_as_the_program_does(installed, command_line):
    for arguments in (["render", "no-such-scene", "-o", "x.png"], ["render", "--nonsense"], ["scenes", "--export", "\udcff", "x"]):
        result = run_program(installed, *arguments, cwd=installed, errors="surrogateescape")
        code, output, errors = command_line(*arguments)
        assert (result.returncode, result.stdout) == (code, output) and result.stderr.splitlines()[:1] == errors.splitlines()[:1]


def test_the_program_of_a_wheel_ends_at_ctrl_c(installed):
    process = subprocess.Popen([sys.executable, PROGRAM_OF_WHEEL, "render", "cornell-box", "--backend", "cpu", "--spp", "100000",
                                "--width", "32", "--checkpoint-interval", "0", "-o", installed / "long.png"],
                               stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(installed)})
    while not (installed / "long.png.checkpoint").exists(): # then it draws
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors


def test_the_denoiser_of_pyoidn_is_found(installed):
    """Where pip puts both: pyoidn beside triptych."""
    library = "libOpenImageDenoise.so.2"
    folder = Path(os.environ.get("FAKE_DENOISER", PACKAGE.parents[1] / "tests/fake_denoiser"))
    try:
        ctypes.CDLL(library)
        pytest.skip("Open Image Denoise is installed")
    except OSError:
        pass
    target = installed / "pyoidn/oidn/lib" / library
    target.parent.mkdir(parents=True)
    shutil.copy(folder / library, target)
    result = run_program(installed, "render", "three-spheres", "--backend", "cpu", "--width", 16, "--spp", 1, "--denoise", "-o",
                         installed / "clean.png")
    assert result.returncode == 0, result.stderr


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
    assert [line.split()[-1] for line in shown.splitlines()] == ["PyInit__core", "triptych_main"]
