# Pairs of small pictures, and what compare must make of each without thresholds. `compare_pairs.py FOLDER` writes them.
# SPDX-License-Identifier: MIT
import random
import struct
import sys
import zlib
from pathlib import Path

from exr_writer import write_exr

WIDTH, HEIGHT = 32, 24
NAN, INF = float("nan"), float("inf")


def code(x, y, c):
    """The picture that most pairs begin with: ramps, checks and rings, as 8-bit codes."""
    return (8 * x, 40 + 160 * ((x // 4 + y // 4) % 2), (x * x + y * y) % 251)[c]


def codes(change=lambda x, y, rgb: rgb):
    return [[tuple(change(x, y, [code(x, y, c) for c in range(3)])) for x in range(WIDTH)] for y in range(HEIGHT)]


def png(path, rows, depth=8, chunks=()):
    """Rows of pixels, tuples of 1, 3 or 4 codes."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    kind = {1: 0, 3: 2, 4: 6}[len(rows[0][0])]
    lines = (b"\0" + b"".join(struct.pack(f">{len(pixel)}{'BH'[depth == 16]}", *pixel) for pixel in row) for row in rows)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", len(rows[0]), len(rows), depth, kind, 0, 0, 0)) +
                     b"".join(chunk(*one) for one in chunks) + chunk(b"IDAT", zlib.compress(b"".join(lines))) + chunk(b"IEND", b""))


def pfm(path, values):
    """Values from the top row on, three a pixel."""
    rows = [values[3 * WIDTH * y:3 * WIDTH * (y + 1)] for y in reversed(range(HEIGHT))]
    path.write_bytes(b"PF\n%d %d\n-1.0\n" % (WIDTH, HEIGHT) + b"".join(struct.pack(f"<{3 * WIDTH}f", *row) for row in rows))


def light(scale=1.0):
    return [scale * (code(x, y, c) / 255) ** 2 for y in range(HEIGHT) for x in range(WIDTH) for c in range(3)]


def noisy(seed, scale=1.0):
    engine = random.Random(seed)
    return [value * engine.uniform(0.8, 1.25) for value in light(scale)]


def changed(values, index, value):
    return values[:index] + [value] + values[index + 1:]


def exr(path, values=None, kind="float", more=None, without=(), **windows):
    values = values or light()
    planes = {name: (kind, values[c::3]) for c, name in enumerate("RGB") if name not in without}
    write_exr(path, windows.pop("width", WIDTH), windows.pop("height", HEIGHT), planes | (more or {}), **windows)


def deep(step=0):
    return [[tuple(257 * value + step for value in pixel) for pixel in row] for row in codes(lambda x, y, p: [min(v, 254) for v in p])]


DEPTH = [1.0 + 0.125 * (i % 37) for i in range(WIDTH * HEIGHT)]
IDS = [i % 5 for i in range(WIDTH * HEIGHT)]
ALPHA = [0.5] * (WIDTH * HEIGHT)
HALF = [struct.unpack("<e", struct.pack("<e", value))[0] for value in light()]


def one_pixel(x, y, rgb):
    return [rgb[0], rgb[1] + 1, rgb[2]] if (x, y) == (20, 10) else rgb


def step(x, y, rgb):
    return [min(value, 254) + 1 for value in rgb]


def below_white(x, y, rgb):
    return [min(value, 254) for value in rgb]


# Name, what writes A and B (with their endings), verdict, words of the sentence where it is different.
PAIRS = [
    ("equal PNG", ".png", lambda p: png(p, codes()), lambda p: png(p, codes()), "equal", ""),
    ("equal EXR", ".exr", exr, exr, "equal", ""),
    ("one pixel by one code", ".png", lambda p: png(p, codes()), lambda p: png(p, codes(one_pixel)), "different", "1 pixel is not equal"),
    ("one value by one ULP", ".pfm", lambda p: pfm(p, changed(light(), 99, 1.0)), lambda p: pfm(p, changed(light(), 99, 1.0 + 2**-23)),
     "different", "1 pixel is not equal"),
    ("sRGB step of 1", ".png", lambda p: png(p, codes(below_white)), lambda p: png(p, codes(step)), "different", "768 pixels are not equal"),
    ("step of 1 in blue", ".png", lambda p: png(p, codes()), lambda p: png(p, codes(lambda x, y, c: [c[0], c[1], c[2] + 1])),
     "different", "768 pixels"),
    ("shifted by one", ".png", lambda p: png(p, codes()), lambda p: png(p, [row[-1:] + row[:-1] for row in codes()]), "different", "pixels"),
    ("alpha differs", ".png", lambda p: png(p, codes(lambda x, y, c: [*c, 255])),
     lambda p: png(p, codes(lambda x, y, c: [*c, 255 - (x == y)])), "different", "channel A is not equal in 24 pixels"),
    ("alpha missing", ".png", lambda p: png(p, codes(lambda x, y, c: [*c, 255])), lambda p: png(p, codes()), "different", 'has the channel "A"'),
    ("alpha of an EXR differs", ".exr", lambda p: exr(p, more={"A": ("float", ALPHA)}),
     lambda p: exr(p, more={"A": ("float", changed(ALPHA, 7, 0.25))}), "different", "channel A is not equal in 1 pixel"),
    ("channel missing", ".exr", lambda p: exr(p, more={"Z": ("float", DEPTH)}), exr, "different", 'has the channel "Z"'),
    ("channel too many", ".exr", exr, lambda p: exr(p, more={"N.X": ("float", DEPTH)}), "different", 'has the channel "N.X"'),
    ("colour missing", ".exr", exr, lambda p: exr(p, without="B"), "different", 'has the channel "B"'),
    ("NaN in A", ".pfm", lambda p: pfm(p, changed(light(), 100, NAN)), lambda p: pfm(p, light()), "different", "1 NaN value in channel G"),
    ("NaN in B", ".pfm", lambda p: pfm(p, light()), lambda p: pfm(p, changed(light(), 100, NAN)), "different", "1 NaN value in channel G"),
    ("NaN in both", ".pfm", lambda p: pfm(p, changed(light(), 100, NAN)), lambda p: pfm(p, changed(light(), 100, NAN)), "different", "1 NaN value"),
    ("infinity in B", ".exr", exr, lambda p: exr(p, changed(light(), 3, INF)), "different", "1 infinite value in channel R, the first in column 1"),
    ("infinity in both", ".exr", lambda p: exr(p, changed(light(), 3, -INF)), lambda p: exr(p, changed(light(), 3, -INF)), "different", "1 infinite"),
    ("infinite depth in both", ".exr", lambda p: exr(p, more={"Z": ("float", changed(DEPTH, 5, INF))}),
     lambda p: exr(p, more={"Z": ("float", changed(DEPTH, 5, INF))}), "equal", ""),
    ("half against float, equal", ".exr", lambda p: exr(p, HALF, "half"), lambda p: exr(p, HALF, "float"), "equal", ""),
    ("half against float, rounded", ".exr", lambda p: exr(p, kind="half"), exr, "different", "pixels are not equal"),
    ("whole numbers differ", ".exr", lambda p: exr(p, more={"ID": ("uint", IDS)}),
     lambda p: exr(p, more={"ID": ("uint", changed(IDS, 9, 77))}), "different", "channel ID is not equal in 1 pixel"),
    ("data window moved", ".exr", exr, lambda p: exr(p, data=(1, 0, WIDTH, HEIGHT - 1), display=(0, 0, WIDTH, HEIGHT - 1)),
     "different", "the data window"),
    ("display window larger", ".exr", exr, lambda p: exr(p, display=(0, 0, WIDTH, HEIGHT - 1)), "different", "the display window"),
    ("other size", ".png", lambda p: png(p, codes()), lambda p: png(p, [row[:-1] for row in codes()]), "different", "32 x 24 pixels"),
    ("16 bit, equal to 8 bit", ".png", lambda p: png(p, codes(below_white)), lambda p: png(p, deep(), 16), "equal", ""),
    ("16 bit, step of 1", ".png", lambda p: png(p, deep(), 16), lambda p: png(p, deep(1), 16), "different", "768 pixels are not equal"),
    ("negative zero", ".pfm", lambda p: pfm(p, changed(light(), 0, 0.0)), lambda p: pfm(p, changed(light(), 0, -0.0)), "different", "1 pixel"),
    ("noise of two seeds", ".pfm", lambda p: pfm(p, noisy(1)), lambda p: pfm(p, noisy(2)), "different", "768 pixels are not equal"),
    ("noise beyond a display's white", ".exr", lambda p: exr(p, noisy(1, 30.0)), lambda p: exr(p, noisy(2, 30.0)), "different", "768 pixels"),
    ("other gamma, equal codes", ".png", lambda p: png(p, codes()),
     lambda p: png(p, codes(), chunks=[(b"gAMA", struct.pack(">I", 100000))]), "different", "pixels are not equal"),
]


def write_pair(folder, index):
    """Writes both pictures of a pair; returns their paths."""
    name, ending, write_a, write_b, _, _ = PAIRS[index]
    stem = f"{index + 1:02d} {name}"
    paths = [folder / "a" / (stem + ending), folder / "b" / (stem + ending)]
    for path, write in zip(paths, (write_a, write_b)):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    return paths


if __name__ == "__main__":
    for number in range(len(PAIRS)):
        write_pair(Path(sys.argv[1]), number)
