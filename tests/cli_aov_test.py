#!/usr/bin/env python3
"""End to end: AOVs in EXR files, read by another reader, and denoising. TRIPTYCH is the program, FAKE_DENOISER a folder
with a stand-in for Open Image Denoise.
SPDX-License-Identifier: MIT
"""
import json
import math
import os
import struct
import unittest

from cli_support import SPHERE, CommandLineTest, scene
from exr_reader import read_exr

FAKE_DENOISER = os.environ.get("FAKE_DENOISER", "")
LAYERS = {"albedo": ["albedo.B", "albedo.G", "albedo.R"], "normal": ["N.X", "N.Y", "N.Z"], "depth": ["Z"],
          "position": ["P.X", "P.Y", "P.Z"], "id": ["ID"], "instance": ["instance"], "material": ["material"],
          "variance": ["variance.B", "variance.G", "variance.R"]}
COLORS = ["B", "G", "R"]
# Columns 24 wide: a sphere before nothing.
BALL = scene(camera={"look_from": [0, 0, 0], "look_at": [0, 0, -1], "vertical_fov": 60}, shapes=[SPHERE])


def single(value):
    """The float32 nearest to a number."""
    return struct.unpack("f", struct.pack("f", value))[0]


class Aovs(CommandLineTest):
    def render(self, output, *arguments, environment=None):
        self.write_scene(BALL)
        self.succeed("render", "scene.json", "-o", output, "--backend", "cpu", "--quiet", *arguments,
                     environment=environment)
        return read_exr(self.folder / output) if output.endswith(".exr") else None

    def test_each_aov_brings_its_channels(self):
        for name, channels in LAYERS.items():
            with self.subTest(aov=name):
                self.assertEqual(sorted(self.render("one.exr", "--aov", name)[2]), sorted(COLORS + channels))
        everything = sorted(COLORS + sum(LAYERS.values(), []))
        self.assertEqual(sorted(self.render("all.exr", "--aov", "all")[2]), everything)
        some = sorted(COLORS + LAYERS["depth"] + LAYERS["id"])
        self.assertEqual(sorted(self.render("some.exr", "--aov", "id,depth,id")[2]), some)

    def test_the_picture_stays_as_it_is(self):
        plain = self.render("plain.exr")
        layered = self.render("all.exr", "--aov", "all", "--spp", 2)
        for channel in COLORS:
            self.assertEqual(plain[2][channel], layered[2][channel])
        self.assertEqual(plain[3]["triptych.film_hash"], layered[3]["triptych.film_hash"])
        code, out, err = self.run_command("compare", "plain.exr", "all.exr", "--max-rmse", 9)
        self.assertEqual(code, 5)
        self.assert_sentence(err, ['only all.exr has the channels "ID", "N.X"', "more"])
        self.assertRegex(out, r"differing pixels +0 of ")

    def test_layers_are_compared(self):
        self.render("all.exr", "--aov", "all")
        self.succeed("compare", "all.exr", "all.exr")
        self.render("a.exr", "--aov", "id,albedo")
        self.render("b.exr", "--aov", "id,albedo", "--spp", 9)
        code, out, err = self.run_command("compare", "a.exr", "b.exr", "--max-rmse", 1e9, "--json")
        self.assertEqual(code, 0, err)
        channels = {channel["name"]: channel for channel in json.loads(out)["pairs"][0]["channels"]}
        self.assertEqual(sorted(channels), sorted(COLORS + LAYERS["id"] + LAYERS["albedo"]))
        red = channels["albedo.R"]
        self.assertGreater(red["rmse"], 0)
        unequal = f"channel albedo.R is not equal in {red['differing']} pixels"
        for threshold, words in [((), unequal), (("--max-flip", 1), unequal),
                                 (("--max-rmse", red["rmse"] * 0.99), "the RMSE of channel albedo.R is ")]:
            with self.subTest(threshold=threshold):
                code, out, err = self.run_command("compare", "a.exr", "b.exr", *threshold)
                self.assertEqual(code, 5)
                self.assert_sentence(err, [words])

    def test_values_of_a_ball(self):
        width, height, planes, _ = self.render("ball.exr", "--aov", "all", "--spp", 64)
        self.assertEqual((width, height), (24, 16))
        middle, corner = 8 * 24 + 12, 0
        self.assertEqual([planes[name][middle] for name in ("ID", "instance", "material")], [1, 0, 1])
        self.assertEqual([planes[name][corner] for name in ("ID", "instance", "material")], [0, 0, 0])
        self.assertAlmostEqual(planes["Z"][middle], 0.5, delta=0.01)
        self.assertAlmostEqual(planes["P.Z"][middle], -planes["Z"][middle], delta=1e-6)
        self.assertAlmostEqual(planes["N.Z"][middle], 1.0, delta=0.01)
        self.assertEqual(planes["Z"][corner], math.inf)
        self.assertEqual([planes[f"albedo.{c}"][middle] for c in "RGB"], [single(0.5), single(0.4), single(0.3)])
        self.assertGreater(planes["variance.G"][middle], 0.0)

    def test_what_cannot_be_is_refused(self):
        self.write_scene(BALL)
        render = ("render", "scene.json", "-o")
        self.fail_with(2, ["x.png", "--aov", ".exr"], *render, "x.png", "--aov", "depth")
        self.fail_with(2, ["--aov", "albedo, normal", "\"colour\""], *render, "x.exr", "--aov", "depth,colour")
        self.fail_with(2, ["x.film", "--denoise"], *render, "x.film", "--denoise")
        if FAKE_DENOISER:
            self.assertEqual(list(self.folder.glob("x.*")), [])

    def test_without_the_library_denoising_says_how_to_get_it(self):
        try:
            import ctypes
            ctypes.CDLL("libOpenImageDenoise.so.2")
            self.skipTest("Open Image Denoise is installed")
        except OSError:
            pass
        self.write_scene(BALL)
        self.fail_with(2, ["--denoise", "libOpenImageDenoise.so.2", "LD_LIBRARY_PATH"], "render", "scene.json", "-o",
                       "x.png", "--denoise")

    @unittest.skipUnless(FAKE_DENOISER, "needs FAKE_DENOISER")
    def test_denoising_filters_the_picture_by_albedo_and_normals(self):
        environment = {"LD_LIBRARY_PATH": FAKE_DENOISER}
        for threads in ([], ["--threads", "2"]):
            _, _, planes, attributes = self.render("clean.exr", "--aov", "albedo,normal", "--denoise", *threads,
                                                   environment=environment)
            plain = self.render("plain.exr")
            for color, axis in zip("RGB", "XYZ"):
                noisy, albedo, normal = planes[f"noisy.{color}"], planes[f"albedo.{color}"], planes[f"N.{axis}"]
                self.assertEqual(noisy, plain[2][color])
                for i, value in enumerate(planes[color]):
                    self.assertAlmostEqual(value, 0.5 * noisy[i] + 0.125 * albedo[i] + normal[i] + 2.0, delta=1e-6)
            self.assertEqual(attributes["triptych.film_hash"], plain[3]["triptych.film_hash"])
            self.assertIn(b"Open Image Denoise", attributes["triptych.denoised"])
        self.assertEqual(sorted(self.render("alone.exr", "--denoise", environment=environment)[2]), COLORS)
        self.render("clean.png", "--denoise", "--tonemap", "agx", environment=environment)


if __name__ == "__main__":
    unittest.main()
