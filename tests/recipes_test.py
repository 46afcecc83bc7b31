#!/usr/bin/env python3
"""Follows the recipes of CONTRIBUTING.md in a copy of the tree: recipes_test.py FOLDER.

Each patch in tests/recipes is one step: together they add a material, a texture, a shape and an option of the picture, which every
device must then draw alike. With one step left out the compiler or a test must complain. The copy and its build lie in FOLDER, and are used
again. Where a patch no longer fits, the code has moved on: make the step again by the recipe, and store it.
SPDX-License-Identifier: MIT
"""
import array
import json
import shlex
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools/lint"))
from sources import tree_files  # noqa: E402

FOLDER = Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build/recipes").resolve()
TREE, BUILD = FOLDER / "tree", FOLDER / "build"
PATCHES = sorted((ROOT / "tests/recipes").glob("*.patch"))

SCENE = {
    "triptych": 1, "image": {"width": 48, "height": 32},
    "camera": {"look_from": [0, 1.5, 4], "look_at": [0, 0.4, 0], "vertical_fov": 40},
    "textures": {"bars": {"type": "stripes", "scale": 0.2, "even": [0.8, 0.2, 0.1], "odd": [0.1, 0.2, 0.8]}},
    "materials": {"bars": {"type": "lambertian", "albedo": "bars"},
                  "sign": {"type": "retroreflector", "albedo": [0.9, 0.8, 0.3]},
                  "lamp": {"type": "diffuse_light", "emission": [8, 8, 8]}},
    "shapes": [{"type": "square", "center": [0, 0, 0], "radius": 2, "material": "bars"},
               {"type": "sphere", "center": [0, 0.5, 0], "radius": 0.5, "material": "sign"},
               {"type": "disk", "center": [0, 3, 1], "normal": [0, -1, 0], "radius": 0.6, "material": "lamp"}]}

# A lamp that fills the left half of eight pixels.
LAMP = {"triptych": 1, "image": {"width": 8, "height": 1},
        "camera": {"look_from": [0, 0, 1], "look_at": [0, 0, 0], "vertical_fov": 20},
        "background": {"type": "constant", "radiance": [0, 0, 0]},
        "materials": {"lamp": {"type": "diffuse_light", "emission": [1, 1, 1]}},
        "shapes": [{"type": "quad", "corner": [-9, -5, 0], "u": [9, 0, 0], "v": [0, 10, 0], "material": "lamp"}]}

# Step that is left out: the sources that show it, by the compiler's complaint; None where kinds_test does; or the option
# whose use does.
SHOWN_BY = {
    "material-1-constant": ["src/scene/kinds_material.hpp"],
    "material-2-formula": ["shaders/material.glsl"],
    "material-3-case": None,
    "material-4-table": None,
    "option-1-bit": ["src/scene/method.hpp"],
    "option-2-table": "mirrored",
    "option-3-formula": "mirrored",
    "shape-1-kind": ["src/format/parse_surfaces.cpp"],
    "shape-2-table": ["src/format/parse_surfaces.cpp"],
    "shape-3-parse": None,
    "shape-4-format": ["src/format/format_shapes.cpp"],
    "shape-5-bake": ["src/pack/bake.cpp"],
    "shape-6-flatten": ["src/pack/flatten.cpp"],
    "shape-7-boundary": ["src/scene/boundary.cpp"],
    "texture-1-constant": ["src/scene/kinds_texture.hpp"],
    "texture-2-case": None,
    "texture-3-table": None,
}


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def patch(path, *options):
    done = run("patch", "-p1", "--batch", "--no-backup-if-mismatch", "-i", str(path), *options, cwd=TREE)
    if done.returncode != 0:
        raise AssertionError(f"{path.name} does not fit any more: {done.stdout}{done.stderr}")


