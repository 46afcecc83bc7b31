"""Films, images and scenes as bytes, pickles and copies: what comes back is the same, to the last bit.

SPDX-License-Identifier: MIT
"""
import copy
import multiprocessing
import pickle

import numpy as np
import pytest

import triptych

SETTINGS = {"width": 24, "spp": 2, "backend": "cpu"}
WAYS = {"pickle": lambda value: pickle.loads(pickle.dumps(value)), "copy": copy.copy, "deepcopy": copy.deepcopy}


def some_scenes():
    yield "one-weekend"
    yield "next-week-final"
    yield "cornell-smoke"
    grown = triptych.Scene({"materials": {"gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}}})
    grown.add_spheres([[0, 0, -1, 0.5]], "gray")
    grown.add_mesh([[-1, -1, -2], [1, -1, -2], [0, 1, -2]], [[0, 1, 2]], "gray")
    yield grown


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", list(some_scenes()), ids=str)
def test_a_scene_is_drawn_as_before(source, way):
    scene = source if isinstance(source, triptych.Scene) else triptych.Scene(source)
    again = WAYS[way](scene)
    assert repr(again) == repr(scene) and again.material_names == scene.material_names
    assert triptych.render_film(again, **SETTINGS).hash == triptych.render_film(scene, **SETTINGS).hash


def test_a_scene_without_a_tree_yet_and_one_with_it_give_the_same_bytes():
    scene = triptych.Scene("three-spheres")
    assert scene.to_bytes() == scene.to_bytes() == pickle.loads(pickle.dumps(scene)).to_bytes()


def test_a_copy_grows_alone():
    scene = triptych.Scene("three-spheres")
    before = triptych.render_film(scene, **SETTINGS).hash
    grown = copy.copy(scene)
    grown.add_spheres([[0, 3, 0, 1]], 0)
    assert triptych.render_film(scene, **SETTINGS).hash == before != triptych.render_film(grown, **SETTINGS).hash


def test_a_scene_from_bytes_says_that_it_cannot_change():
    scene = triptych.Scene.from_bytes(triptych.Scene("three-spheres").to_bytes())
    for change in (lambda: scene.add_spheres([[0, 0, 0, 1]], 0), scene.to_dict, lambda: scene.with_sky("gray"),
                   lambda: scene.save("x.json")):
        with pytest.raises(triptych.UsageError, match="came as bytes"):
            change()


@pytest.mark.parametrize("what", ["scene", "film"])
def test_damaged_bytes_are_refused(what):
    value = triptych.Scene("three-spheres") if what == "scene" else triptych.render_film("three-spheres", **SETTINGS)
    error = triptych.InvalidInputError if what == "scene" else triptych.ForeignFilmError
    content = value.to_bytes()
    assert type(value).from_bytes(content).to_bytes() == content
    for size in [0, 5, 8, 11, 12, 40, len(content) // 2, len(content) - 1]:
        with pytest.raises(error):
            type(value).from_bytes(content[:size])
    for at in range(0, len(content), max(1, len(content) // 97)):
        damaged = bytearray(content)
        damaged[at] ^= 0x40
        try:
            same = type(value).from_bytes(bytes(damaged))
        except error:
            continue
        assert what == "scene" and at < 400 and same.packed() is not None  # the name or size, which no checksum covers


@pytest.mark.parametrize("way", WAYS)
def test_a_film_keeps_sums_and_samples(way):
    film = triptych.render_film("three-spheres", samples=(3, 5), **{**SETTINGS, "spp": 8})
    again = WAYS[way](film)
    assert again == film and again.samples == [(3, 5)] and again.scene_name == film.scene_name
    rest = triptych.render_film("three-spheres", samples=(5, 8), **{**SETTINGS, "spp": 8})
    assert (again + rest).hash == (film + rest).hash


def test_films_have_a_sum():
    parts = [triptych.render_film("three-spheres", samples=(i, i + 1), **{**SETTINGS, "spp": 4}) for i in range(4)]
    assert sum(parts).hash == triptych.render_film("three-spheres", **{**SETTINGS, "spp": 4}).hash
    with pytest.raises(TypeError):
        1 + parts[0]


@pytest.mark.parametrize("way", WAYS)
def test_an_image_keeps_its_record(way, tmp_path):
    image = triptych.render("three-spheres", aovs=["depth", "normal"], **SETTINGS)
    again = WAYS[way](image)
    assert np.array_equal(again, image) and again.film_hash == image.film_hash and again.rendering == image.rendering
    assert np.array_equal(again.aovs["depth"], image.aovs["depth"], equal_nan=True)
    image.save(tmp_path / "a.exr")
    again.save(tmp_path / "b.exr")
    assert (tmp_path / "a.exr").read_bytes() == (tmp_path / "b.exr").read_bytes()
    again[0, 0] = 7
    assert not np.array_equal(again, image)


def hash_of(scene):
    return triptych.render_film(scene, **SETTINGS).hash


def test_scenes_travel_to_other_processes():
    scene = triptych.Scene("three-spheres")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(hash_of, (scene,)) == hash_of(scene)
