#!/usr/bin/env python3
"""End to end: pictures for compositing. Transparent backgrounds and their alpha, clamped indirect light, environment maps
brighter than a film holds. TRIPTYCH is the program.
SPDX-License-Identifier: MIT
"""
import json
import struct
import unittest
import zlib

from cli_support import CommandLineTest, scene
from exr_reader import read_exr

SKY = [0.25, 0.5, 2.0]
# All that a camera ray may meet: a matt ball, clear glass, a sheet that lets half of the light through, and smoke.
VEILED = scene(
    image={"width": 32, "height": 20},
    integrator={"spp": 8, "max_depth": 6},
    camera={"look_from": [0, 0, 3], "look_at": [0, 0, 0], "vertical_fov": 50, "defocus_angle": 2, "focus_distance": 3},
    background={"type": "constant", "radiance": SKY},
    materials={"matt": {"type": "lambertian", "albedo": [0.8, 0.4, 0.2]}, "glass": {"type": "dielectric", "ior": 1.5},
               "sheet": {"type": "principled", "base_color": [0.2, 0.9, 0.3], "metallic": 0, "alpha": 0.5,
                         "alpha_mode": "blend"}},
    shapes=[{"type": "sphere", "center": [-1.1, 0.3, 0], "radius": 0.5, "material": "matt"},
            {"type": "sphere", "center": [0, 0.3, 0], "radius": 0.5, "material": "glass"},
            {"type": "quad", "corner": [0.6, -0.2, 0], "u": [1, 0, 0], "v": [0, 1, 0], "material": "sheet"},
            {"type": "constant_medium", "boundary": {"type": "sphere", "center": [0, -0.7, 0], "radius": 0.4}, "density": 2,
             "albedo": [0.9, 0.9, 0.9]}])
# A lamp that only long ways reach, by way of a glass ball.
CAUSTIC = scene(
    image={"width": 32, "height": 20},
    integrator={"type": "path", "sampler": "independent", "spp": 1, "max_depth": 8},
    camera={"look_from": [0, 1, 4], "look_at": [0, 0, 0], "vertical_fov": 40},
    background={"type": "constant", "radiance": [0, 0, 0]},
    materials={"matt": {"type": "lambertian", "albedo": [0.8, 0.8, 0.8]}, "glass": {"type": "dielectric", "ior": 1.5},
               "lamp": {"type": "diffuse_light", "emission": [40, 30, 20]}},
    shapes=[{"type": "sphere", "center": [0, 0, 0], "radius": 0.5, "material": "glass"},
            {"type": "sphere", "center": [0, -100.5, 0], "radius": 100, "material": "matt"},
            {"type": "sphere", "center": [0, 2.5, -1], "radius": 1.5, "material": "lamp"}])


