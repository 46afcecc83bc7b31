# The command line from end to end: what goes to stdout, stderr and files, and that no option but those of the picture
# can change the picture.
# SPDX-License-Identifier: MIT
import json
import os
import pty
import re
import subprocess
import unittest

from cli_support import NO_GPU, CommandLineTest, scene

STATS_KEYS = {
    "version", "backend", "device", "devices", "scene", "scene_hash", "width", "height", "window", "spp", "sample_range",
    "max_depth", "seed", "integrator", "sampler", "roulette", "transparent", "clamp_indirect", "film_hash", "seconds", "samples_per_second", "rays", "rays_per_second", "peak_rss_bytes",
    "invalid_samples", "invalid_at", "ended_by", "samples_resumed", "relative_noise"}
SECONDS_KEYS = {"load", "build", "open", "upload", "compile", "render", "readback", "write", "total"}
SMALL = ("--width", "40", "--spp", "2", "--backend", "cpu")


class Basics(CommandLineTest):
    def test_version(self):
        self.assertRegex(self.succeed("--version"), r"\Atriptych \d+\.\d+\.\d+\n\Z")
        self.assertEqual(self.succeed("render", "--version"), self.succeed("--version"))

    def test_help(self):
        commands = ["render", "verify", "compare", "devices", "scenes", "merge"]
        for command in commands:
            self.assertIn(command, self.succeed("--help"))
            self.assertIn(f"triptych {command}", self.succeed(command, "--help"))
        for flag in ["--nthreads", "--samples", "--crop", "--require-hardware", "auto|", "path|path-mis",
                     "independent|sobol", "--no-roulette"]:
            self.assertIn(flag, self.succeed("render", "--help"))

    def test_log_level(self):
        code, out, err = self.run_command("render", "three-spheres", "-o", "x.png", *SMALL, "--log-level", "info")
        self.assertEqual((code, out.count("\n")), (0, 1))
        self.assertRegex(err, r"\Atriptych: info: ")

    def test_devices(self):
        self.assertIn("cpu", self.succeed("devices"))
        devices = json.loads(self.succeed("devices", "--json"))
        self.assertTrue(any(device["backend"] == "cpu" and device["available"] for device in devices))
        for device in devices:
            self.assertEqual(device["available"], device["unavailable"] == "")

    def test_absent_devices(self):
        self.assertRegex(self.succeed("devices", environment=NO_GPU), r"\nvulkan .*absent: \w+")
        devices = json.loads(self.succeed("devices", "--json", environment=NO_GPU))
        self.assertEqual({device["backend"] for device in devices if device["available"]}, {"cpu"})

    def test_scenes(self):
        names = [line.split()[0] for line in self.succeed("scenes").splitlines()]
        self.assertLessEqual({"one-weekend", "three-spheres"}, set(names))
        for name in names:
            self.assertEqual(json.loads(self.succeed("scenes", "--export", name, "-"))["triptych"], 1)

    def test_exported_scenes_are_the_same(self):
        names = [line.split()[0] for line in self.succeed("scenes").splitlines()]
        for name in names:
            with self.subTest(name):
                file = f"copy of {name}.json"
                self.assertEqual(self.succeed("scenes", "--export", name, file), "")
                copy = self.render("x.png", "--spp", 1, source=file)
                self.assertEqual(copy["scene"], file)
                original = self.render("x.png", "--spp", 1, source=name)
                self.assertEqual((copy["film_hash"], copy["scene_hash"]), (original["film_hash"], original["scene_hash"]))

    def test_export_writes_the_pictures_of_a_scene(self):
        self.assertEqual(self.succeed("scenes", "--export", "earth", "copy.json"), "")
        self.assertEqual(self.files(), ["copy.json", "earth.png"])
        picture = (self.folder / "earth.png").read_bytes()
        original = self.render("x.png", "--spp", 1, source="earth")
        copy = self.render("x.png", "--spp", 1, source="copy.json")
        self.assertEqual((copy["film_hash"], copy["scene_hash"]), (original["film_hash"], original["scene_hash"]))
        self.succeed("scenes", "--export", "earth", "second.json")  # the picture is there already
        self.assertEqual((self.folder / "earth.png").read_bytes(), picture)

    def test_export_spares_other_pictures(self):
        self.render("earth.png", "--spp", 1)
        other = (self.folder / "earth.png").read_bytes()
        self.fail_with(2, ["earth.png", "another file"], "scenes", "--export", "earth", "copy.json")
        self.assertEqual((self.folder / "earth.png").read_bytes(), other)
        self.assertNotIn("copy.json", self.files())
        (self.folder / "earth.png").unlink()
        (self.folder / "earth.png").symlink_to("nowhere")
        self.fail_with(2, ["earth.png", "another file"], "scenes", "--export", "earth", "copy.json")
        (self.folder / "earth.png").unlink()
        self.fail_with(2, ["earth.png", "another one"], "scenes", "--export", "earth", "earth.png")
        self.fail_with(8, ["nowhere"], "scenes", "--export", "earth", "nowhere/copy.json")
        self.assertEqual(json.loads(self.succeed("scenes", "--export", "earth", "-"))["triptych"], 1)
        self.assertNotIn("earth.png", self.files())


