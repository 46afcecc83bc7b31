"""Mesh files by the command line: the corpora of gltf_corpus.py and gltf_faults.py, drawn or refused as listed.

Every run has MAX_BYTES of address space at most.
SPDX-License-Identifier: MIT
"""
import json
import os
import re
import resource
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

import gltf_corpus
import gltf_faults
import gltf_lenient
from plain_meshes import MTL, OBJ_FILES, STL_FILES, ply

PROGRAM = os.environ["TRIPTYCH"]
DAMAGE = os.environ.get("MESH_DAMAGE")
MAX_BYTES = 1 << 30

class Folder:
    def __init__(self, test, files):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.path = Path(folder.name)
        self.first = next(iter(files))
        for name, content in files.items():
            (self.path / name).parent.mkdir(exist_ok=True)
            (self.path / name).write_bytes(content)

    def draw(self, *options, scene=None):
        """What the program says to the first file: exit code and stderr; the picture is x.pfm."""
        def limit():
            # The shadows of sanitizers take terabytes of addresses.
            if not {"ASAN_OPTIONS", "TSAN_OPTIONS"} & set(os.environ):
                resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
        run = subprocess.run([PROGRAM, "render", scene or self.first, "-o", "x.pfm", "--width", "16", "--height", "16",
                              "--spp", "4", "--backend", "cpu", "-t", "1", *options],
                             cwd=self.path, capture_output=True, text=True, check=False, preexec_fn=limit)
        return run.returncode, run.stderr

    def is_black(self):
        data = (self.path / "x.pfm").read_bytes()
        return not any(data[-16 * 16 * 12:])


