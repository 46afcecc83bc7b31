# Every exit code but 0, each with its sentence: wrong input must be told from wrong usage, limits and missing devices.
# SPDX-License-Identifier: MIT
import json
import os
import unittest

from cli_support import NO_GPU, SPHERE, CommandLineTest, scene

TINY = ("--width", "8", "--spp", "1")
SMALL = (*TINY, "--backend", "cpu")
# With these, a word on stderr before the error's sentence shows that a device was opened already.
EARLY = (*SMALL, "--log-level", "info")


class Usage(CommandLineTest):
    """Exit code 2."""

    def test_unknown_flag(self):
        self.fail_with(2, ['"--wdith"', '"--width"'], "render", "one-weekend", "-o", "x.png", "--wdith", "8")

    def test_unknown_flag_with_value(self):
        self.fail_with(2, ['"--sppp"', '"--spp"'], "render", "one-weekend", "-o", "x.png", "--sppp=8")

    def test_unknown_flag_without_neighbour(self):
        self.fail_with(2, ['"--frobnicate"', "render --help"], "render", "one-weekend", "--frobnicate")

    def test_unknown_command(self):
        self.fail_with(2, ['"rendr"', '"render"'], "rendr", "one-weekend", "-o", "x.png")

    def test_no_command(self):
        self.fail_with(2, ["render", "--help"])

    def test_no_scene(self):
        self.fail_with(2, ["SCENE"], "render", "-o", "x.png")

    def test_no_output(self):
        self.fail_with(2, ["--output"], "render", "one-weekend")

    def test_unexpected_argument(self):
        self.fail_with(2, ['"stray"'], "render", "one-weekend", "stray", "-o", "x.png")

    def test_unknown_image_format(self):
        for name, words in [("x.xyz", ".xyz is no format"), ("x.gif", ".gif images are only read"),
                            ("x.TIF", ".tif images are only read"),
                            ("x.hdr", ".hdr images are only read"), ("x", "no ending")]:
            with self.subTest(name=name):
                self.fail_with(2, [name, words, ".png, .jpg, .exr or .pfm", ".film"], "render", "one-weekend", "-o", name,
                               *EARLY)

    def test_numbers_out_of_range(self):
        for flag, value in [("--width", "0"), ("--height", "0"), ("--height", "-1"), ("--spp", "0"), ("--spp", "-5"),
                            ("--spp", "1e3"), ("--spp", "1048577"), ("--spp", ""), ("--max-depth", "0"),
                            ("--seed", "4294967296"), ("--seed", "0x10"), ("--threads", "-1")]:
            with self.subTest(flag=flag, value=value):
                most = {"--width": "65535", "--height": "65535", "--spp": "1048576"}.get(flag, "")
                self.fail_with(2, [flag, f'"{value}"', f"to {most}"], "render", "one-weekend", "-o", "x.png", flag,
                               value)

    def test_unknown_settings(self):
        for flag, known in [("--integrator", "path or path-mis"), ("--sampler", "independent or sobol")]:
            for value in ["", "PATH", "mis", "path ", "1"]:
                with self.subTest(flag=flag, value=value):
                    self.fail_with(2, [flag, known, f'"{value}"'], "render", "one-weekend", "-o", "x.png", flag, value)

    def test_tone_mapping(self):
        for value in ["", "20.01", "-21", "nan", "inf", "1EV", "++1", "+-1", "0x1"]:
            for command in [("render", "one-weekend", *SMALL), ("merge", "x.film")]:
                with self.subTest(value=value, command=command):
                    self.fail_with(2, ["--exposure", "from -20 to 20", f'"{value}"'], *command, "-o", "x.png",
                                   "--exposure", value)
        for value in ["", "ACES", "filmic", "pbr-neutral"]:
            with self.subTest(value=value):
                self.fail_with(2, ["--tonemap", "none or aces or agx or khronos-pbr-neutral", f'"{value}"'], "render",
                               "one-weekend", "-o", "x.png", "--tonemap", value)

    def test_sample_range(self):
        for text in ["4", "4:4", "5:4", "-1:4", "0:1048577", "a:b", ":", "0:4:5"]:
            with self.subTest(text=text):
                self.fail_with(2, ["--sample-range", f'"{text}"'], "render", "one-weekend", "-o", "x.png",
                               "--sample-range", text)

    def test_sample_range_beyond_spp(self):
        self.fail_with(2, ["4:9", "8"], "render", "one-weekend", "-o", "x.png", "--sample-range", "4:9", "--spp", "8")

    def test_crop_outside_image(self):
        for edges in [(0, 9, 0, 1), (3, 3, 0, 1), (0, 1, 4, 5), (0, 1, 2, 1)]:
            with self.subTest(edges=edges):
                self.fail_with(2, ["--crop", "8 x 4"], "render", "one-weekend", "-o", "x.png", *SMALL, "--height", "4",
                               "--crop", *edges)

    def test_unknown_backend(self):
        self.fail_with(2, ["opengl", "auto"], "render", "one-weekend", "-o", "x.png", "--backend", "opengl", *TINY)

    def test_unknown_scene_to_export(self):
        self.fail_with(2, ['"three-sphere"', '"three-spheres"'], "scenes", "--export", "three-sphere", "-")


