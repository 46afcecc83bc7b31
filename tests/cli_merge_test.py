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
        self.assertIn("equal", self.succeed("compare", "joined.exr", "whole.exr"))
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

    def test_missing_samples_are_printed_as_ranges(self):
        for samples in ["2:3", "5:9", "9:10"]:
            self.render(f"{samples.replace(':', '-')}.film", "--sample-range", samples)
        films = ["5-9.film", "2-3.film", "9-10.film"]
        self.assertEqual(self.succeed("merge", "--missing", *films), "0:2\n3:5\n")
        self.assertEqual(self.succeed("merge", "--missing", "--spp", 12, *films), "0:2\n3:5\n10:12\n")
        self.assertEqual(self.succeed("merge", "--missing", "--spp", 4, *films), "0:2\n3:4\n")
        for samples in ["0:2", "3:5", "10:12"]:
            self.render(f"{samples.replace(':', '-')}.film", "--sample-range", samples)
            films.append(f"{samples.replace(':', '-')}.film")
        self.assertEqual(self.succeed("merge", "--missing", "--spp", 12, *films), "")
        whole = self.render("all.png", "--spp", 12)["film_hash"]
        self.assertIn(whole, self.succeed("merge", *films, "-o", "merged.png"))

    def test_damaged_films_are_missing(self):
        self.render("a.film", "--sample-range", "0:2")
        self.render("b.film", "--sample-range", "2:4")
        damaged = bytearray((self.folder / "b.film").read_bytes())
        damaged[len(damaged) // 2] ^= 1
        (self.folder / "b.film").write_bytes(damaged)
        code, out, err = self.run_command("merge", "--missing", "--spp", 5, "a.film", "b.film", "no-such.film")
        self.assertEqual((code, out), (0, "2:5\n"))
        self.assertIn("b.film cannot be used: its checksum is wrong", err)
        self.assertIn("no-such.film", err)
        self.assertEqual(self.run_command("merge", "--missing", "no-such.film")[0], 2)
        self.fail_with(2, ["--output is required"], "merge", "a.film")

    def test_missing_samples_of_crops_have_their_window(self):
        self.crop("a", 0, 17, 0, 23, samples="0:2")
        self.crop("b", 17, 40, 0, 23, samples="1:3")
        self.assertEqual(self.succeed("merge", "--missing", "a.film", "b.film"), "2:3 0 17 0 23\n0:1 17 40 0 23\n")

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
