#!/usr/bin/env python3
"""Holds docs/scene.schema.json to what the program reads: schema_test.py PROGRAM. Exits 77 without python3-jsonschema.

Whatever the program reads must be valid: all scenes of the tree, the pages' examples, the built-in scenes, and a scene
with every key. Broken variants of that scene must be refused by both.
SPDX-License-Identifier: MIT
"""
import copy
import json
import re
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: there is no jsonschema for this Python; install the package python3-jsonschema")
    sys.exit(77)

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build/release/triptych").resolve()
SCHEMA = json.loads((ROOT / "docs/scene.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
MAX_SHAPES = 2000  # of a scene that are validated; more tell nothing new
ABSENT = object()


def everything():
    """The scene of the C++ tests that uses every key."""
    text = (ROOT / "tests/scene_text.hpp").read_text(encoding="utf-8")
    return json.loads(re.search(r'EVERYTHING = R"\((.*?)\)";', text, re.DOTALL).group(1))


def changed(scene, pointer, value):
    """A copy with the value at a JSON pointer replaced, added or, where it is ABSENT, removed."""
    *path, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    result = parent = copy.deepcopy(scene)
    for step in path:
        parent = parent[step]
    if value is ABSENT:
        del parent[last]
    elif isinstance(parent, list) and last == len(parent):
        parent.append(value)
    else:
        parent[last] = value
    return result


def places(value, pointer=""):
    """Pairs (JSON pointer, value) of all values below one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, inner in items:
        yield f"{pointer}/{key}", inner
        yield from places(inner, f"{pointer}/{key}")


def thinned(text):
    """An exported scene, which has a line a shape, with at most MAX_SHAPES of them."""
    start = '  "shapes": ['
    head, shapes = text.split(start)
    lines = [line.strip().rstrip(",") for line in shapes.splitlines() if line.startswith("    ")]
    return head + start + ",".join(lines[:: len(lines) // MAX_SHAPES + 1]) + "]}"


class Folder:
    """A folder with the images that the scene with every key names; the program runs there."""

    def __init__(self, test):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.path = Path(folder.name)
        (self.path / "maps").mkdir()
        for name in ("four.png", "maps/sky.pfm"):
            (self.path / name).write_bytes(b"PF\n1 1\n-1.0\n" + struct.pack("<3f", 0.25, 0.5, 0.75))
        (self.path / "maps/corner.ply").write_text(
            "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
            "element face 1\nproperty list uchar int vertex_indices\nend_header\n1 0 0\n0 1 0\n0 0 1\n3 0 1 2\n",
            encoding="ascii")

    def run(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.path, capture_output=True, text=True, check=False)

    def read(self, scene):
        """What the program says to a scene: (exit code, stderr)."""
        (self.path / "scene.json").write_text(json.dumps(scene), encoding="utf-8")
        result = self.run("render", "scene.json", "--width", "2", "--height", "2", "--spp", "1", "--backend", "cpu", "-o",
                          "x.pfm")
        return result.returncode, result.stderr


# (JSON pointer, value): each breaks the scene with every key.
BROKEN = [
    ("/triptych", 2), ("/triptych", ABSENT), ("/$schema", 1), ("/lights", {}), ("/shapes", {}),
    ("/image/width", 0), ("/image/width", 65536), ("/image/height", 1.5), ("/image/height", ABSENT),
    ("/integrator/spp", "many"), ("/integrator/type", "bdpt"), ("/integrator/sampler", "halton"),
    ("/integrator/roulette", 1), ("/camera/vertical_fov", 180), ("/camera/defocus_angle", 1e-7),
    ("/camera/shutter", [0, 1, 2]), ("/camera/shutter", [-0.5, 1]), ("/camera/look_at", [0, 0]),
    ("/background/type", "sky"), ("/background", {"type": "studio", "file": "a.hdr"}), ("/background/type", ABSENT), ("/background/file", ABSENT),
    ("/background/file", "../sky.hdr"), ("/background/file", "/sky.hdr"), ("/background/file", "maps\\sky.pfm"),
    ("/background/file", ""), ("/background/scale", -1), ("/background/top", [1, 1, 1]),
    ("/textures/checks/scale", 0), ("/textures/checks/even", 0.5), ("/textures/checks/odd", ABSENT),
    ("/textures/picture/color", "checks"), ("/textures/veins/style", "wood"), ("/textures/picture/filter", "cubic"),
    ("/materials/matte/albedo", [0, 0, 1.5]), ("/materials/matte/fuzz", 0), ("/materials/brushed/fuzz", 1.5),
    ("/materials/lamp/emission", [0, 0, 262144]), ("/materials/lamp/emission", ABSENT),
    ("/materials/lamp/two_sided", "yes"), ("/materials/glass", {"type": "dielectric"}),
    ("/materials/glass", {"type": "dielectric", "ior": 0}), ("/objects/ball/type", "bal"),
    ("/objects/ball/material", ABSENT), ("/shapes/0/center_end", [0, 0]), ("/shapes/0/radius", -1),
    ("/shapes/1/w", [0, 0, 1]), ("/shapes/2/vertices", [[0, 0, 0], [1, 0, 0]]), ("/shapes/3/normal", ABSENT),
    ("/shapes/4/max", [1, 1]), ("/shapes/4/transform", {"rotate_y": 15}), ("/shapes/4/transform/0", {}),
    ("/shapes/4/transform/0", {"rotate_y": 15, "translate": [1, 2, 3]}), ("/shapes/4/transform/0", {"scale": 0}),
    ("/shapes/4/transform/0", {"scale": [1, 2]}), ("/shapes/4/transform/0", {"rotate_y": "15"}),
    ("/shapes/3/transform/0/rotate/axis", ABSENT), ("/shapes/6/transform/0/matrix", [1, 0, 0, 0]),
    ("/shapes/6/transform/0/matrix/15", 2), ("/shapes/6/object", 1), ("/shapes/6/material", "matte"),
    ("/shapes/5/density", 0), ("/shapes/5/anisotropy", 1), ("/shapes/5/boundary", ABSENT),
    ("/shapes/5/boundary/shapes/0/material", "matte"), ("/shapes/5/material", "matte"),
    ("/shapes/9/file", ABSENT), ("/shapes/9/file", "../corner.ply"),
    ("/shapes/9/animation_time", -1), ("/shapes/9/material", 1), ("/shapes/9/shapes", []),
    ("/lights/0/type", "area"), ("/lights/0/intensity", ABSENT), ("/lights/0/irradiance", [1, 1, 1]),
    ("/lights/0/intensity", [1, 1, -1]), ("/lights/1/outer_angle", 91), ("/lights/1/outer_angle", ABSENT),
    ("/lights/2/irradiance", [1, 1]), ("/lights/2/position", [0, 0, 0]),
    ("/shapes/5/boundary", {"type": "mesh", "file": "maps/corner.ply"}),
    ("/shapes/5/boundary", {"type": "disk", "center": [0, 0, 0], "normal": [0, 1, 0], "radius": 1}),
]

# The same, but whole.
SOUND = [
    ("/camera/defocus_angle", 0), ("/background/scale", 2), ("/background/file", "./maps/sky.pfm"),
    ("/materials/brushed/fuzz", 0.5), ("/materials/glass", {"type": "dielectric", "ior": 1.5}),
    ("/shapes/4/transform/0", {"scale": -2}), ("/shapes/4/transform", []), ("/shapes/4/transform", ABSENT),
    ("/background", {"type": "constant", "radiance": [0, 1, 2]}), ("/background", {"type": "gradient"}),
    ("/background", {"type": "studio"}), ("/background", {"type": "studio", "scale": [1, 2, 3], "rotate_y": -5}),
    ("/shapes/9/material", ABSENT), ("/shapes/9/file", "./maps/corner.ply"), ("/lights", []), ("/lights/1/inner_angle", ABSENT),
    ("/shapes/8", {"type": "group", "shapes": [{"type": "instance", "object": "hull"}]}),
]


class Schema(unittest.TestCase):
    def assert_valid(self, scene):
        problems = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(scene)]
        self.assertEqual(problems[:5], [])

    def test_is_a_schema(self):
        Draft202012Validator.check_schema(SCHEMA)

    def test_every_key_is_described(self):
        for pointer, value in places(SCHEMA):
            if not pointer.endswith("/properties") or "/if/" in pointer:
                continue
            for key, property_schema in value.items():
                with self.subTest(place=f"{pointer}/{key}"):
                    name = property_schema.get("$ref", "#/$defs/").removeprefix("#/$defs/")
                    self.assertTrue("description" in property_schema or "description" in SCHEMA["$defs"].get(name, {}))

    def test_every_definition_is_used(self):
        used = set(re.findall(r"#/\$defs/(\w+)", json.dumps(SCHEMA)))
        self.assertEqual(used, set(SCHEMA["$defs"]))

    def test_scenes_of_the_tree_are_valid(self):
        files = [*ROOT.glob("scenes/*.json"), *ROOT.glob("tests/references/*.json")]
        self.assertGreaterEqual(len(files), 4)
        for file in files:
            with self.subTest(file=file.name):
                self.assert_valid(json.loads(file.read_text(encoding="utf-8")))

    def test_examples_of_the_pages_are_valid(self):
        examples = 0
        for page in [ROOT / "README.md", *ROOT.glob("docs/*.md")]:
            for block in re.findall(r"^```json\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
                example = json.loads(block)
                if "triptych" in example:
                    with self.subTest(page=page.name, example=block):
                        self.assert_valid(example)
                        examples += 1
        self.assertGreater(examples, 5)

    def test_builtin_scenes_are_valid(self):
        folder = Folder(self)
        names = [line.split()[0] for line in folder.run("scenes").stdout.splitlines() if line]
        self.assertIn("cornell-box", names)
        for name in names:
            with self.subTest(name=name):
                result = folder.run("scenes", "--export", name, f"{name}.json")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assert_valid(json.loads(thinned((folder.path / f"{name}.json").read_text(encoding="utf-8"))))

    def test_both_take_every_key(self):
        folder = Folder(self)
        for pointer, value in [("/image", {"width": 2, "height": 2}), *SOUND]:
            with self.subTest(pointer=pointer, value=value):
                scene = changed(everything(), pointer, value)
                self.assert_valid(scene)
                self.assertEqual(folder.read(scene), (0, ""))

    def test_both_refuse_what_is_broken(self):
        folder = Folder(self)
        for pointer, value in BROKEN:
            with self.subTest(pointer=pointer, value=value):
                scene = changed(everything(), pointer, value)
                self.assertFalse(VALIDATOR.is_valid(scene))
                code, sentence = folder.read(scene)
                self.assertIn(code, (3, 4), sentence)
                self.assertIn("scene.json", sentence)

    def test_defaults_change_nothing(self):
        folder = Folder(self)
        definitions = SCHEMA["$defs"]
        parts = {"image": "image", "integrator": "integrator", "camera": "camera", "background": "background",
                 "textures/*": "texture", "materials/*": "material", "shapes/*": "shape", "lights/*": "light"}
        scene = everything()
        scene["camera"] = {}
        seen = 0
        for pattern, name in parts.items():
            top, _, each = pattern.partition("/")
            inner = scene[top].items() if isinstance(scene[top], dict) else enumerate(scene[top])
            for pointer, value in ((f"/{top}/{key}", value) for key, value in inner) if each else [(f"/{top}", scene[top])]:
                kind = f"{name}_{value['type']}" if "allOf" in definitions[name] else name
                for key, schema in definitions[kind]["properties"].items():
                    if "default" not in schema or key in ("width", "height"):
                        continue
                    left_out = {k: v for k, v in value.items() if k != key}
                    pictures = []
                    for candidate in (left_out, {**left_out, key: schema["default"]}):
                        code, sentence = folder.read(changed(scene, pointer, candidate))
                        self.assertEqual(code, 0, sentence)
                        pictures.append((folder.path / "x.pfm").read_bytes())
                    with self.subTest(pointer=pointer, key=key):
                        self.assertEqual(*pictures)
                        seen += 1
        self.assertGreater(seen, 25)

    def test_unknown_keys_are_refused_everywhere(self):
        scene = everything()
        objects = [pointer for pointer, value in places(scene) if isinstance(value, dict)]
        self.assertGreater(len(objects), 40)
        for pointer in ["", *objects]:
            with self.subTest(pointer=pointer):
                self.assertFalse(VALIDATOR.is_valid(changed(scene, f"{pointer}/zzz", 1)))

    def test_other_types_are_refused_everywhere(self):
        scene = everything()
        for pointer, value in places(scene):
            with self.subTest(pointer=pointer):
                self.assertFalse(VALIDATOR.is_valid(changed(scene, pointer, None)))
                if not isinstance(value, dict):
                    self.assertFalse(VALIDATOR.is_valid(changed(scene, pointer, {})))


if __name__ == "__main__":
    unittest.main()
