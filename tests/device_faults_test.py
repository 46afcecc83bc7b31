#!/usr/bin/env python3
"""Every Vulkan call that may fail fails in turn: the same picture, or a sentence and its exit code, with what was done kept
and nothing asked of a device that was lost. Devices with the least limits draw the same; those with less are refused.
TRIPTYCH names the program, VULKAN_FAULTS the library that fails calls; FAULT_SWEEP=whole fails each call of a render with
each of its errors in place of a sample of them.
SPDX-License-Identifier: MIT
"""
import json
import os
import signal
import subprocess
import time
import unittest

from cli_support import CommandLineTest

OUT_OF_HOST_MEMORY, OUT_OF_DEVICE_MEMORY, START_FAILED, DEVICE_LOST = -1, -2, -3, -4
MEMORY_MAP_FAILED, FEATURE_NOT_PRESENT, INCOMPATIBLE_DRIVER, TOO_MANY_OBJECTS = -5, -8, -9, -10
EXIT_CODES = {OUT_OF_HOST_MEMORY: 4, OUT_OF_DEVICE_MEMORY: 4, MEMORY_MAP_FAILED: 4, TOO_MANY_OBJECTS: 4, DEVICE_LOST: 7,
              START_FAILED: 6, FEATURE_NOT_PRESENT: 6}
# Before a device is chosen, a failure means that there is none.
LISTING = {"vkEnumerateInstanceVersion", "vkEnumerateInstanceLayerProperties", "vkEnumerateInstanceExtensionProperties",
           "vkCreateInstance", "vkCreateDebugUtilsMessengerEXT", "vkEnumeratePhysicalDevices",
           "vkEnumerateDeviceExtensionProperties"}
# No picture depends on these.
HARMLESS = {"vkSetDebugUtilsObjectNameEXT", "vkCreatePipelineCache", "vkGetPipelineCacheData", "vkDeviceWaitIdle"}
# The loader then passes for an old one, or there is no driver, and the sentence says so.
NAMELESS = {("vkEnumerateInstanceVersion", OUT_OF_HOST_MEMORY), ("vkCreateInstance", INCOMPATIBLE_DRIVER)}
# What stands for the whole sweep: which call of a function (0: first, -1: last, -5: of a kernel's first dispatch), and its
# error.
SAMPLE = [("vkCreateInstance", 0, START_FAILED), ("vkEnumeratePhysicalDevices", -1, OUT_OF_HOST_MEMORY),
          ("vkCreateDevice", 0, FEATURE_NOT_PRESENT), ("vkMapMemory", -1, MEMORY_MAP_FAILED),
          ("vkCreatePipelineCache", 0, START_FAILED), ("vkCreateShaderModule", 0, OUT_OF_HOST_MEMORY),
          ("vkQueueSubmit", 0, DEVICE_LOST), ("vkWaitForFences", 0, OUT_OF_HOST_MEMORY),
          ("vkAllocateMemory", -1, OUT_OF_DEVICE_MEMORY), ("vkCreateComputePipelines", -1, OUT_OF_DEVICE_MEMORY),
          ("vkGetPipelineCacheData", -1, OUT_OF_HOST_MEMORY), ("vkGetQueryPoolResults", -1, DEVICE_LOST),
          ("vkWaitForFences", -5, OUT_OF_DEVICE_MEMORY), ("vkWaitForFences", -1, DEVICE_LOST),
          ("vkSetDebugUtilsObjectNameEXT", -1, OUT_OF_HOST_MEMORY),
          ("vkDeviceWaitIdle", -1, DEVICE_LOST)]
# Beside what a sanitizer has preloaded already.
PRELOADED = ":".join(filter(None, [os.environ["VULKAN_FAULTS"], os.environ.get("LD_PRELOAD")]))
IS_WHOLE = os.environ.get("FAULT_SWEEP") == "whole"
PASSES = ("--spp", 1000, "--checkpoint", "c", "--checkpoint-interval", 0)


class VulkanTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        _, out, _ = self.run_command("devices", "--json")
        devices = [device for device in json.loads(out) if device["backend"] == "vulkan"]
        if not any(device["available"] for device in devices):
            self.skipTest(devices[0]["unavailable"])

    def run_faulty(self, *arguments, call=-1, error=0, mask=""):
        """Runs the program with one failing call; returns (exit code, stderr, calls with the errors they may return)."""
        report = self.folder.parent / f"{self.folder.name}.calls"
        self.addCleanup(lambda: report.unlink(missing_ok=True))
        report.unlink(missing_ok=True)
        code, _, err = self.run_command(*arguments, environment={
            "LD_PRELOAD": PRELOADED, "VULKAN_CALLS": str(report), "VULKAN_MASK": mask,
            "VULKAN_FAIL_CALL": str(call), "VULKAN_FAIL_RESULT": str(error)})
        lines = report.read_text().splitlines()
        self.assertEqual([line for line in lines if line.startswith("FAULT")], [])
        calls = [(name, [int(error) for error in errors]) for name, *errors in map(str.split, lines)]
        return code, err, calls

    def draw(self, *arguments, output="x.film", source="three-spheres", backend="vulkan"):
        small = [word for option in (("--width", 16), ("--spp", 2)) if option[0] not in arguments for word in option]
        return ("render", source, "-o", output, "--backend", backend, "--quiet", *small, *arguments)

    def good_film(self, *arguments, **options):
        """The bytes of the film that these arguments make, and the calls that it takes; caches are warm afterwards."""
        self.succeed(*self.draw(*arguments, **options))
        (self.folder / "x.film").unlink()
        code, err, calls = self.run_faulty(*self.draw(*arguments, **options))
        self.assertEqual((code, err), (0, ""))
        good = (self.folder / "x.film").read_bytes()
        (self.folder / "x.film").unlink()
        return good, calls

    def assert_fails_well(self, code, err, expected):
        """One sentence behind any warnings, and nothing left over."""
        self.assertEqual(code, expected, err)
        self.assertRegex(err, r"\A(triptych: warning: [^\n]+\n)*triptych: (?!warning)[^\n]+\.\n\Z")
        self.assertNotIn("..", err)