class Render(CommandLineTest):
    def test_result_line(self):
        out = self.succeed("render", "three-spheres", "-o", "x.png", "--stats-json", "stats.json", *SMALL)
        stats = json.loads((self.folder / "stats.json").read_text())
        self.assertRegex(out, r"\Ax\.png: 40 x \d+ pixels, samples 0:2, cpu on [^\n]+\n\Z")
        self.assertIn(stats["film_hash"], out)
        self.assertEqual(self.files(), ["stats.json", "x.png"])

    def test_quiet(self):
        self.assertEqual(self.succeed("render", "three-spheres", "-o", "x.png", "--quiet", *SMALL), "")

    def test_statistics(self):
        stats = self.render("x.png", "--spp", 3, "--seed", 7, "--max-depth", 9)
        self.assertEqual(set(stats), STATS_KEYS)
        self.assertEqual(set(stats["seconds"]), SECONDS_KEYS)
        self.assertEqual(set(stats["device"]), {"name", "uuid", "driver"})
        self.assertEqual([stats[key] for key in ["backend", "scene", "width", "spp", "seed", "max_depth"]],
                         ["cpu", "three-spheres", 40, 3, 7, 9])
        self.assertRegex(stats["film_hash"], r"\A[0-9a-f]{32}\Z")
        self.assertGreaterEqual(stats["rays"], 40 * stats["height"] * 3)
        self.assertEqual(stats["invalid_samples"], 0)
        self.assertGreater(stats["peak_rss_bytes"], 1 << 20)
        seconds = stats["seconds"]
        self.assertLessEqual(sum(seconds.values()) - seconds["total"], seconds["total"])
        samples = 40 * stats["height"] * 3
        self.assertAlmostEqual(stats["samples_per_second"] * seconds["render"], samples, delta=1e-6 * samples)

    def test_statistics_on_stdout(self):
        out = self.succeed("render", "three-spheres", "-o", "x.png", "--stats-json", "-", *SMALL)
        self.assertEqual(set(json.loads(out)), STATS_KEYS)

    def test_metadata_equals_statistics(self):
        stats = self.render("x.png", "--spp", 3, "--seed", 7, "--crop", 2, 9, 1, 5)
        texts = self.read_png_texts("x.png")
        self.assertEqual(texts.pop("Software"), f"triptych {stats['version']}")
        expected = {key: str(stats[key]) for key in ["scene", "scene_hash", "width", "height", "spp", "max_depth",
                                                     "seed", "integrator", "sampler", "film_hash", "backend"]}
        expected |= {"roulette": "false", "transparent": "false"}
        expected |= {"window": "2 9 1 5", "sample_range": "0:3", "device": stats["device"]["name"],
                     "device_uuid": stats["device"]["uuid"], "driver": stats["device"]["driver"]}
        self.assertEqual(texts, expected)
        self.assertEqual(stats["window"], [2, 9, 1, 5])

    def test_every_format(self):
        hashes = {self.render(f"x.{ending}", "--spp", 2)["film_hash"] for ending in ["png", "exr", "pfm", "film"]}
        self.assertEqual(len(hashes), 1)
        for name in ["x.exr", "x.pfm"]:
            self.assertEqual(json.loads(self.succeed("compare", "--json", name, "x.pfm"))["pairs"][0]["differing_pixels"], 0)

    def test_size_follows_the_scene(self):
        source = self.write_scene(scene())
        for flags, size in [((), (24, 16)), (("--width", 12), (12, 8)), (("--height", 4), (6, 4)),
                            (("--width", 1), (1, 1)), (("--width", 3, "--height", 5), (3, 5))]:
            with self.subTest(flags=flags):
                self.succeed("render", source, "-o", "x.png", "--quiet", "--backend", "cpu", "--stats-json", "s.json",
                             *flags)
                stats = json.loads((self.folder / "s.json").read_text())
                self.assertEqual((stats["width"], stats["height"]), size)
                self.assertEqual((stats["spp"], stats["max_depth"]), (2, 5))

    def test_threads_do_not_matter(self):
        hashes = {self.render("x.png", "--spp", 4, flag, count)["film_hash"]
                  for flag, count in [("--threads", 1), ("-t", 2), ("--nthreads", 3)]}
        self.assertEqual(len(hashes), 1)

    def test_leading_zeros_are_decimal(self):
        self.assertEqual(self.render("x.png", "--spp", "010")["spp"], 10)

    def test_seed_matters(self):
        self.assertNotEqual(self.render("x.png", "--spp", 1, "--seed", 0)["film_hash"],
                            self.render("x.png", "--spp", 1, "--seed", 1)["film_hash"])

    def test_settings_come_from_scene_or_options(self):
        settings = ["integrator", "sampler", "roulette"]
        plain = self.write_scene(scene(integrator={"type": "path", "sampler": "independent", "roulette": True}))
        for source, flags, expected in [
                ("three-spheres", (), ["path-mis", "sobol", False]),
                (plain, (), ["path", "independent", True]),
                (plain, ("--integrator", "path-mis", "--sampler", "sobol", "--no-roulette"), ["path-mis", "sobol", False]),
                ("three-spheres", ("--integrator", "path"), ["path", "sobol", False]),
                ("three-spheres", ("--sampler", "independent"), ["path-mis", "independent", False]),
                ("three-spheres", ("--roulette",), ["path-mis", "sobol", True])]:
            with self.subTest(source=source, flags=flags):
                stats = self.render("x.png", "--spp", 1, *flags, source=source)
                self.assertEqual([stats[key] for key in settings], expected)
                texts = self.read_png_texts("x.png")
                self.assertEqual([texts[key] for key in settings], [*expected[:2], str(expected[2]).lower()])
        verified = self.run_command("verify", "three-spheres", "--width", 8, "--spp", 1, "--sampler", "independent",
                                    "--json", "-", environment=NO_GPU)[1]
        self.assertEqual([json.loads(verified)[key] for key in settings], ["path-mis", "independent", False])

    def test_sampler_and_roulette_matter(self):
        hashes = [self.render("x.png", "--spp", 2, *flags, source="one-weekend")["film_hash"]
                  for flags in [(), ("--sampler", "independent"), ("--roulette",)]]
        self.assertEqual(len(set(hashes)), 3)

    def test_crop_is_a_window_of_the_whole(self):
        self.render("whole.pfm", "--spp", 2)
        self.render("part.pfm", "--spp", 2, "--crop", 5, 23, 3, 14)
        window = [row[5:23] for row in self.read_pfm("whole.pfm")[3:14]]
        self.assertEqual(self.read_pfm("part.pfm"), window)


