"""The examples and the notebook run, small, and make what they promise.

SPDX-License-Identifier: MIT
"""
import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import matplotlib
import numpy as np
import triptych

ROOT = Path(__file__).resolve().parents[2]


def run(name, *arguments):
    environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(Path(triptych.__file__).absolute().parents[1])}
    result = subprocess.run([sys.executable, ROOT / "examples" / name, *map(str, arguments)], capture_output=True,
                            text=True, timeout=300, check=False, env=environment)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_orbit_is_an_animation():
    from PIL import Image
    run("orbit.py", "one-weekend", "orbit.gif", "--frames", 3, "--width", 32, "--spp", 1)
    with Image.open("orbit.gif") as animation:
        assert animation.n_frames == 3 and animation.size == (32, 18)


def test_sweep_finds_the_better_integrator():
    table = run("sweep.py", "cornell-box", "sweep.png", "--width", 24, "--reference", 128)
    errors = {(row[0], int(row[1])): float(row[3]) for row in re.findall(r"(path\S*) +(\d+) +(\S+) +(\S+)", table)}
    assert errors["path-mis", 32] < errors["path", 32] and errors["path-mis", 32] < errors["path-mis", 1]
    assert Path("sweep.png").exists()


def test_material_sheet_is_drawn():
    run("material_sheet.py", "sheet.png", "--width", 64, "--spp", 2)
    sheet = triptych.Image.load("sheet.png")
    assert sheet.shape[1] == 64 and len(np.unique(sheet.reshape(-1, 3), axis=0)) > 500


class PlainCuda(types.ModuleType):
    """What the example asks of numba.cuda, lane after lane in the host's memory."""

    def __init__(self):
        super().__init__("numba.cuda")
        self.local = types.SimpleNamespace(array=np.empty)
        self.to_device = self.synchronize = lambda array=None: array
        self.device_array = np.empty

    def jit(self, kernel):
        lanes = {}
        self.grid = lambda _dimensions: lanes["now"]

        def configured(groups, size):
            def launch(*arguments):
                for lanes["now"] in np.ndindex(groups[0] * size[0], groups[1] * size[1]):
                    kernel(*arguments)
            return launch
        return type("Kernel", (), {"__getitem__": lambda _self, shape: configured(*shape)})()


def test_numba_draws_the_same_light(monkeypatch):
    # Its formulas in plain Python, to which numba's decorators add nothing but speed.
    def as_it_is(function=None, **_options):
        return function or as_it_is
    numba = types.ModuleType("numba")
    numba.njit, numba.prange, numba.cuda = as_it_is, range, PlainCuda()
    monkeypatch.setitem(sys.modules, "numba", numba)
    monkeypatch.syspath_prepend(ROOT / "examples")
    import numba_one_weekend as example
    scene = triptych.Scene("one-weekend")
    size = (16, 9)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        arrays, camera = example.arrays_of(scene.packed()), example.camera_of(scene.to_dict()["camera"], *size)
        image = example.draw(arrays, camera, *size, 4, 50, 0)
        assert np.array_equal(example.drawer_on_gpu(arrays, camera, *size)(4, 50, 0), image)
    ours = triptych.render(scene, width=16, height=9, spp=1024)
    assert np.allclose(image.mean(axis=(0, 1)), ours.mean(axis=(0, 1)), atol=0.04)
    assert np.corrcoef(image.ravel(), ours.ravel())[0, 1] > 0.9


def test_notebook_runs(monkeypatch):
    bench = triptych.bench
    monkeypatch.setattr(triptych, "bench",
                        lambda scene, **settings: bench(scene, **{**settings, "runs": 1, "warmup": 0}))
    matplotlib.use("Agg")
    notebook = json.loads((ROOT / "docs/tutorial.ipynb").read_text(encoding="utf-8"))
    names = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells):
        exec(compile("".join(cell["source"]), f"tutorial.ipynb, code cell {number + 1}", "exec"), names)
        assert cell["outputs"] or number == 0, "stored without its outputs"
    assert len(names["times"]) == 2 + len(names["bench"].measured) > 3
