"""Packed arrays from Python: their dtypes are the kernels' structs.

SPDX-License-Identifier: MIT
"""
import subprocess
from pathlib import Path

import numpy as np
import pytest
import triptych
from triptych import _layout

ROOT = Path(__file__).resolve().parents[2]


def test_offsets_are_those_of_the_compiler():
    checks = ['#include <cstddef>', '#include "layout.glsl"', "using namespace triptych::shared;"]
    known = {*_layout._SCALARS, *_layout._structs()}
    names = [name for name, members in _layout._structs().items()
             if name not in _layout._SCALARS and all(kind in known for kind, _ in members)]
    assert {"Sphere", "Material", "BvhNode", "Principled", "Frame", "FilmPixel"} <= set(names)
    checks.append(f"static_assert(sizeof(Sum) == {triptych.dtype('Sum').itemsize});")
    for name in names:
        kind = triptych.dtype(name)
        checks.append(f"static_assert(sizeof({name}) == {kind.itemsize});")
        for field, (_, offset, *_) in kind.fields.items():
            checks.append(f"static_assert(offsetof({name}, {field}) == {offset});")
    Path("check.cpp").write_text("\n".join(checks), encoding="utf-8")
    subprocess.run(["c++", "-std=c++20", "-fsyntax-only", "-Wno-invalid-offsetof", f"-I{ROOT / 'shaders'}", "check.cpp"],
                   check=True)


def test_arrays_hold_the_scene():
    packed = triptych.Scene("next-week-final").packed()
    assert len(packed.tags) == packed.shape_count == len(packed.shapes) and len(packed.spheres) == 0
    assert np.all(packed.tags["material"][:packed.top_count] < len(packed.materials))
    assert set(np.unique(packed.shapes["kind"])) <= set(range(5))
    assert packed.image_words.dtype == np.uint32 and len(packed.image_words) > 256
    assert np.all(packed.nodes["left_min"] <= packed.nodes["left_max"])
    assert "spheres" in list(packed) and "hash" in dir(packed) and len(packed.hash) == 32


def test_an_ellipsoid_is_an_instance():
    packed = triptych.Scene({
        "materials": {"gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}},
        "shapes": [{"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "gray",
                    "transform": [{"scale": [1, 2, 4]}, {"translate": [5, 6, 7]}]}]}).packed()
    instance = packed.instances[0]
    assert packed.instances.dtype == triptych.dtype("Instance") and len(packed.instances) == 1
    assert instance["world_from_object_y"].tolist() == [0, 2, 0] and instance["world_from_object_tz"] == 7
    assert instance["object_from_world_z"].tolist() == [0, 0, 0.25]


def test_a_sphere_is_where_it_was_put():
    scene = triptych.Scene({"background": {"type": "gradient", "bottom": [1, 0.5, 0.25], "top": [0, 0, 1]}})
    scene.add_materials(triptych.materials([0.1, 0.2, 0.3]))
    scene.add_spheres([[1, 2, 3, 4]], 0)
    packed = scene.packed()
    assert packed.spheres["center"].tolist() == [[1, 2, 3]] and packed.spheres["radius"].tolist() == [4]
    assert np.allclose(packed.materials["color"], [[0.1, 0.2, 0.3]])
    assert packed.background["bottom"].tolist() == [1, 0.5, 0.25] and packed.background["top"].tolist() == [0, 0, 1]


def test_arrays_are_read_only_and_outlive_their_scene():
    spheres = triptych.Scene("one-weekend").packed().spheres
    before = spheres.copy()
    for _ in range(4):
        triptych.Scene("many-lights").packed()
    assert np.array_equal(spheres, before)
    with pytest.raises(ValueError, match="read-only"):
        spheres["radius"] = 1


def test_no_such_struct():
    with pytest.raises(KeyError):
        triptych.dtype("Cube")