class InvalidInput(CommandLineTest):
    """Exit code 3: the sentence names the file and the place in it."""

    def fail_scene(self, words, content):
        self.fail_with(3, ["scene.json", *words], "render", self.write_scene(content), "-o", "x.png", *SMALL)
        self.assertEqual(self.files(), ["scene.json"])

    def fail_shape(self, words, **changes):
        self.fail_scene(["/shapes/0", *words], scene(shapes=[SPHERE | changes]))

    def test_missing_file(self):
        self.fail_with(3, ["absent.json"], "render", "absent.json", "-o", "x.png", *SMALL)

    def test_misspelt_builtin(self):
        self.fail_with(3, ["one-weekned", "one-weekend"], "render", "one-weekned", "-o", "x.png", *SMALL)

    def test_folder(self):
        self.fail_with(3, ["."], "render", ".", "-o", "x.png", *SMALL)

    def test_cut_off(self):
        self.fail_scene(["scene.json:2:", "cut off"], '{"triptych": 1,\n"image": {"width"')

    def test_unknown_key(self):
        self.fail_shape(["colour"], colour=[1, 0, 0])

    def test_negative_radius(self):
        self.fail_shape(["radius", "-0.5"], radius=-0.5)

    def test_not_a_number(self):
        self.fail_scene(["scene.json:1:44", "NaN"], '{"triptych": 1, "camera": {"vertical_fov": NaN}}')

    def test_missing_material(self):
        self.fail_shape(["material", "gold"], material="gold")

    def test_zero_size(self):
        self.fail_scene(["/image/width"], scene(image={"width": 0, "height": 4}))

    def test_compare_missing_image(self):
        self.fail_with(3, ["absent.png"], "compare", "absent.png", "absent.png")

    def test_merge_missing_film(self):
        self.fail_with(3, ["absent.film"], "merge", "absent.film", "-o", "x.png")

    def test_text_behind_a_nul(self):
        self.fail_scene(["scene.json:2:1: ", "NUL"], json.dumps(scene()) + "\n\0 and more")

    def test_long_things_are_cut(self):
        for content in [{"triptych": 1, "k" * 50000: 1}, {"triptych": 1, "camera": "v" * 50000}]:
            code, out, err = self.run_command("render", self.write_scene(content), "-o", "x.png", *SMALL)
            self.assertEqual((code, out), (3, ""))
            self.assert_sentence(err, ["..."])
            self.assertLess(len(err), 500)
        code, out, err = self.run_command("render", "x" * 4000 + ".json", "-o", "x.png", *SMALL)
        self.assertEqual((code, out), (3, ""))
        self.assertLess(len(err), 600)


