# Pictures to stdout, scenes from stdin, files without metadata, and the place of a crop in its file.
# SPDX-License-Identifier: MIT
import json
import os
import pty
import struct
import subprocess
import unittest

from cli_support import TIMEOUT_SECONDS, CommandLineTest, scene
from exr_reader import read_exr

SMALL = ("--width", "40", "--spp", "2", "--backend", "cpu")
DRAW = ("render", "three-spheres", *SMALL)


class Streams(CommandLineTest):
    def run_bytes(self, *arguments, given=None):
        """Runs the program with bytes on stdin; returns (exit code, bytes of stdout, stderr)."""
        process = self.start(*arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=False)
        try:
            out, err = process.communicate(given, timeout=TIMEOUT_SECONDS)
        finally:
            process.kill()
        return process.returncode, out, err.decode()

    def test_picture_goes_to_stdout_alone(self):
        for ending in ["png", "jpg", "exr", "pfm"]:
            with self.subTest(ending):
                self.succeed(*DRAW, "-o", f"x.{ending}", "--quiet")
                self.assertEqual(self.run_bytes(*DRAW, "-o", "-", "--format", ending),
                                 (0, (self.folder / f"x.{ending}").read_bytes(), ""))
        self.assertEqual(self.run_bytes(*DRAW, "-o", "-")[1], (self.folder / "x.png").read_bytes())
        code, out, err = self.run_bytes(*DRAW, "-o", "-", "--log-level", "info")
        self.assertEqual((code, out), (0, (self.folder / "x.png").read_bytes()))
        self.assertIn("standard output: 40 x ", err)
        self.assertEqual(self.files(), ["x.exr", "x.jpg", "x.pfm", "x.png"])

    def test_film_is_developed_to_stdout(self):
        self.render("x.film", "--spp", 2)
        self.succeed("merge", "x.film", "-o", "x.png", "--exposure", 1)
        self.assertEqual(self.run_bytes("merge", "x.film", "-o", "-", "--exposure", 1),
                         (0, (self.folder / "x.png").read_bytes(), ""))

    def test_stdout_refuses_what_it_cannot_hold(self):
        self.fail_with(2, ["--stats-json", "standard output"], *DRAW, "-o", "-", "--stats-json", "-")
        self.fail_with(2, ["--format", "gif"], *DRAW, "-o", "-", "--format", "gif")
        self.fail_with(2, ["linear light"], *DRAW, "-o", "-", "--format", "exr", "--exposure", 1)
        self.fail_with(2, ["--aov"], *DRAW, "-o", "-", "--aov", "depth")
        self.fail_with(2, ["--checkpoint"], *DRAW, "-o", "-", "--resume")
        with open("/dev/full", "wb") as full:
            code, _, err = self.run_command(*DRAW, "-o", "-", stdout=full)
        self.assertEqual(code, 8)
        self.assert_sentence(err, ["standard output"])

    def test_terminals_get_no_pictures(self):
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        code, _, err = self.run_command(*DRAW, "-o", "-", stdout=slave)
        os.close(slave)
        self.assertEqual(code, 2)
        self.assert_sentence(err, ["terminal", "-o"])

    def test_scene_comes_from_stdin(self):
        described = json.dumps(scene())
        self.write_scene(described)
        expected = self.render("file.pfm", source="scene.json")
        code, out, err = self.run_bytes("render", "-", *SMALL, "-o", "x.pfm", "--stats-json", "-", given=described.encode())
        self.assertEqual((code, err), (0, ""))
        stats = json.loads(out)
        self.assertEqual((stats["scene_hash"], stats["scene"]), (expected["scene_hash"], "standard input"))
        piped = self.run_bytes("render", "-", *SMALL, "-o", "-", "--format", "pfm", given=described.encode())
        self.assertEqual(piped, (0, (self.folder / "x.pfm").read_bytes(), ""))
        self.assertEqual(self.run_bytes("verify", "-", *SMALL[:4], "--backend", "cpu", given=described.encode())[0], 0)

    def test_files_of_a_scene_from_stdin_lie_in_the_current_folder(self):
        (self.folder / "below").mkdir()
        self.write_png("below/t.png", [[(255, 0, 0)] * 2] * 2)
        (self.folder.parent / "outside.png").write_bytes((self.folder / "below/t.png").read_bytes())
        self.addCleanup((self.folder.parent / "outside.png").unlink)

        def textured(file):
            return json.dumps(scene(textures={"t": {"type": "image", "file": file}},
                                    materials={"matt": {"type": "lambertian", "albedo": "t"}})).encode()

        self.assertEqual(self.run_bytes("render", "-", *SMALL, "-o", "x.png", given=textured("below/t.png"))[0], 0)
        (self.folder / "link.png").symlink_to(self.folder.parent / "outside.png")
        for file in ["../outside.png", "link.png", str(self.folder.parent / "outside.png"), "absent.png"]:
            code, _, err = self.run_bytes("render", "-", *SMALL, "-o", "y.png", given=textured(file))
            self.assertEqual(code, 3)
            self.assert_sentence(err, ["standard input at /textures/t/file"])

    def test_bad_scenes_on_stdin_are_named(self):
        code, _, err = self.run_bytes("render", "-", "-o", "x.png", given=b'{"triptych": 1,\n nonsense}')
        self.assertEqual(code, 3)
        self.assert_sentence(err, ["standard input:2:2: "])
        code, _, err = self.run_bytes("render", "-", "-o", "x.png", "--animation-time", 1, given=b'{"triptych": 1}')
        self.assertEqual(code, 2)


