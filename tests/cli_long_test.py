#!/usr/bin/env python3
"""End-to-end tests of long renders: checkpoints, signals, limits, bad samples. TRIPTYCH names the program.
SPDX-License-Identifier: MIT
"""
import json
import os
import random
import signal
import struct
import subprocess
import time
import unittest

from cli_support import CommandLineTest, scene

SMALL = ("--width", 40)
ON_CPU = (*SMALL, "--backend", "cpu")
CHECKPOINT = "x.png.checkpoint"
WAIT_SECONDS = 60


class LongRender(CommandLineTest):
    def start_long(self, *arguments, source="three-spheres"):
        """Starts a render of hours, and returns once it draws."""
        process = self.start("render", source, "-o", "x.png", "--spp", 1048576, "--log-level", "info", *ON_CPU, *arguments,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        while "rendering" not in (line := process.stderr.readline()):
            self.assertNotEqual(line, "", "the render never began")
        return process

    def wait_for(self, condition):
        end = time.monotonic() + WAIT_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), end, "nothing came")
            time.sleep(0.01)

    def samples_in(self, checkpoint=CHECKPOINT):
        """Samples a pixel that a checkpoint holds; it must be whole."""
        out = self.succeed("merge", checkpoint, "-o", "so-far.film")
        (self.folder / "so-far.film").unlink()
        return int(out.split("samples 0:")[1].split(",")[0])

    def check_resumed(self, *arguments):
        """Resumes with a few samples more, which must give the picture of a render without a break."""
        spp = self.samples_in() + 5
        resumed = self.render("x.png", "--spp", spp, "--resume", *SMALL, *arguments)
        self.assertEqual(resumed["samples_resumed"] // (resumed["width"] * resumed["height"]), spp - 5)
        self.assertEqual(resumed["film_hash"], self.render("y.png", "--spp", spp, *SMALL)["film_hash"])
        self.assertNotIn(CHECKPOINT, self.files())


class Checkpoints(LongRender):
    def test_interrupted_render_goes_on(self):
        process = self.start_long()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WAIT_SECONDS)
        self.assertEqual((process.returncode, out), (130, ""))
        self.assert_sentence(err, ["Interrupted", "x.png was not written", CHECKPOINT, "--resume"])
        self.assertEqual(self.files(), [CHECKPOINT])
        self.check_resumed("--threads", 1)

    def test_terminated_render_goes_on_elsewhere(self):
        (self.folder / "x.png").write_text("an older picture")
        process = self.start_long("--checkpoint", "kept")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(process.returncode, 143)
        self.assertEqual((self.folder / "x.png").read_text(), "an older picture")
        (self.folder / "kept").rename(self.folder / CHECKPOINT)
        self.check_resumed("--device", "reference")

    def test_killed_render_goes_on(self):
        """A small version of tools/loss_study."""
        chance = random.Random(1)
        process = self.start_long("--checkpoint-interval", 0)
        for _ in range(3):
            self.wait_for((self.folder / CHECKPOINT).exists)
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
            process.communicate()
            before = self.samples_in()
            self.assertGreater(before, 0)
            process = self.start_long("--checkpoint-interval", 0, "--resume")
        process.kill()
        process.communicate()
        self.assertGreaterEqual(self.samples_in(), before)
        self.check_resumed()

    def test_short_render_writes_none(self):
        self.render("x.png", "--spp", 4, *SMALL)
        self.assertEqual(self.files(), ["stats.json", "x.png"])

    def test_without_checkpoints(self):
        process = self.start_long("--no-checkpoint")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=WAIT_SECONDS)
        self.assert_sentence(err, ["Interrupted; x.png was not written."])
        self.assertEqual((process.returncode, self.files()), (130, []))

    def test_second_signal_ends_at_once(self):
        process = self.start_long()  # a pass of which takes longer than both signals
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(process.returncode, -signal.SIGTERM)


