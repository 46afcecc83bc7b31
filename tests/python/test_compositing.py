"""Alpha, light groups, Cryptomatte and clamped light, as arrays.

SPDX-License-Identifier: MIT
"""
import io

import numpy as np
import pytest

import triptych

LAMPS = {
    "triptych": 1,
    "image": {"width": 24, "height": 16},
    "integrator": {"spp": 4, "max_depth": 5},
    "camera": {"look_from": [0, 0.5, 3], "look_at": [0, 0, 0], "vertical_fov": 50},
    "background": {"type": "constant", "radiance": [0.1, 0.2, 0.3]},
    "materials": {"matt": {"type": "lambertian", "albedo": [0.5, 0.6, 0.7]},
                  "red lamp": {"type": "diffuse_light", "emission": [4, 1, 1]},
                  "blue lamp": {"type": "diffuse_light", "emission": [1, 1, 4]}},
    "shapes": [{"type": "sphere", "center": [0, -100.5, 0], "radius": 100, "material": "matt"},
               {"type": "sphere", "center": [0, 0, 0], "radius": 0.5, "material": "matt"},
               {"type": "sphere", "center": [-1, 1, 0], "radius": 0.2, "material": "red lamp"},
               {"type": "sphere", "center": [1, 1, 0], "radius": 0.2, "material": "blue lamp"}],
    "lights": [{"type": "point", "position": [0, 2, 1], "intensity": [3, 3, 3]}],
}
GROUPS = {"key": {"materials": ["red lamp"], "lights": [0]}, "sky": {"background": True}}


def sums(film):
    return np.stack([film.pixels[color].astype(np.uint64) for color in ("red", "green", "blue")])


@pytest.fixture(scope="module")
def backends():
    return [(device.backend, device.index) for device in triptych.devices() if device.available]


def test_alpha_and_colours(tmp_path):
    whole = triptych.render(LAMPS, "cpu")
    image = triptych.render(LAMPS, "cpu", transparent=True)
    assert image.rgba.shape == (16, 24, 4) and image.rgba.dtype == np.float32
    assert whole.alpha is None and (whole.rgba[..., 3] == 1).all()
    over = image + (1 - image.alpha[..., None]) * np.array([0.1, 0.2, 0.3], np.float32)
    assert np.allclose(over, whole, rtol=1e-5, atol=1e-6)
    assert (image * 2).alpha is None
    assert set(np.unique(image.alpha * 4)) <= set(range(5)) and {0, 1} < set(np.unique(image.alpha))
    image.save(tmp_path / "x.png", bits=16)
    assert triptych.Image.load(tmp_path / "x.png").shape == (16, 24, 3)
    for save in (lambda: image.save(tmp_path / "x.jpg"), lambda: image.save(tmp_path / "x.pfm"), image.to_jpeg):
        with pytest.raises(triptych.UsageError, match="has no alpha"):
            save()
    triptych.Image(image).save(tmp_path / "x.pfm")


def test_films_keep_alpha(tmp_path):
    film = triptych.render_film(LAMPS, "cpu", transparent=True)
    image = triptych.render(LAMPS, "cpu", transparent=True)
    assert image.to_exr() == film.mean().to_exr() and image.to_png() == film.mean().to_png()
    film.save(tmp_path / "x.film")
    assert (triptych.Film.load(tmp_path / "x.film").alpha == film.alpha).all()


def test_pieces_add_up():
    whole = triptych.render_film(LAMPS, "cpu", transparent=True)
    parts = [triptych.render_film(LAMPS, "cpu", transparent=True, samples=samples) for samples in ((2, 4), (0, 2))]
    assert sum(parts).to_bytes() == whole.to_bytes()
    crops = [triptych.render_film(LAMPS, "cpu", transparent=True, crop=crop) for crop in ((0, 7, 0, 16), (7, 24, 0, 16))]
    assert sum(crops).to_bytes() == whole.to_bytes()


def test_progressive_images_have_alpha():
    images = list(triptych.progressive(LAMPS, "cpu", transparent=True))
    last = triptych.render(LAMPS, "cpu", transparent=True)
    assert len(images) == 3 and images[-1].film_hash == last.film_hash
    assert (images[-1].alpha == last.alpha).all() and not (images[0].alpha == last.alpha).all()