class WithoutMetadata(CommandLineTest):
    def test_files_hold_pixels_alone(self):
        devices = [device for device in json.loads(self.succeed("devices", "--json"))
                   if device["available"] and device["backend"] == "cpu"]
        for ending in ["png", "exr"]:
            files = set()
            for device in devices:
                self.succeed(*DRAW, "-o", f"x.{ending}", "--no-metadata", "--quiet", "--device", device["index"])
                files.add((self.folder / f"x.{ending}").read_bytes())
            self.assertEqual(len(files), 1)
            self.succeed(*DRAW, "-o", f"named.{ending}", "--quiet")
            self.assertNotIn((self.folder / f"named.{ending}").read_bytes(), files)
            self.succeed("compare", f"x.{ending}", f"named.{ending}")
        self.assertEqual(self.read_png_texts("x.png"), {})
        attributes = read_exr(self.folder / "x.exr")[3]
        self.assertEqual([name for name in attributes if name.startswith("triptych")], [])

    def test_merge_writes_the_same_file(self):
        self.render("x.film", "--spp", 2)
        self.succeed(*DRAW, "-o", "rendered.png", "--no-metadata", "--exposure", 1, "--quiet")
        self.succeed("merge", "x.film", "-o", "merged.png", "--no-metadata", "--exposure", 1)
        self.assertEqual((self.folder / "merged.png").read_bytes(), (self.folder / "rendered.png").read_bytes())


class CropPlaces(CommandLineTest):
    def test_windows_of_exr_files(self):
        self.render("whole.exr", "--spp", 2, "--aov", "depth")
        self.render("part.exr", "--spp", 2, "--aov", "depth", "--crop", 5, 23, 3, 14)
        width, _, whole, attributes = read_exr(self.folder / "whole.exr")
        self.assertEqual(attributes["dataWindow"], attributes["displayWindow"])
        part_width, part_height, part, attributes = read_exr(self.folder / "part.exr")
        self.assertEqual((part_width, part_height), (18, 11))
        self.assertEqual(struct.unpack("<4i", attributes["dataWindow"]), (5, 3, 22, 13))
        self.assertEqual(struct.unpack("<4i", attributes["displayWindow"]), (0, 0, 39, 22))
        for channel in ["R", "Z"]:
            rows = [whole[channel][width * row + 5:width * row + 23] for row in range(3, 14)]
            self.assertEqual(part[channel], sum(rows, []))

    def test_compare_sees_the_place(self):
        self.render("a.exr", "--spp", 2, "--crop", 5, 23, 3, 14)
        self.render("b.exr", "--spp", 2, "--crop", 5, 22, 3, 14)
        self.succeed("compare", "a.exr", "a.exr")
        code, _, err = self.run_command("compare", "a.exr", "b.exr", "--max-rmse", 99)
        self.assertEqual(code, 5)
        self.assert_sentence(err, ["data window has columns 5 to 22 and rows 3 to 13 in a.exr and columns 5 to 21"])


if __name__ == "__main__":
    unittest.main()
