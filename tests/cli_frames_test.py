# Sequences: each frame is the picture of its time, and those that are there need not be drawn again.
# SPDX-License-Identifier: MIT
import json
import struct
import unittest

import gltf_corpus
from cli_support import SPHERE, CommandLineTest, scene


def pfm_values(path):
    content = path.read_bytes()
    *_, data = content.split(b"\n", 3)
    return struct.unpack(f"<{len(data) // 4}f", data)


def keyframes(*pairs):
    return {"keyframes": [list(pair) for pair in pairs]}


CAMERA = {"look_from": keyframes((0, [0, 0, 1]), (1, [4, 2, 3])), "look_at": [0, 0, -1]}
MOVING_CAMERA = scene(camera=CAMERA)
MOVING_SHAPE = scene(shapes=[SPHERE, {"type": "box", "min": [-1, -0.5, -3], "max": [0, 0, -2], "material": "matt",
                                      "transform": [{"rotate_y": keyframes((0, 0), (1, 90))}]}])


class Frames(CommandLineTest):
    def render(self, *options):
        return self.run_command("render", "a.json", "--backend", "cpu", *options)

    def hash_at(self, seconds, *options):
        code, out, err = self.render("--animation-time", seconds, "-o", "one.pfm", *options)
        self.assertEqual(code, 0, err)
        return out.split()[-1]

    def hashes(self, *options):
        code, out, err = self.render(*options)
        self.assertEqual((code, err), (0, ""))
        return [line.split()[-1] for line in out.splitlines()]

    def write(self, described):
        (self.folder / "a.json").write_text(json.dumps(described))

    def test_frames_are_the_pictures_of_their_times(self):
        for described in (MOVING_CAMERA, MOVING_SHAPE, MOVING_SHAPE | {"camera": CAMERA}):
            self.write(described)
            drawn = self.hashes("--frames", "0:20:5", "--fps", "10", "-o", "f.##.png")
            self.assertEqual(drawn, [self.hash_at(seconds) for seconds in (0, 0.5, 1, 1.5, 2)])
            self.assertEqual(len(set(drawn)), 3)  # nothing changes after the last keyframe
            self.assertEqual(sorted(path.name for path in self.folder.glob("f.*")),
                             ["f.00.png", "f.05.png", "f.10.png", "f.15.png", "f.20.png"])

    def test_frames_of_a_gltf_animation(self):
        cases = {name: builder for name, builder, _ in gltf_corpus.animations()}
        files = cases["animation_of_a_skin"].files()
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
        first = next(iter(files))
        options = ["--backend", "cpu", "--width", "16", "--spp", "1"]
        code, out, err = self.run_command("render", first, "--frames", "0:1", "--fps", "2", "-o", "f#.pfm", *options)
        self.assertEqual(code, 0, err)
        drawn = [line.split()[-1] for line in out.splitlines()]
        for seconds, film in zip((0, 0.5), drawn):
            code, out, err = self.run_command("render", first, "--animation-time", seconds, "-o", "x.pfm", *options)
            self.assertEqual((code, out.split()[-1]), (0, film), err)
        self.assertEqual(len(set(drawn)), 2)

    def test_what_is_drawn_is_not_drawn_again(self):
        self.write(MOVING_CAMERA)
        for ending in ("png", "exr", "film"):
            options = ["--frames", "0:6:2", "-o", f"f.####.{ending}"]
            first = self.hashes(*options)
            (self.folder / f"f.0002.{ending}").unlink()
            (self.folder / f"f.0004.{ending}").write_bytes(b"torn")
            code, out, err = self.render(*options, "--resume")
            self.assertEqual((code, err), (0, ""))
            lines = out.splitlines()
            self.assertEqual([line.split()[-1] for line in lines[:-1]], first[1:3])
            self.assertEqual(lines[-1], "2 frames were there already.")
            # Of other settings, or of a scene that has changed, they are other pictures.
            self.assertEqual(len(self.hashes(*options, "--resume", "--seed", "3")), 4)

    def test_an_interrupted_frame_goes_on(self):
        self.write(MOVING_CAMERA)
        expected = self.hashes("--frames", "0:2:2", "-o", "f#.png", "--spp", "64")
        (self.folder / "f2.png").unlink()
        code, out, err = self.render("--animation-time", 2 / 24, "--sample-range", "0:20", "--spp", "64", "-o", "part.film")
        self.assertEqual(code, 0, err)
        (self.folder / "part.film").rename(self.folder / "f2.png.checkpoint")  # as an interrupted render leaves it
        code, out, err = self.render("--frames", "0:2:2", "-o", "f#.png", "--spp", "64", "--resume")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out.splitlines()[0].split()[-1], expected[1])

    def test_blur_is_the_mean_of_its_moments(self):
        self.write(MOVING_SHAPE | {"camera": CAMERA | {"shutter": [0, 0.5]}})
        options = ["--spp", "8", "--max-depth", "4"]
        frame = self.hashes("--frames", "3:3", "--fps", "5", "--motion-blur", "4", "-o", "f#.pfm", *options)
        alone = self.hashes("--animation-time", "0.6", "--fps", "5", "--motion-blur", "4", "-o", "one.pfm", *options)
        self.assertEqual(frame, alone)
        blurred = pfm_values(self.folder / "f3.pfm")
        moments = []
        for i in range(4):  # the shutter is open for half a frame of 0.2 s
            self.hash_at(0.6 + 0.1 * (i + 0.5) / 4, "--sample-range", f"{2 * i}:{2 * i + 2}", *options)
            moments.append(pfm_values(self.folder / "one.pfm"))
        self.assertGreater(max(abs(a - b) for a, b in zip(moments[0], moments[3])), 0.05)
        for value, *parts in zip(blurred, *moments):
            self.assertAlmostEqual(value, sum(parts) / 4, delta=1e-5)
        # Over fewer moments it is another picture, and so for a sequence that is gone on with.
        for moments, drawn in ((4, 0), (2, 1)):
            code, out, err = self.render("--frames", "3:3", "--fps", "5", "--motion-blur", moments, "-o", "g#.png", *options)
            code, out, err = self.render("--frames", "3:3", "--fps", "5", "--motion-blur", 4, "-o", "g#.png", *options, "--resume")
            self.assertEqual((code, err, "film" in out), (0, "", drawn == 1), out)

    def test_wrong_frames_are_refused(self):
        self.write(MOVING_CAMERA)
        for options, words in ((["--frames", "5:2", "-o", "f#.png"], "1:120"), (["--frames", "1", "-o", "f#.png"], "1:120"),
                               (["--frames", "1:2:0", "-o", "f#.png"], "1:120"), (["--frames", "1:2", "-o", "f.png"], "####"),
                               (["--frames", "1:2", "-o", "#/f.png"], "####"), (["--frames", "1:2", "-o", "-"], "####"),
                               (["--frames", "1:2", "-o", "f#.png", "--stats-json", "s.json"], "--stats-json"),
                               (["--frames", "1:2", "-o", "f#.png", "--time-limit", "3"], "--time-limit"),
                               (["--frames", "1:2", "-o", "f#.png", "--resume", "--no-metadata"], "--no-metadata"),
                               (["--fps", "3", "-o", "f.png"], "--frames"),
                               (["--motion-blur", "0", "-o", "f.png"], "--motion-blur"),
                               (["--motion-blur", "3", "--spp", "2", "-o", "f.png"], "--motion-blur 3"),
                               (["--motion-blur", "2", "--denoise", "-o", "f.png"], "--denoise"),
                               (["--motion-blur", "2", "--target-noise", "1", "-o", "f.png"], "--target-noise"),
                               (["--motion-blur", "2", "--resume", "-o", "f.png"], "--resume"),
                               (["--frames", "1:2", "--fps", "0", "-o", "f#.png"], "--fps")):
            code, out, err = self.render(*options)
            self.assertEqual((code, out, err.count("\n")), (2, "", 1), err)
            self.assertIn(words, err)
        self.write(scene())
        code, out, err = self.render("--frames", "1:2", "-o", "f#.png")
        self.assertEqual((code, err.count("\n")), (2, 1), err)
        self.assertIn("Nothing changes over time", err)


if __name__ == "__main__":
    unittest.main()
