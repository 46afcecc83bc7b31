"""A kept renderer draws what a new render of the scene with that camera draws, on every device.

SPDX-License-Identifier: MIT
"""
import json

import pytest

import triptych

SETTINGS = {"width": 32, "spp": 4, "seed": 2}
VIEWS = [{}, {"look_from": [4, 3, 10]}, {"look_from": [-30, 20, 8], "vertical_fov": 30}, {"look_from": [-300, 20, 80]},
         {"look_from": [4, 3, 10], "defocus_angle": 2, "focus_distance": 9}, {"orthographic_height": 6}, {}]


def scene(**camera):
    """Instances, a medium, and lights by area and from afar."""
    box = {"type": "box", "min": [-1, 0, -1], "max": [1, 2, 1], "material": "red"}
    fog = {"type": "constant_medium", "density": 0.4, "albedo": [0.8, 0.8, 0.9],
           "boundary": {"type": "sphere", "center": [0, 1, 4], "radius": 1}}
    merged = {"look_from": [0, 2, 12], "look_at": [0, 1, 0], "vertical_fov": 40, **camera}
    if "orthographic_height" in camera:
        del merged["vertical_fov"]
    return {"camera": merged, "background": {"type": "constant", "radiance": [0.2, 0.3, 0.4]},
            "materials": {"red": {"type": "lambertian", "albedo": [0.7, 0.2, 0.2]},
                          "lamp": {"type": "diffuse_light", "emission": [5, 5, 5]}},
            "objects": {"block": {"type": "group", "shapes": [box]}},
            "lights": [{"type": "directional", "direction": [0, -1, 0], "irradiance": [1, 1, 1]}],
            "shapes": [*({"type": "instance", "object": "block", "transform": [{"translate": [x, 0, 0]}]} for x in (-4, 0, 4)),
                       {"type": "sphere", "center": [0, 5, 0], "radius": 1, "material": "lamp"}, fog]}


def fresh(camera, *device, **settings):
    return triptych.render(scene(**camera), *device, **{**SETTINGS, **settings}).film_hash


def test_views_are_those_of_new_renders_on_every_device(usable_devices):
    expected = [fresh(view, "cpu") for view in VIEWS]
    assert len(set(expected)) == len(VIEWS) - 1
    for device in [*usable_devices, "cpu:0,cpu:1"]:
        renderer = triptych.Renderer(scene(), device=device)
        assert [renderer.render(view, **SETTINGS).film_hash for view in VIEWS] == expected, device


def test_sizes_settings_and_parts_may_change():
    renderer = triptych.Renderer(scene(), "cpu")
    for settings in ({"width": 20, "spp": 2}, {"crop": (3, 9, 2, 8)}, {"integrator": "path", "max_depth": 3}, {"samples": (1, 3)}):
        assert renderer.render(VIEWS[1], **{**SETTINGS, **settings}).film_hash == fresh(VIEWS[1], "cpu", **settings)
    assert renderer.render_film(VIEWS[2], **SETTINGS).hash == fresh(VIEWS[2], "cpu")
    with_aovs = renderer.render(VIEWS[2], aovs="depth", **SETTINGS)
    assert (with_aovs.aovs["depth"] == triptych.render(scene(**VIEWS[2]), "cpu", aovs="depth", **SETTINGS).aovs["depth"]).all()


def test_a_scene_from_bytes_keeps_its_tree():
    """Such a scene cannot be packed again, so its pictures show that it is not."""
    renderer = triptych.Renderer(triptych.Scene.from_bytes(triptych.Scene(scene()).to_bytes()), "cpu")
    assert [renderer.render(view, **SETTINGS).film_hash for view in VIEWS] == [fresh(view, "cpu") for view in VIEWS]


def test_another_scene_takes_the_place_of_the_first():
    renderer = triptych.Renderer(scene(), "cpu")
    renderer.render(VIEWS[1], **SETTINGS)
    renderer.scene = "three-spheres"
    assert renderer.scene.name == "three-spheres"
    assert renderer.render(**SETTINGS).film_hash == triptych.render("three-spheres", "cpu", **SETTINGS).film_hash
    renderer.scene = scene()
    assert renderer.render(VIEWS[2], **SETTINGS).film_hash == fresh(VIEWS[2], "cpu")


def test_a_scene_that_changes_a_little_and_much():
    """Its tree is fitted anew, until that makes it too bad."""
    def spheres(place, shade):
        return {"materials": {"gray": {"type": "lambertian", "albedo": [shade, 0.5, 0.5]}}, "camera": {"look_from": [0, 0, 30]},
                "shapes": [{"type": "sphere", "center": [0.2 * place(i) - 10, 0.1 * (i % 7), 0], "radius": 0.1, "material": "gray"}
                           for i in range(100)]}

    renderer = triptych.Renderer(spheres(lambda i: i, 0.5), "cpu")
    for place, shade in ((lambda i: i, 0.9), (lambda i: i + 0.1, 0.5), (lambda i: i * 37 % 100, 0.5), (lambda i: i, 0.5)):
        renderer.scene = spheres(place, shade)
        for camera in (None, {"look_from": [5, 5, 20]}):
            described = spheres(place, shade)
            described["camera"] = camera or described["camera"]
            assert renderer.render(camera, **SETTINGS).film_hash == triptych.render(described, "cpu", **SETTINGS).film_hash


