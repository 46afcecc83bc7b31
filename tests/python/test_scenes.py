"""Scenes from names, files, dicts and arrays: however one is given, it is the same scene.

SPDX-License-Identifier: MIT
"""
import base64
import json
import os
import subprocess
import sys
import warnings
from array import array
from pathlib import Path

import numpy as np
import pytest
import triptych

GRAY = {"materials": {"gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]},
                      "steel": {"type": "metal", "albedo": [0.75, 0.5, 0.25], "fuzz": 0.125}}}
SIZE = {"width": 32, "height": 18, "spp": 4}


def hash_of(scene):
    return triptych.render(scene, **SIZE).film_hash


def with_shapes(*shapes):
    return {**GRAY, "shapes": list(shapes)}


def test_name_file_and_dict_are_one_scene():
    scene = triptych.Scene("cornell-box")
    description = scene.to_dict()
    Path("box.json").write_text(json.dumps(description), encoding="utf-8")
    scene.save("saved.json")
    expected = hash_of("cornell-box")
    for same in (scene, description, "box.json", Path("saved.json")):
        assert hash_of(same) == expected
    assert "cornell-box" in triptych.scenes() and scene.size == (600, 600)


def test_a_scene_is_not_saved_over_what_it_reads():
    triptych.render("three-spheres", backend="cpu", **SIZE).save("texture.png")
    scene = triptych.Scene({"textures": {"t": {"type": "image", "file": "texture.png"}},
                            "materials": {"m": {"type": "lambertian", "albedo": "t"}},
                            "shapes": [{"type": "sphere", "center": [0, 0, -2], "radius": 0.5, "material": "m"}]})
    before = Path("texture.png").read_bytes()
    os.symlink("texture.png", "link.json")
    for path in ("texture.png", Path("link.json")):
        with pytest.raises(triptych.UsageError, match="would be lost"):
            scene.save(path)
    assert Path("texture.png").read_bytes() == before
    Path("folder.json").mkdir()
    with pytest.raises(triptych.OutputError):
        scene.save("folder.json")


def test_dicts_may_hold_numpy_and_need_no_version():
    sphere = {"type": "sphere", "center": np.array([0, 0, -2]), "radius": np.float32(0.5), "material": "gray"}
    plain = {"type": "sphere", "center": [0, 0, -2], "radius": 0.5, "material": "gray"}
    assert hash_of(with_shapes(sphere)) == hash_of({"triptych": 1, **with_shapes(plain)})


def test_spheres_from_arrays_are_those_of_the_description():
    rows = np.array([[0, 0, -2, 0.5], [1, 0.25, -3, 0.75], [0, -100.5, -1, 100]], np.float32)
    names = ["gray", "steel", "gray"]
    described = with_shapes(*({"type": "sphere", "center": row[:3], "radius": row[3], "material": name}
                              for row, name in zip(rows, names)))
    expected = hash_of(described)
    for given, indices in ((rows, np.array([0, 1, 0], np.uint32)), (rows.tolist(), [0, 1, 0]),
                           (np.asfortranarray(rows.astype(np.float64)), np.array([0, 1, 0])),
                           (np.frombuffer(b"abcd" + rows.tobytes(), np.float32, offset=4).reshape(3, 4), [0, 1, 0])):
        scene = triptych.Scene(GRAY)
        scene.add_spheres(given, indices)
        assert hash_of(scene) == expected
    scene = triptych.Scene(GRAY)
    for row, name in zip(rows, names):
        scene.add_spheres(row[None], name)
        hash_of(scene)  # a scene that was rendered may go on growing
    assert hash_of(scene) == expected


def test_materials_from_arrays_are_those_of_the_description():
    scene = triptych.Scene({})
    gray = scene.add_materials(triptych.materials([0.5, 0.5, 0.5]))
    steel = scene.add_materials(triptych.materials([[0.75, 0.5, 0.25]], "metal", fuzz=0.125))
    assert list(gray) == [0] and list(steel) == [1]
    spheres = [[0, 0, -2, 0.5], [1, 0.25, -3, 0.75]]
    scene.add_spheres(spheres, np.concatenate([gray, steel]))
    described = triptych.Scene(GRAY)
    described.add_spheres(spheres, [0, 1])
    assert hash_of(scene) == hash_of(described)
    lights = triptych.materials(np.full((4, 3), 2.0), "diffuse_light")
    assert list(scene.add_materials(lights)) == [2, 3, 4, 5] and len(scene.material_names) == 6


def test_meshes_from_arrays_are_those_of_files():
    vertices = np.array([[-1, -1, -3], [1, -1, -3], [1, 1, -4], [-1, 1, -4]], np.float32)
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    lines = [f"v {x} {y} {z}" for x, y, z in vertices] + [f"f {a} {b} {c}" for a, b, c in triangles + 1]
    Path("mesh.obj").write_text("\n".join(lines) + "\n", encoding="utf-8")
    expected = hash_of(with_shapes({"type": "mesh", "file": "mesh.obj", "material": "steel"}))
    scene = triptych.Scene(GRAY)
    scene.add_mesh(vertices, triangles, "steel")
    assert hash_of(scene) == expected
    assert hash_of(scene.to_dict()) == expected
    smooth = triptych.Scene(GRAY)
    smooth.add_mesh(vertices, triangles, "steel", normals=np.tile([0.6, 0.0, 0.8], (4, 1)), uvs=np.zeros((4, 2)),
                    colors=np.ones((4, 3)))
    assert hash_of(smooth) != expected
    assert len(smooth.packed().vertices) == 4 and np.allclose(smooth.packed().vertices["normal"][0], [0.6, 0, 0.8])


