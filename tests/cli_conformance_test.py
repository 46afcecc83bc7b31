# End-to-end tests of `triptych conformance`.
# SPDX-License-Identifier: MIT
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from cli_support import NO_GPU, TRIPTYCH, CommandLineTest

OUT_OF_DEVICE_MEMORY = -2
GROUPS = ["rounding", "as written", "denormals", "special values", "conversions", "functions", "float controls",
          "loops", "subgroups", "triptych"]


class Conformance(CommandLineTest):
    @classmethod
    def setUpClass(cls):
        """Measures once for all tests; `report` is None where there is no Vulkan device."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "report.json"
            done = subprocess.run([TRIPTYCH, "conformance", "--json", path], capture_output=True, text=True, check=False)
            cls.code, cls.table, cls.err = done.returncode, done.stdout, done.stderr
            cls.report = json.loads(path.read_text()) if done.returncode == 0 else None

    def setUp(self):
        super().setUp()
        if self.code == 6:
            self.skipTest("there is no Vulkan device")
        self.assertEqual((self.code, self.err), (0, ""))

    def check(self, group, name):
        [found] = [check for check in self.report["checks"] if (check["group"], check["name"]) == (group, name)]
        return found

    def write(self, name, report):
        (self.folder / name).write_text(json.dumps(report))
        return name

    def test_report(self):
        """ctest runs each test in a process of its own, so that one measurement must serve all this."""
        self.check_shape()
        self.check_histograms()
        self.check_table()
        self.check_what_every_device_that_draws_must_do()
        self.check_llvmpipe()

    def check_shape(self):
        self.assertEqual(list(self.report), ["conformance", "version", "device", "checks"])
        self.assertEqual(self.report["conformance"], 1)
        self.assertEqual(list(self.report["device"]), ["name", "uuid", "driver"])
        groups = list(dict.fromkeys(check["group"] for check in self.report["checks"]))
        self.assertEqual(groups, GROUPS)
        known = {"group", "name", "glsl", "finding", "inputs", "counts", "max_ulp", "max_error", "worst"}
        for check in self.report["checks"]:
            with self.subTest(check["group"] + ": " + check["name"]):
                self.assertLessEqual(set(check), known)
                self.assertTrue(check["finding"])
                self.assertFalse(check["finding"].startswith(("failed", "ended")), check["finding"])
                if "worst" in check:
                    self.assertEqual(set(check["worst"]), {"inputs", "result", "expected"})
                    for bits in [check["worst"]["result"], check["worst"]["expected"], *check["worst"]["inputs"].values()]:
                        self.assertRegex(bits, r"^0x[0-9a-f]{8}$")

    def check_histograms(self):
        for check in self.report["checks"]:
            if check["group"] not in ("rounding", "functions"):
                continue
            with self.subTest(check["name"]):
                counted = sum(count for kind, count in check["counts"].items() if kind != "beyond the limit")
                self.assertEqual(counted, check["inputs"])
                self.assertGreater(check["inputs"], 50000)
                self.assertEqual(check["finding"] == "correctly rounded", check["counts"].get("0") == check["inputs"])

    def check_table(self):
        self.assertIn(self.report["device"]["name"], self.table.splitlines()[0])
        for check in self.report["checks"]:
            self.assertIn(check["finding"], self.table)

    def check_what_every_device_that_draws_must_do(self):
        if self.check("triptych", "division and root")["finding"].startswith("refused"):
            return
        for name in ("addition", "subtraction", "multiplication"):
            self.assertEqual(self.check("rounding", name)["finding"], "correctly rounded")
        for name in ("multiply and add", "sum and difference", "sum of three"):
            self.assertEqual(self.check("as written", name + ", NoContraction")["finding"], "as written")

    def check_llvmpipe(self):
        if "llvmpipe" not in self.report["device"]["name"]:
            return
        for name in ("division", "reciprocal", "square root"):
            self.assertEqual(self.check("rounding", name)["finding"], "correctly rounded")

    def test_expectations(self):
        """--only keeps the runs short; the answers are the same then."""
        division = self.check("rounding", "division")
        few = json.loads(self.succeed("conformance", "--only", "rounding: division", "--json", "-"))
        names = ["division", "division by a square root"]
        self.assertEqual(few["checks"], [self.check("rounding", name) for name in names])
        held = ("conformance", "--only", "rounding: division", "--expect")
        self.assertIn("All 2 answers", self.succeed(*held, self.write("all.json", self.report)))
        changed = json.loads(json.dumps(self.report))
        for check in changed["checks"]:
            if check["name"] == "division":
                check["finding"] = "by guessing"
        changed["checks"].append({"group": "rounding", "name": "division of hairs", "finding": "fine"})
        code, out, err = self.run_command(*held, self.write("changed.json", changed))
        self.assertEqual(code, 5, err)
        self.assert_sentence(err, ["2 of 3", "changed.json"])
        self.assertRegex(out, "rounding: division +by guessing +" + re.escape(division["finding"]))
        self.assertRegex(out, "rounding: division of hairs +fine +-")
        self.assertEqual(len(out.splitlines()), 3)
        # Keys and checks that a report leaves out may be anything.
        kept = {key: division[key] for key in ("group", "name", "finding")}
        self.assertIn("All 1 answers", self.succeed(*held, self.write("kept.json", dict(self.report, checks=[kept]))))
        kept["counts"] = {"0": 1}
        code, out, err = self.run_command(*held, self.write("kept.json", dict(self.report, checks=[kept])))
        self.assertEqual(code, 5)
        self.assertIn('counts {"0":1}', out)
        self.assert_sentence(err, ["1 of 1"])
        self.fail_with(2, ['"square circles"'], "conformance", "--only", "square circles")

    def run_faulty(self, call, result):
        """The answers where each process's `call`-th call of Vulkan fails, and the names of all calls."""
        calls = self.folder / "calls"
        report = json.loads(self.succeed("conformance", "--only", "conversions", "--json", "-", environment={
            "LD_PRELOAD": ":".join(filter(None, [os.environ["VULKAN_FAULTS"], os.environ.get("LD_PRELOAD")])),
            "VULKAN_CALLS": str(calls), "VULKAN_FAIL_CALL": str(call), "VULKAN_FAIL_RESULT": str(result)}))
        return report["checks"], [line.split()[0] for line in calls.read_text().splitlines()]

    def test_a_driver_that_kills_the_process_or_fails_loses_one_check(self):
        right, calls = self.run_faulty(-1, 0)
        self.assertEqual(right, [check for check in self.report["checks"] if check["group"] == "conversions"])
        pipelines = [call for call, name in enumerate(calls) if name == "vkCreateComputePipelines"]
        for result, finding in (("abort", r"^ended the process: signal 6 "),
                                (OUT_OF_DEVICE_MEMORY, r"^failed: .*VK_ERROR_OUT_OF_DEVICE_MEMORY")):
            with self.subTest(result):
                checks, _ = self.run_faulty(pipelines[-len(pipelines) // 4], result)
                lost = [check for check, good in zip(checks, right) if check != good]
                self.assertEqual((len(checks), len(lost)), (len(right), 1))
                self.assertRegex(lost[0]["finding"], finding)

    def test_a_driver_that_dies_while_it_is_opened_is_no_device(self):
        code, out, err = self.run_command("conformance", environment={
            "LD_PRELOAD": ":".join(filter(None, [os.environ["VULKAN_FAULTS"], os.environ.get("LD_PRELOAD")])),
            "VULKAN_FAIL_CALL": "0", "VULKAN_FAIL_RESULT": "abort"})
        self.assertEqual((code, out), (6, ""))
        self.assert_sentence(err, ["signal 6"])


class Reports(CommandLineTest):
    """What needs no device."""

    A = {"conformance": 1, "version": "0", "device": {"name": "a"}, "checks": [
        {"group": "rounding", "name": "division", "finding": "correctly rounded"},
        {"group": "rounding", "name": "root", "finding": "up to 1 ULP", "counts": {"0": 5, "1": 2}},
        {"group": "loops", "name": "only here", "finding": "right"}]}
    B = {"conformance": 1, "version": "0", "device": {"name": "b"}, "checks": [
        {"group": "rounding", "name": "division", "finding": "up to 2 ULP"},
        {"group": "rounding", "name": "root", "finding": "up to 1 ULP", "counts": {"0": 4, "1": 3}}]}

    def setUp(self):
        super().setUp()
        for name, report in (("a.json", self.A), ("b.json", self.B)):
            (self.folder / name).write_text(json.dumps(report))

    def test_compare_tells_what_differs(self):
        out = self.succeed("conformance", "--compare", "a.json", "b.json")
        self.assertIn("3 of 3 answers differ.", out)
        self.assertRegex(out, r"rounding: division +correctly rounded +up to 2 ULP")
        self.assertRegex(out, r'rounding: root +up to 1 ULP; counts \{"0":5,"1":2\} +up to 1 ULP; counts \{"0":4,"1":3\}')
        self.assertRegex(out, r"loops: only here +right +-")

    def test_a_report_equals_itself(self):
        self.assertEqual(self.succeed("conformance", "--compare", "a.json", "a.json"), "0 of 3 answers differ.\n")

    def test_what_is_no_report_is_refused(self):
        for name, text in (("text.json", "no JSON"), ("list.json", "[]"), ("old.json", json.dumps(dict(self.A, conformance=0))),
                           ("bare.json", '{"conformance": 1, "checks": [{}]}')):
            (self.folder / name).write_text(text)
            with self.subTest(name):
                self.fail_with(3, [name], "conformance", "--compare", "a.json", name)
                self.fail_with(3, [name], "conformance", "--expect", name)
        self.fail_with(3, ["absent.json"], "conformance", "--compare", "absent.json", "a.json")

    def test_no_device_and_wrong_usage(self):
        self.fail_with(6, ["vulkan"], "conformance", environment=NO_GPU)
        self.fail_with(6, ["no-such-card"], "conformance", "--device", "no-such-card")
        self.fail_with(2, [], "conformance", "--compare", "a.json")
        self.fail_with(2, [], "conformance", "--compare", "a.json", "b.json", "--json", "c.json")
        self.fail_with(2, ["a.json"], "conformance", "--expect", "a.json", "--json", "a.json")
        self.fail_with(8, ["nowhere"], "conformance", "--json", "nowhere/a.json")


if __name__ == "__main__":
    unittest.main()