class Refusals(LongRender):
    """What lies where the checkpoint goes is never lost, and never gone on from where it does not fit."""

    def setUp(self):
        super().setUp()
        self.render("kept.film", "--spp", 4, *SMALL)
        self.kept = (self.folder / "kept.film").read_bytes()
        (self.folder / "stats.json").unlink()

    def resume(self, *arguments, source="three-spheres"):
        return ("render", source, "-o", "x.png", "--checkpoint", "kept.film", "--resume", *ON_CPU, *arguments)

    def tearDown(self):
        self.assertEqual((self.folder / "kept.film").read_bytes(), self.kept)

    def test_checkpoint_in_the_way(self):
        (self.folder / CHECKPOINT).write_bytes(b"another's")
        self.fail_with(10, [CHECKPOINT, "--resume", "--checkpoint"], "render", "three-spheres", "-o", "x.png", "--spp", 1,
                       *ON_CPU)
        self.assertEqual(self.files(), ["kept.film", CHECKPOINT])

    def test_other_pictures(self):
        for other, word in [(("--seed", 1), "seed"), (("--height", 9), "height"), (("--max-depth", 3), "depth"),
                            (("--crop", 0, 1, 0, 1), "window"), (("--integrator", "path"), "integrator"),
                            (("--sampler", "independent"), "sampler"), (("--roulette",), "roulette"),
                            (("--spp", 3), "up to 4"), (("--sample-range", "1:9"), "begin with 1")]:
            with self.subTest(other=other):
                self.fail_with(10, ["kept.film", word], *self.resume(*other))
        self.fail_with(10, ["kept.film", "another scene"], *self.resume("--spp", 9, source="one-weekend"))
        self.fail_with(10, ["kept.film", "would be lost"], *[word for word in self.resume() if word != "--resume"])

    def test_damaged(self):
        """A small version of the sweep in tools/loss_study."""
        chance = random.Random(1)
        for _ in range(20):
            data = bytearray(self.kept)
            if chance.random() < 0.5:
                data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
            else:
                del data[chance.randrange(len(data)):]
            (self.folder / "kept.film").write_bytes(data)
            self.fail_with(10, ["kept.film"], *self.resume("--spp", 9))
            self.assertEqual((self.folder / "kept.film").read_bytes(), data)
        (self.folder / "kept.film").write_bytes(self.kept)

    def test_none_to_resume(self):
        self.fail_with(3, ["absent"], "render", "three-spheres", "-o", "x.png", "--checkpoint", "absent", "--resume",
                       *ON_CPU)
        code, _, err = self.run_command("render", "three-spheres", "-o", "x.png", "--resume", "--spp", 1, *ON_CPU)
        self.assertEqual(code, 0)
        self.assertIn(f"There is no {CHECKPOINT}", err)

    def test_noise_must_be_known_from_the_start(self):
        self.render("late.film", "--spp", 40, *SMALL)
        self.fail_with(10, ["late.film", "noise"], "render", "three-spheres", "-o", "x.png", "--checkpoint", "late.film",
                       "--resume", "--target-noise", "0.1", "--spp", 400, *ON_CPU)

    def test_place_is_looked_at_first(self):
        self.fail_with(8, ["absent/c"], "render", "one-weekend", "-o", "x.png", "--checkpoint", "absent/c", *ON_CPU)


class Ends(LongRender):
    def test_time_limit(self):
        code, out, err = self.run_command("render", "three-spheres", "-o", "x.png", "--spp", 1048576, "--time-limit", 1,
                                          "--stats-json", "-", *ON_CPU)
        self.assertEqual(code, 0, err)
        stats = json.loads(out)
        self.assertEqual(stats["ended_by"], "time-limit")
        self.assertGreater(stats["spp"], 0)
        self.assertEqual(int(self.read_png_texts("x.png")["spp"]), stats["spp"])
        self.assertIn(f"samples 0:{stats['spp']} of 0:1048576, but {CHECKPOINT}", err)
        self.assertEqual(self.samples_in(), stats["spp"])
        # The same command again loses nothing and says what to add.
        picture = (self.folder / "x.png").read_bytes()
        self.fail_with(10, [CHECKPOINT, "--resume"], "render", "three-spheres", "-o", "x.png", "--spp", 1048576,
                       "--time-limit", 1, *ON_CPU)
        self.assertEqual(((self.folder / "x.png").read_bytes(), self.samples_in()), (picture, stats["spp"]))
        self.check_resumed()

    def test_time_limit_before_the_first_sample(self):
        self.fail_with(4, ["time limit", "x.png was not written"], "render", "three-spheres", "-o", "x.png",
                       "--time-limit", 0, *ON_CPU)
        self.assertEqual(self.files(), [])

    def test_target_noise(self):
        arguments = ("--spp", 4000, "--target-noise", 0.05, *SMALL)
        whole = self.render("x.png", *arguments)
        self.assertEqual(whole["ended_by"], "target-noise")
        self.assertLessEqual(whole["relative_noise"], 0.05)
        self.assertTrue(64 <= whole["spp"] < 4000)
        self.assertEqual(whole["film_hash"], self.render("y.png", "--spp", whole["spp"], *SMALL)["film_hash"])
        for other in [("--threads", 1), ("--device", "reference")]:
            self.assertEqual(self.render("y.png", *arguments, *other)["spp"], whole["spp"])
        # The estimate is what `compare` finds against a far better picture, give or take a third.
        self.render("noisy.pfm", "--spp", whole["spp"], *SMALL)
        self.render("good.pfm", "--spp", 64 * whole["spp"], *SMALL)
        _, out, _ = self.run_command("compare", "--json", "noisy.pfm", "good.pfm")
        self.assertLess(abs(json.loads(out)["pairs"][0]["colors"]["rmse"] / self.mean_of("good.pfm") / whole["relative_noise"] - 1), 0.34)

    def mean_of(self, name):
        values = [value for row in self.read_pfm(name) for pixel in row for value in struct.unpack("<3f", pixel)]
        return sum(values) / len(values)

    def test_target_noise_across_breaks(self):
        arguments = ("--spp", 100000, "--target-noise", 0.01, "--width", 80)
        straight = self.render("y.png", *arguments)
        self.assertEqual(straight["ended_by"], "target-noise")
        seconds, ends = 0.5 * straight["seconds"]["render"], []
        while "target-noise" not in ends:
            resume = ("--resume",) if ends else ()
            _, out, _ = self.run_command("render", "three-spheres", "-o", "x.png", *arguments, *resume, "--backend", "cpu", "--stats-json", "-",
                                         "--time-limit", seconds + 0.2 * len(ends))
            resumed = json.loads(out)
            ends.append(resumed["ended_by"])
        self.assertEqual((resumed["film_hash"], resumed["relative_noise"]),
                         (straight["film_hash"], straight["relative_noise"]))

    def test_picture_so_far(self):
        process = self.start_long()
        picture = self.folder / "x.png"
        def asked():
            process.send_signal(signal.SIGUSR1)
            time.sleep(0.1)
            return picture.exists()
        self.wait_for(asked)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(process.returncode, 143)
        texts = self.read_png_texts("x.png")
        self.assertGreater(self.samples_in() + 1, int(texts["spp"]))
        picture.rename(self.folder / "so-far.png")
        same = self.render("z.png", "--spp", texts["spp"], *SMALL)
        self.assertEqual(texts["film_hash"], same["film_hash"])


