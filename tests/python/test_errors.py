"""Errors from Python: the command line's sentences, as exceptions by exit code.

SPDX-License-Identifier: MIT
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import triptych
from conftest import PROGRAM

FAULTS = os.environ.get("VULKAN_FAULTS", PROGRAM.parent / "tests/libvulkan_faults.so")


def spheres_scene():
    scene = triptych.Scene({"materials": {"gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}}})
    scene.add_spheres([[0, 0, -2, 0.5]], "gray")
    return scene


def test_sentences_are_the_command_lines(command_line):
    Path("bad.json").write_text(json.dumps({"triptych": 1, "image": {"width": 0, "height": 4}}), encoding="utf-8")
    for arguments, keywords in ((("no-such-scene",), {}), (("bad.json",), {}),
                                (("one-weekend", "--backend", "opengl"), {"backend": "opengl"}),
                                (("one-weekend", "--device", "99"), {"device": 99}),
                                (("one-weekend", "--width", "100000"), {"width": 100000})):
        code, _, errors = command_line("render", *arguments, "-o", "a.png")
        with pytest.raises(triptych.Error) as caught:
            triptych.render(arguments[0], **keywords)
        if "backend" not in keywords:  # the command line refuses the option before it looks
            assert errors.strip() == f"triptych: {caught.value}"
        assert caught.value.exit_code == code


def test_dicts_are_named_by_pointer():
    with pytest.raises(triptych.InvalidInputError, match=r"^the scene at /image/width: expected"):
        triptych.Scene({"image": {"width": 0, "height": 4}})
    with pytest.raises(ValueError):  # as Python's users expect
        triptych.Scene({"image": {"wide": 1}})


@pytest.mark.parametrize("keywords, sentence", [
    ({"spp": 0}, "spp must lie in [1, 1048576], not be 0."),
    ({"width": 0}, "width must be at least 1, not 0."),
    ({"max_depth": 65536}, "max_depth must lie in [1, 65535], not be 65536."),
    ({"seed": 2**32}, "seed must lie in [0, 4294967295], not be 4294967296."),
    ({"integrator": "bdpt"}, 'integrator must be one of "path", "path-mis", not "bdpt".'),
    ({"sampler": "halton"}, 'sampler must be one of "independent", "sobol", not "halton".'),
    ({"samples": (3, 3)}, "samples must be a pair with first < last, not (3, 3)."),
    ({"spp": 4, "samples": (0, 8)}, "samples 0:8 ends beyond the 4 samples of spp."),
])
def test_settings_are_checked(keywords, sentence):
    with pytest.raises(triptych.UsageError) as caught:
        triptych.render("three-spheres", **{"width": 8, "spp": 1, **keywords})
    assert str(caught.value) == sentence and caught.value.exit_code == 2


def test_crop_outside_the_picture():
    with pytest.raises(triptych.UsageError, match="no window of the 64 x 36 image"):
        triptych.render("three-spheres", width=64, crop=(0, 65, 0, 36))


@pytest.mark.parametrize("sphere, sentence", [
    ([0, 0, np.nan, 1], "spheres[1]: the centre (0, 0, nan) must lie in [-1000000000, 1000000000]."),
    ([0, 2e9, 0, 1], "spheres[1]: the centre (0, 2000000000, 0) must lie in [-1000000000, 1000000000]."),
    ([0, 0, 0, 0], "spheres[1]: the radius 0 must lie in [1e-06, 1000000000]."),
    ([0, 0, 0, -1], "spheres[1]: the radius -1 must lie in [1e-06, 1000000000]."),
])
def test_spheres_are_checked(sphere, sentence):
    scene = spheres_scene()
    with pytest.raises(triptych.InvalidInputError) as caught:
        scene.add_spheres([[0, 0, 0, 1], sphere], "gray")
    assert str(caught.value) == sentence
    assert scene.packed().shape_count == 1  # nothing was added


def test_indices_are_checked():
    scene = spheres_scene()
    rows = np.ones((2, 4), np.float32)
    for materials, reason in (([0, 1], r"materials\[1\]: there is no material 1; the scene has 1"), ([-1], "indices in"),
                              ([0, 0, 0], "materials has 3 elements, but there are 2"), ("red", "no material 'red'"),
                              (0.5, "whole numbers")):
        with pytest.raises(triptych.Error, match=reason):
            scene.add_spheres(rows, materials)
    with pytest.raises(triptych.UsageError, match=r"shape \(N, 4\), not \(2, 3\)"):
        scene.add_spheres(rows[:, :3], 0)
    triangle = np.eye(3, dtype=np.float32)
    for triangles, more, reason in (([[0, 1, 3]], {}, r"triangles\[0\]: there is no vertex 3; there are 3"),
                                    ([[0, 1, 2]], {"normals": triangle[:2]}, "normals has 2 rows"),
                                    ([[0, 1, 2]], {"colors": 2 * triangle}, r"colors\[0\]: must lie in \[0, 1\]"),
                                    ([[0, 1, 2**32 + 2]], {}, "indices in"), ([[0.0, 1.0, 2.0]], {}, "whole numbers")):
        with pytest.raises(triptych.Error, match=reason):
            scene.add_mesh(triangle, triangles, "gray", **more)
    with pytest.raises(triptych.InvalidInputError, match=r"vertices\[0\]"):
        scene.add_mesh(np.full((3, 3), np.inf), [[0, 1, 2]], "gray")


@pytest.mark.parametrize("change, reason", [
    ({"kind": 5}, "kind is 5"), ({"color": 1.5}, r"color, the albedo, must lie in \[0, 1\]"), ({"fuzz": np.nan}, "fuzz must lie"),
    ({"kind": 2, "ior": 0}, "ior must lie"), ({"color_texture": 0}, "there is no texture 0"),
    ({"kind": 3, "color": 1e9}, "color, the emission, must lie in"),
])
def test_materials_are_checked(change, reason):
    array = triptych.materials(np.full((3, 3), 0.5))
    for field, value in change.items():
        array[field][2] = value
    with pytest.raises(triptych.InvalidInputError, match=rf"materials\[2\]: .*{reason}"):
        triptych.Scene({}).add_materials(array)


def test_output_errors():
    image = triptych.render("three-spheres", width=8, spp=1)
    with pytest.raises(triptych.UsageError, match="png"):
        image.save("image.gif")
    with pytest.raises(OSError, match="no/such"):
        image.save("no/such/folder/image.png")


def test_auto_goes_on_to_the_next_device(usable_devices):
    """A library between Vulkan's loader and us shows a GPU that cannot be opened."""
    if not any(device.backend == "vulkan" for device in usable_devices):
        pytest.skip("no Vulkan device")

    def draw(**environment):
        script = "import triptych; image = triptych.render('three-spheres', width=16, spp=2);" \
                 "print(image.rendering.device.backend, image.film_hash)"
        faults = {"LD_PRELOAD": FAULTS, "VULKAN_MASK": "gpu", "VULKAN_CALLS": "calls"}
        result = subprocess.run([sys.executable, "-c", script], env={**os.environ, **faults, **environment},
                                capture_output=True, text=True, timeout=300, check=True)
        return *result.stdout.split(), result.stderr

    backend, film_hash, warnings = draw()
    assert (backend, warnings) == ("vulkan", "")
    calls = [line.split()[0] for line in Path("calls").read_text(encoding="utf-8").splitlines()]
    start_failed = "-3"
    backend, other_hash, warnings = draw(VULKAN_FAIL_CALL=str(calls.index("vkCreateDevice")), VULKAN_FAIL_RESULT=start_failed)
    assert (backend, other_hash) == ("cpu", film_hash)
    assert "vkCreateDevice" in warnings and "next best device" in warnings