class Terminals(CommandLineTest):
    """Nothing that a terminal obeys or hides comes through, wherever it came from."""

    HOSTILE = "a\x1b[2J\u009b31m\u202ecod.\u2066\u200b\u2028\u061c\x7f\n\U000e0041z"
    SHOWN = "a\\u001b[2J\\u009b31m\\u202ecod.\\u2066\\u200b\\u2028\\u061c\\u007f\\{}\\udb40\\udc41z"

    def assert_harmless(self, text, lines):
        self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\U000e0000-"
                            "\U000e0fff]")
        self.assertEqual(text.count("\n"), lines)

    def test_names_in_scenes(self):
        for content in [{"triptych": 1, self.HOSTILE: 1},
                        scene(materials={self.HOSTILE: {"type": self.HOSTILE}}),
                        scene(textures={"t": {"type": "image", "file": self.HOSTILE.replace("\n", "")}})]:
            code, out, err = self.run_command("render", self.write_scene(content), "-o", "x.png", *SMALL)
            self.assertEqual((code, out), (3, ""))
            self.assert_harmless(err, 1)

    def test_file_names_in_errors_warnings_and_results(self):
        name = self.HOSTILE + ".obj"
        (self.folder / name).write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
        code, out, err = self.run_command("render", name, "-o", self.HOSTILE + ".png", *SMALL, "--log-level", "info")
        self.assertEqual(code, 0, err)
        self.assertTrue(out.startswith(self.SHOWN.format("u000a") + ".png: "), out)
        self.assert_harmless(out, 1)
        self.assertIn("info: a\\u001b[2J", err)
        self.assert_harmless(err, err.count("triptych: "))
        code, out, err = self.run_command("render", "absent" + self.HOSTILE, "-o", "x.png", *SMALL)
        self.assertEqual(code, 3)
        self.assert_harmless(err, 1)
        self.fail_with(2, ["\\u202e"], "render", "three-spheres", "-o", "x.png", "--" + self.HOSTILE)

    def test_json_means_the_same(self):
        name = "\u202e\u009b.json"
        self.write_scene(scene(), name)
        out = self.succeed("render", name, "-o", "x.png", *SMALL, "--stats-json", "-")
        self.assert_harmless(out, out.count("\n"))
        self.assertEqual(json.loads(out)["scene"], name)


class Limits(CommandLineTest):
    """Exit code 4."""

    def test_absurd_width(self):
        for width in ["65536", "100000", "1" + "0" * 30]:
            self.fail_with(4, ["65535"], "render", "one-weekend", "-o", "x.png", "--width", width)

    def test_absurd_height_from_aspect(self):
        tall = self.write_scene(scene(image={"width": 1, "height": 2}))
        self.fail_with(4, ["80000", "65535"], "render", tall, "-o", "x.png", "--width", "40000")

    def test_film_beyond_memory(self):
        if os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGESIZE") > 120 << 30:
            self.skipTest("this machine's memory could hold the largest film")
        self.fail_with(4, ["65535 x 65535", "MiB"], "render", "one-weekend", "-o", "x.png", "--width", "65535",
                       "--height", "65535")
        self.assertEqual(self.files(), [])

    def test_out_of_memory(self):
        # 4000 x 4000 pixels take 512 MB of film, twice.
        self.fail_with(4, ["emory"], "render", "three-spheres", "-o", "x.png", "--width", "4000", "--height", "4000",
                       "--spp", "1", "--backend", "cpu", "--threads", "1", memory_bytes=900 << 20)
        self.assertEqual(self.files(), [])


class Devices(CommandLineTest):
    """Exit code 6."""

    def test_no_such_device(self):
        self.fail_with(6, ["'no-such-gpu'"], "render", "one-weekend", "-o", "x.png", "--device", "no-such-gpu",
                       *TINY)

    def test_no_vulkan(self):
        self.fail_with(6, ["vulkan"], "render", "one-weekend", "-o", "x.png", "--backend", "vulkan", *TINY,
                       environment=NO_GPU)

    def test_no_hardware(self):
        self.fail_with(6, ["hardware"], "render", "one-weekend", "-o", "x.png", "--require-hardware", *TINY,
                       environment=NO_GPU)

    def test_nothing_to_verify_against(self):
        devices = json.loads(self.succeed("devices", "--json", environment=NO_GPU))
        reference = max(device["index"] for device in devices if device["available"])
        code, out, err = self.run_command("verify", "three-spheres", *SMALL, "--device", reference, environment=NO_GPU)
        self.assertEqual((code, out.count("\n")), (6, 2))
        self.assertIn("reference", out)
        self.assert_sentence(err, ["nothing to compare"])

    def test_verify_absent_backend(self):
        self.fail_with(6, ["vulkan"], "verify", "three-spheres", *TINY, "--backend", "vulkan",
                       environment=NO_GPU)