class DeviceFaults(VulkanTest):
    def cases(self, calls):
        """(call, error) of all calls, or of the sample, as far as this device takes such calls."""
        if IS_WHOLE:
            return [(call, error) for call, (_, errors) in enumerate(calls) for error in errors]
        return [(indices[which], error) for name, which, error in SAMPLE
                if (indices := [call for call, (other, _) in enumerate(calls) if other == name])]

    def expected_codes(self, name, error):
        if name in HARMLESS:
            return {0}
        if name in LISTING:
            return {6, EXIT_CODES.get(error, 6)}
        return {EXIT_CODES.get(error, 6)}

    def test_each_call_in_turn(self):
        good, calls = self.good_film("--no-checkpoint")
        self.assertGreater(len(calls), 100)
        before = self.files()
        for call, error in self.cases(calls):
            name = calls[call][0]
            with self.subTest(call=call, name=name, error=error):
                code, err, _ = self.run_faulty(*self.draw("--no-checkpoint"), call=call, error=error)
                output = self.folder / "x.film"
                self.assertIn(code, self.expected_codes(name, error), err)
                if code == 0:
                    self.assertEqual(output.read_bytes(), good)
                    output.unlink()
                else:
                    self.assert_fails_well(code, err, code)
                    if (name, error) not in NAMELESS:
                        self.assertIn(name, err)
                self.assertEqual(self.files(), before)

    def test_what_was_done_is_kept(self):
        """Of three passes and more, each of which leaves a checkpoint; it outlives a device that does not start, too."""
        good, calls = self.good_film(*PASSES)
        names = [name for name, _ in calls]
        create = names.index("vkCreateDevice")
        for name in ("vkQueueSubmit", "vkWaitForFences", "vkGetQueryPoolResults"):
            indices = [call for call, other in enumerate(names) if other == name]
            for call in indices[::7] if IS_WHOLE else indices[-1:]:
                for error in (DEVICE_LOST, OUT_OF_DEVICE_MEMORY) if IS_WHOLE else (DEVICE_LOST,):
                    with self.subTest(call=call, name=name, error=error):
                        code, err, _ = self.run_faulty(*self.draw(*PASSES), call=call, error=error)
                        self.assert_fails_well(code, err, EXIT_CODES[error])
                        self.assertFalse((self.folder / "x.film").exists())
                        if IS_WHOLE and not (self.folder / "c").exists():
                            continue  # before the end of the first pass
                        self.assertIn("c keeps ", err)
                        code, err, _ = self.run_faulty(*self.draw(*PASSES, "--resume"), call=create, error=START_FAILED)
                        self.assert_fails_well(code, err, 6)
                        self.assertIn("c keeps ", err)
                        self.succeed(*self.draw(*PASSES, "--resume"))
                        self.assertFalse((self.folder / "c").exists())
                        self.assertEqual((self.folder / "x.film").read_bytes(), good)
                        (self.folder / "x.film").unlink()

    def test_auto_goes_on_to_the_next_device(self):
        self.succeed(*self.draw("--no-checkpoint", backend="cpu"))
        good = (self.folder / "x.film").read_bytes()
        automatic = self.draw("--no-checkpoint", "--stats-json", "s.json", backend="auto")
        code, err, calls = self.run_faulty(*automatic, mask="gpu")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(json.loads((self.folder / "s.json").read_text())["backend"], "vulkan")
        names = [name for name, _ in calls]
        for name, warning in (("vkCreateInstance", ""),
                              ("vkCreateDevice", "triptych: warning: [^\n]*vkCreateDevice[^\n]*next best device.*\n")):
            with self.subTest(name=name):
                code, err, _ = self.run_faulty(*automatic, mask="gpu", call=names.index(name), error=START_FAILED)
                self.assertEqual(code, 0, err)
                self.assertRegex(err, rf"\A{warning}\Z")
                self.assertEqual(json.loads((self.folder / "s.json").read_text())["backend"], "cpu")
                self.assertEqual((self.folder / "x.film").read_bytes(), good)


    def test_whatever_hinders_opening_is_no_device(self):
        unknown = -13  # VK_ERROR_UNKNOWN, which no call is said to return
        _, calls = self.good_film("--no-checkpoint")
        names = [name for name, _ in calls]
        for name in ("vkCreateDevice", "vkCreateCommandPool", "vkCreateShaderModule", "vkCreateComputePipelines"):
            with self.subTest(name=name):
                code, err, _ = self.run_faulty(*self.draw("--no-checkpoint"), call=names.index(name), error=unknown)
                self.assert_fails_well(code, err, 6)
                self.assertIn(name, err)

    def test_kernel_of_a_device_that_fails_the_self_test(self):
        code, err, _ = self.run_faulty(*self.draw("--no-checkpoint"), mask="no-work")
        self.assert_fails_well(code, err, 6)
        code, err, _ = self.run_faulty("inspect", "three-spheres", "--backend", "vulkan", "--json", "kernel.json",
                                       mask="no-work")
        self.assertEqual((code, err), (0, ""))
        [kernel] = json.loads((self.folder / "kernel.json").read_text())["kernels"]
        self.assertIn("spirv", [text["language"] for text in kernel["texts"]])
        self.assertTrue(any("self-test" in note for note in kernel["notes"]), kernel["notes"])

    def test_float_modes_are_declared_where_the_self_test_passes_with_them(self):
        def declared(mask):
            code, err, _ = self.run_faulty("inspect", "three-spheres", "--backend", "vulkan", "--json", "kernel.json",
                                           mask=mask)
            self.assertEqual((code, err), (0, ""))
            [kernel] = json.loads((self.folder / "kernel.json").read_text())["kernels"]
            self.assertEqual(kernel["notes"], [note for note in kernel["notes"] if "self-test" not in note])
            [modes] = [figure["value"] for figure in kernel["statistics"] if figure["name"] == "float modes declared"]
            [spirv] = [text["text"] for text in kernel["texts"] if text["language"] == "spirv"]
            for mode in ("RoundingModeRTE", "DenormFlushToZero"):
                self.assertEqual(f"OpCapability {mode}" in spirv, mode in modes)
                self.assertEqual(f" {mode} 32" in spirv, mode in modes)
            return modes

        if declared("") == "none":
            self.skipTest("this device offers no float modes")
        self.assertEqual(declared("broken-modes"), "none")
        good, _ = self.good_film("--no-checkpoint")
        code, err, _ = self.run_faulty(*self.draw("--no-checkpoint"), mask="broken-modes")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual((self.folder / "x.film").read_bytes(), good)

    def refusals(self):
        _, out, _ = self.run_command("devices", "--json")
        return [device["refusal"] for device in json.loads(out) if device["backend"] == "vulkan"]

    def test_driver_that_draws_another_picture(self):
        """It passes the table of the float contract; the known picture finds it out, and a driver that passed is not asked
        again until its version is another."""
        draw = self.draw("--no-checkpoint")
        code, err, _ = self.run_faulty(*draw, mask="other-samples")
        self.assert_fails_well(code, err, 6)
        self.assertIn("known picture", err)
        self.assertTrue(any("known picture" in refusal for refusal in self.refusals()), self.refusals())
        self.assertIn("refused: ", self.succeed("devices"))
        code, err, _ = self.run_faulty("inspect", "three-spheres", "--backend", "vulkan", "--json", "kernel.json",
                                       mask="other-samples")
        self.assertEqual((code, err), (0, ""))
        [kernel] = json.loads((self.folder / "kernel.json").read_text())["kernels"]
        self.assertTrue(any("known picture" in note for note in kernel["notes"]), kernel["notes"])

        self.succeed(*draw)
        self.assertEqual(set(self.refusals()), {""})
        code, err, _ = self.run_faulty(*draw, mask="other-samples")
        self.assertEqual((code, err), (0, ""))
        code, err, _ = self.run_faulty(*draw, mask="other-samples,driver=7")
        self.assert_fails_well(code, err, 6)

    def test_known_picture_without_a_cache(self):
        (self.folder / "file").write_text("")
        draw = self.draw("--no-checkpoint", "--cache-dir", "file", "--log-level", "error")
        self.succeed(*draw)
        code, err, _ = self.run_faulty(*draw, mask="other-samples")
        self.assert_fails_well(code, err, 6)
        self.assertIn("known picture", err)

    def test_signal_while_a_driver_compiles(self):
        report = self.folder.parent / f"{self.folder.name}.calls"
        self.addCleanup(lambda: report.unlink(missing_ok=True))
        for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)):
            process = self.start(*self.draw("--no-checkpoint"), stderr=subprocess.PIPE, environment={
                "LD_PRELOAD": PRELOADED, "VULKAN_CALLS": str(report), "VULKAN_MASK": "slow-compiler"})
            self.addCleanup(process.stderr.close)
            self.addCleanup(process.kill)
            end = time.monotonic() + 60
            while not report.exists() or "vkCreateComputePipelines" not in report.read_text():
                self.assertLess(time.monotonic(), end, "nothing was compiled")
                time.sleep(0.01)
            process.send_signal(number)
            _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, code)
            self.assert_sentence(err, ["x.film was not written"])
            self.assertEqual(self.files(), [])
            report.unlink()