def png_rgba(data):
    """Bits, channels and rows of raw codes of a PNG without interlacing."""
    at, chunks = 8, {}
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        chunks[kind] = chunks.get(kind, b"") + data[at + 8:at + 8 + size]
        at += 12 + size
    width, height, bits, color = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    channels, step = {2: 3, 6: 4}[color], bits // 8
    raw, stride, before, rows = zlib.decompress(chunks[b"IDAT"]), width * channels * step, None, []
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            a = line[i - channels * step] if i >= channels * step else 0
            b = before[i] if before else 0
            c = before[i - channels * step] if before and i >= channels * step else 0
            nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            line[i] = (line[i] + {0: 0, 1: a, 2: b, 3: (a + b) // 2, 4: nearest}[kind]) & 255
        before = line
        rows.append(struct.unpack(f">{width * channels}{'BH'[step - 1]}", bytes(line)))
    return bits, channels, rows


class Compositing(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write_scene(VEILED)

    def draw(self, output, *arguments, source="scene.json", backend=("--backend", "cpu")):
        self.succeed("render", source, "-o", output, *backend, "--quiet", *arguments)
        return read_exr(self.folder / output)[2:] if output.endswith(".exr") else None

    def devices(self):
        return [("--backend", device["backend"], "--device", device["index"])
                for device in json.loads(self.succeed("devices", "--json")) if device["available"]]


class Transparent(Compositing):
    def test_over_the_background_it_is_the_picture_with_the_background(self):
        whole, _ = self.draw("whole.exr")
        layer, texts = self.draw("layer.exr", "--transparent")
        self.assertEqual(sorted(layer), ["A", "B", "G", "R"])
        self.assertEqual(texts["triptych.transparent"], b"true")
        for channel, sky in zip("RGB", SKY):
            for whole_value, value, alpha in zip(whole[channel], layer[channel], layer["A"]):
                self.assertAlmostEqual(value + (1 - alpha) * sky, whole_value, delta=1e-6 * max(1, whole_value))
        # Edges, the sheet and smoke are partly transparent, in eighths; glass is covered.
        self.assertEqual({8 * alpha for alpha in layer["A"]} - set(range(9)), set())
        self.assertLess(2, len(set(layer["A"])))
        self.assertEqual(layer["A"][7 * 32 + 16], 1)

    def test_png_files_have_colours_that_are_not_multiplied(self):
        layer, _ = self.draw("layer.exr", "--transparent", "--spp", 4)
        for bits in (8, 16):
            self.draw("layer.png", "--transparent", "--spp", 4, "--bits", bits, "--exposure", -1)
            found, channels, rows = png_rgba((self.folder / "layer.png").read_bytes())
            self.assertEqual((found, channels), (bits, 4))
            largest = 2**bits - 1
            for pixel, alpha in enumerate(layer["A"]):
                red, code = rows[pixel // 32][pixel % 32 * 4], rows[pixel // 32][pixel % 32 * 4 + 3]
                self.assertEqual(code, int(alpha * largest + 0.5))
                light = 0.5 * layer["R"][pixel] / alpha if alpha else 0
                srgb = 12.92 * light if light <= 0.0031308 else 1.055 * min(light, 1)**(1 / 2.4) - 0.055
                self.assertAlmostEqual(red, srgb * largest, delta=0.51)

    def test_compare_sees_alpha(self):
        self.draw("layer.png", "--transparent")
        self.draw("again.png", "--transparent", "--seed", 1)
        self.succeed("compare", "layer.png", "layer.png")
        pair = json.loads(self.run_command("compare", "--json", "layer.png", "again.png")[1])["pairs"][0]
        self.assertIn("A", [channel["name"] for channel in pair["channels"]])

    def test_other_formats_are_refused(self):
        for output in ("x.jpg", "x.pfm"):
            self.fail_with(2, [output, "alpha", ".png", "--no-transparent"], "render", "scene.json", "-o", output,
                           "--transparent")
        self.write_scene(VEILED | {"integrator": {"spp": 1, "transparent": True}})
        self.fail_with(2, ["x.pfm", "alpha"], "render", "scene.json", "-o", "x.pfm")
        self.draw("x.pfm", "--no-transparent")

    def test_films_keep_alpha_in_pieces(self):
        self.draw("whole.film", "--transparent")
        for name, piece in (("a", ("--sample-range", "0:3")), ("b", ("--sample-range", "3:8")),
                            ("left", ("--crop", 0, 13, 0, 20)), ("right", ("--crop", 13, 32, 0, 20))):
            self.draw(f"{name}.film", "--transparent", *piece)
        whole = (self.folder / "whole.film").read_bytes()
        for pieces in (("b", "a"), ("left", "right")):
            self.succeed("merge", "--quiet", *(f"{piece}.film" for piece in pieces), "-o", "sum.film")
            self.assertEqual((self.folder / "sum.film").read_bytes(), whole)
        self.succeed("merge", "--quiet", "a.film", "b.film", "-o", "sum.exr")
        self.draw("whole.exr", "--transparent")
        self.succeed("compare", "sum.exr", "whole.exr")
        self.draw("opaque.film", "--sample-range", "3:8")
        self.fail_with(10, ["transparent"], "merge", "a.film", "opaque.film", "-o", "x.png")
        self.fail_with(2, ["x.jpg", "alpha"], "merge", "a.film", "b.film", "-o", "x.jpg")
        self.draw("more.film", "--transparent", "--checkpoint", "a.film", "--resume")
        self.assertEqual((self.folder / "more.film").read_bytes(), whole)

    def test_every_device_has_the_same_film_and_alpha(self):
        films = set()
        for backend in self.devices():
            self.draw("x.film", "--transparent", "--clamp-indirect", 0.5, "--spp", 3, backend=backend)
            films.add((self.folder / "x.film").read_bytes())
        self.assertEqual(len(films), 1)

    def test_the_background_shines_all_the_same(self):
        self.write_scene(VEILED | {"background": {"type": "constant", "radiance": [0, 0, 0]}})
        dark, _ = self.draw("dark.exr", "--transparent")
        self.assertEqual(set(dark["R"]), {0})
        self.write_scene(VEILED)
        lit, _ = self.draw("lit.exr", "--transparent")
        self.assertEqual(dark["A"], lit["A"])
        self.assertTrue(all(light > 0 for light, alpha in zip(lit["R"], lit["A"]) if alpha == 1))
        self.assertTrue(all(light == 0 for light, alpha in zip(lit["R"], lit["A"]) if alpha == 0))


class Clamped(Compositing):
    def setUp(self):
        super().setUp()
        self.write_scene(CAUSTIC)

    def film_hash(self, *arguments):
        return self.render("x.film", *arguments, "--width", 32, source="scene.json")["film_hash"]

    def test_what_comes_by_one_scattering_stays(self):
        for integrator in ("path", "path-mis"):
            direct = ("--max-depth", 2, "--integrator", integrator, "--spp", 4)
            self.assertEqual(self.film_hash(*direct, "--clamp-indirect", 0.001), self.film_hash(*direct))
            more = ("--max-depth", 3, "--integrator", integrator, "--spp", 4)
            self.assertNotEqual(self.film_hash(*more, "--clamp-indirect", 0.001), self.film_hash(*more))

    def test_a_path_gives_no_more_than_the_limit_and_keeps_its_colour(self):
        limit, changed = 5, 0
        free, _ = self.draw("free.exr")
        held, texts = self.draw("held.exr", "--clamp-indirect", limit)
        self.assertEqual(texts["triptych.clamp_indirect"], b"5")
        for red, green, red_free, green_free in zip(held["R"], held["G"], free["R"], free["G"]):
            if red == red_free:
                continue
            changed += 1
            self.assertGreater(red_free, limit)
            self.assertAlmostEqual(red, limit, delta=1e-5)
            self.assertAlmostEqual(green / red, green_free / red_free, delta=1e-5)
        self.assertGreater(changed, 5)

    def test_a_limit_that_nothing_reaches_changes_nothing(self):
        self.assertEqual(self.film_hash("--clamp-indirect", 200000), self.film_hash())
        self.assertEqual(self.film_hash("--clamp-indirect", 0), self.film_hash())

    def test_films_say_it(self):
        self.draw("a.film", "--spp", 2, "--clamp-indirect", 5)
        self.draw("b.film", "--sample-range", "2:3", "--clamp-indirect", 6)
        self.fail_with(10, ["limit of indirect light is 6, not 5"], "merge", "a.film", "b.film", "-o", "x.film")
        self.draw("b.film", "--sample-range", "2:3", "--clamp-indirect", 5)
        self.succeed("merge", "--quiet", "a.film", "b.film", "-o", "sum.film")
        self.draw("whole.film", "--spp", 3, "--clamp-indirect", 5)
        self.assertEqual((self.folder / "sum.film").read_bytes(), (self.folder / "whole.film").read_bytes())
        self.fail_with(10, ["limit of indirect light is 5, not 0"], "render", "scene.json", "-o", "x.png", "--spp", 3,
                       "--checkpoint", "a.film", "--resume")

    def test_limits_that_are_none(self):
        for limit in ("-1", "nan", "300000", "much"):
            self.fail_with(2, ["--clamp-indirect"], "render", "scene.json", "-o", "x.png", "--clamp-indirect", limit)


def murmur(text):
    """MurmurHash3_x86_32 of a text, seed 0, by its author's description."""
    data, mask = text.encode(), 2**32 - 1

    def rotated(x, by):
        return (x << by | x >> 32 - by) & mask

    def mixed(block):
        return rotated(block * 0xcc9e2d51 & mask, 15) * 0x1b873593 & mask

    whole, state = len(data) // 4 * 4, 0
    for at in range(0, whole, 4):
        state = (rotated(state ^ mixed(int.from_bytes(data[at:at + 4], "little")), 13) * 5 + 0xe6546b64) & mask
    if data[whole:]:
        state ^= mixed(int.from_bytes(data[whole:], "little"))
    state ^= len(data)
    state = (state ^ state >> 16) * 0x85ebca6b & mask
    state = (state ^ state >> 13) * 0xc2b2ae35 & mask
    return state ^ state >> 16


def matte_number(name):
    """The float32 that stands for a name: one that is neither denormal nor infinite nor NaN."""
    bits = murmur(name)
    if bits >> 23 & 255 in (0, 255):
        bits ^= 1 << 23
    return struct.unpack("<f", struct.pack("<I", bits))[0]


class Mattes(Compositing):
    # A name whose hash would be a denormal, and one whose would be no number.
    DENORMAL, NAN = (next(f"m{i}" for i in range(10**6) if murmur(f"m{i}") >> 23 & 255 == exponent)
                     for exponent in (0, 255))

    def setUp(self):
        super().setUp()
        balls = {"type": "sphere", "center": [0, 0, 0], "radius": 0.5, "material": self.NAN}
        self.write_scene(scene(
            image={"width": 32, "height": 20}, integrator={"spp": 16, "max_depth": 2},
            camera={"look_from": [0, 0, 3], "look_at": [0, 0, 0], "vertical_fov": 50, "defocus_angle": 2, "focus_distance": 3},
            materials={self.DENORMAL: {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]},
                       self.NAN: {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}},
            objects={"pile \u00e4": {"type": "group", "shapes": [dict(balls, center=[0, y, 0]) for y in (-1, -0.4, 0.2, 0.8)]}},
            shapes=[{"type": "quad", "corner": [-3, -3, -1], "u": [3, 0, 0], "v": [0, 6, 0], "material": self.DENORMAL},
                    {"type": "instance", "object": "pile \u00e4", "transform": [{"translate": [-0.5, 0, 0]}]},
                    {"type": "instance", "object": "pile \u00e4", "transform": [{"translate": [0.6, 0, 0]}]}]))

    def test_hash(self):
        self.assertEqual([hex(murmur(text)) for text in ("", "hello", "hello world")], ["0x0", "0x248bfa47", "0x5e928f0f"])

    def layers(self, *arguments):
        planes, texts = self.draw("x.exr", "--cryptomatte", "all", "--transparent", *arguments)
        found = {}
        for key, text in texts.items():
            if key.startswith("cryptomatte/"):
                _, layer, what = key.split("/")
                found.setdefault(layer, {})[what] = text.decode()
        return planes, found

    def test_names_select_what_they_name(self):
        planes, layers = self.layers()
        names = {"CryptoObject": {"shape 0", "pile \u00e4"}, "CryptoMaterial": {self.DENORMAL, self.NAN},
                 "CryptoInstance": {"shape 0#0", "pile \u00e4#1", "pile \u00e4#2"}}
        self.assertEqual({layer["name"] for layer in layers.values()}, set(names))
        for key, layer in layers.items():
            name = layer["name"]
            self.assertEqual(key, f"{murmur(name):08x}"[:7])
            self.assertEqual((layer["hash"], layer["conversion"]), ("MurmurHash3_32", "uint32_to_float32"))
            manifest = json.loads(layer["manifest"])
            self.assertEqual(set(manifest), names[name])
            for thing, digits in manifest.items():
                self.assertEqual(struct.unpack(">f", bytes.fromhex(digits))[0], matte_number(thing))
            self.check_planes(planes, name, {matte_number(thing): thing for thing in manifest})

    def check_planes(self, planes, name, things):
        """Ranks in order, and shares that add up to alpha; the middle of each ball and of the wall is one thing's."""
        middle = {"shape 0": 10 * 32 + 4, "pile \u00e4": 10 * 32 + 12, self.DENORMAL: 10 * 32 + 4, self.NAN: 10 * 32 + 21,
                  "shape 0#0": 10 * 32 + 4, "pile \u00e4#1": 10 * 32 + 12, "pile \u00e4#2": 10 * 32 + 21}
        for pixel, alpha in enumerate(planes["A"]):
            ranks = [(planes[f"{name}{level:02}.{number}"][pixel], planes[f"{name}{level:02}.{share}"][pixel])
                     for level in range(3) for number, share in ("RG", "BA")]
            self.assertEqual(sum(share for _, share in ranks), alpha)
            self.assertEqual([share for _, share in ranks], sorted((share for _, share in ranks), reverse=True))
            for number, share in ranks:
                self.assertTrue(number in things if share else number == 0)
            for thing, at in middle.items():
                if at == pixel and thing in things.values():
                    self.assertEqual((things[ranks[0][0]], ranks[0][1]), (thing, 1))

    def test_halves_and_no_metadata_leave_numbers_and_names(self):
        planes, layers = self.layers()
        self.draw("whole.exr", "--cryptomatte", "all", "--transparent")
        self.succeed("render", "scene.json", "-o", "half.exr", "--backend", "cpu", "--quiet", "--cryptomatte", "all",
                     "--transparent", "--bits", 16, "--no-metadata")
        self.succeed("compare", "whole.exr", "half.exr", "--channels", "Crypto*")
        self.assertIn(b"cryptomatte/", (self.folder / "half.exr").read_bytes())
        self.assertNotIn(b"triptych.", (self.folder / "half.exr").read_bytes())

    def test_what_cannot_be(self):
        self.fail_with(2, ["x.png", "--cryptomatte", ".exr"], "render", "scene.json", "-o", "x.png", "--cryptomatte", "object")
        self.fail_with(2, ["object, material, instance or all", "\"shape\""], "render", "scene.json", "-o", "x.exr",
                       "--cryptomatte", "shape")


class LightGroups(Compositing):
    def test_channels(self):
        planes, _ = self.draw("x.exr", "--light-groups")
        self.assertEqual(sorted(planes), ["B", "C_background.B", "C_background.G", "C_background.R", "G", "R"])
        for channel in "RGB":
            self.assertEqual(planes[channel], planes[f"C_background.{channel}"])
        self.fail_with(2, ["x.png", "--light-groups", ".exr"], "render", "scene.json", "-o", "x.png", "--light-groups")

    def test_too_many(self):
        lamp = {"type": "diffuse_light", "emission": [1, 1, 1]}
        self.write_scene(VEILED | {"materials": VEILED["materials"] | {f"lamp {i}": lamp for i in range(64)}})
        self.fail_with(4, ["65 light groups", "at most 64"], "render", "scene.json", "-o", "x.exr", "--light-groups")


class BrightSky(Compositing):
    """A radiance of 2^20 in one of two pixels, where films end at 2^18."""

    def setUp(self):
        super().setUp()
        pixels = struct.pack("<6f", 2**20, 3.0, 0.5, 1.0, 1.0, 1.0)
        (self.folder / "bright.pfm").write_bytes(b"PF\n2 1\n-1\n" + pixels)
        (self.folder / "held.pfm").write_bytes(b"PF\n2 1\n-1\n" + struct.pack("<f", 2**18 - 1) + pixels[4:])

    def test_it_is_held_with_a_warning(self):
        background = {"type": "image", "file": "bright.pfm"}
        for arguments, content in ((("--sky", "bright.pfm"), VEILED), ((), VEILED | {"background": background})):
            with self.subTest(arguments=arguments):
                self.write_scene(content)
                code, _, err = self.run_command("render", "scene.json", "-o", "x.film", "--backend", "cpu", "--quiet",
                                                *arguments)
                self.assertEqual(code, 0)
                self.assertRegex(err, r"\Atriptych: warning: The (sky|background) \"bright.pfm\" reaches a radiance of "
                                      r"1.04858e\+06, and the film ends below 262144; 1 of its pixels are held to 262143.\n\Z")
                held = json.loads(json.dumps(content).replace("bright", "held"))
                self.write_scene(held)
                self.draw("y.film", *(argument.replace("bright", "held") for argument in arguments))
                self.assertEqual((self.folder / "x.film").read_bytes(), (self.folder / "y.film").read_bytes())


if __name__ == "__main__":
    unittest.main()
