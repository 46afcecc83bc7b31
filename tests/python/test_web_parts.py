"""What the page is made of, without a browser: archives, messages, orbits, timings.

SPDX-License-Identifier: MIT
"""
import json
import logging
import math
import threading
import zipfile

import numpy as np
import pytest
import triptych

pytest.importorskip("gradio")
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from triptych.web._messages import listed, warnings_of_loading, without_folders  # noqa: E402
from triptych.web._orbit import moved_by, orbited, text_of  # noqa: E402
from triptych.web._timings import Timing, chart  # noqa: E402
from triptych.web._uploads import unpack  # noqa: E402

SCENE = json.dumps({"triptych": 1, "shapes": []})


def packed(tmp_path, files):
    """An archive of names and contents, or of ZipInfo and contents."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    (tmp_path / "out").mkdir()
    return str(tmp_path / "a.zip"), str(tmp_path / "out")


def unpacked(tmp_path, files, max_bytes=1000, max_files=4):
    archive, folder = packed(tmp_path, files)
    return unpack(archive, folder, max_bytes=max_bytes, max_files=max_files)


def test_the_highest_scene_counts_and_finds_what_it_names(tmp_path):
    triptych.Image(np.ones((2, 2, 3))).save("white.png")
    scene = {"triptych": 1, "textures": {"white": {"type": "image", "file": "maps/white.png"}}}
    path = unpacked(tmp_path, {"deep/below/b.obj": "", "deep/a.json": json.dumps(scene), "deep/maps/white.png": open("white.png", "rb").read(),
                               "readme.txt": "x"})
    assert path == str(tmp_path / "out/deep/a.json")
    assert triptych.Scene(path).to_dict()["textures"]["white"]["file"] == "maps/white.png"


@pytest.mark.parametrize("name", ["../a.json", "/a.json", "b/../../a.json", "..\\a.json", "C:/a.json"])
def test_nothing_is_written_outside(tmp_path, name):
    with pytest.raises(triptych.InvalidInputError, match="leads out of it"):
        unpacked(tmp_path, {name: SCENE})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "out"] and not list((tmp_path / "out").iterdir())


def test_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("a.json")
    link.external_attr = 0o120777 << 16
    with pytest.raises(triptych.InvalidInputError, match="a link"):
        unpacked(tmp_path, {link: "/etc/passwd"})


def test_sizes_are_counted_while_files_are_written(tmp_path):
    with pytest.raises(triptych.LimitError, match="more than 0 MiB"):
        unpacked(tmp_path, {"a.json": SCENE, "zeros": bytes(10_000)})
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*")) <= 1000


@pytest.mark.parametrize("files, error, words", [
    ({f"{i}.obj": "" for i in range(5)}, triptych.LimitError, "has 5 files; at most 4"),
    ({"a.txt": ""}, triptych.InvalidInputError, "holds no scene"),
    ({"a": "", "a/b.json": SCENE}, triptych.InvalidInputError, "cannot be unpacked")])
def test_other_archives_are_refused(tmp_path, files, error, words):
    with pytest.raises(error, match=words):
        unpacked(tmp_path, files)


def test_what_is_no_archive(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\3\4 and nothing else")
    with pytest.raises(triptych.InvalidInputError, match="cannot be unpacked"):
        unpack(str(tmp_path / "a.zip"), str(tmp_path), max_bytes=1000, max_files=4)


def test_warnings_of_loading_are_collected(tmp_path):
    (tmp_path / "a.obj").write_text("mtllib none.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    with warnings_of_loading() as said:
        triptych.Scene(str(tmp_path / "a.obj"))
        other = threading.Thread(target=logging.getLogger("triptych").warning, args=("of another visitor",))
        other.start()
        other.join()
    assert len(said) == 1 and "none.mtl" in said[0]
    assert "none.mtl" in without_folders(listed(said), [str(tmp_path / "a.obj")])
    assert str(tmp_path) not in without_folders(listed(said), [str(tmp_path / "a.obj")])
    assert listed([]) == "" and listed(["w"] * 20).count("\n- ") == 9


def test_folders_are_left_out():
    assert without_folders("/srv/up/a.json at /x: no file in /srv/up", ["/srv/up/a.json", None]) == "a.json at /x: no file in the upload's folder"


def test_orbits_keep_distance_and_target():
    camera = {"look_from": [3, 1, 4], "look_at": [0, 1, 0], "up": [0, 1, 0]}
    moved = orbited(camera, 0.5, 0.0)
    assert np.allclose(moved["look_from"], [-4, 1, 3]) and moved["look_at"] == [0, 1, 0]  # a quarter turn
    assert np.allclose(orbited(camera, 2.0, 0.0)["look_from"], camera["look_from"])
    for down in (10, -10):
        offset = np.array(orbited(camera, 0, down)["look_from"]) - camera["look_at"]
        assert math.isclose(np.linalg.norm(offset), 5) and math.isclose(abs(offset[1]), 5 * math.sin(math.radians(89)))
    above = {"look_from": [0, 5, 0], "look_at": [0, 0, 0], "up": [0, 1, 0]}
    assert np.isfinite(orbited(above, 0.1, -0.1)["look_from"]).all()
    assert text_of([1.5, 0, 1 / 3]) == "1.5, 0, 0.333333"
    assert moved_by("[0.25, -9, 1]") == (0.25, -4.0)
    for wrong in ("", "[1]", "[1, \"x\", 1]", "[NaN, 1, 1]", "{}", "null"):
        with pytest.raises(triptych.UsageError):
            moved_by(wrong)


def test_the_chart_compares_equal_work_only_and_fits_its_labels():
    long = "vulkan 0: A Graphics Card With A Very Long Name Indeed (of some driver, version 23.4.5)"
    tried = [Timing(long, "a", 8, 1.0, 5e8, "0", ("a",)), Timing("cpu 0: B", "a", 8, 1.0, 2e4, "0", ("a",)),
             Timing("cpu 1: other work", "a", 8, 1.0, 5e6, "0", ("b",)), Timing("cpu 0: B", "a", 8, 1.0, 1e5, "0", ("a",))]
    figure = chart(tried)
    figure.set_canvas(FigureCanvasAgg(figure))
    figure.canvas.draw()
    axes, = figure.axes
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert labels == [long, "cpu 0: B"] and [round(bar.get_width(), 3) for bar in axes.patches] == [500, 0.1]
    width, height = figure.canvas.get_width_height()
    for text in [*axes.texts, *axes.get_yticklabels(), axes.title, axes.xaxis.label]:
        box = text.get_window_extent()
        assert 0 <= box.x0 and box.x1 <= width and 0 <= box.y0 and box.y1 <= height, text.get_text()
    assert chart([]) is None
