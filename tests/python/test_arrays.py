"""Scenes whose textures, skies, meshes, materials and instances come from arrays, and those arrays given back.

SPDX-License-Identifier: MIT
"""
import copy
import json

import numpy as np
import pytest
import triptych

RANDOM = np.random.default_rng(5)
PICTURE = {"backend": "cpu", "width": 32, "height": 24, "spp": 4}
CODES = RANDOM.integers(0, 256, (6, 8, 3), dtype=np.uint8)
FLOATS = RANDOM.random((4, 8, 3), dtype=np.float32) * 2
SQUARE = {"vertices": np.array([[-1, -1, -3], [1, -1, -3], [1, 1, -3], [-1, 1, -3]], np.float32),
          "triangles": np.array([[0, 1, 2], [0, 2, 3]], np.uint32), "uvs": np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)}


def described(texture=None, background=None, mesh=SQUARE):
    return {"textures": {"wood": texture or {"type": "image", "pixels": CODES}},
            "materials": {"wood": {"type": "lambertian", "albedo": "wood"}, "gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}},
            "background": background or {"type": "constant", "radiance": [1, 1, 1]},
            "shapes": [{"type": "mesh", "material": "wood", **mesh}]}


def film_hash(scene):
    return triptych.render_film(scene, **PICTURE).hash


def png_of(codes, path):
    image = triptych.Image(np.zeros(codes.shape[:2] + (3,)))
    image[...] = (codes / 255.0 <= 0.04045) * codes / 255.0 / 12.92 + (codes / 255.0 > 0.04045) * ((codes / 255.0 + 0.055) / 1.055) ** 2.4
    image.save(path)
    assert np.array_equal(image.to_uint8(), codes)


def test_pictures_draw_as_their_files():
    png_of(CODES, "wood.png")
    triptych.Image(FLOATS).save("sky.pfm")
    of_files = film_hash(described({"type": "image", "file": "wood.png", "filter": "nearest"}, {"type": "image", "file": "sky.pfm", "rotate_y": 30}))
    of_arrays = described({"type": "image", "pixels": CODES, "filter": "nearest"}, {"type": "image", "pixels": FLOATS, "rotate_y": 30})
    assert film_hash(of_arrays) == of_files
    assert film_hash(described()) != of_files
    scene = triptych.Scene(described({"type": "image", "file": "wood.png"}))
    assert film_hash(scene.with_sky(FLOATS, rotation=30)) == film_hash(scene.with_sky("sky.pfm", rotation=30))


def test_meshes_draw_as_added_ones():
    base = {**described(), "shapes": []}
    normals = np.tile(np.array([0.1, 0.2, 1], np.float32), (4, 1))
    added = triptych.Scene(base)
    added.add_mesh(SQUARE["vertices"], SQUARE["triangles"], "wood", uvs=SQUARE["uvs"], normals=normals)
    assert film_hash(added) == film_hash(described(mesh={**SQUARE, "normals": normals}))


def test_textures_added_by_index():
    scene = triptych.Scene({**described(), "shapes": []})
    texture = scene.add_texture(CODES, filter="nearest")
    material, = scene.add_materials(triptych.materials([0.0, 0, 0], color_texture=texture))
    scene.add_mesh(SQUARE["vertices"], SQUARE["triangles"], int(material), uvs=SQUARE["uvs"])
    assert film_hash(scene) == film_hash(described({"type": "image", "pixels": CODES, "filter": "nearest"}))
    bright = scene.add_texture(FLOATS)
    with pytest.raises(triptych.InvalidInputError, match=r"materials\[0\]: texture 2 reaches .* ends at 1"):
        scene.add_materials(triptych.materials([0.0, 0, 0], color_texture=bright))


def test_each_triangle_has_its_material():
    colors = RANDOM.random((2, 3))
    scene, apart = (triptych.Scene({**described(), "shapes": []}) for _ in range(2))
    for target in (scene, apart):
        indices = target.add_materials(triptych.materials(colors))
    scene.add_mesh(SQUARE["vertices"], SQUARE["triangles"], indices[::-1])
    for triangle, material in ((1, indices[0]), (0, indices[1])):
        apart.add_mesh(SQUARE["vertices"], SQUARE["triangles"][triangle:triangle + 1], int(material))
    assert film_hash(scene) == film_hash(apart)
    with pytest.raises(triptych.InvalidInputError, match="material has 3 elements, but there are 2 triangles"):
        scene.add_mesh(SQUARE["vertices"], SQUARE["triangles"], [0, 0, 0])


def test_principled_materials_draw_as_described():
    values = {"base_color": RANDOM.random((3, 3)), "roughness": [0.2, 0.4, 0.6], "metallic": 0.0, "emission": [0.1, 0, 0],
              "thin_walled": [True, False, True], "multiple_scattering": False, "alpha_mode": "blend", "alpha": 0.7}
    names = ["a", "b", "c"]
    single = [{"type": "principled", **{key: value if np.ndim(value) == (key == "emission") else np.asarray(value)[i]
                                        for key, value in values.items()}} for i in range(3)]
    placed = [[-1, 0, -3, 0.5], [0, 0, -3, 0.5], [1, 0, -3, 0.5]]
    texts = {"materials": dict(zip(names, single)),
             "shapes": [{"type": "sphere", "center": sphere[:3], "radius": sphere[3], "material": name} for sphere, name in zip(placed, names)]}
    scene = triptych.Scene({})
    scene.add_spheres(placed, scene.add_principled(**values))
    assert film_hash(scene) == film_hash(texts)
    for bad, words in (({"roughness": [0.5, 2]}, r"materials\[1\]: roughness must lie in \[0, 1\], not be 2"),
                       ({"base_color": [[1, 1, 1]] * 3, "ior": [1.5] * 2}, "ior has 2 values, but there are 3"),
                       ({"base_color_texture": 7}, "there is no texture 7"), ({"base_color": [1, 1]}, r"shape \(3,\) or \(N, 3\)"),
                       ({"alpha_mode": "glass"}, "one of 'opaque'"), ({"thin_walled": 1}, "True, False")):
        with pytest.raises(triptych.Error, match=words):
            scene.add_principled(**bad)


def test_instances_draw_as_described():
    matrices = np.tile(np.eye(4), (3, 1, 1))
    matrices[:, 0, 3], matrices[:, 0, 0], matrices[:, 2, 3] = [-2, 0, 2], [0.5, 1, 2], -1
    text = {**described(), "objects": {"square": {"type": "mesh", "material": "wood", **SQUARE}}}
    placed = [{"type": "instance", "object": "square", "transform": [{"matrix": matrix.ravel()}]} for matrix in matrices]
    scene = triptych.Scene({**text, "shapes": []})
    scene.add_instances("square", matrices)
    assert film_hash(scene) == film_hash({**text, "shapes": placed})
    other = triptych.Scene({**described(), "shapes": []})
    other.add_mesh(SQUARE["vertices"], SQUARE["triangles"], "wood", uvs=SQUARE["uvs"], object="square")
    other.add_instances("square", matrices[:, :3])
    assert film_hash(other) == film_hash(scene)
    assert film_hash(other.to_dict()) == film_hash(scene)
    for bad, words in ((np.zeros((1, 3, 4)), r"transforms\[0\]: it stretches"), (np.full((1, 3, 4), np.nan), r"transforms\[0\]: nan"),
                       (np.ones((1, 4, 4)), "last row"), (np.diag([1, 1, 1e-5, 1])[None], r"transforms\[0\]: it stretches")):
        with pytest.raises(triptych.Error, match=words):
            other.add_instances("square", bad)
    with pytest.raises(triptych.UsageError, match="no object 'squares'|no object \"squares\""):
        other.add_instances("squares", matrices)
    with pytest.raises(triptych.UsageError, match="object \"square\" already"):
        other.add_mesh(SQUARE["vertices"], SQUARE["triangles"], 0, object="square")


@pytest.fixture
def whole():
    normals = RANDOM.normal(0, 1, (4, 3)).astype(np.float32) + [0, 0, 3]
    scene = triptych.Scene(described(background={"type": "image", "pixels": FLOATS, "scale": 0.5}, mesh={**SQUARE, "normals": normals}))
    scene.add_materials(triptych.materials(RANDOM.random((2, 3)), color_texture=scene.add_texture(CODES[..., :1].repeat(4, axis=2))))
    scene.add_mesh(SQUARE["vertices"] + 0.1, SQUARE["triangles"], [2, 3], colors=RANDOM.random((4, 3)), uvs=SQUARE["uvs"], normals=normals)
    return scene


def test_dicts_hold_the_arrays(whole):
    given_back = whole.to_dict()
    assert film_hash(given_back) == film_hash(whole)
    assert given_back["textures"]["wood"]["pixels"].dtype == np.uint8 and np.array_equal(given_back["textures"]["wood"]["pixels"], CODES)
    assert np.array_equal(given_back["background"]["pixels"], FLOATS)
    assert triptych.Scene(given_back).packed().hash == triptych.Scene(copy.deepcopy(given_back)).packed().hash == whole.packed().hash


def test_dicts_name_the_arrays(whole):
    arrays = {}
    text = json.dumps(whole.to_dict(arrays))
    np.savez("arrays.npz", **arrays)
    with np.load("arrays.npz") as kept:
        assert film_hash(triptych.Scene(json.loads(text), arrays=kept)) == film_hash(whole)
    with pytest.raises(triptych.UsageError, match="names the array 'mesh-0', which `arrays` does not hold"):
        triptych.Scene(json.loads(text), arrays={key: array for key, array in arrays.items() if "mesh-0" not in key})
    with pytest.raises(triptych.UsageError, match="to_dict"):
        whole.save("whole.json")


@pytest.mark.parametrize("change, words", [
    ({"texture": {"type": "image", "pixels": CODES.astype(np.int32)}}, "pixels must be uint8"),
    ({"texture": {"type": "image", "pixels": np.zeros((2, 2, 4))}}, "uint8 where it has alpha"),
    ({"texture": {"type": "image", "pixels": np.full((2, 2, 3), np.nan)}}, "not finite"),
    ({"texture": {"type": "image", "pixels": np.zeros((0, 2, 3))}}, "no pixels"),
    ({"texture": {"type": "image", "pixels": "wood.png"}}, "pixels must hold numbers"),
    ({"mesh": {"vertices": SQUARE["vertices"]}}, "needs triangles"),
    ({"mesh": {**SQUARE, "uvs": SQUARE["uvs"][:2]}}, "uvs has 2 rows"),
    ({"mesh": {**SQUARE, "triangles": [[0, 1, 9]]}}, "there is no vertex 9")])
def test_bad_arrays_are_named(change, words):
    with pytest.raises(triptych.Error, match=words):
        triptych.Scene(described(**change))


def test_meshes_from_arrays_need_a_material():
    with pytest.raises(triptych.InvalidInputError, match=r"/shapes/0: a mesh from arrays has no material"):
        triptych.Scene({"shapes": [{"type": "mesh", **SQUARE}]})
