# Films of crops from end to end: joined to the whole picture, or refused with what is missing.
# SPDX-License-Identifier: MIT
import unittest

from cli_support import CommandLineTest


class JoinedCrops(CommandLineTest):
    """The picture has 40 x 23 pixels."""

    def setUp(self):
        super().setUp()
        self.whole = self.render("whole.exr", "--spp", 3)["film_hash"]

    def crop(self, name, *edges, samples="0:3"):
        self.render(f"{name}.film", "--crop", *edges, "--sample-range", samples)

    def test_tiles_become_the_whole(self):
        self.crop("a", 0, 17, 0, 23)
        self.crop("b", 17, 40, 0, 9)
        self.crop("c", 12, 40, 8, 23)  # overlaps both
        for ending in ["exr", "film", "png"]:
            self.assertIn(f"40 x 23 pixels, samples 0:3, film {self.whole}\n",
                          self.succeed("merge", "c.film", "a.film", "b.film", "-o", f"joined.{ending}"))
        self.assertEqual(self.succeed("compare", "joined.exr", "whole.exr").count("equal"), 0)
        self.assertIn(self.whole, self.succeed("merge", "joined.film", "-o", "again.png"))

    def test_samples_and_tiles_mix(self):
        self.crop("a", 0, 40, 0, 10, samples="0:2")
        self.crop("b", 0, 40, 10, 23)
        self.crop("c", 0, 40, 0, 10, samples="2:3")
        self.assertIn(self.whole, self.succeed("merge", "a.film", "b.film", "c.film", "-o", "joined.png"))

    def test_missing_parts_are_named(self):
        self.crop("a", 0, 17, 0, 23)
        self.crop("c", 17, 40, 9, 23)
        self.fail_with(10, ["leave out columns 17 to 39 of rows 0 to 8"], "merge", "a.film", "c.film", "-o", "x.png")
        self.crop("b", 17, 40, 0, 9, samples="0:2")
        self.fail_with(10, ["a.film and b.film", "0:3 and 0:2"], "merge", "a.film", "b.film", "c.film", "-o", "x.png")
        self.assertNotIn("x.png", self.files())

    def test_part_of_the_picture_is_said_to_be_one(self):
        self.crop("a", 5, 17, 2, 12)
        self.crop("b", 17, 30, 2, 12)
        code, out, err = self.run_command("merge", "a.film", "b.film", "-o", "part.exr")
        self.assertEqual(code, 0)
        self.assertIn("25 x 10 pixels", out)
        self.assertIn("warning: The films leave out columns 0 to 39 of rows 0 to 1, ", err)
        self.render("crop.exr", "--spp", 3, "--crop", 5, 30, 2, 12)
        self.succeed("compare", "part.exr", "crop.exr")
        self.assertEqual(self.run_command("merge", "a.film", "-o", "one.exr")[2], "")  # as it was rendered


if __name__ == "__main__":
    unittest.main()
