"""The light around a scene, and what is chosen in a glTF file, by the command line.

SPDX-License-Identifier: MIT
"""
import json
import struct
import subprocess
import unittest

import gltf_corpus
from cli_meshes_test import PROGRAM, Folder


class Use(unittest.TestCase):
    def test_what_glows_keeps_its_sky(self):
        builder = gltf_corpus.Builder()
        builder.quad({"emissiveFactor": [0.001, 0.001, 0.001]})
        folder = Folder(self, builder.files())
        pictures = []
        for options in ((), ("--sky", "studio"), ("--sky", "black"), ("--sky", "studio", "--sky-rotation", "90"),
                        ("--sky-strength", "0.5"), ("--sky", "gray"), ("--sky", "gradient")):
            self.assertEqual(folder.draw(*options), (0, ""))
            data = (folder.path / "x.pfm").read_bytes()[-16 * 16 * 12:]
            pictures.append((sum(struct.unpack(f"<{3 * 16 * 16}f", data)), data))
        (own, data), (_, studio), (black, _), _, (half, _), *_ = pictures
        self.assertEqual(data, studio)
        self.assertGreater(own, 100 * black)
        self.assertAlmostEqual(half / own, 0.5, places=2)
        self.assertEqual(len({picture for _, picture in pictures}), len(pictures) - 1)

    def test_a_sky_is_part_of_the_picture(self):
        folder = Folder(self, {"x": b""})
        size = ("--width", "16", "--spp", "8", "--backend", "cpu", "--quiet")
        def run(*words):
            result = subprocess.run([PROGRAM, *words, *size], cwd=folder.path, capture_output=True, text=True, check=False)
            return result.returncode, result.stderr
        self.assertEqual(run("render", "one-weekend", "--sky", "studio", "-o", "a.film", "--sample-range", "0:4")[0], 0)
        self.assertEqual(run("render", "one-weekend", "--sky", "gray", "-o", "b.film", "--sample-range", "4:8")[0], 0)
        self.assertEqual(run("render", "one-weekend", "--checkpoint", "a.film", "--resume", "-o", "c.film")[0], 10)
        code, sentence = run("render", "one-weekend", "--sky", "studio", "--checkpoint", "a.film", "--resume", "-o", "c.film")
        self.assertEqual(code, 0, sentence)
        merge = subprocess.run([PROGRAM, "merge", "c.film", "b.film", "-o", "d.film"], cwd=folder.path, check=False,
                               capture_output=True)
        self.assertEqual(merge.returncode, 10)
        self.assertEqual(run("verify", "three-spheres", "--sky", "studio", "--backend", "cpu")[0], 0)
        for options, words in [(("--sky", ""), "a name"), (("--sky-strength", "-1"), "from 0"), (("--sky-rotation", "x"), "number"),
                               (("--sky-strength", "2"), "--sky")]:
            code, sentence = run("render", "one-weekend", "-o", "e.pfm", *options)
            self.assertEqual(code, 2, sentence)
            self.assertIn(words, sentence)

    def test_back_faces_are_culled_for_the_camera_alone(self):
        ahead = {"type": "quad", "corner": [-9, -9, 0], "u": [0, 18, 0], "v": [18, 0, 0], "material": "wall"}
        behind = {**ahead, "corner": [-9, -9, 6]}
        facing = {**ahead, "u": ahead["v"], "v": ahead["u"]}
        ball = {"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "matte"}

        def film(shapes, *options, **wall):
            scene = {"triptych": 1, "camera": {"look_from": [0, 0, 5], "look_at": [0, 0, 0], "vertical_fov": 40},
                     "background": {"type": "constant", "radiance": [1, 1, 1]}, "shapes": shapes,
                     "materials": {"wall": {"type": "principled", "base_color": [0, 0, 0], **wall},
                                   "matte": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}}}
            folder = Folder(self, {"scene.json": json.dumps(scene).encode()})
            self.assertEqual(folder.draw(*options), (0, ""))
            return (folder.path / "x.pfm").read_bytes()[-16 * 16 * 12:]

        white = struct.pack("<f", 1) * (3 * 16 * 16)
        self.assertNotEqual(film([ahead]), white)
        self.assertEqual(film([ahead], "--cull-back-faces"), white)
        self.assertEqual(film([ahead], culled=True), white)
        for shapes, wall in [([facing], {}), ([ahead], {"double_sided": True}), ([ahead], {"transmission": 1}),
                             ([ball, behind], {})]:
            self.assertEqual(film(shapes, "--cull-back-faces", **wall), film(shapes, **wall), (shapes, wall))
        self.assertNotEqual(film([ball, behind], "--cull-back-faces"), film([ball]))

    def test_the_light_of_a_gltf_scene_is_its_sky(self):
        folder = Folder(self, gltf_corpus.lit_by_images().files())

        def picture(*options):
            code, sentence = folder.draw(*options, "--log-level", "info")
            self.assertEqual(code, 0, sentence)
            return (folder.path / "x.pfm").read_bytes(), sentence
        own, sentence = picture()
        self.assertIn("own image-based light", sentence)
        self.assertEqual(picture("--sky-strength", "1")[0], own)
        pictures = {own, *(picture(*options)[0] for options in (
            ["--sky-strength", "2"], ["--sky-rotation", "90"], ["--sky", "gray"], ["--sky", "studio"]))}
        self.assertEqual(len(pictures), 5)

    def test_animations_scenes_and_variants_are_chosen_by_name_or_number(self):
        def moving(towards):
            builder = gltf_corpus.Builder()
            builder.quad({"extensions": {"KHR_materials_unlit": {}}})
            builder.json["nodes"].append({"mesh": 0, "translation": [4, 0, 0]})
            builder.add("materials", {"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]},
                                      "extensions": {"KHR_materials_unlit": {}}})
            builder.json["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "plain"}, {"name": "red"}]}}
            builder.json["meshes"][0]["primitives"][0]["extensions"] = {
                "KHR_materials_variants": {"mappings": [{"material": 1, "variants": [1]}]}}
            builder.json["scenes"] = [{"name": "both", "nodes": [0, 1]}, {"name": "one", "nodes": [0]}]
            for name, place in towards:
                sampler = {"input": builder.accessor([0, 1], "SCALAR"), "output": builder.accessor([(0, 0, 0), place])}
                builder.add("animations", {"name": name, "samplers": [sampler],
                                           "channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}]})
            return Folder(self, builder.files())
        folder = moving([("up", (0, 6, 0)), ("left", (-6, 0, 0))])
        def picture(*options):
            self.assertEqual(folder.draw("--sky", "black", *options), (0, ""))
            return (folder.path / "x.pfm").read_bytes()[-16 * 16 * 12:]
        up, left = picture("--animation-time", "1"), picture("--animation-time", "1", "--animation", "left")
        self.assertEqual(up, picture("--animation-time", "1", "--animation", "0"))
        self.assertEqual(left, picture("--animation-time", "1", "--animation", "1"))
        self.assertNotEqual(up, left)
        self.assertEqual(picture("--animation-time", "0", "--animation", "left"), picture("--animation", "left"))
        self.assertNotEqual(picture("--scene", "one"), picture())
        self.assertEqual(picture("--scene", "both"), picture("--scene", "0"))
        self.assertEqual(picture("--variant", "plain"), picture())
        self.assertEqual(picture("--variant", "1"), picture("--variant", "red"))
        self.assertNotEqual(picture("--variant", "red"), picture())
        for option, words in [("--animation", 'no animation "down"; it has 0 "up", 1 "left"'),
                              ("--variant", 'no variant "down"; it has 0 "plain", 1 "red"'),
                              ("--scene", 'no scene "down"; it has 0 "both", 1 "one"')]:
            code, sentence = folder.draw(option, "down")
            self.assertEqual(code, 2)
            self.assertIn(words, sentence)
            code, sentence = folder.draw(option, "0", scene="one-weekend")
            self.assertEqual(code, 2)
            self.assertIn(option, sentence)

        # What does not move stands still in the picture while something else moves.
        def still(time):
            data = picture("--animation-time", time, "--animation", "up")
            pixels = struct.unpack(f"<{3 * 16 * 16}f", data)[::3]
            return [pixels[16 * y + x] for y in range(16) for x in range(9, 16)], sum(pixels)
        moments = [still(time) for time in ("0", "0.5", "1", "7")]
        self.assertGreater(sum(moments[0][0]), 1)
        self.assertTrue(all(pixels == moments[0][0] for pixels, _ in moments))
        self.assertTrue(all(abs(light - moments[0][1]) < 0.3 * moments[0][1] for _, light in moments)) # all of it is seen


if __name__ == "__main__":
    unittest.main()
