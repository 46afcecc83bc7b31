"""Runs the Python of README.md, docs/python.md and docs/farm.md, block by block in one namespace a page.

SPDX-License-Identifier: MIT
"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "docs/farm.md"])
def test_blocks_run(page):
    matplotlib.use("Agg")
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = [(text.count("\n", 0, found.start(1)), found.group(1))
              for found in re.finditer(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]
    assert blocks
    names = {}
    for line, block in blocks:
        exec(compile("\n" * line + block, page, "exec"), names)  # so that errors name the page's lines


def test_readme_example_draws_the_command_lines_picture(command_line):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL).group(1)
    names = {}
    exec(compile(block, "README.md", "exec"), names)
    expected = re.search(r"\$ triptych render one-weekend --width 400 --spp 16 -o cover.png\n.* film ([0-9a-f]{32})", text)
    assert names["image"].film_hash == expected.group(1)
    assert Path("cover.png").stat().st_size > 10000


def test_python_page_names_every_setting_and_error():
    import inspect

    import triptych
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    settings = set(inspect.signature(triptych.render).parameters) - {"scene", "progress"}
    assert {name for name in settings if f"`{name}`" not in text} == set()
    errors = {name: error for name, error in vars(triptych).items()
              if isinstance(error, type) and issubclass(error, triptych.Error) and error is not triptych.Error}
    for name, error in errors.items():
        assert f"| `{name}` | {error.exit_code} |" in text


def test_dependencies_are_those_that_are_required():
    names = set()
    for path in ("python/requirements-build.txt", "python/requirements-test.txt"):
        names |= set(re.findall(r"^([a-z][\w-]*)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE))
    table = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").split("## From PyPI")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([\w-]+)`", table, re.MULTILINE)) == names
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = "".join(re.findall(r"(?:requires|dependencies|tables) = (\[.*\])", project))
    required = re.findall(r'"([a-z][\w-]*)(?:[>=<][^"]*)?"', lists)
    assert required and set(required) <= names


@pytest.fixture(params=["README.md", "docs/python.md"])
def shown(request, tmp_path):
    """A page's blocks as a program of somebody who installed the package."""
    text = (ROOT / request.param).read_text(encoding="utf-8")
    program = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    (tmp_path / "shown.py").write_text(program, encoding="utf-8")
    return "shown.py"


def test_mypy_accepts_blocks(shown):
    Path("mypy.ini").write_text("[mypy]\nstrict = True\n[mypy-triptych.*]\nfollow_imports = silent\n", encoding="utf-8")
    result = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "mypy.ini", shown], capture_output=True, text=True,
                            check=False, env={**os.environ, "MYPYPATH": os.environ["PYTHONPATH"]})
    assert (result.returncode, result.stderr) == (0, ""), result.stdout


def test_pyright_accepts_blocks(shown):
    """By basedpyright, which is pyright with its Node.js in PyPI's packages."""
    settings = {"typeCheckingMode": "standard", "include": [shown], "extraPaths": os.environ["PYTHONPATH"].split(os.pathsep)}
    Path("pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    result = subprocess.run([sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable], capture_output=True, text=True,
                            check=False)
    assert result.returncode == 0, result.stdout + result.stderr
