"""What notebooks and scripts show and write: bars, tables, codes, files in memory; and children by fork.

SPDX-License-Identifier: MIT
"""
import builtins
import io
import os
import subprocess
import sys

import numpy as np
import pytest

import triptych

SETTINGS = {"width": 24, "spp": 2, "backend": "cpu"}


@pytest.mark.parametrize("has_tqdm", [True, False])
def test_progress_is_shown(has_tqdm, capsys, monkeypatch):
    real = builtins.__import__

    def importing(name, *arguments, **more):
        if name.startswith("tqdm") and not has_tqdm:
            raise ImportError(name)
        return real(name, *arguments, **more)

    if has_tqdm:
        pytest.importorskip("tqdm")
    monkeypatch.setattr(builtins, "__import__", importing)
    triptych.render("three-spheres", progress=True, **SETTINGS)
    list(triptych.progressive("three-spheres", progress=True, **SETTINGS))
    assert capsys.readouterr().err.count("100%") >= 2
    triptych.render("three-spheres", progress=False, **SETTINGS)
    assert capsys.readouterr().err == ""


def test_codes_are_those_of_the_png(tmp_path):
    image = triptych.render("three-spheres", **SETTINGS)
    pillow = pytest.importorskip("PIL.Image")
    image.save(tmp_path / "a.png")
    assert np.array_equal(image.to_uint8(), np.asarray(pillow.open(tmp_path / "a.png")))
    image.save(tmp_path / "b.png", exposure=1.5, tonemap="aces")
    assert np.array_equal(image.to_uint8(1.5, "aces"), np.asarray(pillow.open(tmp_path / "b.png")))
    assert image.to_uint8().dtype == np.uint8


@pytest.mark.parametrize("ending", ["png", "exr", "pfm"])
def test_files_in_memory_are_those_on_disk(tmp_path, ending):
    image = triptych.render("three-spheres", aovs=["depth"], **SETTINGS)
    image.save(tmp_path / f"a.{ending}")
    memory = io.BytesIO()
    image.save(memory, format=ending)
    assert memory.getvalue() == (tmp_path / f"a.{ending}").read_bytes()
    with pytest.raises(triptych.UsageError, match="tif"):
        image.save(memory, format="tif")
    with pytest.raises(triptych.UsageError, match="open files"):
        image.save(tmp_path / "a.png", format="png")


def test_tables_escape_names(tmp_path):
    folder = tmp_path / "<b>"
    folder.mkdir()
    triptych.Scene("three-spheres").save(folder / "s.json")
    scene = triptych.Scene(folder / "s.json")
    for value in (scene, triptych.render_film(scene, **SETTINGS), *triptych.devices()):
        text = value._repr_html_()
        assert "<table>" in text and "<b>" not in text
    assert "&lt;b&gt;" in scene._repr_html_()
    assert "data:image/png;base64," in triptych.render_film(scene, **SETTINGS)._repr_html_()


CHILD = """
import os, sys, triptych
if sys.argv[1] == "after":
    triptych.render("three-spheres", sys.argv[2], width=8, spp=1)
film = triptych.render_film("three-spheres", "cpu", width=8, spp=1) if sys.argv[1] == "after" else None
child = os.fork()
if child == 0:
    try:
        triptych.render("three-spheres", sys.argv[2], width=8, spp=1)
        os._exit(0)
    except triptych.UsageError as error:
        os._exit(7 if "spawn" in str(error) and (film is None or film.mean().shape == (5, 8, 3)) else 1)
    except BaseException:
        os._exit(1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.parametrize("backend", ["cpu", "vulkan"])
@pytest.mark.parametrize("when, code", [("after", 7), ("before", 0)])
def test_forked_children_get_a_sentence_and_never_hang(usable_devices, backend, when, code):
    if backend not in {device.backend for device in usable_devices}:
        pytest.skip("no such device")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", CHILD, when, backend], timeout=120, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
