# triptych bench from end to end: what it prints and writes. Nothing here depends on how long anything took.
# SPDX-License-Identifier: MIT
import base64
import csv
import json
import pathlib
import re
import unittest

from cli_support import NO_GPU, CommandLineTest

GUIDE = pathlib.Path(__file__).resolve().parents[1] / "docs/user-guide.md"
TINY = ("--width", "16", "--spp", "1", "--runs", "2", "--warmup", "1")
CPU = ("--backend", "cpu")
DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script', re.DOTALL)


def page_data(path):
    """The JSON in a page, which its script draws (bench_page_test.py)."""
    return json.loads(DATA.search(path.read_text(encoding="utf-8")).group(1))


def flat_keys(json_value, prefix=""):
    """Every key with those around it, lists by their first element: "scenes.devices.start.cold.open"."""
    if isinstance(json_value, list):
        return flat_keys(json_value[0], prefix) if json_value else {prefix}
    if isinstance(json_value, dict) and json_value and prefix != "machine":
        return set().union(*(flat_keys(value, f"{prefix}.{key}".strip(".")) for key, value in json_value.items()))
    return {prefix}


def documented_keys():
    """The first cells of the table under the guide's heading."""
    section = GUIDE.read_text(encoding="utf-8").split("### The figures as JSON\n")[1].split("\n#")[0]
    return set(re.findall(r"^\| `([a-z_.]+)`", section, re.MULTILINE))


