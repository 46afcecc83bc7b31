"""Every public function with values that no argument should have: each is taken, or refused by a sentence that names it.

SPDX-License-Identifier: MIT
"""
import functools
import inspect
import io
import warnings

import numpy as np
import pytest
import trimesh
import triptych
from test_adapters import PolyData

# Words of the extension, of C++ and of the command line, which no sentence may have.
FOREIGN_WORDS = ("incompatible function arguments", "_core", "nanobind", "std::", "make()", "--", "RunOptions", "NoneType")
HOSTILE = [None, "x", b"x", "", -1, 0, 7, 2**70, -(2**70), 0.5, float("nan"), float("inf"), True, 1j, object(), [], {}, (1,), [None],
           ["x", 2], {"x": object()}, {(1, 2): 3}, lambda *values: None, np.zeros(3), np.zeros((2, 2, 2)), np.zeros(0), np.array([np.nan]),
           np.array(["a"]), np.array([1j]), np.array([2**40]), np.float64("nan"), np.int64(3), np.bool_(True), [[1, 2], [3]], io.BytesIO(b"x")]
PICTURE = {"backend": "cpu", "width": 4, "spp": 1}
MOVING = {"camera": {"look_from": {"keyframes": [[0, [0, 0, 1]], [1, [1, 0, 1]]]}}}
CREATED_BY_THE_PACKAGE = (triptych.Film, triptych.GpuImage, triptych.PackedScene)


def small_scene():
    scene = triptych.Scene({"materials": {"gray": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}},
                            "image": {"width": 4, "height": 3}})
    scene.add_spheres([[0, 0, -2, 0.5]], "gray")
    return scene


def with_object():
    scene = small_scene()
    scene.add_mesh(np.eye(3), [[0, 1, 2]], "gray", object="thing")
    return scene


@functools.wraps(triptych.set_limits)
def set_limits_for_a_moment(**given):
    try:
        triptych.set_limits(**given)
    finally:
        triptych.set_limits()


def calls():
    """Pairs of a public callable and arguments with which it works; a function makes what must be new for each call."""
    image = triptych.render("three-spheres", **PICTURE)
    film = triptych.render_film("three-spheres", **PICTURE)
    triangle = {"vertices": np.eye(3), "triangles": [[0, 1, 2]], "material": "gray"}
    yield triptych.render, lambda: {"scene": "three-spheres", **PICTURE}
    yield triptych.render_film, lambda: {"scene": "three-spheres", **PICTURE}
    yield (lambda **settings: next(triptych.progressive(**settings))), lambda: {"scene": "three-spheres", **PICTURE}
    yield (lambda **given: list(triptych.render_frames(**given))), lambda: {"source": MOVING, "frames": [1], **PICTURE}
    yield triptych.render_on_gpu, lambda: {"scene": "three-spheres", "width": 4, "spp": 1}
    yield triptych.verify, lambda: {"scene": "three-spheres", "devices": [], "width": 4, "spp": 1}
    yield triptych.bench, lambda: {"scene": "three-spheres", "devices": [], "width": 4, "spp": 1, "runs": 1, "warmup": 0}
    yield triptych.devices, dict
    yield triptych.scenes, dict
    yield triptych.dtype, lambda: {"name": "Sphere"}
    yield triptych.materials, lambda: {"color": [0.5, 0.5, 0.5]}
    yield set_limits_for_a_moment, dict
    yield triptych.from_trimesh, lambda: {"mesh": trimesh.creation.box()}
    yield triptych.from_pyvista, lambda: {"mesh": PolyData()}
    yield triptych.Image, lambda: {"pixels": np.zeros((2, 2, 3))}
    yield triptych.Scene, lambda: {"source": "three-spheres"}
    for name in ("tone_mapped", "to_png", "to_jpeg", "to_exr", "to_uint8", "to_uint16"):
        yield getattr(image, name), dict
    yield image.save, lambda: {"path": "a.png"}
    yield triptych.Renderer, lambda: {"scene": "three-spheres", "backend": "cpu"}
    yield triptych.Renderer("three-spheres", "cpu").render, lambda: {"width": 4, "spp": 1}
    yield triptych.Renderer("three-spheres", "cpu").render_film, lambda: {"width": 4, "spp": 1}
    yield image.difference, lambda: {"other": image}
    yield triptych.Image.load, lambda: {"path": "a.png"}
    yield film.save, lambda: {"path": "a.film"}
    yield film.difference, lambda: {"other": film}
    yield film.to_bytes, dict
    yield film.mean, dict
    yield triptych.Film.load, lambda: {"path": "a.film"}
    yield triptych.Film.from_bytes, lambda: {"content": film.to_bytes()}
    yield triptych.Scene.from_bytes, lambda: {"content": small_scene().to_bytes()}
    yield (lambda **given: small_scene().add_spheres(**given)), lambda: {"spheres": np.ones((1, 4)), "material": 0}
    yield (lambda **given: small_scene().add_materials(**given)), lambda: {"array": triptych.materials([0.5, 0.5, 0.5])}
    yield (lambda **given: small_scene().add_mesh(**given)), lambda: dict(triangle)
    yield (lambda **given: small_scene().add_principled(**given)), lambda: {"base_color": [0.5, 0.5, 0.5]}
    yield (lambda **given: small_scene().add_texture(**given)), lambda: {"pixels": np.zeros((2, 2, 3), np.uint8)}
    yield (lambda **given: with_object().add_instances(**given)), lambda: {"object": "thing", "transforms": [np.eye(4)]}
    yield small_scene().with_sky, lambda: {"sky": "gray"}
    yield small_scene().save, lambda: {"path": "a.json"}
    for name in ("packed", "to_dict", "to_bytes"):
        yield getattr(small_scene(), name), dict


