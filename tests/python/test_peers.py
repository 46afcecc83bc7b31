"""What tools/peers measures other renderers by: the scenes are Triptych's, and the measures say what they are named after.

SPDX-License-Identifier: MIT
"""
import sys
from pathlib import Path

import numpy
import pytest

import triptych
from triptych._reference import Request, compare_files

PEERS = Path(__file__).resolve().parents[2] / "tools/peers"
sys.path.insert(0, str(PEERS))

import measures  # noqa: E402
import scenes  # noqa: E402
import triptych_peer  # noqa: E402

SMALL = [name for name in scenes.SCENES if name != "triangle-ball"] # a million triangles take seconds


@pytest.mark.parametrize("name", SMALL)
def test_a_scene_is_lit_by_lamps_that_face_it(name, tmp_path):
    scene = scenes.SCENES[name](tmp_path)
    triptych_peer.written(scene, tmp_path / "scene.json")
    picture = numpy.asarray(triptych.render(str(tmp_path / "scene.json"), width=24, height=18, spp=16))
    assert numpy.isfinite(picture).all()
    assert picture.mean() > 0.02
    for quad in scene["quads"]:
        if scene["materials"][quad["material"]]["kind"] == "lamp":
            corner, u, v = (numpy.array(quad[key], float) for key in ("corner", "u", "v"))
            assert numpy.cross(u, v) @ (scene["look_at"] - corner) > 0


def test_an_image_is_read_as_it_was_written(tmp_path):
    image = numpy.random.default_rng(3).random((5, 7, 3), dtype=numpy.float32)
    scenes.write_exr(tmp_path / "image.exr", image)
    (tmp_path / "image.pfm").write_bytes(b"PF\n7 5\n-1.0\n" + image[::-1].astype("<f4").tobytes())
    request = Request("image", a=str(tmp_path / "image.pfm"), b=str(tmp_path / "image.exr"), thresholds={"max_ulp": 0})
    found = compare_files([request.to_json()])
    assert found["verdict"] == "equal", found


def test_a_mesh_has_its_triangles_outside():
    points, triangles = scenes.smooth_ball(12)
    a, b, c = (points[triangles[:, i]] for i in range(3))
    assert (numpy.sum(numpy.cross(b - a, c - a) * (a + b + c), axis=1) > 0).all()


def noisy(rounds, deviation, seed):
    return 2 + deviation * numpy.random.default_rng(seed).standard_normal((rounds, 40, 30, 3))


def test_the_error_is_the_variance_between_rounds():
    assert measures.variance(noisy(6, 0.5, 1)) == pytest.approx(0.25 / 4, rel=0.03)


def test_twice_the_time_or_variance_costs_twice_as_much():
    ours = (noisy(6, 0.5, 1), [1.0] * 6)
    for theirs in ((noisy(6, 0.5, 2), [2.0] * 6), (noisy(6, 0.5 * 2**0.5, 3), [1.0] * 6)):
        ratio, low, high = measures.ratio_interval(theirs, ours)
        assert ratio == pytest.approx(2, rel=0.05)
        assert low < 2 < high


def test_a_brighter_picture_is_noticed():
    difference, error = measures.difference(1.01 * noisy(6, 0.1, 4), noisy(6, 0.1, 5))
    assert difference == pytest.approx(0.01, abs=3 * error)
    assert difference > 5 * error