class Output(CommandLineTest):
    """Exit code 8, before any time is spent on rendering where that can be told."""

    def test_missing_folder(self):
        self.fail_with(8, ["absent/x.png"], "render", "one-weekend", "-o", "absent/x.png", *EARLY)

    def test_folder_in_the_way(self):
        (self.folder / "x.png").mkdir()
        self.fail_with(8, ["x.png"], "render", "one-weekend", "-o", "x.png", *EARLY)

    def test_statistics_in_missing_folder(self):
        self.fail_with(8, ["absent/stats.json"], "render", "one-weekend", "-o", "x.png", "--stats-json",
                       "absent/stats.json", *EARLY)
        self.assertEqual(self.files(), [])

    def test_full_disk(self):
        self.fail_with(8, ["/dev/full"], "render", "three-spheres", "-o", "x.png", *SMALL, "--stats-json", "/dev/full")

    def test_full_stdout(self):
        for arguments in [("scenes",), ("devices",), ("--version",), ("render", "--help"),
                          ("render", "three-spheres", "-o", "x.png", *SMALL)]:
            with self.subTest(arguments=arguments), open("/dev/full", "w", encoding="utf-8") as full:
                self.fail_with(8, ["standard output"], *arguments, stdout=full)

    def test_closed_pipe(self):
        read_end, write_end = os.pipe()
        os.close(read_end)
        with os.fdopen(write_end, "w") as pipe:
            self.fail_with(8, ["standard output"], "scenes", stdout=pipe)

    def test_export_in_missing_folder(self):
        self.fail_with(8, ["absent/x.json"], "scenes", "--export", "one-weekend", "absent/x.json")


class ForeignFilms(CommandLineTest):
    """Exit code 10."""

    def setUp(self):
        super().setUp()
        self.render("a.film", "--width", 8, "--sample-range", "0:4")

    def test_overlap(self):
        self.render("b.film", "--width", 8, "--sample-range", "3:6")
        self.fail_with(10, ["a.film", "b.film"], "merge", "a.film", "b.film", "-o", "x.png")
        self.assertNotIn("x.png", self.files())

    def test_other_pictures(self):
        for other in [("--seed", 1), ("--width", 9), ("--max-depth", 3), ("--crop", 0, 1, 0, 1),
                      ("--integrator", "path"), ("--sampler", "independent"), ("--roulette",)]:
            with self.subTest(other=other):
                size = () if "--width" in other else ("--width", 8)
                self.render("b.film", "--sample-range", "4:6", *size, *other)
                self.fail_with(10, ["a.film", "b.film"], "merge", "a.film", "b.film", "-o", "x.film")

    def test_other_scene(self):
        self.render("b.film", "--width", 8, "--sample-range", "4:6", source="one-weekend")
        self.fail_with(10, ["a.film", "b.film"], "merge", "a.film", "b.film", "-o", "x.film")

    def test_damaged(self):
        data = bytearray((self.folder / "a.film").read_bytes())
        data[len(data) // 2] ^= 1
        (self.folder / "a.film").write_bytes(data)
        self.fail_with(10, ["a.film"], "merge", "a.film", "-o", "x.png")

    def test_image_with_gap(self):
        self.render("c.film", "--width", 8, "--sample-range", "6:8")
        self.fail_with(10, ["0:4", "6:8", "x.png"], "merge", "a.film", "c.film", "-o", "x.png")
        self.assertIn("0:4,6:8", self.succeed("merge", "a.film", "c.film", "-o", "x.film"))

    def test_image_without_beginning(self):
        self.render("c.film", "--width", 8, "--sample-range", "6:8")
        self.fail_with(10, ["6:8"], "merge", "c.film", "-o", "x.png")


if __name__ == "__main__":
    unittest.main()
