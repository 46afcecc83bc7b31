"""Several devices in one render of the command line: one film, shares that add up, and a device that is lost on the way.
TRIPTYCH names the program, VULKAN_FAULTS the library that fails Vulkan's calls.
SPDX-License-Identifier: MIT
"""
import json
import os
import re
import signal
import time
import unittest

from cli_support import CommandLineTest

DEVICE_LOST = -4
PRELOADED = ":".join(filter(None, [os.environ["VULKAN_FAULTS"], os.environ.get("LD_PRELOAD")]))
LIST = "cpu:0,cpu:1"


class SeveralDevices(CommandLineTest):
    def stats(self, *arguments, output="x.film", device=LIST):
        self.succeed("render", *arguments, "-o", output, "--device", device, "--quiet", "--stats-json", "s.json",
                     "--log-level", "error")
        return json.loads((self.folder / "s.json").read_text())

    def drivers(self):
        """Lists with each Vulkan device that there is."""
        devices = json.loads(self.succeed("devices", "--json"))
        return [f"cpu,vulkan:{device['index']}" for device in devices
                if device["backend"] == "vulkan" and device["available"] and not device["refusal"]]

    def test_one_film(self):
        for scene in (("three-spheres", "--width", 96, "--spp", 80), ("cornell-box", "--width", 50, "--spp", 30)):
            alone = self.stats(*scene, device="cpu:0")
            for device in (LIST, "cpu:1,cpu:0", "all", *self.drivers()):
                with self.subTest(scene=scene[0], device=device):
                    stats = self.stats(*scene, device=device)
                    self.assertEqual(stats["film_hash"], alone["film_hash"])
                    self.assertEqual(stats["rays"], alone["rays"])
                    self.assertAlmostEqual(sum(share["share"] for share in stats["devices"]), 1.0)
                    self.assertEqual({share["failure"] for share in stats["devices"]}, {""})

    def test_crops_rows_and_pixels(self):
        for scene in (("--crop", 10, 11, 5, 6, "--spp", 3000), ("--crop", 0, 64, 7, 8, "--spp", 200),
                      ("--sample-range", "7:31", "--spp", 40), ("--width", 700, "--spp", 1)):
            scene = ("three-spheres", *(("--width", 64) if "--width" not in scene else ()), *scene)
            with self.subTest(scene=scene):
                self.assertEqual(self.stats(*scene)["film_hash"], self.stats(*scene, device="cpu:0")["film_hash"])

    def test_parts_of_the_picture(self):
        draw = ("cornell-box", "--width", 40, "--spp", 60, "--aov", "all", "--target-noise", 0.001)
        for output in ("a.exr", "b.exr"):
            self.stats(*draw, "--no-metadata", output=output, device=LIST if output == "a.exr" else "cpu:0")
        self.assertEqual((self.folder / "a.exr").read_bytes(), (self.folder / "b.exr").read_bytes())

    def test_noise_ends_it_at_the_same_sample(self):
        draw = ("cornell-box", "--width", 30, "--spp", 5000, "--target-noise", 0.3)
        alone, several = self.stats(*draw, device="cpu:0"), self.stats(*draw)
        self.assertEqual(several["ended_by"], "target-noise")
        for key in ("film_hash", "sample_range", "relative_noise"):
            self.assertEqual(several[key], alone[key])

    def test_a_signal_leaves_a_checkpoint_for_any_device(self):
        draw = ("render", "cornell-box", "--width", 60, "--spp", 2000, "--quiet", "-o", "x.film")
        self.succeed(*draw, "--device", "cpu:0")
        good = (self.folder / "x.film").read_bytes()
        (self.folder / "x.film").unlink()
        process = self.start(*draw, "--device", LIST, "--checkpoint-interval", 0)
        self.addCleanup(process.kill)
        end = time.monotonic() + 60
        while not (self.folder / "x.film.checkpoint").exists() and process.poll() is None:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 143)
        self.assertFalse((self.folder / "x.film").exists())
        self.succeed(*draw, "--device", "cpu:1,cpu:0", "--resume")
        self.assertEqual((self.folder / "x.film").read_bytes(), good)

    def test_the_time_limit_ends_it(self):
        stats = self.stats("cornell-box", "--width", 40, "--spp", 500000, "--time-limit", 0.5)
        self.assertEqual(stats["ended_by"], "time-limit")
        _, last = stats["sample_range"]
        self.assertGreater(last, 0)
        again = self.stats("cornell-box", "--width", 40, "--spp", last, output="y.film", device="cpu:0")
        self.assertEqual(again["film_hash"], stats["film_hash"])

    def test_the_progress_line_tells_each_speed(self):
        _, _, err = self.run_command("render", "three-spheres", "--width", 64, "--spp", 100, "-o", "x.film", "--device",
                                     LIST, "--progress", "lines")
        self.assertRegex(err, r"\Atriptych: 100 %, [\d.]+ Msamples/s \(cpu 0: [\d.]+, cpu 1: [\d.]+\), 0:00 left\n\Z")
        out = self.succeed("render", "three-spheres", "--width", 64, "--spp", 100, "-o", "x.film", "--device", LIST)
        shares = [int(share) for share in re.findall(r"cpu \d (\d+) %", out)]
        self.assertEqual(len(shares), 2, out)
        self.assertAlmostEqual(sum(shares), 100, delta=1)

    def test_bad_lists(self):
        for device, code, words in (("cpu,nonsense", 6, ["'nonsense'"]), ("cpu,cpu", 2, ["twice", "cpu device 0"]),
                                    ("cpu,", 2, ["empty"]), ("cpu:99", 6, ["'99'"]), ("all,cpu", 2, ["twice"])):
            with self.subTest(device=device):
                self.fail_with(code, words, "render", "three-spheres", "-o", "x.png", "--device", device)

    def test_others_draw_what_a_lost_device_had_not_finished(self):
        first, *_ = self.drivers() or [None]
        if first is None:
            self.skipTest("there is no Vulkan device")
        draw = ("render", "three-spheres", "--width", 160, "--spp", 600, "-o", "x.film", "--no-checkpoint", "--quiet")
        self.succeed(*draw, "--device", "cpu")
        good = (self.folder / "x.film").read_bytes()
        report = self.folder.parent / f"{self.folder.name}.calls"
        self.addCleanup(lambda: report.unlink(missing_ok=True))

        def run(call):
            report.unlink(missing_ok=True)
            code, _, err = self.run_command(*draw, "--device", first, environment={
                "LD_PRELOAD": PRELOADED, "VULKAN_CALLS": str(report), "VULKAN_MASK": "", "VULKAN_FAIL_CALL": str(call),
                "VULKAN_FAIL_RESULT": str(DEVICE_LOST)})
            self.assertEqual((self.folder / "x.film").read_bytes(), good)
            self.assertEqual(code, 0)
            return err, [line.split()[0] for line in report.read_text().splitlines()]

        self.assertEqual(run(-1)[0], "")
        _, calls = run(-1)
        waits = [call for call, name in enumerate(calls) if name == "vkWaitForFences"]
        for call in (waits[-1], waits[len(waits) // 2], calls.index("vkCreateDevice")):
            err, again = run(call)
            if len(again) <= call:
                continue  # this time it was given less to do
            with self.subTest(call=call, name=again[call]):
                self.assertRegex(err, r"\Atriptych: warning: [^\n]* The other devices go on\.\n\Z")


if __name__ == "__main__":
    unittest.main()
