# What the end-to-end tests of the command line share: running the program, scene files, image readers.
# SPDX-License-Identifier: MIT
import json
import os
import pathlib
import resource
import signal
import struct
import subprocess
import tempfile
import unittest
import zlib

TRIPTYCH = os.environ.get("TRIPTYCH", "triptych")
TIMEOUT_SECONDS = 120

# Drivers and GPUs out of sight, so that only the CPU is left.
NO_GPU = {"VK_DRIVER_FILES": "/nonexistent", "VK_ICD_FILENAMES": "/nonexistent", "CUDA_VISIBLE_DEVICES": "-1"}

SPHERE = {"type": "sphere", "center": [0, 0, -1], "radius": 0.5, "material": "matt"}


def scene(**changes):
    """A small valid scene as a dictionary, with some of its members replaced."""
    valid = {
        "triptych": 1,
        "image": {"width": 24, "height": 16},
        "integrator": {"spp": 2, "max_depth": 5},
        "materials": {"matt": {"type": "lambertian", "albedo": [0.5, 0.4, 0.3]}},
        "shapes": [SPHERE, dict(SPHERE, center=[0, -100.5, -1], radius=100)],
    }
    return valid | changes


class CommandLineTest(unittest.TestCase):
    """Each test runs in an empty folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = os.environ | {"XDG_CACHE_HOME": str(self.folder / "cache"), "TERM": "xterm"}

    def start(self, *arguments, environment=None, memory_bytes=resource.RLIM_INFINITY, **options):
        def prepare():
            # A test suite run in the background hands down an ignored SIGINT.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.RLIM_INFINITY))

        return subprocess.Popen([TRIPTYCH, *map(str, arguments)], cwd=self.folder, preexec_fn=prepare,
                                env=self.environment | (environment or {}), **{"text": True, **options})

    def run_command(self, *arguments, stdout=subprocess.PIPE, **options):
        """Runs the program to its end; returns (exit code, stdout, stderr)."""
        process = self.start(*arguments, stdout=stdout, stderr=subprocess.PIPE, **options)
        try:
            out, err = process.communicate(timeout=TIMEOUT_SECONDS)
        finally:
            process.kill()
        return process.returncode, out, err

    def succeed(self, *arguments, **options):
        """Runs the program, which must end well without a word on stderr; returns stdout."""
        code, out, err = self.run_command(*arguments, **options)
        self.assertEqual((code, err), (0, ""))
        return out

    def fail_with(self, code, words, *arguments, **options):
        """Runs the program, which must end with `code`, print nothing but one sentence on stderr, and name `words`."""
        actual, out, err = self.run_command(*arguments, **options)
        self.assertEqual(actual, code, err)
        self.assertIn(out, ("", None))
        self.assert_sentence(err, words)

    def assert_sentence(self, err, words):
        self.assertRegex(err, r"\Atriptych: [^\n]+[.?]\n\Z")
        for word in words:
            self.assertIn(word, err)

    def write_scene(self, content, name="scene.json"):
        text = content if isinstance(content, str) else json.dumps(content)
        (self.folder / name).write_text(text)
        return name

    def render(self, output, *arguments, source="three-spheres", backend="cpu"):
        """Renders a small picture; returns its statistics."""
        size = () if "--width" in arguments else ("--width", 40)
        self.succeed("render", source, "-o", output, "--backend", backend, "--stats-json", "stats.json", "--quiet",
                     *size, *arguments)
        return json.loads((self.folder / "stats.json").read_text())

    def files(self):
        return sorted(path.name for path in self.folder.iterdir() if path.name != "cache")

    def read_pfm(self, name):
        """Rows from top to bottom, each a list of pixels, each the 12 bytes of its colour."""
        magic, size, scale, data = (self.folder / name).read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        self.assertEqual((magic, float(scale) < 0, len(data)), (b"PF", True, width * height * 12))
        pixels = [data[i:i + 12] for i in range(0, len(data), 12)]
        return [pixels[row * width:(row + 1) * width] for row in reversed(range(height))]

    def write_png(self, name, rows, depth=8, chunks=()):
        """Writes rows of pixels, tuples of 3 or 4 codes; `chunks`, pairs of kind and content, come before them."""
        def chunk(kind, content):
            return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

        code = "BH"[depth == 16]
        color_type = {3: 2, 4: 6}[len(rows[0][0])]
        lines = (b"\0" + b"".join(struct.pack(f">{len(pixel)}{code}", *pixel) for pixel in row) for row in rows)
        header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), depth, color_type, 0, 0, 0)
        (self.folder / name).write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*given) for given in chunks) +
            chunk(b"IDAT", zlib.compress(b"".join(lines))) + chunk(b"IEND", b""))

    def read_png_texts(self, name):
        """Keys and values of a PNG's uncompressed text chunks."""
        data = (self.folder / name).read_bytes()
        texts, at = {}, 8
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at:at + 8])
            if kind == b"tEXt":
                key, value = data[at + 8:at + 8 + size].split(b"\0", 1)
                texts[key.decode()] = value.decode("latin-1")
            at += size + 12
        return texts
