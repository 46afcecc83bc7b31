# End-to-end tests of `triptych inspect` and `--trace`.
# SPDX-License-Identifier: MIT
import json
import re
import shutil
import signal
import subprocess
import time
import unittest

from cli_support import NO_GPU, CommandLineTest

PHASES = ["open", "load", "build", "open", "upload", "render", "readback", "hash", "write"]


def nanoseconds(microseconds):
    return round(microseconds * 1000)


class Inspect(CommandLineTest):
    def inspect(self, *arguments, **options):
        """The JSON of an inspection."""
        return json.loads(self.succeed("inspect", "--json", "-", *arguments, **options))

    def devices(self, backend):
        found = json.loads(self.succeed("devices", "--json"))
        return [device for device in found if device["backend"] == backend and device["available"]]

    def test_spirv_is_accepted_by_the_assembler(self):
        if not shutil.which("spirv-as") or not shutil.which("spirv-val"):
            self.skipTest("spirv-as and spirv-val (package spirv-tools) are not installed")
        text = self.succeed("inspect", "three-spheres", "--backend", "vulkan", "--asm", "spirv")
        (self.folder / "kernel.spvasm").write_text(text)
        for command in (["spirv-as", "--target-env", "vulkan1.2", "kernel.spvasm", "-o", "kernel.spv"],
                        ["spirv-val", "--target-env", "vulkan1.2", "--scalar-block-layout", "kernel.spv"]):
            subprocess.run(command, cwd=self.folder, check=True)
        arithmetic = re.findall(r"(%\w+) = OpF(?:Add|Sub|Mul|Div) ", text)
        self.assertGreater(len(arithmetic), 50)
        for result in arithmetic:
            self.assertIn(f"OpDecorate {result} NoContraction\n", text)

    def test_without_a_driver_the_build_tells_of_its_spirv(self):
        report = self.inspect("--backend", "vulkan", environment=NO_GPU)
        self.assertIsNone(report["device"])
        self.assertTrue(report["unavailable"])
        [text] = report["kernels"][0]["texts"]
        self.assertEqual(text["language"], "spirv")
        self.assertEqual(text["text"], self.succeed("inspect", "--backend", "vulkan", "--asm", "spirv",
                                                    environment=NO_GPU))

    def test_ptx_has_the_kernel_and_registers_of_each_architecture(self):
        code, text, err = self.run_command("inspect", "--backend", "cuda", "--asm", "ptx", environment=NO_GPU)
        if code == 6:
            self.assert_sentence(err, ["cuda"])
            self.skipTest("this build has no CUDA backend")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(text, r"\.entry \w*render_kernel\w*\(")
        report = self.inspect("--backend", "cuda", environment=NO_GPU)
        figures = {figure["name"]: figure["value"] for figure in report["kernels"][0]["statistics"]}
        registers = {name: value for name, value in figures.items() if name.endswith("registers a lane")}
        self.assertIn("sm_90, registers a lane", registers)
        for name, value in registers.items():
            with self.subTest(name):
                self.assertTrue(16 <= value <= 255, value)

    def test_spills_of_called_functions_count(self):
        code, _, err = self.run_command("inspect", "--backend", "cuda", environment=NO_GPU)
        if code == 6:
            self.assert_sentence(err, ["cuda"])
            self.skipTest("this build has no CUDA backend")
        [kernel] = self.inspect("cornell-smoke", "--backend", "cuda", environment=NO_GPU)["kernels"]
        figures = {figure["name"]: figure["value"] for figure in kernel["statistics"]}
        [messages] = [text["text"] for text in kernel["texts"] if text["title"] == "ptxas"]
        parts = re.split(r"entry function '[^']*render_kernel[^']*' for '(sm_\d+)'", messages)
        for architecture, part in zip(parts[1::2], parts[2::2], strict=True):
            spills = [int(spilled) for spilled in re.findall(r"(\d+) bytes spill stores", part)]
            self.assertGreater(len(spills), 1)
            self.assertEqual(figures[f"{architecture}, spilled a lane"], sum(spills))

    def test_cuda_kernel_is_the_narrowest_for_the_scene(self):
        code, _, err = self.run_command("inspect", "--backend", "cuda", environment=NO_GPU)
        if code == 6:
            self.assert_sentence(err, ["cuda"])
            self.skipTest("this build has no CUDA backend")
        brushed = {"triptych": 1, "materials": {"steel": {"type": "principled", "anisotropy": 0.5}},
                   "shapes": [{"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "steel"}]}
        (self.folder / "brushed.json").write_text(json.dumps(brushed))
        texts = set()
        for scene, features in (("one-weekend", "plain"), ("cornell-box", "lit"), ("cornell-smoke", "common"),
                                ("brushed.json", "full")):
            with self.subTest(scene):
                [kernel] = self.inspect(scene, "--backend", "cuda", environment=NO_GPU)["kernels"]
                figures = {figure["name"]: figure["value"] for figure in kernel["statistics"]}
                self.assertEqual(figures["features"], features)
                texts.add(kernel["texts"][0]["text"])
        self.assertEqual(len(texts), 4)

    def test_loaded_cuda_kernel_has_registers(self):
        if not self.devices("cuda"):
            self.skipTest("there is no CUDA device")
        figures = {figure["name"]: figure["value"]
                   for figure in self.inspect("--backend", "cuda")["kernels"][0]["statistics"]}
        self.assertTrue(16 <= figures["registers a lane"] <= 255)
        self.assertGreater(figures["groups a multiprocessor"], 0)

    def test_each_cpu_kernel_has_machine_code_of_its_own(self):
        if not shutil.which("objdump"):
            self.skipTest("objdump (package binutils) is not installed")
        symbols = set()
        for device in self.devices("cpu"):
            with self.subTest(device["name"]):
                [kernel] = self.inspect("--backend", "cpu", "--device", device["index"])["kernels"]
                figures = {figure["name"]: figure["value"] for figure in kernel["statistics"]}
                symbols.add(figures["symbol"])
                [text] = kernel["texts"]
                addresses = [int(address, 16) for address in re.findall(r"^ *([0-9a-f]+):\t", text["text"], re.M)]
                # To the last byte: what follows belongs to another function.
                self.assertLess(addresses[-1] - addresses[0], figures["machine code"])
                self.assertLess(figures["machine code"] - (addresses[-1] - addresses[0]), 16)
                if "AVX-512" in device["name"]:
                    self.assertIn("%zmm", text["text"])
                elif "AVX2" in device["name"]:
                    self.assertIn("%ymm", text["text"])
                    self.assertNotIn("%zmm", text["text"])
        self.assertEqual(len(symbols), len(self.devices("cpu")))

    def test_summary_names_kernel_figures_and_options(self):
        out = self.succeed("inspect", "three-spheres", "--backend", "cpu")
        self.assertTrue(out.startswith("kernel render for three-spheres on cpu 0: "))
        for words in ("figure", "machine code", "bytes"):
            self.assertIn(words, out)

    def test_json_file_stands_beside_the_summary(self):
        out = self.succeed("inspect", "--backend", "cpu", "--json", "report.json")
        report = json.loads((self.folder / "report.json").read_text())
        self.assertIn("kernel render", out)
        self.assertEqual((report["scene"], report["backend"]), ("one-weekend", "cpu"))

    def test_show_prints_by_title(self):
        arguments = ("inspect", "--backend", "vulkan")
        self.assertEqual(self.succeed(*arguments, "--show", "SPIR-V", environment=NO_GPU),
                         self.succeed(*arguments, "--asm", "spirv", environment=NO_GPU))

    def test_unknown_text_is_a_usage_error_that_lists_what_there_is(self):
        for option in ("--show", "--asm"):
            with self.subTest(option):
                self.fail_with(2, ['"lyrics"', "--asm spirv"], "inspect", "--backend", "vulkan", option, "lyrics",
                               environment=NO_GPU)

    def test_absent_device_unknown_scene_and_unwritable_file(self):
        self.fail_with(6, ["vulkan"], "inspect", "--backend", "vulkan", "--device", 0, environment=NO_GPU)
        self.fail_with(6, ["no-such-card"], "inspect", "--device", "no-such-card")
        self.fail_with(2, ["voodoo"], "inspect", "--backend", "voodoo")
        self.fail_with(3, ["no-such-scene"], "inspect", "no-such-scene", "--backend", "cpu")
        self.fail_with(8, ["nowhere"], "inspect", "--backend", "cpu", "--json", "nowhere/a.json")


class Trace(CommandLineTest):
    def read_trace(self, name="trace.json"):
        events = json.loads((self.folder / name).read_text())
        self.assertIsInstance(events, list)
        for event in events:
            self.assertIn(event["ph"], ("M", "X", "i"))
            self.assertEqual(event["pid"], 1)
        return events

    def spans(self, events):
        """By track, in the order of their starts; an outer span before its inner ones."""
        tracks = {}
        for event in events:
            if event["ph"] == "X":
                self.assertGreaterEqual(event["ts"], 0)
                start = nanoseconds(event["ts"])
                tracks.setdefault(event["tid"], []).append((start, start + nanoseconds(event["dur"]), event))
        return {tid: sorted(spans, key=lambda span: (span[0], -span[1])) for tid, spans in tracks.items()}

    def assert_nested(self, spans):
        open_ends = []
        for start, end, event in spans:
            while open_ends and open_ends[-1] <= start:
                open_ends.pop()
            if open_ends:
                self.assertLessEqual(end, open_ends[-1], event)
            open_ends.append(end)

    def check(self, backend, *arguments):
        stats = self.render("a.pfm", "--spp", 12, "--trace", "trace.json", *arguments, backend=backend)
        events = self.read_trace()
        tracks = self.spans(events)
        names = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
        self.assertEqual(set(tracks), {0, 1})
        self.assertEqual(names[0], "host")
        self.assertIn(stats["device"]["name"], names[1])
        for spans in tracks.values():
            self.assert_nested(spans)
        host = tracks[0]
        phases = [span for span in host if span[2]["name"] != "compile"][1:]
        whole = host[0]
        self.assertEqual(whole[2]["name"], "triptych render")
        self.assertEqual([event["name"] for *_, event in phases], PHASES)
        # Between phases nothing is done but looking at options: what is not covered is no work.
        covered = sum(end - start for start, end, _ in phases)
        self.assertGreater(covered, 0.8 * (whole[1] - whole[0]))
        dispatches = [event for *_, event in tracks[1]]
        self.assertEqual({event["name"] for event in dispatches}, {"dispatch"})
        self.assertEqual({event["args"]["backend"] for event in dispatches}, {backend})
        self.assertEqual(sum(event["args"]["samples"] for event in dispatches),
                         stats["window"][1] * stats["window"][3] * stats["spp"])
        seconds = sum(event["dur"] for event in dispatches) * 1e-6
        self.assertAlmostEqual(seconds, stats["seconds"]["render"], delta=1e-8 * (len(dispatches) + 1))
        compiled = sum(end - start for start, end, event in host if event["name"] == "compile") * 1e-9
        self.assertAlmostEqual(compiled, stats["seconds"]["compile"], delta=0.01)
        return stats

    def test_cpu_render_has_all_phases_and_samples(self):
        self.check("cpu", "--width", 400)

    def test_vulkan_render_has_all_phases_and_samples(self):
        devices = json.loads(self.succeed("devices", "--json"))
        if not any(device["backend"] == "vulkan" and device["available"] for device in devices):
            self.skipTest("there is no Vulkan device")
        self.succeed("render", "three-spheres", "-o", "met.film", "--backend", "vulkan", "--width", 16, "--quiet",
                     "--trace", "first.json")
        names = [event["name"] for event in self.read_trace("first.json")]
        self.assertEqual(names.count("known picture"), 1)  # which a driver draws that has not been met before
        stats = self.check("vulkan", "--width", 200)
        self.assertGreater(stats["seconds"]["compile"], 0)

    def test_bench_has_phases_of_every_run(self):
        self.succeed("bench", "three-spheres", "--backend", "cpu", "--device", 0, "--width", 16, "--spp", 2, "--runs", 3,
                     "--warmup", 1, "--no-scaling", "--quiet", "--trace", "trace.json")
        tracks = self.spans(self.read_trace())
        for spans in tracks.values():
            self.assert_nested(spans)
        names = [event["name"] for *_, event in tracks[0]]
        self.assertEqual(names[0], "triptych bench")
        self.assertEqual({name: names.count(name) for name in ("load", "open", "upload", "render", "readback")},
                         {"load": 1, "open": 2, "upload": 2, "render": 4, "readback": 4})

    def test_the_picture_does_not_depend_on_the_trace(self):
        traced = self.render("a.pfm", "--trace", "trace.json")
        self.assertEqual(self.render("b.pfm")["film_hash"], traced["film_hash"])

    def test_a_failed_render_leaves_its_trace(self):
        self.fail_with(6, ["no-such-card"], "render", "three-spheres", "-o", "a.png", "--device", "no-such-card",
                       "--trace", "trace.json")
        events = self.read_trace()
        [mark] = [event for event in events if event["ph"] == "i"]
        self.assertIn("no-such-card", mark["name"])
        self.assertIn("triptych render", [event["name"] for event in events])
        self.assertEqual(self.files(), ["trace.json"])

    def test_an_interrupted_render_leaves_its_trace(self):
        process = self.start("render", "one-weekend", "-o", "a.png", "--spp", 100000, "--backend", "cpu", "--trace",
                             "trace.json", "--log-level", "info", stderr=subprocess.PIPE)
        try:
            for line in process.stderr:
                if "rendering samples" in line:
                    break
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            process.kill()
        self.assertEqual(process.returncode, 130)
        events = self.read_trace()
        names = [event["name"] for event in events if event["ph"] == "X"]
        for name in ("load", "build", "open", "upload", "render", "dispatch", "triptych render"):
            self.assertIn(name, names)
        self.assertNotIn("write", names)
        for spans in self.spans(events).values():
            self.assert_nested(spans)
        self.assertTrue(any(event["ph"] == "i" and "Interrupted" in event["name"] for event in events))

    def test_unwritable_trace_is_found_out_before_the_render(self):
        self.fail_with(8, ["nowhere"], "render", "three-spheres", "-o", "a.png", "--trace", "nowhere/trace.json")
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main()
