#!/usr/bin/env python3
"""End-to-end tests of what commands write and read: no file is written over another one that is needed. TRIPTYCH names
the program.
SPDX-License-Identifier: MIT
"""
import errno
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from cli_support import CommandLineTest, SPHERE, scene

ON_CPU = ("--width", 16, "--spp", 2, "--backend", "cpu")
ENDLESS = ("--width", 16, "--spp", 1048576, "--backend", "cpu")
WAIT_SECONDS = 60


class Files(CommandLineTest):
    def contents(self):
        return {name: (self.folder / name).read_bytes() for name in self.files() if (self.folder / name).is_file()}

    def refuse(self, words, *arguments, code=2, **options):
        """Runs the program, which must end with `code` before any work: all files are as before."""
        before = self.contents()
        self.fail_with(code, words, *arguments, **options)
        self.assertEqual(self.contents(), before)

    def wait_for(self, condition):
        end = time.monotonic() + WAIT_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), end, "nothing came")
            time.sleep(0.01)

    def start_endless(self, output, *arguments, **options):
        process = self.start("render", "three-spheres", "-o", output, *ENDLESS, *arguments, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, **options)
        for stream in (process.stdout, process.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(process.kill)
        return process

    def spp_of(self, film):
        out = self.succeed("merge", film, "-o", "count.film")
        (self.folder / "count.film").unlink()
        return int(out.split("samples 0:")[1].split(",")[0])


class Claims(Files):
    def other_spellings(self, name):
        """Paths that lead to a file of the folder, which need not be there yet."""
        (self.folder / "sub").mkdir(exist_ok=True)
        (self.folder / "here").unlink(missing_ok=True)
        (self.folder / "here").symlink_to(".")
        return [name, f"./{name}", f"sub/../{name}", f"here/{name}", str(self.folder / name)]

    def test_two_outputs_that_do_not_exist_yet(self):
        for other in self.other_spellings("x.png"):
            for option in ("--checkpoint", "--stats-json", "--trace"):
                with self.subTest(option=option, other=other):
                    self.refuse(["x.png", "--output", option, "same file"], "render", "three-spheres", "-o", "x.png",
                                option, other, *ON_CPU)
            self.refuse(["--stats-json", "--trace"], "render", "three-spheres", "-o", "x.png", "--stats-json", "s.json",
                        "--trace", other.replace("x.png", "s.json"), *ON_CPU)
        self.refuse(["x.film.checkpoint"], "render", "three-spheres", "-o", "x.film", "--stats-json",
                    "x.film.checkpoint", *ON_CPU)

    def test_two_outputs_that_exist(self):
        (self.folder / "x.png").write_bytes(b"old")
        os.link(self.folder / "x.png", self.folder / "hard")
        (self.folder / "soft").symlink_to("x.png")
        for other in ("hard", "soft", "x.png"):
            for option in ("--stats-json", "--trace"):
                self.refuse(["same file"], "render", "three-spheres", "-o", "x.png", option, other, *ON_CPU)

    def test_links_that_lead_nowhere_yet(self):
        (self.folder / "soft.png").symlink_to("x.json")
        self.refuse(["same file"], "render", "three-spheres", "-o", "soft.png", "--stats-json", "x.json", *ON_CPU)

    def test_every_file_that_a_scene_reads(self):
        self.succeed("scenes", "--export", "earth", "scene.json")
        (self.folder / "mesh.obj").write_text("mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl m\nf 1 2 3\n")
        (self.folder / "m.mtl").write_text("newmtl m\nKd 1 0 0\n")
        self.write_scene(scene(shapes=[SPHERE, {"type": "mesh", "file": "mesh.obj"}]), "meshes.json")
        for source, read in [("scene.json", ["scene.json", "earth.png"]),
                             ("meshes.json", ["meshes.json", "mesh.obj", "m.mtl"]), ("mesh.obj", ["mesh.obj", "m.mtl"])]:
            for name in read:
                with self.subTest(source=source, name=name):
                    os.link(self.folder / name, self.folder / "hard")
                    for output in (name, "hard"):
                        self.refuse(["--stats-json", name], "render", source, "-o", "x.png", "--stats-json", output,
                                    *ON_CPU)
                        self.refuse(["--json", name], "verify", source, "--json", output, *ON_CPU[:4])
                        self.refuse(["--json", name], "inspect", source, "--json", output, "--backend", "cpu")
                        for option in ("--json", "--csv", "--report", "--trace"):
                            self.refuse([option, name], "bench", source, option, output, "--width", 8, "--spp", 1,
                                        "--backend", "cpu")
                    (self.folder / "hard").unlink()
        self.refuse(["--output", "earth.png"], "render", "scene.json", "-o", "earth.png", *ON_CPU)

    def test_outputs_of_bench(self):
        for a, b in (("--json", "--csv"), ("--csv", "--report"), ("--report", "--trace")):
            self.refuse([a, b], "bench", "three-spheres", a, "x", b, "./x", "--width", 8, "--spp", 1, "--backend", "cpu")

    def test_films_and_images(self):
        self.succeed("render", "three-spheres", "-o", "a.film", *ON_CPU)
        shutil.copy(self.folder / "a.film", self.folder / "b.film")
        for output in ("a.film", "b.film", "./b.film"):
            self.refuse(["FILM", "--output"], "merge", "a.film", "b.film", "-o", output)
        self.succeed("merge", "a.film", "-o", "a.png")
        self.succeed("merge", "a.film", "-o", "b.png")
        for heatmap in ("a.png", "b.png", "./b.png"):
            self.refuse(["--heatmap"], "compare", "a.png", "b.png", "--heatmap", heatmap)
        self.succeed("compare", "a.png", "a.png", "--heatmap", "c.png")

    def test_stdout_is_an_output(self):
        self.refuse(["standard output"], "bench", "three-spheres", "--json", "-", "--csv", "/dev/stdout", "--width", 8,
                    "--backend", "cpu")
        self.refuse(["standard output"], "render", "three-spheres", "-o", "x.png", "--stats-json", "-", "--trace",
                    "/dev/fd/1", *ON_CPU)
        # What else goes there stands alone.
        out = self.succeed("render", "three-spheres", "-o", "x.png", "--stats-json", "/dev/stdout", *ON_CPU)
        self.assertEqual(json.loads(out)["spp"], 2)
        with open(self.folder / "s.json", "w", encoding="utf-8") as file:
            self.succeed("render", "three-spheres", "-o", "x.png", "--stats-json", "s.json", *ON_CPU, stdout=file)
        self.assertEqual(json.loads((self.folder / "s.json").read_text())["spp"], 2)

    def test_devices_that_keep_nothing(self):
        self.succeed("render", "three-spheres", "-o", "x.png", "--stats-json", "/dev/null", "--trace", "/dev/null",
                     "--quiet", *ON_CPU)
        code, _, err = self.run_command("render", "three-spheres", "-o", "x.png", "--stats-json", "/dev/full", *ON_CPU)
        self.assertEqual(code, 8)
        self.assert_sentence(err, ["/dev/full", os.strerror(errno.ENOSPC)])


class Places(Files):
    def test_where_no_file_can_be(self):
        (self.folder / "folder.png").mkdir()
        (self.folder / "read-only.png").write_bytes(b"kept")
        (self.folder / "read-only.png").chmod(0o444)
        for output, word in [("folder.png", "folder"), ("absent/x.png", "make the folder"), ("read-only.png", "read-only")]:
            self.refuse([output, word], "render", "three-spheres", "-o", output, *ON_CPU, code=8)
            self.refuse([output, word], "render", "three-spheres", "-o", "x.png", "--stats-json", output, *ON_CPU, code=8)

    def test_export_overwrites_only_where_asked(self):
        (self.folder / "s.json").write_bytes(b"mine")
        self.refuse(["s.json", "--overwrite"], "scenes", "--export", "three-spheres", "s.json")
        (self.folder / "soft").symlink_to("nowhere")
        self.refuse(["soft", "--overwrite"], "scenes", "--export", "three-spheres", "soft")
        self.succeed("scenes", "--export", "three-spheres", "s.json", "--overwrite")
        self.assertEqual(json.loads((self.folder / "s.json").read_text())["triptych"], 1)
        (self.folder / "earth.png").write_bytes(b"mine")
        self.refuse(["earth.png", "--overwrite"], "scenes", "--export", "earth", "e.json")
        self.succeed("scenes", "--export", "earth", "e.json", "--force")
        self.assertNotEqual((self.folder / "earth.png").read_bytes(), b"mine")
        self.refuse(["--export"], "scenes", "--overwrite")


class OwnFilms(Files):
    """A film that the user made is only read, whatever becomes of the render that goes on from it."""

    def setUp(self):
        super().setUp()
        self.succeed("render", "three-spheres", "-o", "own.film", *ON_CPU)
        self.own = (self.folder / "own.film").read_bytes()

    def tearDown(self):
        self.assertEqual((self.folder / "own.film").read_bytes(), self.own)

    def continue_path(self, output, spp, film="own.film"):
        return ("render", "three-spheres", "-o", output, "--checkpoint", film, "--resume", "--width", 16, "--spp", spp,
                "--backend", "cpu", "--quiet")

    def test_render_that_ends(self):
        self.succeed(*self.continue_path("x.film", 5))
        self.succeed("render", "three-spheres", "-o", "whole.film", "--width", 16, "--spp", 5, "--backend", "cpu")
        self.assertEqual((self.folder / "x.film").read_bytes(), (self.folder / "whole.film").read_bytes())
        self.assertEqual(self.files(), ["own.film", "whole.film", "x.film"])

    def test_interrupted_render(self):
        for film in ("own.film", "x.film.checkpoint"):
            with self.subTest(film=film):
                if film != "own.film":
                    (self.folder / film).write_bytes(self.own)
                kept = "x.film.checkpoint" + (".checkpoint" if film == "x.film.checkpoint" else "")
                process = self.start(*self.continue_path("x.film", 1048576, film), "--checkpoint-interval", 0,
                                     stderr=subprocess.PIPE)
                self.addCleanup(process.stderr.close)
                self.addCleanup(process.kill)
                self.wait_for((self.folder / kept).exists)
                process.send_signal(signal.SIGTERM)
                _, err = process.communicate(timeout=WAIT_SECONDS)
                self.assertEqual(process.returncode, 143)
                spp = self.spp_of(kept)
                self.assert_sentence(err, [f"{kept} keeps {spp} samples a pixel"])
                self.assertEqual((self.folder / film).read_bytes(), self.own)
                # The same command goes on from the checkpoint and removes no more than that.
                self.succeed(*self.continue_path("x.film", spp + 1, film))
                self.assertEqual(self.spp_of("x.film"), spp + 1)
                self.assertNotIn(kept, self.files())
                self.assertEqual((self.folder / film).read_bytes(), self.own)

    def test_output_over_the_film(self):
        self.refuse(["--output", "--checkpoint"], *self.continue_path("own.film", 5))

    def test_film_in_the_way_of_the_checkpoint(self):
        (self.folder / "x.film.checkpoint").write_bytes(self.own)
        self.refuse(["x.film.checkpoint", "would be lost"], *self.continue_path("x.film", 5), code=10)


class TwoRenders(Files):
    """Two renders at a time with one output: neither loses what the other one keeps."""

    def test_checkpoint_of_another_render(self):
        first = self.start_endless("x.png", "--checkpoint-interval", 1)
        second = self.start_endless("x.png", "--checkpoint-interval", 0)
        kept = self.folder / "x.png.checkpoint"
        self.wait_for(kept.exists)
        # One of them has a checkpoint by now, and the other finds it in its way.
        time.sleep(1.5)
        for process in (first, second):
            process.send_signal(signal.SIGINT)
        ends = [(process.communicate(timeout=WAIT_SECONDS)[1], process.returncode) for process in (first, second)]
        self.assertEqual(sorted(code for _, code in ends), [8, 130])
        for err, code in ends:
            if code == 130:
                self.assertIn(f"keeps {self.spp_of(kept)} sample", err)
            else:
                self.assertIn("another file of that name", err)
                self.assertNotIn("keeps", err)

    def test_finished_render_leaves_the_checkpoint_of_another(self):
        endless = self.start_endless("x.png", "--checkpoint-interval", 0)
        self.wait_for((self.folder / "x.png.checkpoint").exists)
        self.succeed("render", "three-spheres", "-o", "x.png", "--checkpoint", "other", *ON_CPU)
        self.assertIn("x.png.checkpoint", self.files())
        endless.send_signal(signal.SIGINT)
        _, err = endless.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(endless.returncode, 130)
        self.assertIn(f"keeps {self.spp_of('x.png.checkpoint')} sample", err)


class KeptSamples(Files):
    def test_checkpoint_that_somebody_removed(self):
        process = self.start_endless("x.png", "--checkpoint-interval", 0)
        kept = self.folder / "x.png.checkpoint"
        self.wait_for(kept.exists)
        kept.unlink()
        kept.mkdir()  # so that no other one can be written
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(process.returncode, 8)
        self.assertNotIn("keeps", err)


if __name__ == "__main__":
    unittest.main()
