# Writes EXR files without OpenEXR: one part, scanlines that are not compressed.
# SPDX-License-Identifier: MIT
import struct

KINDS = {"uint": (0, "I"), "half": (1, "e"), "float": (2, "f")}


def _attribute(name, kind, content):
    return name.encode() + b"\0" + kind.encode() + b"\0" + struct.pack("<i", len(content)) + content


def write_exr(path, width, height, channels, data=None, display=None):
    """`channels` maps names to pairs (kind, values row by row); windows are (x0, y0, x1, y1) with both ends within."""
    data = data or (0, 0, width - 1, height - 1)
    display = display or (0, 0, width - 1, height - 1)
    assert (data[2] - data[0] + 1, data[3] - data[1] + 1) == (width, height)
    names = sorted(channels)
    listed = b"".join(name.encode() + b"\0" + struct.pack("<iB3xii", KINDS[channels[name][0]][0], 0, 1, 1) for name in names)
    header = struct.pack("<iI", 20000630, 2) + b"".join([
        _attribute("channels", "chlist", listed + b"\0"), _attribute("compression", "compression", b"\0"),
        _attribute("dataWindow", "box2i", struct.pack("<4i", *data)),
        _attribute("displayWindow", "box2i", struct.pack("<4i", *display)),
        _attribute("lineOrder", "lineOrder", b"\0"), _attribute("pixelAspectRatio", "float", struct.pack("<f", 1)),
        _attribute("screenWindowCenter", "v2f", struct.pack("<2f", 0, 0)),
        _attribute("screenWindowWidth", "float", struct.pack("<f", 1))]) + b"\0"
    rows = []
    for y in range(height):
        row = b"".join(struct.pack(f"<{width}{KINDS[kind][1]}", *values[y * width:(y + 1) * width])
                       for kind, values in (channels[name] for name in names))
        rows.append(struct.pack("<ii", data[1] + y, len(row)) + row)
    place = len(header) + 8 * height
    offsets = b""
    for row in rows:
        offsets += struct.pack("<Q", place)
        place += len(row)
    path.write_bytes(header + offsets + b"".join(rows))