class ProgressLines(CommandLineTest):
    LINES = r"\Atriptych: 100 %, [0-9.]+ Msamples/s, 0:00 left\n\Z"

    def shown(self, *arguments):
        code, _, err = self.run_command("render", "three-spheres", "-o", "x.png", *SMALL, *arguments)
        self.assertEqual(code, 0)
        return err

    def test_where_stderr_is_no_terminal(self):
        self.assertEqual(self.shown(), "")
        self.assertEqual(self.shown("--progress", "auto"), "")
        self.assertEqual(self.shown("--progress", "none", "--log-level", "info").count("%"), 0)
        self.assertRegex(self.shown("--progress", "lines"), self.LINES)
        self.assertEqual(self.shown("--progress", "lines", "--quiet"), "")
        self.assertIn("triptych: 100 %, ", self.shown("--log-level", "info"))
        self.assertIn("100 % [", self.shown("--progress", "bar"))
        self.fail_with(2, ["--progress", "auto or bar or lines or none"], "render", "three-spheres", "-o", "x.png",
                       "--progress", "dots")


class Films(CommandLineTest):
    def test_parts_add_up_to_the_whole(self):
        whole = self.render("whole.png", "--spp", 12)
        for name, part in [("a", "0:5"), ("b", "5:6"), ("c", "6:12")]:
            self.render(f"{name}.film", "--sample-range", part)
        out = self.succeed("merge", "c.film", "a.film", "b.film", "-o", "merged.png")
        self.assertIn(whole["film_hash"], out)
        self.assertIn("samples 0:12", out)
        self.assertEqual(self.read_png_texts("merged.png")["film_hash"], whole["film_hash"])
        self.assertEqual(json.loads(self.succeed("compare", "--json", "merged.png", "whole.png"))["verdict"], "equal")
        self.assertIn(whole["film_hash"], self.succeed("merge", "c.film", "a.film", "b.film", "-o", "d.film"))

    def test_other_part_is_another_picture(self):
        self.assertNotEqual(self.render("a.film", "--sample-range", "0:2")["film_hash"],
                            self.render("b.film", "--sample-range", "2:4")["film_hash"])