def test_arrays_of_other_libraries_are_taken():
    class OnDevice:
        """What CuPy's arrays look like from outside."""
        __cuda_array_interface__ = {"version": 3}

        def get(self):
            return np.array([[0, 0, -2, 0.5]], np.float32)

    scene = triptych.Scene(GRAY)
    scene.add_spheres(OnDevice(), "gray")
    scene.add_spheres(memoryview(array("f", [1, 0, -2, 0.5])).cast("B").cast("f", (1, 4)), 1)
    assert scene.packed().shape_count == 2


def test_a_million_spheres():
    count = 1_000_000
    random = np.random.default_rng(0)
    spheres = np.empty((count, 4), np.float32)
    spheres[:, :3] = random.random((count, 3), np.float32) * 100
    spheres[:, 3] = 0.05
    scene = triptych.Scene({})
    colors = scene.add_materials(triptych.materials(random.random((256, 3), np.float32)))
    indices = colors[random.integers(0, 256, count)]
    scene.add_spheres(spheres, indices)
    packed = scene.packed()
    order = np.argsort(packed.tags["id"])
    assert np.array_equal(packed.spheres["center"][order], spheres[:, :3])
    assert np.array_equal(packed.tags["material"][order], indices)


def test_options_of_mesh_files_are_refused_elsewhere():
    with pytest.raises(triptych.UsageError, match="camera"):
        triptych.Scene("one-weekend", camera=2)
    with pytest.raises(triptych.UsageError, match="animation_time"):
        triptych.Scene("one-weekend", animation_time=1.5)
    with pytest.raises(triptych.UsageError, match="variant"):
        triptych.Scene("one-weekend", variant="red")


def test_a_variant_of_the_materials_is_chosen():
    corners = base64.b64encode(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4").tobytes()).decode()
    mappings = [{"material": 1, "variants": [0]}, {"material": 2, "variants": [1]}]
    Path("scene.gltf").write_text(json.dumps({
        "asset": {"version": "2.0"}, "buffers": [{"byteLength": 36, "uri": f"data:;base64,{corners}"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": "red"}, {"name": "blue"}]}},
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": color}} for color in ([1, 1, 1, 1], [1, 0, 0, 1], [0, 0, 1, 1])],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "material": 0,
                                    "extensions": {"KHR_materials_variants": {"mappings": mappings}}}]}],
        "nodes": [{"mesh": 0}]}), encoding="utf-8")
    red = triptych.render("scene.gltf", variant="red", **SIZE)
    assert len({red.film_hash, hash_of("scene.gltf"), hash_of(triptych.Scene("scene.gltf", variant=1))}) == 3
    assert red.film_hash == hash_of(triptych.Scene("scene.gltf", variant=0))
    with pytest.raises(triptych.UsageError, match='no variant "green"; it has 0 "red", 1 "blue"'):
        triptych.Scene("scene.gltf", variant="green")


def test_a_sky_replaces_that_of_any_scene():
    Path("mesh.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", encoding="utf-8")
    studio = hash_of("mesh.obj")
    assert triptych.render("mesh.obj", sky="studio", **SIZE).film_hash == studio
    assert hash_of(triptych.Scene("mesh.obj", sky="studio", sky_rotation=90)) != studio
    assert hash_of(triptych.Scene("mesh.obj", camera="auto")) == studio
    scene = triptych.Scene("three-spheres")
    triptych.Image(np.full((4, 8, 3), 0.5, np.float32)).save("even.exr")
    gray = triptych.render(scene, sky="gray", **SIZE)
    even = triptych.render("three-spheres", sky=Path("even.exr"), **SIZE)
    assert np.allclose(gray.mean(), even.mean(), rtol=0.02) and gray.film_hash != even.film_hash
    bright = triptych.Scene(scene.to_dict(), sky="gray", sky_strength=2)
    assert np.allclose(triptych.render(bright, **SIZE), 2 * gray, rtol=1e-5)
    assert hash_of(scene) == hash_of("three-spheres")  # which no sky has changed
    assert bright.to_dict()["background"]["radiance"] == [1, 1, 1]
    assert scene.with_sky("studio", rotation=90).to_dict()["background"]["type"] == "studio"
    assert triptych.verify("mesh.obj", sky="studio", **SIZE).equal
    for settings, words in [({"sky": "none.exr"}, "none.exr"), ({"sky_strength": 2}, "sky"), ({"camera": "auto"}, "camera")]:
        with pytest.raises(triptych.Error, match=words):
            triptych.render(scene, **settings, **SIZE)
    for settings in ({"sky_strength": -1}, {"sky_rotation": float("inf")}):
        with pytest.raises(triptych.UsageError):
            triptych.Scene("three-spheres", sky="studio", **settings)


def test_warnings_need_no_module_of_the_user():
    Path("mesh.obj").write_text("mtllib none.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", encoding="utf-8")
    result = subprocess.run([sys.executable, "-c", "import triptych; triptych.Scene('mesh.obj')"], capture_output=True,
                            text=True, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert "mesh.obj" in result.stderr and "Traceback" not in result.stderr


def test_warnings_go_to_the_logger(caplog):
    Path("mesh.obj").write_text("mtllib none.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        triptych.Scene("mesh.obj")
    assert any(record.name == "triptych" and record.levelname == "WARNING" for record in caplog.records)