@pytest.mark.parametrize("settings", [{}, {"integrator": "path"}, {"roulette": True, "max_depth": 30},
                                      {"transparent": True, "clamp_indirect": 0.05}])
def test_light_groups_add_up_to_the_picture_bit_for_bit(settings):
    scene = LAMPS | {"light_groups": GROUPS}
    image = triptych.render(scene, "cpu", light_groups=True, **settings)
    film = triptych.render_film(scene, "cpu", **settings)
    assert image.film_hash == film.hash
    assert list(image.light_groups) == ["default", "key", "sky"]
    assert (sum(sums(group) for group in image.light_groups.values()) == sums(film)).all()
    assert all(sums(group).any() for group in image.light_groups.values())
    assert image.aovs["C_key"].shape == (16, 24, 3)
    assert (image.aovs["C_key"] == np.asarray(image.light_groups["key"].mean())).all()


def test_a_light_group_is_what_its_lights_alone_give():
    settings = {"integrator": "path", "backend": "cpu"}  # which meets one light a path
    image = triptych.render(LAMPS, light_groups=True, **settings)
    assert list(image.light_groups) == ["red_lamp", "blue_lamp", "lights", "background"]
    dark = {"type": "diffuse_light", "emission": [0, 0, 0]}
    black = {"type": "constant", "radiance": [0, 0, 0]}
    alone = {"red_lamp": LAMPS | {"background": black, "materials": LAMPS["materials"] | {"blue lamp": dark}},
             "background": LAMPS | {"materials": LAMPS["materials"] | {"blue lamp": dark, "red lamp": dark}}}
    for name, scene in alone.items():
        assert image.light_groups[name].hash == triptych.render_film(scene, **settings).hash


def test_light_groups_add_up_over_pieces_and_are_kept_apart():
    whole = triptych.render(LAMPS, "cpu", light_groups=True).light_groups
    first, second = (triptych.render(LAMPS, "cpu", light_groups=True, samples=samples).light_groups
                     for samples in ((0, 1), (1, 4)))
    for name, film in whole.items():
        assert first[name] + second[name] == film
    with pytest.raises(triptych.ForeignFilmError):
        first["lights"] + second["background"]
    with pytest.raises(triptych.ForeignFilmError):
        first["lights"] + triptych.render_film(LAMPS, "cpu", samples=(1, 4))


def test_every_device_draws_the_same(backends):
    drawn = set()
    for backend, device in backends:
        image = triptych.render(LAMPS, backend, device, spp=2, light_groups=True, cryptomatte="all", transparent=True,
                                clamp_indirect=0.5)
        file = io.BytesIO()
        image.save(file, format="exr", metadata=False)
        drawn.add(file.getvalue())
    assert len(drawn) == 1


def test_groups_that_are_none():
    for groups, words in (({"a b": {}}, "name"), ({"default": {}}, "default"), ({"a": {"materials": ["lamp"]}}, "the name of a material"),
                          ({"a": {"lights": [1]}}, "0"), ({"a": {"lights": [0]}, "b": {"lights": [0]}}, "already"),
                          ({"a": {"background": True}, "b": {"background": True}}, "already"), ({"a": {"lamps": []}}, "lamps")):
        with pytest.raises(triptych.InvalidInputError, match=words):
            triptych.Scene(LAMPS | {"light_groups": groups})
    scene = triptych.Scene(LAMPS | {"light_groups": GROUPS})
    assert scene.to_dict()["light_groups"]["key"] == {"materials": ["red lamp"], "lights": [0], "background": False}


def test_clamped_light():
    free = triptych.render(LAMPS, "cpu", integrator="path", spp=1)
    held = triptych.render(LAMPS, "cpu", integrator="path", spp=1, clamp_indirect=0.05)
    assert (held <= free).all() and (held < free).any()
    for limit in (-1, float("nan"), 2**18):
        with pytest.raises(triptych.UsageError, match="clamp_indirect must"):
            triptych.render(LAMPS, "cpu", clamp_indirect=limit)
