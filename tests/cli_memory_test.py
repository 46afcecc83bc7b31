#!/usr/bin/env python3
"""End-to-end tests of memory: what would not fit is refused before it is taken. TRIPTYCH names the program.
SPDX-License-Identifier: MIT
"""
import os
import resource
import struct
import subprocess
import unittest

from cli_support import SPHERE, TRIPTYCH, CommandLineTest, scene

OWN_MIB = 64  # what the program itself may take


class Memory(CommandLineTest):
    def refuse(self, code, words, *arguments, **options):
        """Runs the program, which must end with `code`; returns the most memory that it took, in MiB."""
        with subprocess.Popen([TRIPTYCH, *map(str, arguments)], cwd=self.folder, text=True, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options) as process:
            out, err = process.stdout.read(), process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual((process.returncode, out), (code, ""), err)
        self.assert_sentence(err, words)
        return usage.ru_maxrss / 1024

    def nested(self, innermost, levels=7, **changes):
        """Objects of ten instances of the one before."""
        objects = {"o0": innermost}
        for level in range(1, levels + 1):
            objects[f"o{level}"] = {"type": "group", "shapes": [
                {"type": "instance", "object": f"o{level - 1}", "transform": [{"translate": [i * 3 ** level, 0, 0]}]}
                for i in range(10)]}
        shapes = [{"type": "instance", "object": f"o{levels}"}]
        return scene(objects=objects, shapes=shapes, **changes)


class NestedInstances(Memory):
    def test_counted_before_they_are_built(self):
        matt = scene()["materials"]["matt"]
        lamp = {"type": "diffuse_light", "emission": [1, 1, 1]}
        (self.folder / "mesh.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 1\nf 1 2 3\nf 1 2 4\n")
        sphere = dict(SPHERE, center=[0, 0, 0])
        for name, innermost, materials in [
                ("spheres", sphere, {"matt": matt}),
                ("lamps", sphere, {"matt": lamp}),
                ("boxes", {"type": "box", "min": [0, 0, 0], "max": [1, 1, 1], "material": "matt"}, {"matt": matt}),
                ("meshes", {"type": "mesh", "file": "mesh.obj", "material": "matt"}, {"matt": matt}),
                ("ellipsoids", dict(sphere, transform=[{"scale": [1, 2, 1]}]), {"matt": matt}),
                ("media", {"type": "constant_medium", "density": 1, "albedo": [1, 1, 1], "boundary": {
                    "type": "sphere", "center": [0, 0, 0], "radius": 1}}, {"matt": matt})]:
            with self.subTest(name):
                file = self.write_scene(self.nested(innermost, materials=materials))
                taken = self.refuse(4, ["scene.json at /shapes/0", "--limit scene-bytes"], "render", file, "-o",
                                    "x.png", "--backend", "cpu", "--limit", "scene-bytes=256MiB")
                self.assertLess(taken, 256 + OWN_MIB)

    def test_few_are_drawn(self):
        file = self.write_scene(self.nested(dict(SPHERE, center=[0, 0, 0]), levels=3))
        self.succeed("render", file, "-o", "x.png", "--backend", "cpu", "--quiet", "--spp", 1, "--limit",
                     "scene-bytes=1MiB")


class FilmHeads(Memory):
    """A film is refused by its head, before its sums are read."""

    SIDE = 3000  # 275 MiB of sums

    def make_film(self, name, *arguments):
        """A film of SIDE x SIDE pixels, all of whose sums are holes."""
        self.succeed("render", "three-spheres", "-o", "small.film", "--width", 8, "--height", 8, "--spp", 2,
                     "--backend", "cpu", *arguments)
        data = bytearray((self.folder / "small.film").read_bytes())
        for offset in (12, 16, 40, 44):  # width, height, x1 and y1
            struct.pack_into("<I", data, offset, self.SIDE)
        head = len(data) - 8 * 8 * 32 - 32
        with open(self.folder / name, "wb") as file:
            file.write(data[:head])
            file.truncate(head + self.SIDE * self.SIDE * 32 + 32)

    def check(self, words, *arguments):
        self.assertLess(self.refuse(10, words, *arguments), OWN_MIB)

    def test_films_that_do_not_belong_together(self):
        self.make_film("a.film")
        self.make_film("b.film", "--seed", 1)
        self.make_film("c.film", "--sample-range", "1:2")
        self.check(["seed"], "merge", "a.film", "b.film", "-o", "x.film")
        self.check(["same samples"], "merge", "a.film", "a.film", "-o", "x.film")
        self.check(["lack"], "merge", "c.film", "-o", "x.png")
        self.check(["b.film", "width"], "render", "three-spheres", "-o", "x.png", "--checkpoint", "b.film", "--resume", "--width",
                   8, "--height", 8, "--backend", "cpu")

    def test_size_that_the_file_does_not_have(self):
        self.make_film("a.film")
        with open(self.folder / "a.film", "r+b") as file:
            file.truncate(10_000_000)
        self.check(["size does not match"], "merge", "a.film", "-o", "x.film")

    def test_more_than_memory_holds(self):
        self.make_film("a.film")
        limit = 200 << 20
        self.refuse(4, ["a.film", "memory"], "merge", "a.film", "-o", "x.film",
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))


if __name__ == "__main__":
    unittest.main()