def parameters_of(function, arguments):
    """The keywords of a function; where it passes others on, also those of render and of what they wrap."""
    names = dict.fromkeys(arguments)
    signature = inspect.signature(function)
    names |= dict.fromkeys(name for name, parameter in signature.parameters.items()
                           if parameter.kind not in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL))
    passes_on = any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in signature.parameters.values())
    if passes_on and "scene" in arguments:
        names |= dict.fromkeys(inspect.signature(triptych.render).parameters)
    if passes_on and "vertices" in arguments:
        names |= dict.fromkeys(("normals", "uvs", "colors", "object"))
    if passes_on and "pixels" in arguments:
        names |= dict.fromkeys(("encoding", "filter", "wrap_u", "wrap_v"))
    if passes_on and "base_color" in arguments:
        names |= dict.fromkeys(name for name, _ in triptych._core.principled_keys())
    return list(names)


def test_whatever_is_given_is_taken_or_refused_by_name():
    faults = []
    tried = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error", np.exceptions.ComplexWarning if hasattr(np, "exceptions") else np.ComplexWarning)
        for function, make_arguments in calls():
            label = getattr(function, "__qualname__", str(function))
            for name in parameters_of(function, make_arguments()):
                for hostile in HOSTILE:
                    tried += 1
                    try:
                        function(**{**make_arguments(), name: hostile})
                    except (triptych.Error, TypeError, KeyError) as error:
                        sentence = str(error)
                        found = [words for words in FOREIGN_WORDS if words in sentence]
                        is_named = not isinstance(error, TypeError) or name in sentence
                        if found or not is_named or not sentence.rstrip("'\"")[-1:] in ".)":
                            faults.append(f"{label}({name}={hostile!r}): {type(error).__name__}: {sentence}")
                    except Exception as error:  # noqa: BLE001 - that is what is looked for
                        faults.append(f"{label}({name}={hostile!r}): {type(error).__name__}: {error}")
    assert not faults, f"{len(faults)} of {tried}:\n" + "\n".join(faults)


def test_all_that_is_public_is_tried():
    """A new function or method must be added to `calls`."""
    tried = {getattr(function, "__qualname__", "").rpartition(".")[2] for function, _ in calls()}
    tried |= {"render_frames", "add_spheres", "add_materials", "add_mesh", "add_principled", "add_texture", "add_instances", "progressive", "Image", "Scene"}
    for name in triptych.__all__:
        thing = getattr(triptych, name)
        if not callable(thing) or (isinstance(thing, type) and issubclass(thing, Exception)):
            continue
        if not isinstance(thing, type):
            assert name in tried, name
        elif thing in (triptych.Image, triptych.Film, triptych.Scene):
            for method, member in vars(thing).items():
                if not method.startswith("_") and (inspect.isfunction(member) or isinstance(member, classmethod)):
                    assert method in tried, f"{name}.{method}"


@pytest.mark.parametrize("keywords, sentence", [
    ({"width": "wide"}, "width must be a whole number or None, not 'wide'."),
    ({"spp": True}, "spp must be a whole number or None, not True."),
    ({"denoise": "yes"}, "denoise must be True or False, not 'yes'."),
    ({"time_limit": float("nan")}, "time_limit must be a finite number, not nan."),
    ({"crop": (0, 1)}, "crop must be 4 whole numbers or None, not (0, 1)."),
    ({"roulette": 1}, "roulette must be True, False or None, not 1."),
    ({"crop": (0, 9, 0, 1)}, "crop 0 9 0 1 is no window of the 4 x 2 image; X0 < X1 <= 4 and Y0 < Y1 <= 2 are needed."),
    ({"threads": -1}, "threads must lie in [0, 1024], not be -1."),
    ({"resume": True}, "There is no file that the checkpoint could be named after; name it with checkpoint."),
    ({"hight": 3}, "There is no setting 'hight' of what is rendered here.")])
def test_sentences(keywords, sentence):
    with pytest.raises((triptych.UsageError, TypeError)) as caught:
        triptych.render("three-spheres", **{**PICTURE, **keywords})
    assert str(caught.value) == sentence


@pytest.mark.parametrize("material", [-1, 1, 2**32, 2**70, None, 0.0, [0, 0], [], "red", True])
def test_bad_material_numbers_are_errors(material):
    scene = small_scene()
    with pytest.raises((triptych.Error, TypeError), match="material"):
        scene.add_mesh(np.eye(3), [[0, 1, 2]], material)
    with pytest.raises((triptych.Error, TypeError), match="material"):
        scene.add_spheres(np.ones((3, 4)), material)
    assert scene.packed().shape_count == 1


def test_limits_of_files():
    triptych.set_limits(json_depth=2)
    with pytest.raises(triptych.InvalidInputError, match=r"set_limits\(json_depth=N\)"):
        triptych.Scene({"camera": {"look_from": [1, 2, 3]}})
    triptych.set_limits()
    triptych.Scene({"camera": {"look_from": [1, 2, 3]}})
