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


class Encodings(CommandLineTest):
    """How exact a picture's file is: what each format has, and what it has not."""

    def test_bits_and_quality(self):
        self.render("x.film", *SMALL)
        sizes = {}
        for name, flags in [("8.png", ()), ("16.png", ("--bits", 16)), ("90.jpg", ()), ("10.jpeg", ("--quality", 10)),
                            ("32.exr", ()), ("16.exr", ("--bits", 16))]:
            self.succeed("merge", "x.film", "-o", name, *flags, "--no-metadata")
            sizes[name] = (self.folder / name).stat().st_size
        self.succeed("compare", "32.exr", "16.exr", "--max-rmse", 1e-3)
        self.assertEqual((self.folder / "16.png").read_bytes()[24], 16)
        self.assertGreater(sizes["16.png"], sizes["8.png"])
        self.assertGreater(sizes["90.jpg"], sizes["10.jpeg"])
        self.assertGreater(sizes["32.exr"], sizes["16.exr"])
        self.succeed("merge", "x.film", "-o", "said.jpg", "--tonemap", "agx", "--exposure", 1)
        said = (self.folder / "said.jpg").read_bytes()
        for words in (b"film_hash: ", b"tonemap: agx", b"exposure: 1"):
            self.assertIn(words, said)

    def test_what_a_format_does_not_have(self):
        for name, flags, words in [
                ("x.png", ("--bits", 32), "8 or 16 bits"), ("x.exr", ("--bits", 8), "32 or 16 bits"),
                ("x.jpg", ("--bits", 16), "holds 8 bits"), ("x.pfm", ("--bits", 16), "holds 32 bits"),
                ("x.png", ("--quality", 50), "loses nothing"), ("x.jpg", ("--quality", 101), "1 to 100"),
                ("x.film", ("--bits", 16), "exact sums"), ("x.film", ("--quality", 50), "exact sums"),
                ("x.jpg", ("--aov", "depth"), "name an .exr file")]:
            with self.subTest(name=name, flags=flags):
                self.fail_with(2, [words], "render", "one-weekend", *SMALL, "-o", name, *flags)
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main()
