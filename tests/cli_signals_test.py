#!/usr/bin/env python3
"""End-to-end tests of signals and of outputs that wait: each signal's exit code, and nothing lost. TRIPTYCH names the
program.
SPDX-License-Identifier: MIT
"""
import os
import resource
import signal
import subprocess
import threading
import time
import unittest

from cli_support import TRIPTYCH, CommandLineTest

SMALL = ("--width", 16, "--spp", 4, "--backend", "cpu")
ENDLESS = ("--width", 16, "--spp", 1048576, "--backend", "cpu", "--checkpoint-interval", 0)
CHECKPOINT = "x.film.checkpoint"
WAIT_SECONDS = 60


class SignalTest(CommandLineTest):
    def start_with(self, prepare, *arguments):
        """Starts the program after `prepare` was called in its process."""
        process = subprocess.Popen([TRIPTYCH, *map(str, arguments)], cwd=self.folder, preexec_fn=prepare, text=True,
                                   env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for stream in (process.stdout, process.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(process.kill)
        return process

    def wait_for_checkpoint(self):
        end = time.monotonic() + WAIT_SECONDS
        while not (self.folder / CHECKPOINT).exists():
            self.assertLess(time.monotonic(), end, "no checkpoint came")
            time.sleep(0.01)

    def check_ended(self, process, code):
        """The process must end with `code` and say truly how much its checkpoint keeps."""
        _, err = process.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(process.returncode, code, err)
        out = self.succeed("merge", CHECKPOINT, "-o", "count.film")
        spp = out.split("samples 0:")[1].split(",")[0]
        self.assertIn(f"{CHECKPOINT} keeps {spp} samples a pixel", err)


class Signals(SignalTest):
    def test_exit_codes(self):
        for number, code in ((signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGXCPU, 152)):
            with self.subTest(number=number):
                process = self.start_with(lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), "render",
                                          "three-spheres", "-o", "x.film", *ENDLESS)
                self.wait_for_checkpoint()
                process.send_signal(number)
                self.check_ended(process, code)
                (self.folder / CHECKPOINT).unlink()

    def test_limit_of_cpu_time(self):
        """The signal comes anew with every second."""
        process = self.start_with(lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 100)), "render", "three-spheres",
                                  "-o", "x.film", *ENDLESS)
        self.check_ended(process, 152)

    def test_ignored_signals_stay_ignored(self):
        process = self.start_with(lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN), "render", "three-spheres", "-o",
                                  "x.film", *ENDLESS)
        self.wait_for_checkpoint()
        process.send_signal(signal.SIGHUP)
        time.sleep(1)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGHUP)
        self.check_ended(process, 143)

    def test_limit_of_file_sizes(self):
        for output in ("x.film", "x.png", "x.exr", "x.pfm"):
            process = self.start_with(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)), "render",
                                      "three-spheres", "-o", output, "--width", 64, "--spp", 4, "--backend", "cpu")
            _, err = process.communicate(timeout=WAIT_SECONDS)
            self.assertEqual(process.returncode, 8)
            self.assert_sentence(err, [output, "ulimit -f"])
            self.assertEqual(self.files(), [])


class Fifos(SignalTest):
    def start_render(self, output):
        """Renders to a FIFO; returns once the program waits for its reader."""
        os.mkfifo(self.folder / output)
        process = self.start("render", "three-spheres", "-o", output, "--log-level", "info", *SMALL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for stream in (process.stdout, process.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(process.kill)
        while "waiting for a reader" not in (line := process.stderr.readline()):
            self.assertNotEqual(line, "", "it never waited")
        return process

    def try_to_read(self, reader):
        try:
            return os.read(reader, 1)
        except BlockingIOError:
            return b""

    def test_without_a_reader(self):
        process = self.start_render("x.film")
        process.send_signal(signal.SIGTERM)
        self.check_ended(process, 143)

    def test_with_a_late_and_slow_reader(self):
        process = self.start_render("x.pfm")
        content = []

        def read():
            with open(self.folder / "x.pfm", "rb") as fifo:
                while chunk := fifo.read(100):
                    content.append(chunk)

        reader = threading.Thread(target=read)
        reader.start()
        process.communicate(timeout=WAIT_SECONDS)
        reader.join()
        self.assertEqual(process.returncode, 0)
        self.succeed("render", "three-spheres", "-o", "y.pfm", *SMALL)
        self.assertEqual(b"".join(content), (self.folder / "y.pfm").read_bytes())

    def test_reader_that_stops(self):
        """More than a FIFO holds, and nobody takes it out."""
        os.mkfifo(self.folder / "x.pfm")
        reader = os.open(self.folder / "x.pfm", os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        process = self.start("render", "three-spheres", "-o", "x.pfm", "--width", 200, "--spp", 1, "--backend", "cpu",
                             "--trace", "/dev/null", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for stream in (process.stdout, process.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(process.kill)
        while not self.try_to_read(reader):  # until it has begun to write
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(process.returncode, 143)
        self.assertIn("x.pfm.checkpoint keeps 1 sample a pixel", err)


if __name__ == "__main__":
    unittest.main()