def test_what_is_added_to_its_scene_is_drawn():
    grown = triptych.Scene(scene())
    renderer = triptych.Renderer(grown, "cpu")
    before = renderer.render(**SETTINGS).film_hash
    grown.add_spheres([[0, 3, 2, 1]], "red")
    after = renderer.render(**SETTINGS).film_hash
    assert after != before and after == triptych.render(grown, "cpu", **SETTINGS).film_hash


def test_a_view_in_which_other_spheres_are_large():
    def ground(**camera):
        return {"camera": {"look_from": [0, 2, 9], "look_at": [0, 1, 0], **camera},
                "materials": {"gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}},
                "shapes": [{"type": "sphere", "center": [0, 0.5, 0], "radius": 0.5, "material": "gray"},
                           {"type": "sphere", "center": [0, -1e6, 0], "radius": 1e6, "material": "gray"}]}

    renderer = triptych.Renderer(ground(), "cpu")
    for view in ({}, {"look_from": [0, 5e6, 9]}, {"look_from": [0, 6e6, 9]}, {"look_from": [1, 2, 9]}):
        assert renderer.render(view, **SETTINGS).film_hash == triptych.render(ground(**view), "cpu", **SETTINGS).film_hash


def test_after_an_exception_it_draws_on():
    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    renderer = triptych.Renderer(scene(), "cpu")
    with pytest.raises(Stop):
        renderer.render(VIEWS[1], progress=stop, **SETTINGS)
    assert renderer.render(VIEWS[1], **SETTINGS).film_hash == fresh(VIEWS[1], "cpu")


TURNING = {"camera": {"look_from": {"keyframes": [[0, [0, 1, 4]], [1, [4, 1, 0]]]}, "look_at": [0, 0, 0]},
           "materials": {"clay": {"type": "lambertian", "albedo": {"keyframes": [[0, [0.7, 0.6, 0.5]], [1, [0.2, 0.2, 0.9]]]}}},
           "shapes": [{"type": "box", "min": [-1, -1, -1], "max": [1, 1, 1], "material": "clay"}]}


def test_frames_are_those_of_their_times(command_line, tmp_path):
    drawn = dict(triptych.render_frames(TURNING, range(0, 13, 6), "cpu", fps=10, **SETTINGS))
    assert list(drawn) == [0, 6, 12]
    for frame, image in drawn.items():
        assert image.film_hash == triptych.render(TURNING, "cpu", animation_time=frame / 10, **SETTINGS).film_hash
    assert len({image.film_hash for image in drawn.values()}) == 3
    (tmp_path / "a.json").write_text(json.dumps({"triptych": 1, **TURNING}))
    code, out, err = command_line("render", "a.json", "--backend", "cpu", "--frames", "0:12:6", "--fps", 10, "-o", "f.##.png",
                                  "--width", 32, "--spp", 4, "--seed", 2)
    assert code == 0 and [line.split()[-1] for line in out.splitlines()] == [image.film_hash for image in drawn.values()], err


def test_frames_begin_at_the_animation_time():
    (_, image), = triptych.render_frames(TURNING, [3], "cpu", animation_time=0.5, **SETTINGS)
    assert image.film_hash == triptych.render(TURNING, "cpu", animation_time=0.5 + 3 / 24, **SETTINGS).film_hash


@pytest.mark.parametrize("source, fps, words", [(scene(), 24, "Nothing changes over time"), (TURNING, 0, "fps must be above 0")])
def test_wrong_sequences_are_refused(source, fps, words):
    with pytest.raises(triptych.UsageError, match=words):
        next(triptych.render_frames(source, [1], "cpu", fps=fps, **SETTINGS))


@pytest.mark.parametrize("camera, kind, words", [
    ({"look_form": [0, 0, 1]}, triptych.InvalidInputError, "look_form"),
    ({"look_from": [0, 1, 0]}, triptych.InvalidInputError, "look_from and look_at must lie"),
    ({"look_from": "here"}, triptych.InvalidInputError, "/look_from"),
    ({"vertical_fov": 40, "orthographic_height": 2}, triptych.InvalidInputError, "not both")])
def test_wrong_cameras_are_named(camera, kind, words):
    renderer = triptych.Renderer(scene(), "cpu")
    with pytest.raises(kind, match=words):
        renderer.render(camera, **SETTINGS)
    assert renderer.render(VIEWS[1], **SETTINGS).film_hash == fresh(VIEWS[1], "cpu")


def test_devices_are_chosen_once():
    renderer = triptych.Renderer(scene(), "cpu")
    with pytest.raises(triptych.UsageError, match="keeps its devices"):
        renderer.render(device="cpu:1")
    with pytest.raises(TypeError, match="no setting"):
        renderer.render(colour="red")