class DeviceLimits(VulkanTest):
    def test_the_least_that_vulkan_1_2_asks_for(self):
        """No optional feature or extension, no clock; whatever goes beyond a limit is a fault."""
        for source in ("three-spheres", "cornell-box"):
            self.succeed(*self.draw(source=source, backend="cpu"))
            good = (self.folder / "x.film").read_bytes()
            code, err, _ = self.run_faulty(*self.draw("--no-checkpoint", source=source), mask="minima")
            self.assertEqual(code, 0, err)
            self.assertEqual((self.folder / "x.film").read_bytes(), good)

    def test_a_picture_in_pieces(self):
        wide = ("--no-checkpoint", "--width", 320)
        self.succeed(*self.draw(*wide, backend="cpu"))
        good = (self.folder / "x.film").read_bytes()
        code, err, _ = self.run_faulty(*self.draw(*wide), mask="groups=200")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual((self.folder / "x.film").read_bytes(), good)

    def test_limits_are_named(self):
        for mask, words in (("allocation=9000000", ("film", "maxMemoryAllocationSize", "9000000")),
                            ("buffer=9000000", ("film", "maxBufferSize", "9000000")),
                            ("heap=9000000", ("film", "memory", "9000000"))):
            with self.subTest(mask=mask):
                code, err, _ = self.run_faulty(*self.draw("--no-checkpoint", "--width", 1200), mask=mask)
                self.assert_fails_well(code, err, 4)
                for word in words:
                    self.assertIn(word, err)
                self.assertFalse((self.folder / "x.film").exists())

    def test_what_a_device_lacks_is_named(self):
        for mask, word in (("no-addresses", "bufferDeviceAddress"), ("no-compute", "compute queue"),
                           ("version=1", "Vulkan 1.2")):
            with self.subTest(mask=mask):
                code, err, _ = self.run_faulty(*self.draw("--no-checkpoint"), mask=mask)
                self.assert_fails_well(code, err, 6)
                self.assertIn(word, err)


    def test_devices_without_names(self):
        code, err, _ = self.run_faulty(*self.draw("--no-checkpoint", "--stats-json", "s.json"), mask="nameless")
        self.assertEqual((code, err), (0, ""))
        device = json.loads((self.folder / "s.json").read_text())["device"]
        for text in device.values():
            self.assertEqual(text, text.strip())
            self.assertTrue(text)


class Validation(VulkanTest):
    def validated(self, **options):
        code, err, _ = self.run_faulty(*self.draw("--no-checkpoint", "--validate", "--log-level", "debug"), **options)
        if code == 6 and "vulkan-validationlayers" in err:
            self.skipTest(err.strip())
        self.assertEqual(code, 0, err)
        return err

    def test_best_practices_speak(self):
        """Of all that they say, one remark is expected: the extension by which they say it is for debugging."""
        err = self.validated()
        self.assertIn("BestPractices", err)
        self.assertNotIn("error: Vulkan validation", err)

    def test_what_layers_say_of_themselves_is_no_error(self):
        err = self.validated(mask="notices")
        self.assertIn("WARNING-Setting-Limit-Adjusted", err)
        self.assertNotIn("error: Vulkan validation", err)
        self.assertIn("error: Vulkan validation", self.validated(mask="findings"))

    def test_missing_barriers_are_noticed(self):
        self.assertIn("SYNC-HAZARD", self.validated(mask="no-barriers"))


if __name__ == "__main__":
    unittest.main()