class Corpus(unittest.TestCase):
    def test_accepted_files_are_drawn(self):
        cases = gltf_corpus.accepted()
        self.assertGreater(len(cases), 60)
        for name, (files, options) in cases.items():
            with self.subTest(name=name):
                folder = Folder(self, files)
                code, sentence = folder.draw(*options)
                self.assertEqual(code, 0, sentence)
                self.assertFalse(folder.is_black())

    def test_refused_files_are_refused_with_their_place(self):
        cases = gltf_faults.refused()
        self.assertGreater(len(cases), 50)
        for name, (files, words) in cases.items():
            with self.subTest(name=name):
                folder = Folder(self, files)
                code, sentence = folder.draw()
                self.assertIn(code, (3, 4), sentence)
                for word in ["scene.gl", *words]:
                    self.assertIn(word, sentence)
                self.assertEqual(sum("warning" not in line for line in sentence.splitlines()), 1, sentence)

    def test_files_that_are_wrong_in_their_looks_are_drawn_like_sound_ones(self):
        cases = gltf_lenient.lenient()
        self.assertGreater(len(cases), 60)
        for name, (files, words, like) in cases.items():
            with self.subTest(name=name):
                broken, sound = Folder(self, files), Folder(self, like)
                code, sentence = broken.draw()
                self.assertEqual(code, 0, sentence)
                self.assertIn(words, sentence)
                self.assertLessEqual(sentence.count("\n"), 4, sentence)
                self.assertEqual(sound.draw(), (0, ""))
                self.assertEqual((broken.path / "x.pfm").read_bytes(), (sound.path / "x.pfm").read_bytes())

    def test_a_surface_of_index_0_reflects_all_light(self):
        for extension in ({"KHR_materials_ior": {"ior": 0}},
                          {"KHR_materials_pbrSpecularGlossiness": {"diffuseFactor": [0, 0, 0, 1],
                                                                   "specularFactor": [1, 1, 1], "glossinessFactor": 0.5}}):
            builder = gltf_corpus.Builder()
            builder.quad({"pbrMetallicRoughness": {"baseColorFactor": [0, 0, 0, 1], "metallicFactor": 0, "roughnessFactor": 0},
                          "extensions": extension})
            folder = Folder(self, builder.files())
            self.assertEqual(folder.draw("--sky", "gray"), (0, ""))
            data = (folder.path / "x.pfm").read_bytes()[-16 * 16 * 12:]
            values = struct.unpack(f"<{3 * 16 * 16}f", data)
            self.assertAlmostEqual(sum(values) / len(values), 0.5, delta=0.01)

    def test_damaged_files_do_no_harm(self):
        names = {"scene.glb": gltf_corpus.skinned().files("glb")["scene.glb"],
                 "scene.gltf": gltf_corpus.seed().files()["scene.gltf"], "ascii.ply": ply(),
                 "little.ply": ply("binary_little_endian"), "big.ply": ply("binary_big_endian"), **STL_FILES, **OBJ_FILES}
        folder = Folder(self, names)
        files = [name for name in names if name.endswith((".glb", ".gltf", ".ply", ".stl", ".obj"))]
        run = subprocess.run([DAMAGE, *files], cwd=folder.path, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        # Each whole file is among the beginnings, and hardly any other is a file of its format.
        for line, name in zip(run.stdout.splitlines(), files, strict=True):
            read, refused = map(int, re.search(r"cut (\d+) read (\d+) refused", line).groups())
            self.assertEqual(read + refused, len(names[name]) + 1)
            self.assertGreaterEqual(read, 1, line)
            if not name.endswith((".obj", "text.stl")):
                self.assertLess(read, 8, line)


class Use(unittest.TestCase):
    def test_what_is_added_is_a_note_and_no_warning(self):
        folder = Folder(self, gltf_corpus.seed().files("glb"))
        self.assertEqual(folder.draw(), (0, ""))
        code, sentence = folder.draw("--log-level", "info")
        self.assertEqual(code, 0)
        self.assertIn("info: scene.glb: without a camera", sentence)
        self.assertIn("info: scene.glb: without lights", sentence)
        self.assertNotIn("warning", sentence)
        lit = Folder(self, gltf_corpus.accepted()["KHR_lights_punctual"][0])
        self.assertIn("own lights", lit.draw("--log-level", "info")[1])

    def test_times_of_an_animation_differ(self):
        cases = {name: builder for name, builder, _ in gltf_corpus.animations()}
        folder = Folder(self, cases["animation_rotation_LINEAR"].files())
        pictures = []
        for options in ([], ["--animation-time", "0"], ["--animation-time", "1.5"], ["--animation-time", "2.5"]):
            self.assertEqual(folder.draw(*options)[0], 0)
            pictures.append((folder.path / "x.pfm").read_bytes())
        self.assertEqual(pictures[0], pictures[1])
        self.assertEqual(len(set(pictures)), 3)
        self.assertEqual(folder.draw("--animation-time", "1", scene="one-weekend")[0], 2)

    def test_the_images_of_a_material_may_be_missing(self):
        folder = Folder(self, {**OBJ_FILES, "colours/square.mtl": MTL.replace(b"red.png", b"blue.png", 1)})
        code, sentence = folder.draw()
        self.assertEqual(code, 0, sentence)
        self.assertIn("square.mtl: blue.png cannot be found", sentence)
        self.assertIn("a plain colour stands in for it", sentence)

    def test_cameras_are_chosen_by_name_or_number(self):
        def camera(name, yfov, **more):
            return {"type": "perspective", "name": name, "perspective": {"yfov": yfov, "znear": 0.1, **more}}

        builder = gltf_corpus.seed()
        builder.json["cameras"] = [camera("near", 0.5, aspectRatio=0.5), camera("far", 1.5)]
        nodes = builder.json["nodes"]
        nodes += [{"camera": 0, "translation": [0, 0, 5]}, {"camera": 1, "translation": [0, 0, 5]}]
        folder = Folder(self, builder.files())
        pictures = {}
        for options in ("", "--camera 0", "--camera near", "--camera far", "--camera 1", "--camera auto"):
            code, sentence = folder.draw(*options.split(), "--log-level", "info")
            self.assertEqual(code, 0, sentence)
            self.assertEqual("the first counts" in sentence and '0 "near", 1 "far"' in sentence, options == "", sentence)
            pictures[options] = (folder.path / "x.pfm").read_bytes()
        self.assertEqual(pictures[""], pictures["--camera 0"])
        self.assertEqual(pictures[""], pictures["--camera near"])
        self.assertEqual(pictures["--camera far"], pictures["--camera 1"])
        self.assertNotEqual(pictures["--camera 0"], pictures["--camera 1"])
        without = Folder(self, gltf_corpus.seed().files())
        self.assertEqual(without.draw()[0], 0)
        self.assertEqual((without.path / "x.pfm").read_bytes(), pictures["--camera auto"])
        code, sentence = folder.draw("--camera", "side")
        self.assertEqual(code, 2)
        self.assertIn('no camera "side"; it has 0 "near", 1 "far"', sentence)
        self.assertEqual(folder.draw("--camera", "0", scene="one-weekend")[0], 2)

    def test_limits_are_moved(self):
        folder = Folder(self, OBJ_FILES)
        for limit, code, words in [("image-side=1", 4, "1 pixels a side"), ("image-side=2", 0, ""),
                                   ("scene-bytes=100", 4, "--limit scene-bytes"), ("scene-bytes=1MiB", 0, ""),
                                   ("image-side=0", 2, "from 1 to 65535"), ("image-side=1KiB", 2, "from 1 to 65535"),
                                   ("image-bytes=4PiB", 2, "KiB, MiB, GiB or TiB"), ("size=3", 2, "json-depth, image-side")]:
            with self.subTest(limit=limit):
                found, sentence = folder.draw("--limit", limit)
                self.assertEqual(found, code, sentence)
                self.assertIn(words, sentence)
        nested = Folder(self, {"scene.json": b'{"triptych": 1, "x": ' + b"[" * 100 + b"]" * 100 + b"}"})
        self.assertIn("nested deeper than 64", nested.draw()[1])
        self.assertIn("is unknown", nested.draw("--limit", "json-depth=200")[1])
        code, sentence = nested.draw("--limit", "json-depth=30", "--limit", "image-side=9")
        self.assertIn("nested deeper than 30", sentence)

    def test_coordinates_that_single_precision_spoils_are_warned_about(self):
        for offset, is_far in ((3e3, False), (3e5, True)):
            corners = "".join(f"v {x + offset} {y} 0\n" for x, y in ((0, 0), (1, 0), (0, 1)))
            code, sentence = Folder(self, {"far.obj": f"{corners}f 1 2 3\n".encode()}).draw()
            self.assertEqual(code, 0, sentence)
            self.assertEqual("rounds them by up to 0.016" in sentence, is_far, sentence)

    def test_times_are_for_gltf_alone(self):
        folder = Folder(self, OBJ_FILES)
        code, sentence = folder.draw("--animation-time", "1")
        self.assertEqual(code, 2)
        self.assertIn("--animation-time and --frames are for glTF files", sentence)

    def test_unknown_optional_extensions_are_warned_about(self):
        code, sentence = Folder(self, gltf_corpus.accepted()["unknown_optional_extension"][0]).draw()
        self.assertEqual(code, 0)
        self.assertIn("ACME_unknown", sentence)

    def test_scene_files_place_mesh_files(self):
        scene = {"triptych": 1, "camera": {"look_from": [0, 0, 9]}, "materials": {"clay": {"type": "lambertian", "albedo": [1, 0.5, 0]}},
                 "objects": {"thing": {"type": "mesh", "file": "square.ply"}},
                 "shapes": [{"type": "mesh", "file": "models/scene.gltf", "transform": [{"translate": [2, 0, 0]}]},
                            {"type": "mesh", "file": "square.ply", "material": "clay"},
                            {"type": "instance", "object": "thing", "transform": [{"translate": [-2, 0, 0]}]}],
                 "lights": [{"type": "point", "position": [0, 0, 5], "intensity": [9, 9, 9]}]}
        model = gltf_corpus.accepted()["instances_one_without_volume"][0]["scene.gltf"]
        folder = Folder(self, {"scene.json": json.dumps(scene).encode(), "square.ply": ply(), "models/scene.gltf": model})
        code, sentence = folder.draw()
        self.assertEqual(code, 0, sentence)
        for file, words in [("../square.ply", ".."), ("square.stl", ".gltf"), ("none.ply", "none.ply"), ("", "mesh file")]:
            scene["shapes"][1]["file"] = file
            (folder.path / "scene.json").write_text(json.dumps(scene), encoding="utf-8")
            code, sentence = folder.draw()
            self.assertEqual(code, 3)
            self.assertIn("scene.json at /shapes/1/file", sentence)
            self.assertIn(words, sentence)


if __name__ == "__main__":
    unittest.main()
