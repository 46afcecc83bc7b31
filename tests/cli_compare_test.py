# triptych compare from end to end: what passes, what never does, and what is said of it.
# SPDX-License-Identifier: MIT
import json
import struct
import unittest

from cli_support import CommandLineTest


class Compare(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.render("a.pfm", "--spp", 1)
        self.render("b.pfm", "--spp", 1, "--seed", 1)

    def test_equal(self):
        self.assertRegex(self.succeed("compare", "a.pfm", "a.pfm"), r"differing pixels +0 of ")
        equal = json.loads(self.succeed("compare", "a.pfm", "a.pfm", "--json"))
        self.assertEqual((equal["differing_pixels"], equal["rmse"], equal["psnr"]), (0, 0, None))

    def test_different(self):
        code, out, err = self.run_command("compare", "a.pfm", "b.pfm", "--json", "--heatmap", "heat.png")
        different = json.loads(out)
        self.assertEqual(code, 5)
        self.assert_sentence(err, ["a.pfm", "b.pfm", str(different["differing_pixels"])])
        self.assertEqual(set(different), {"a", "b", "width", "height", "differing_pixels", "max_ulp", "rmse", "psnr",
                                          "flip", "channels", "misfits", "accepted"})
        self.assertGreater(different["differing_pixels"], 0)
        self.assertGreater(different["rmse"], 0)
        self.assertIn("heat.png", self.files())

    def test_thresholds(self):
        rmse = json.loads(self.run_command("compare", "a.pfm", "b.pfm", "--json")[1])["rmse"]
        self.succeed("compare", "a.pfm", "b.pfm", "--max-rmse", rmse * 1.01)
        self.succeed("compare", "a.pfm", "b.pfm", "--max-flip", 1)
        self.assertEqual(self.run_command("compare", "a.pfm", "b.pfm", "--max-rmse", rmse * 0.99)[0], 5)
        self.assertEqual(self.run_command("compare", "a.pfm", "b.pfm", "--max-rmse", 99, "--max-flip", 0)[0], 5)

    def test_sizes(self):
        self.render("wide.pfm", "--width", 41)
        code, out, err = self.run_command("compare", "a.pfm", "wide.pfm", "--max-rmse", 99, "--json")
        self.assertEqual((code, json.loads(out)["rmse"]), (5, None))
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
        self.assert_sentence(err, ["channel A is not equal in 1 pixels"])
        self.assertRegex(out, r"channel A +differs in 1 pixels")
        code, out, err = self.run_command("compare", "plain.png", "opaque.png", "--max-flip", 1)
        self.assertEqual(code, 5)
        self.assert_sentence(err, ['only opaque.png has the channel "A"'])


if __name__ == "__main__":
    unittest.main()
