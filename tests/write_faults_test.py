#!/usr/bin/env python3
"""Every call that writes a file fails in turn, for every kind of output: the old file or the new one is there and whole,
nothing is left beside it, and no sample is lost. TRIPTYCH names the program, FAIL_CALLS the library that fails calls.
SPDX-License-Identifier: MIT
"""
import errno
import itertools
import json
import os
import unittest

from cli_support import CommandLineTest

ERRORS = [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENOENT]
OLD = b"an older file"
CHECKPOINT = ".checkpoint"


class WriteFaults(CommandLineTest):
    def run_faulty(self, call, error, *arguments):
        """Runs the program with one failing call (none for -1); returns (exit code, stderr, calls that there were)."""
        count = self.folder.parent / f"{self.folder.name}.calls"
        self.addCleanup(lambda: count.unlink(missing_ok=True))
        code, _, err = self.run_command(*arguments, environment={
            "LD_PRELOAD": os.environ["FAIL_CALLS"], "FAIL_FOLDER": str(self.folder) + "/out", "FAIL_CALL": str(call),
            "FAIL_ERRNO": str(error), "FAIL_COUNT": str(count)})
        return code, err, int(count.read_text())

    def empty_out(self, *old_names):
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        for path in out.iterdir():
            path.unlink()
        for name in old_names:
            (out / name).write_bytes(OLD)
        return out

    def sweep(self, name, *arguments):
        """Fails each call of a command in turn that writes out/NAME over an old file; yields (exit code, stderr)."""
        out = self.empty_out(name)
        code, err, calls = self.run_faulty(-1, 0, *arguments)
        self.assertEqual((code, err), (0, ""))
        self.assertGreaterEqual(calls, 5)  # open, fchmod, write, fsync, rename; and the folder's fsync
        good = (out / name).read_bytes()
        self.assertNotEqual(good, OLD)
        holds_times = name.endswith(".json")  # then whole JSON is all that can be asked for
        errors = itertools.cycle(ERRORS)
        for call in range(calls):
            error = next(errors)
            with self.subTest(name=name, call=call, error=errno.errorcode[error]):
                out = self.empty_out(name)
                code, err, _ = self.run_faulty(call, error, *arguments)
                content = (out / name).read_bytes()
                if holds_times and content != OLD:
                    json.loads(content)
                else:
                    self.assertIn(content, (OLD, good))
                self.assertEqual(list(out.glob(".*")), [])
                yield code, err

    def render(self, output, *arguments):
        return ("render", "three-spheres", "-o", output, "--width", 16, "--spp", 4, "--backend", "cpu", "--quiet",
                *arguments)

    def test_pictures_and_films(self):
        for name in ("x.png", "x.jpg", "x.exr", "x.pfm", "x.film"):
            for code, err in self.sweep(name, *self.render(f"out/{name}")):
                self.assertEqual(code, 8)
                self.assert_sentence(err, [f"out/{name}"])
                kept = self.folder / "out" / (name + CHECKPOINT)
                if kept.exists():  # not where the place was found unfit before anything was drawn
                    self.assertIn(f"{name}{CHECKPOINT} keeps", err)
                    self.succeed(*self.render("again.film", "--checkpoint", kept, "--resume"))
                    self.assertFalse(kept.exists())

    def test_texts(self):
        for name, arguments in [("s.json", self.render("x.png", "--stats-json", "out/s.json")),
                                ("t.json", self.render("x.png", "--trace", "out/t.json")),
                                ("m.png", ("merge", "m.film", "-o", "out/m.png", "--quiet"))]:
            self.succeed(*self.render("m.film"))
            for code, err in self.sweep(name, *arguments):
                self.assertEqual(code, 8)
                self.assertIn(f"out/{name}", err)

    def test_checkpoints(self):
        """A checkpoint that cannot be written ends no render; the next one can be."""
        whole = ("render", "three-spheres", "-o", "x.film", "--width", 16, "--spp", 6000, "--backend", "cpu", "--quiet",
                 "--checkpoint", "out/c", "--checkpoint-interval", 0)
        self.empty_out()
        code, err, calls = self.run_faulty(-1, 0, *whole)
        self.assertEqual((code, err), (0, ""))
        good = (self.folder / "x.film").read_bytes()
        self.assertGreaterEqual(calls, 11)  # two checkpoints or more, after one try of the place
        for call, error in zip(range(11), itertools.cycle(ERRORS)):
            with self.subTest(call=call, error=errno.errorcode[error]):
                out = self.empty_out()
                (self.folder / "x.film").unlink(missing_ok=True)
                code, err, _ = self.run_faulty(call, error, *whole)
                if code == 8:
                    self.assertEqual(call, 0)  # the place was found unfit before anything was drawn
                    continue
                self.assertEqual(code, 0)
                self.assertIn("out/c", err)
                self.assertIn("continues", err)
                self.assertEqual((self.folder / "x.film").read_bytes(), good)
                self.assertEqual(list(out.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
