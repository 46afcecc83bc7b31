# triptych verify from end to end: devices, altered shaders, expected hashes, reports.
# SPDX-License-Identifier: MIT
import json
import pathlib
import shutil
import unittest
import xml.etree.ElementTree as xml

from cli_support import NO_GPU, CommandLineTest

SHADERS = pathlib.Path(__file__).resolve().parents[1] / "shaders"


class Verify(CommandLineTest):
    def test_absent_backend_is_named_with_its_reason(self):
        code, out, _ = self.run_command("verify", "three-spheres", "--width", 8, "--spp", 1, environment=NO_GPU)
        self.assertIn(code, (0, 6))  # 6 where the processor has one kernel only
        self.assertRegex(out, r"\nvulkan .*skipped: \w+")

    def test_every_device(self):
        usable = [device for device in json.loads(self.succeed("devices", "--json")) if device["available"]]
        if len(usable) < 2:
            self.skipTest("there is no device but the CPU")
        out = self.succeed("verify", "one-weekend", "--width", 32, "--spp", 2, "--json", "verify.json")
        result = json.loads((self.folder / "verify.json").read_text())
        compared = [device for device in result["devices"] if device["status"] != "skipped"]
        self.assertEqual(len(compared), len(usable))
        self.assertEqual([device["status"] for device in compared], ["reference"] + ["equal"] * (len(usable) - 1))
        self.assertEqual(len({device["film_hash"] for device in compared}), 1)
        self.assertEqual(out.count(compared[0]["film_hash"]), len(usable))
        film_hash = self.render("x.png", "--width", 32, "--spp", 2, source="one-weekend")["film_hash"]
        self.assertEqual(compared[0]["film_hash"], film_hash)

    def test_difference(self):
        devices = json.loads(self.succeed("devices", "--json"))
        if not any(device["backend"] == "vulkan" and device["available"] for device in devices):
            self.skipTest("there is no Vulkan device to give altered shaders to")
        shaders = shutil.copytree(SHADERS, self.folder / "shaders")
        background = shaders / "background.glsl"
        altered = background.read_text().replace("0.5f * (", "0.5000001f * (")
        self.assertNotEqual(altered, background.read_text())
        background.write_text(altered)
        code, out, err = self.run_command("verify", "three-spheres", "--width", 32, "--spp", 2, "--backend", "vulkan",
                                          "--shader-dir", "shaders", "--json", "-")
        self.assertEqual(code, 5)
        result = json.loads(out)["devices"]
        self.assertEqual([device["status"] for device in result][:2], ["reference", "different"])
        first = result[1]["first_difference"]
        self.assert_sentence(err, [f"column {first['x']}", f"row {first['y']}", f"channel {first['channel']}"])
        self.assertGreater(result[1]["differing_words"], result[1]["differing_pixels"])
        sample = first["sample"]
        self.assertIn(sample["index"], (0, 1))
        self.assertNotEqual(sample["reference"], sample["value"])
        self.assertRegex(sample["value"], r"\A0x[0-9a-f]{16}\Z")
        self.assert_sentence(err, [f"in sample {sample['index']} ({sample['channel']} is {sample['value']} and not "
                                   f"{sample['reference']})"])
        self.run_command("verify", "three-spheres", "--width", 32, "--spp", 2, "--backend", "vulkan", "--shader-dir", "shaders",
                         "--junit", "v.xml", "--report", "v.html", "--quiet")
        cases = [[child.tag for child in case] for case in xml.parse(self.folder / "v.xml").iter("testcase")]
        self.assertEqual(cases[:2], [["system-out"], ["failure"]])
        self.assertIn('id="picture-0-a">data:image/png', (self.folder / "v.html").read_text())

    def test_expected_hashes(self):
        size = ("--width", 16, "--spp", 1, "--backend", "cpu", "--device", "plain")
        self.succeed("verify", "--all", *size, "--write-hashes", "h.txt", "--expect", self.hashes("earth"))
        self.assertEqual((self.folder / "h.txt").read_text(), (self.folder / "hashes.txt").read_text())
        out = self.succeed("verify", "--all", *size, "--expect", self.hashes("earth", "quads"), "--json", "-", "--junit", "v.xml")
        self.assertEqual([(scene["scene"], scene["equal"]) for scene in json.loads(out)["scenes"]], [("earth", True), ("quads", True)])
        suites = list(xml.parse(self.folder / "v.xml").iter("testsuite"))
        self.assertEqual([suite.get("name") for suite in suites], ["earth", "quads"])
        self.assertTrue(all(suite.find("testcase[@name='expected hash']") is not None for suite in suites))
        wrong = self.hashes("earth", "quads")
        text = (self.folder / wrong).read_text()
        (self.folder / wrong).write_text(text.replace(text[:3], "abc", 1))
        code, out, err = self.run_command("verify", "--all", *size, "--expect", wrong, "--json", "-")
        self.assertEqual((code, [scene["equal"] for scene in json.loads(out)["scenes"]]), (5, [False, True]))
        self.assert_sentence(err, ["earth", "is expected"])
        self.fail_with(3, ["hashes.txt", "cornell-box"], "verify", "cornell-box", *size, "--expect", wrong)
        (self.folder / "bad.txt").write_text("# hashes\n\nabc earth\n")
        self.fail_with(3, ["bad.txt:3"], "verify", "earth", *size, "--expect", "bad.txt")
        self.fail_with(2, ["--all"], "verify", "earth", "--all")
        self.fail_with(2, ["SCENE"], "verify")

    def hashes(self, *scenes):
        """A file with what render says of the scenes."""
        lines = [self.render("x.png", "--width", 16, "--spp", 1, source=scene)["film_hash"] + f"  {scene}\n" for scene in scenes]
        (self.folder / "hashes.txt").write_text("".join(lines))
        return "hashes.txt"


if __name__ == "__main__":
    unittest.main()
