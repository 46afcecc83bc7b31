# triptych compare from end to end: what passes, what never does, and what is said of it.
# SPDX-License-Identifier: MIT
import json
import re
import struct
import unittest
import xml.etree.ElementTree as xml

from cli_support import CommandLineTest
from compare_pairs import PAIRS, write_pair

AWKWARD = "a <b> & \"c\" 'd' ü\u202e.png"


class Compare(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.render("a.pfm", "--spp", 1)
        self.render("b.pfm", "--spp", 1, "--seed", 1)

    def test_equal(self):
        self.assertRegex(self.succeed("compare", "a.pfm", "a.pfm"), r"differing pixels +0 of ")
        equal = json.loads(self.succeed("compare", "a.pfm", "a.pfm", "--json"))
        self.assertEqual((equal["triptych_compare"], equal["verdict"], equal["accepted"]), (1, "equal", True))
        [pair] = equal["pairs"]
        self.assertEqual((pair["differing_pixels"], pair["colors"]["rmse"], pair["colors"]["psnr"]), (0, 0, None))

    def test_different(self):
        code, out, err = self.run_command("compare", "a.pfm", "b.pfm", "--json", "--heatmap", "heat.png")
        [different] = json.loads(out)["pairs"]
        self.assertEqual(code, 5)
        self.assert_sentence(err, ["a.pfm", "b.pfm", str(different["differing_pixels"])])
        self.assertEqual(set(different), {"name", "a", "b", "verdict", "accepted", "reasons", "width", "height", "values", "pixels",
                                          "differing_pixels", "pixels_over_fail", "pixels_over_warn", "flip", "flip_kind",
                                          "colors", "all", "channels", "misfits"})
        self.assertEqual(set(different["all"]), {"values", "differing", "max_ulp", "non_finite", "over_fail", "over_warn", "max_error",
                                                 "max_at", "mean_error", "rmse", "psnr", "percentiles"})
        self.assertGreater(different["differing_pixels"], 0)
        self.assertGreater(different["colors"]["rmse"], 0)
        self.assertEqual([channel["name"] for channel in different["channels"]], ["R", "G", "B"])
        self.assertIn("heat.png", self.files())

    def test_thresholds(self):
        rmse = json.loads(self.run_command("compare", "a.pfm", "b.pfm", "--json")[1])["pairs"][0]["colors"]["rmse"]
        self.succeed("compare", "a.pfm", "b.pfm", "--max-rmse", rmse * 1.01)
        self.succeed("compare", "a.pfm", "b.pfm", "--max-flip", 1)
        self.assertEqual(self.run_command("compare", "a.pfm", "b.pfm", "--max-rmse", rmse * 0.99)[0], 5)
        self.assertEqual(self.run_command("compare", "a.pfm", "b.pfm", "--max-rmse", 99, "--max-flip", 0)[0], 5)

    def test_sizes(self):
        self.render("wide.pfm", "--width", 41)
        code, out, err = self.run_command("compare", "a.pfm", "wide.pfm", "--max-rmse", 99, "--json")
        self.assertEqual((code, json.loads(out)["pairs"][0]["colors"]), (5, None))
        self.assert_sentence(err, ["a.pfm has 40 x ", "wide.pfm has 41 x "])

    def write_pfm(self, name, values):
        data = struct.pack(f"<{len(values)}f", *values)
        (self.folder / name).write_bytes(b"PF\n%d 1\n-1.0\n" % (len(values) // 3) + data)

    def test_nothing_non_finite_passes(self):
        self.write_pfm("good.pfm", [0.5] * 9)
        for value, word in [(float("nan"), "NaN"), (float("inf"), "infinite"), (float("-inf"), "infinite")]:
            self.write_pfm("bad.pfm", [0.5] * 4 + [value] + [0.5] * 4)
            for pair in [("bad.pfm", "bad.pfm"), ("good.pfm", "bad.pfm"), ("bad.pfm", "good.pfm")]:
                for threshold in [(), ("--max-rmse", 1e30), ("--max-flip", 1)]:
                    with self.subTest(value=value, pair=pair, threshold=threshold):
                        code, out, err = self.run_command("compare", *pair, *threshold)
                        self.assertEqual(code, 5)
                        self.assert_sentence(err, [f"bad.pfm holds 1 {word} value in channel G, the first in column 1 "
                                                   "of row 0"])
                        self.assertIn("bad.pfm holds 1", out)

    def test_alpha(self):
        self.write_png("opaque.png", [[(200, 100, 50, 255)] * 3])
        self.write_png("veiled.png", [[(200, 100, 50, 255)] * 2 + [(200, 100, 50, 128)]])
        self.write_png("plain.png", [[(200, 100, 50)] * 3])
        self.succeed("compare", "veiled.png", "veiled.png")
        code, out, err = self.run_command("compare", "opaque.png", "veiled.png", "--max-flip", 1)
        self.assertEqual(code, 5)
        self.assert_sentence(err, ["channel A is not equal in 1 pixel"])
        self.assertRegex(out, r"\nA +1 ")
        code, out, err = self.run_command("compare", "plain.png", "opaque.png", "--max-flip", 1)
        self.assertEqual(code, 5)
        self.assert_sentence(err, ['only opaque.png has the channel "A"'])

    def test_pairs_made_for_it(self):
        for index, (name, _, _, _, verdict, words) in enumerate(PAIRS):
            with self.subTest(name=name):
                code, out, err = self.run_command("compare", *write_pair(self.folder, index), "--json")
                found = json.loads(out)
                self.assertEqual((code, found["verdict"]), (0 if verdict == "equal" else 5, verdict), err)
                self.assertIn(words, err)

    def test_statistical(self):
        self.render("a.exr", "--spp", 64, "--aov", "variance")
        self.render("b.exr", "--spp", 64, "--aov", "variance", "--seed", 1)
        self.succeed("compare", "--statistical", "--variance-batches", 4, "a.exr", "b.exr")
        self.render("dark.exr", "--spp", 64, "--aov", "variance", "--seed", 1, "--max-depth", 2)
        code, out, err = self.run_command("compare", "--statistical", "a.exr", "dark.exr", "--json")
        self.assertEqual(code, 5, out)
        self.assertEqual([scale["side"] for scale in json.loads(out)["pairs"][0]["statistical"]["scales"]], [1, 16, 0])
        self.assert_sentence(err, ["a.exr", "dark.exr", "p = "])
        self.fail_with(3, ["a.pfm", "--aov variance"], "compare", "--statistical", "a.pfm", "a.exr")
        for seed in range(4):
            for folder, first in (("one", 0), ("two", 10)):
                (self.folder / folder).mkdir(exist_ok=True)
                self.render(f"{folder}/{seed}.pfm", "--seed", first + seed)
        self.assertIn("4 replicates", self.succeed("compare", "--statistical", "one", "two"))


class Folders(CommandLineTest):
    def setUp(self):
        super().setUp()
        for side in "ab":
            (self.folder / side).mkdir()
        red, blue = [[(200, 20, 20)] * 4] * 3, [[(20, 20, 200)] * 4] * 3
        for side, name, rows in [("a", "same.png", red), ("b", "same.png", red), ("a", AWKWARD, red), ("b", AWKWARD, blue),
                                 ("a", "gone.png", red), ("b", "new.png", blue), ("a", "bad.png", red)]:
            self.write_png(f"{side}/{name}", rows)
        (self.folder / "b/bad.png").write_bytes(b"no picture")

    def test_one_verdict_for_all(self):
        code, out, err = self.run_command("compare", "a", "b", "--json", "--junit", "r.xml", "--report", "r.html")
        self.assertEqual(code, 5)
        self.assert_sentence(err, ["4 of 5 pairs of a and b"])
        found = json.loads(out)
        self.assertEqual(found["counts"], {"equal": 1, "accepted": 0, "warned": 0, "different": 1, "missing": 2, "failed": 1})
        self.assertEqual({pair["name"]: pair["verdict"] for pair in found["pairs"]},
                         {AWKWARD: "different", "same.png": "equal",
                          "gone.png": "missing", "new.png": "missing", "bad.png": "failed"})
        suite = xml.parse(self.folder / "r.xml").getroot()
        self.assertEqual((suite.tag, suite.get("tests"), suite.get("failures"), suite.get("errors")), ("testsuites", "5", "3", "1"))
        cases = {case.get("name"): [child.tag for child in case] for case in suite.iter("testcase")}
        self.assertEqual(cases, {AWKWARD.replace("\u202e", "\\u202e"): ["failure"], "same.png": ["system-out"], "gone.png": ["failure"],
                                 "new.png": ["failure"], "bad.png": ["error"]})
        page = (self.folder / "r.html").read_text()
        data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL).group(1))
        self.assertEqual([pair["verdict"] for pair in data["pairs"]], ["failed", "missing", "missing", "different", "equal"])
        self.assertEqual(len(re.findall(r'id="picture-3-\w+">data:image/png;base64,', page)), 4)
        self.assertNotIn("picture-4", page)

    def test_codes_of_what_is_amiss(self):
        self.succeed("compare", "a", "b", "--include", "same*", "--report", "r.html", "--junit", "r.xml")
        self.fail_with_output(3, "compare", "a", "b", "--include", "bad*")
        self.fail_with(2, ["folder"], "compare", "a", "b/same.png")
        self.fail_with(2, ["--heatmap"], "compare", "a", "b", "--heatmap", "h.png")
        self.fail_with(2, ["--map"], "compare", "a", "b", "--map", "x")
        self.fail_with(3, ["no image"], "compare", "a", "b", "--include", "nothing")
        self.succeed("compare", "a", "b", "--include", "gone.png", "--include", "new.png", "--map", "gone.png=new.png", "--max-flip", 1)

    def fail_with_output(self, code, *arguments):
        self.assertEqual(self.run_command(*arguments)[0], code)

    def test_update_says_what_it_did(self):
        self.fail_with_update(2, ["--yes"], "compare", "a", "b", "--update")
        self.fail_with(2, ["--update"], "compare", "a", "b", "--yes")
        code, out, err = self.run_command("compare", "a", "b", "--update", "--yes", "--exclude", "bad.png")
        self.assertEqual(code, 5, err) # gone.png has no new picture, and stays
        self.assertIn("added a/new.png", out)
        self.assertEqual(out.count("updated "), 1)
        for name in (AWKWARD, "new.png", "gone.png"):
            self.assertTrue((self.folder / "a" / name).exists())
        self.assertEqual((self.folder / "a" / AWKWARD).read_bytes(), (self.folder / "b" / AWKWARD).read_bytes())
        self.succeed("compare", "a", "b", "--exclude", "bad.png", "--exclude", "gone.png")

    def fail_with_update(self, code, words, *arguments):
        actual, _, err = self.run_command(*arguments)
        self.assertEqual(actual, code, err)
        for word in words:
            self.assertIn(word, err)


if __name__ == "__main__":
    unittest.main()
