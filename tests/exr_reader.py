# Reads EXR files as render writes them, without OpenEXR: scanlines of whole channels, compressed by ZIP.
# SPDX-License-Identifier: MIT
import struct
import zlib

TYPES = {0: "I", 2: "f"}  # unsigned integers, 32-bit floats
ZIP_COMPRESSION, ZIP_ROWS = 3, 16


def _text(data, at):
    end = data.index(b"\0", at)
    return data[at:end].decode("ascii"), end + 1


def _attributes(data, at):
    """The header's attributes as bytes, and where it ends."""
    found = {}
    while data[at] != 0:
        name, at = _text(data, at)
        _, at = _text(data, at)
        size, = struct.unpack_from("<i", data, at)
        found[name] = data[at + 4:at + 4 + size]
        at += 4 + size
    return found, at + 1


def _channels(data):
    """Pairs (name, type code) in the file's order."""
    found, at = [], 0
    while data[at] != 0:
        name, at = _text(data, at)
        kind, _, x_sampling, y_sampling = struct.unpack_from("<iB3xii", data, at)
        assert (x_sampling, y_sampling) == (1, 1)
        found.append((name, TYPES[kind]))
        at += 16
    return found


def _unzip(data, size):
    """Undoes zlib, then the differences between bytes, then the split into even and odd ones."""
    if len(data) == size:
        return data
    codes = bytearray(zlib.decompress(data))
    for i in range(1, size):
        codes[i] = (codes[i - 1] + codes[i] - 128) & 0xff
    plain = bytearray(size)
    plain[0::2], plain[1::2] = codes[:(size + 1) // 2], codes[(size + 1) // 2:]
    return bytes(plain)


def read_exr(path):
    """(width, height, {channel: values row by row}, {attribute: bytes}) of a file with one part."""
    data = path.read_bytes()
    magic, version = struct.unpack_from("<iI", data)
    assert (magic, version & 0xff) == (20000630, 2)
    attributes, at = _attributes(data, 8)
    assert attributes["compression"] == bytes([ZIP_COMPRESSION])
    x0, y0, x1, y1 = struct.unpack("<4i", attributes["dataWindow"])
    width, height = x1 - x0 + 1, y1 - y0 + 1
    channels = _channels(attributes["channels"])
    planes = {name: [] for name, _ in channels}
    blocks = -(-height // ZIP_ROWS)
    for offset in struct.unpack_from(f"<{blocks}Q", data, at):
        first_row, size = struct.unpack_from("<ii", data, offset)
        rows = min(ZIP_ROWS, y1 + 1 - first_row)
        block = _unzip(data[offset + 8:offset + 8 + size], 4 * width * len(channels) * rows)
        place = 0
        for _ in range(rows):
            for name, kind in channels:
                planes[name] += struct.unpack_from(f"<{width}{kind}", block, place)
                place += 4 * width
    return width, height, planes, attributes