class Output(LongRender):
    def test_unwritable_picture_is_not_lost(self):
        os.symlink("/dev/full", self.folder / "x.png")
        self.fail_with(8, ["x.png", "No space left", CHECKPOINT, "--resume"], "render", "three-spheres", "-o", "x.png",
                       "--spp", 4, *ON_CPU)
        self.assertEqual(self.samples_in(), 4)
        (self.folder / "x.png").unlink()
        stats = self.render("x.png", "--spp", 4, "--resume", *SMALL)
        self.assertEqual((stats["rays"], stats["samples_resumed"]), (0, 4 * stats["width"] * stats["height"]))
        self.assertEqual(stats["film_hash"], self.render("y.png", "--spp", 4, *SMALL)["film_hash"])
        self.assertEqual(self.files(), ["stats.json", "x.png", "y.png"])


class BadSamples(LongRender):
    """A lamp and a sky, each as bright as allowed, that add up to more than a film can hold."""

    def setUp(self):
        super().setUp()
        light = {"type": "sphere", "center": [0, 2, -1], "radius": 1, "material": "lamp"}
        content = scene(background={"type": "constant", "radiance": [150000] * 3})
        content["materials"]["matt"]["albedo"] = [1, 1, 1]
        content["materials"]["lamp"] = {"type": "diffuse_light", "emission": [262143, 262143, 262143]}
        content["shapes"].append(light)
        self.write_scene(content)

    def stats(self, *arguments, output="x.png"):
        code, _, err = self.run_command("render", "scene.json", "-o", output, "--backend", "cpu", "--integrator",
                                        "path-mis", "--max-depth", 50, "--stats-json", "s.json", "--quiet", *arguments)
        return code, err, json.loads((self.folder / "s.json").read_text())

    def test_bad_samples_are_counted_and_found(self):
        code, err, stats = self.stats("--spp", 64)
        self.assertEqual(code, 0)
        self.assertIn(f"{stats['invalid_samples']} of {24 * 16 * 64} samples", err)
        places = stats["invalid_at"]
        self.assertTrue(0 < len(places) <= 5)
        for place in places:
            self.assertIn("sample {sample} of column {x}, row {y}".format(**place), err)
            x, y, sample = place["x"], place["y"], place["sample"]
            _, _, alone = self.stats("--crop", x, x + 1, y, y + 1, "--sample-range", f"{sample}:{sample + 1}")
            self.assertEqual((alone["invalid_samples"], alone["invalid_at"]), (1, [place]))

    def without_exposure(self, err):
        """What was said besides that the picture is brighter than a .png shows."""
        return "".join(line for line in err.splitlines(keepends=True) if "brighter than a .png shows" not in line)

    def test_strict(self):
        code, err, stats = self.stats("--spp", 64, "--strict")
        self.assertEqual(code, 11)
        self.assert_sentence(self.without_exposure(err), [str(stats["invalid_samples"])])
        self.assertIn("x.png", self.files())

    def test_merged_films_tell_of_them(self):
        _, told, _ = self.stats("--spp", 64, output="x.film")
        code, _, err = self.run_command("merge", "x.film", "-o", "x.png", "--quiet")
        self.assertEqual(code, 0)
        self.assertRegex(err, rf"[1-9]\d* of {24 * 16 * 64} samples were not finite")
        self.assertIn(self.without_exposure(err).strip().rstrip("."), told)

    def test_good_samples_please_strict(self):
        self.render("y.png", "--strict", "--spp", 2)


if __name__ == "__main__":
    unittest.main()
