"""What the tests of the Python package share: the command line to compare with, and devices.

SPDX-License-Identifier: MIT
"""
import os
import subprocess
from pathlib import Path

import pytest
import triptych

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("TRIPTYCH", ROOT / "build/release/triptych")).resolve()


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Every test works in a folder of its own and leaves the user's cache alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def command_line():
    """Runs the program; returns its exit code, stdout and stderr."""
    def run(*arguments):
        result = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False)
        return result.returncode, result.stdout, result.stderr
    return run


@pytest.fixture(scope="session")
def usable_devices():
    """The devices of this machine that can render."""
    return [device for device in triptych.devices() if device.available]


@pytest.fixture
def too_bright():
    """A scene some of whose samples are brighter than a film holds."""
    return {"background": {"type": "constant", "radiance": [150000] * 3},
            "materials": {"white": {"type": "lambertian", "albedo": [1, 1, 1]},
                          "lamp": {"type": "diffuse_light", "emission": [262143] * 3}},
            "shapes": [{"type": "sphere", "center": [0, 0, -1], "radius": 0.5, "material": "white"},
                       {"type": "sphere", "center": [0, -100.5, -1], "radius": 100, "material": "white"},
                       {"type": "sphere", "center": [0, 2, -1], "radius": 1, "material": "lamp"}]}