class Bench(CommandLineTest):
    def bench_json(self, *arguments, **options):
        return json.loads(self.succeed("bench", *arguments, "--json", "-", **options))

    def test_table(self):
        out = self.succeed("bench", *TINY, *CPU)
        self.assertRegex(out, r"\Aone-weekend: 16 x 9 pixels, 1 samples a pixel, depth 50, seed 0, path-mis, sobol; 2 runs")
        self.assertRegex(out, r"\ncpu 0, \d+ threads? .* reference +[0-9a-f]{32}  ")
        self.assertRegex(out, r"\nmilliseconds +render +min +max +readback")
        self.assertIn("[50 %]", out)
        self.assertEqual(self.succeed("bench", *TINY, *CPU, "--quiet"), "")

    def test_the_film_is_that_of_render(self):
        film = self.render("x.png", "--width", 16, "--spp", 1, source="one-weekend")["film_hash"]
        devices = self.bench_json(*TINY, *CPU)["scenes"][0]["devices"]
        self.assertEqual({device["film_hash"] for device in devices}, {film})
        self.assertEqual([device["picture"] for device in devices], ["reference"] + ["equal"] * (len(devices) - 1))

    def test_devices_together(self):
        arguments = ("bench", "three-spheres", *TINY, "--device", "1", "--device", "0", *CPU, "--together")
        result = json.loads(self.succeed(*arguments, "--json", "-"))["scenes"][0]
        devices, together = result["devices"], result["together"]
        self.assertEqual([device["backend"] for device in devices], ["cpu", "cpu", "together"])
        self.assertEqual([device["picture"] for device in devices], ["reference", "equal", "equal"])
        self.assertEqual(len({device["rays"] for device in devices}), 1)
        self.assertEqual(together["device"], 2)
        self.assertGreater(together["efficiency"], 0)
        self.assertEqual([share["device"] for share in together["shares"]], [0, 1])
        self.assertAlmostEqual(sum(share["share"] for share in together["shares"]), 1)
        self.assertRegex(self.succeed(*arguments),
                         r"\ntogether: \d+ % of the sum of the devices' speeds, cpu 1, \d+ threads? \d+ %, cpu 0, ")
        self.fail_with(2, ["--together"], "bench", "three-spheres", *TINY, *CPU, "--together")

    def test_a_list_of_devices_is_one_of_render(self):
        result = json.loads(self.succeed("bench", "three-spheres", *TINY, "--device", "cpu:1,cpu:0", "--json", "-"))["scenes"][0]
        self.assertEqual([(device["backend"], device["index"]) for device in result["devices"]],
                         [("cpu", 1), ("cpu", 0), ("together", 0)])
        self.assertEqual(result["together"]["device"], 2)
        self.fail_with(2, ["cpu:0"], "bench", "three-spheres", *TINY, "--device", "cpu:0,cpu:0")

    def test_json_has_the_documented_keys(self):
        documented = documented_keys()
        result = self.bench_json(*TINY, *CPU, "--scaling")
        keys = {re.sub(r"\.(median|min|max|low|high|coverage)$", "", key) for key in flat_keys(result)}
        self.assertEqual(keys, documented)
        runs = result["scenes"][0]["devices"][0]["runs"]
        self.assertEqual(len(runs), 2)
        self.assertGreater(min(run["render"] for run in runs), 0)

    def test_settings(self):
        scene = self.bench_json(*TINY, *CPU, "--integrator", "path", "--sampler", "independent", "--roulette",
                                "--csv", "x.csv")["scenes"][0]
        self.assertEqual([scene[key] for key in ["integrator", "sampler", "roulette"]], ["path", "independent", True])
        with open(self.folder / "x.csv", newline="", encoding="utf-8") as file:
            row = next(csv.DictReader(file))
        self.assertEqual([row[key] for key in ["integrator", "sampler", "roulette"]], ["path", "independent", "yes"])

    def test_scenes_in_order(self):
        result = self.bench_json("three-spheres", "one-weekend", *TINY, *CPU, "--device", 0)
        self.assertEqual([scene["scene"] for scene in result["scenes"]], ["three-spheres", "one-weekend"])
        self.assertEqual([len(scene["devices"]) for scene in result["scenes"]], [1, 1])
        self.assertEqual([scene["scaling"] for scene in result["scenes"]], [[], []])

    def test_threads(self):
        devices = self.bench_json(*TINY, *CPU, "-t", 3)["scenes"][0]["devices"]
        self.assertEqual({device["threads"] for device in devices}, {3})

    def test_absent_devices_are_told(self):
        devices = self.bench_json(*TINY, environment=NO_GPU)["scenes"][0]["devices"]
        absent = [device for device in devices if device["status"] == "absent"]
        self.assertIn("vulkan", {device["backend"] for device in absent})
        for device in absent:
            self.assertTrue(device["reason"])

    def test_every_device(self):
        listed = json.loads(self.succeed("devices", "--json"))
        devices = self.bench_json(*TINY)["scenes"][0]["devices"]
        names = lambda rows: sorted((row["backend"], row["index"]) for row in rows)
        self.assertEqual(names(devices), names(listed))

    def test_csv(self):
        self.succeed("bench", *TINY, *CPU, "--csv", "x.csv", "--json", "x.json", "--quiet")
        with open(self.folder / "x.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        devices = json.loads((self.folder / "x.json").read_text())["scenes"][0]["devices"]
        self.assertEqual([row["device"] for row in rows], [device["device"]["name"] for device in devices])
        for row, device in zip(rows, devices):
            self.assertNotIn(None, row)
            self.assertNotIn(None, row.values())
            self.assertAlmostEqual(float(row["render_seconds_median"]), device["render_seconds"]["median"])
            self.assertEqual(row["film_hash"], device["film_hash"])

    def test_report(self):
        self.succeed("bench", *TINY, *CPU, "--report", "x.html", "--json", "x.json", "--quiet")
        data = page_data(self.folder / "x.html")
        self.assertEqual(data["bench"], json.loads((self.folder / "x.json").read_text()))
        [pictures] = data["pictures"]
        self.assertEqual(len(pictures["others"]), len(data["bench"]["scenes"][0]["devices"]) - 1)
        for address in [pictures["picture"], *(other["difference"] for other in pictures["others"])]:
            kind, encoded = address.split(",")
            self.assertEqual(kind, "data:image/png;base64")
            picture = base64.b64decode(encoded, validate=True)
            self.assertTrue(picture.startswith(b"\x89PNG\r\n\x1a\n") and picture.endswith(b"IEND\xaeB`\x82"))

    def test_report_leaves_scaling_out_where_told(self):
        self.succeed("bench", *TINY, *CPU, "--device", 0, "--report", "a.html", "--quiet")
        self.succeed("bench", *TINY, *CPU, "--device", 0, "--report", "b.html", "--no-scaling", "--quiet")
        for name, scales in (("a.html", True), ("b.html", False)):
            self.assertEqual(bool(page_data(self.folder / name)["bench"]["scenes"][0]["scaling"]), scales)

    def test_no_cache_is_left_behind(self):
        temporary = self.folder / "temporary"
        temporary.mkdir()
        self.succeed("bench", *TINY, environment={"TMPDIR": str(temporary)})
        self.assertEqual(list(temporary.iterdir()), [])

    def test_baseline(self):
        code, out, err = self.run_command("bench", *TINY, *CPU, "--baseline")
        if code == 6:
            self.assert_sentence(err, ["libembree-dev"])
            self.skipTest("this build has no Embree")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"\nour CPU path / Embree = [0-9.]+ \[[0-9.]+, [0-9.]+\]: cpu 0, 1 thread, ")

    def test_errors(self):
        self.fail_with(2, ["--runs"], "bench", "--runs", "0")
        self.fail_with(2, ["--budget"], "bench", "--budget", "-1")
        self.fail_with(3, ["nowhere.json"], "bench", "nowhere.json", *TINY, *CPU)
        self.fail_with(8, ["nowhere"], "bench", *TINY, "--report", "nowhere/x.html")
        self.fail_with(6, ["no such device"], "bench", *TINY, "--device", "no such device")


if __name__ == "__main__":
    unittest.main()
