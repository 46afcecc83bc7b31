# What image files say of their colours, from end to end: wherever a file is named as a picture, it counts.
# SPDX-License-Identifier: MIT
import struct
import unittest

from cli_support import CommandLineTest, scene

GAMMA_1 = (b"gAMA", struct.pack(">I", 100000))
OTHER_PROFILE = (b"iCCP", b"Wide RGB\0\0x")
SMALL = ("--width", "16", "--spp", "1")


class Colors(CommandLineTest):
    def setUp(self):
        super().setUp()
        pixels = [[(51, 102, 255)] * 4] * 2
        self.write_png("plain.png", pixels)
        self.write_png("linear.png", pixels, chunks=[GAMMA_1])
        self.write_png("wide.png", pixels, chunks=[OTHER_PROFILE])
        light = struct.pack("<24f", *[0.2, 0.4, 1.0] * 8)
        (self.folder / "light.pfm").write_bytes(b"PF\n4 2\n-1.0\n" + light)

    def test_compare(self):
        self.succeed("compare", "linear.png", "light.pfm", "--max-rmse", 1e-6)
        self.assertEqual(self.run_command("compare", "plain.png", "light.pfm", "--max-rmse", 1e-6)[0], 5)
        code, _, err = self.run_command("compare", "plain.png", "wide.png")
        self.assertEqual((code, err.count("\n")), (0, 1))
        self.assertIn('warning: wide.png: its colour profile "Wide RGB" is not applied', err)

    def background(self, file):
        return self.render("x.film", *SMALL, source=self.write_scene(
            scene(background={"type": "image", "file": file})))["film_hash"]

    def test_backgrounds_and_skies(self):
        self.assertEqual(self.background("linear.png"), self.background("light.pfm"))
        self.assertNotEqual(self.background("plain.png"), self.background("light.pfm"))
        plain, linear, light = (self.render("x.film", *SMALL, "--sky", file)["film_hash"]
                                for file in ("plain.png", "linear.png", "light.pfm"))
        self.assertEqual(linear, light)
        self.assertNotEqual(plain, light)


if __name__ == "__main__":
    unittest.main()