def copy_tree():
    """The tree's files with all steps; files that are as they were keep their times, so that little is built again."""
    fresh = FOLDER / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    for name in tree_files(ROOT):
        if not name.startswith("docs/pictures/"):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, fresh / name)
    global TREE
    kept, TREE = TREE, fresh
    for path in PATCHES:
        patch(path)
    TREE = kept
    for path in fresh.rglob("*"):
        target = TREE / path.relative_to(fresh)
        if path.is_file() and not (target.is_file() and target.read_bytes() == path.read_bytes()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    for path in list(TREE.rglob("*")):
        if path.is_file() and not (fresh / path.relative_to(TREE)).is_file():
            path.unlink()
    shutil.rmtree(fresh)


def build(*targets):
    return run("cmake", "--build", str(BUILD), "--target", *targets)


def complaint(source):
    """What the compiler says to one source file, or a header by itself, with warnings as errors."""
    options = next(shlex.split(entry["command"]) for entry in json.loads((BUILD / "compile_commands.json").read_text())
                   if "parse" in entry["file"] or "triptych_format" in entry["command"])
    flags = [option for option in options if option.startswith(("-I", "-D", "-std", "-W"))]
    compiler = next(option for option in options if Path(option).name.startswith(("c++", "g++", "clang++")))
    text = f'#include "{TREE / source}"\n' if not source.endswith(".glsl") else f'#include "{Path(source).name}"\n'
    return run(compiler, *flags, "-Werror", "-fsyntax-only", "-x", "c++", "-", input=text).stderr


class Recipes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        copy_tree()
        done = run("cmake", "--preset", "debug", "-S", str(TREE), "-B", str(BUILD), "-DTRIPTYCH_CUDA=OFF")
        assert done.returncode == 0, done.stdout + done.stderr
        done = build("triptych", "kinds_test", "kinds_light_test")
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr

    def test_what_was_added_is_drawn_alike_everywhere(self):
        scene = FOLDER / "scene.json"
        scene.write_text(json.dumps(SCENE), encoding="utf-8")
        for integrator in ("path", "path-mis"):
            done = run(str(BUILD / "triptych"), "verify", str(scene), "--spp", "4", "--integrator", integrator)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("equal", done.stdout)

    def complaint_of_use(self):
        """What is wrong with the option that was added: a lamp on the left must be seen on the right, and films say so."""
        scene = FOLDER / "lamp.json"
        scene.write_text(json.dumps(LAMP), encoding="utf-8")
        sides = []
        for samples, options in (("0:1", []), ("1:2", ["--mirrored"])):
            film, image = FOLDER / f"lamp{len(sides)}.film", FOLDER / "lamp.pfm"
            for output, part in ((film, ["--sample-range", samples]), (image, ["--spp", "1"])):
                done = run(str(BUILD / "triptych"), "render", str(scene), "--backend", "cpu", *part, "-o", str(output), *options)
                if done.returncode != 0:
                    return done.stderr
            red = array.array("f", image.read_bytes()[-8 * 3 * 4:])[::3]
            sides.append([sum(red[:4]), sum(red[4:])])
        done = run(str(BUILD / "triptych"), "merge", str(FOLDER / "lamp0.film"), str(FOLDER / "lamp1.film"), "-o",
                   str(FOLDER / "both.film"))
        if "its mirrored is true, not false" not in done.stderr:
            return f"films of both kinds can be merged: {done.stderr}"
        (left, dark), mirrored = sides
        return "" if left > 1 > dark == 0 and mirrored == [dark, left] else f"not the mirror image: {sides}"

    def test_an_option_changes_the_picture_and_its_films(self):
        self.assertEqual(self.complaint_of_use(), "")
        scene = {**SCENE, "integrator": {"mirrored": True, "spp": 4}}
        done = run(str(BUILD / "triptych"), "verify", "-", input=json.dumps(scene))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_tables_kinds_hold(self):
        self.assertEqual(build("kinds_test").returncode, 0)
        for name in ("kinds_test", "kinds_light_test"):
            done = run(str(BUILD / "tests" / name))
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_schema_has_what_was_added(self):
        definitions = json.loads(run(str(BUILD / "triptych"), "schema").stdout)["$defs"]
        for name in ("material_retroreflector", "texture_stripes", "shape_square"):
            self.assertIn(name, definitions)

    def test_every_step_is_needed(self):
        self.assertEqual([path.stem for path in PATCHES], sorted(SHOWN_BY))
        for path in PATCHES:
            with self.subTest(step=path.stem):
                patch(path, "-R")
                try:
                    if isinstance(SHOWN_BY[path.stem], str):
                        self.assertEqual(build("triptych").returncode, 0)
                        self.assertNotEqual(self.complaint_of_use(), "")
                    elif SHOWN_BY[path.stem] is None:
                        done = build("kinds_test")
                        found = done.stdout if done.returncode != 0 else run(str(BUILD / "tests/kinds_test")).stdout
                        self.assertRegex(found, r"error:|FAILED", "no test fails")
                    else:
                        self.assertIn("error:", "".join(complaint(source) for source in SHOWN_BY[path.stem]))
                finally:
                    patch(path)

    def test_a_material_without_a_feature_is_refused(self):
        table = TREE / "src/scene/kinds_material.hpp"
        whole = table.read_text(encoding="utf-8")
        try:
            table.write_text(whole.replace("MATERIAL_RETROREFLECTOR, shared::FEATURE_MATERIALS", "MATERIAL_RETROREFLECTOR, 0"),
                             encoding="utf-8")
            self.assertIn("FEATURE_MATERIALS", complaint("src/backend/cpu/cpu_backend.cpp"))
        finally:
            table.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