class ToneMapping(CommandLineTest):
    def sky(self, output, light, *arguments):
        """Renders nothing but a gray sky of that radiance; returns the statistics."""
        source = self.write_scene(scene(background={"type": "constant", "radiance": [light] * 3}, shapes=[]))
        return self.render(output, *arguments, source=source)

    def assert_equal_images(self, a, b):
        self.assertEqual(json.loads(self.succeed("compare", "--json", a, b))["pairs"][0]["differing_pixels"], 0)

    def test_known_light(self):
        for light, flags, shown in [(0.1, ("--exposure", "1"), 0.2), (0.1, ("--exposure", "+1.0"), 0.2),
                                    (0.5, ("--exposure", "-1"), 0.25), (1.0, ("--exposure=-.5",), 0.7071068),
                                    (0.25, ("--exposure", "auto"), 0.1767767), # log2(0.18 / 0.25) rounded to -0.5
                                    (1.0, ("--tonemap", "aces"), 0.619115), (1.0, ("--tonemap", "agx"), 0.5912),
                                    (1.0, ("--tonemap", "khronos-pbr-neutral"), 0.869091),
                                    (0.25, ("--exposure", "2", "--tonemap", "aces"), 0.619115)]:
            with self.subTest(light=light, flags=flags):
                mapped = self.sky("mapped.png", light, *flags)
                self.sky("shown.png", shown)
                self.assert_equal_images("mapped.png", "shown.png")
                self.assertEqual(mapped["film_hash"], self.sky("plain.png", light)["film_hash"])
                self.assertNotEqual(self.run_command("compare", "mapped.png", "plain.png")[0], 0)

    def test_film_is_developed_as_it_would_have_been_rendered(self):
        self.render("x.film", "--spp", 2)
        flags = ("--exposure", 1.5, "--tonemap", "agx")
        self.render("rendered.PNG", "--spp", 2, *flags)
        self.succeed("merge", "x.film", "-o", "merged.png", *flags)
        self.assert_equal_images("merged.png", "rendered.PNG")
        for name in ["merged.png", "rendered.PNG"]:
            texts = self.read_png_texts(name)
            self.assertEqual((texts["exposure"], texts["tonemap"]), ("1.5", "agx"))

    def test_what_is_overexposed_is_said_with_what_helps(self):
        for light, flags, is_said in [(8.0, (), True), (0.9, (), False), (8.0, ("--exposure", "auto"), False),
                                      (8.0, ("--tonemap", "agx"), False)]:
            self.sky("plain.film", light)
            code, _, sentence = self.run_command("merge", "plain.film", "-o", "bright.png", *flags)
            self.assertEqual(code, 0, sentence)
            self.assertEqual("--exposure auto (here -5.5)" in sentence and "100 %" in sentence, is_said, sentence)
        self.succeed("merge", "plain.film", "-o", "auto.png", "--exposure", "auto")
        self.assertEqual(self.read_png_texts("auto.png")["exposure"], "-5.5")

    def test_linear_files_stay_linear(self):
        self.render("x.film", "--spp", 1)
        for name in ["y.exr", "y.pfm", "y.film"]:
            for flags in [("--exposure", 1), ("--tonemap", "aces")]:
                with self.subTest(name=name, flags=flags):
                    self.fail_with(2, [name, "--exposure", "--tonemap", ".png"], "render", "three-spheres", "-o", name,
                                   *SMALL, *flags)
                    self.fail_with(2, [name, "--exposure", "--tonemap", ".png"], "merge", "x.film", "-o", name, *flags)
        self.assertEqual(self.files(), ["stats.json", "x.film"])

    def test_defaults_change_nothing(self):
        self.render("x.film", "--spp", 1)
        for ending in ["png", "exr", "pfm", "film"]:
            self.succeed("merge", "x.film", "-o", f"plain.{ending}")
            self.succeed("merge", "x.film", "-o", f"same.{ending}", "--exposure", 0, "--tonemap", "none")
            self.assertEqual((self.folder / f"plain.{ending}").read_bytes(),
                             (self.folder / f"same.{ending}").read_bytes())


class Terminal(CommandLineTest):
    def stderr_on_terminal(self, *arguments):
        """What a render writes to a terminal on stderr."""
        terminal, slave = pty.openpty()
        process = self.start("render", "three-spheres", "-o", "x.png", *SMALL, *arguments, stdout=subprocess.PIPE,
                             stderr=slave)
        os.close(slave)
        text = b""
        try:
            while chunk := os.read(terminal, 4096):
                text += chunk
        except OSError:  # Linux ends a terminal without writers so
            pass
        os.close(terminal)
        process.communicate()
        self.assertEqual(process.returncode, 0)
        return text.decode()

    def test_progress_bar(self):
        text = self.stderr_on_terminal()
        self.assertRegex(text, r"100 % \[=+\] [0-9.]+ Msamples/s, 0:00 left")
        self.assertTrue(text.endswith("\r\x1b[K"))
        for line in re.split(r"\r|\x1b\[K", text):
            self.assertLess(len(line), 80)

    def test_quiet(self):
        self.assertEqual(self.stderr_on_terminal("--quiet"), "")


if __name__ == "__main__":
    unittest.main()
