"""A square as OBJ with MTL, as PLY and as STL, with all that these formats hold.

SPDX-License-Identifier: MIT
"""
import struct

import gltf_corpus

SQUARE = [(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]
PLY_HEADER = """ply
format {format} 1.0
comment a square
element vertex 4
property float x
property float y
property float z
property double nx
property float ny
property float nz
property float s
property float t
property uchar red
property uchar green
property uchar blue
property list uchar short other
element face 1
property int material
property list uchar int vertex_indices
element edge 1
property int vertex1
end_header
"""


def ply(form="ascii"):
    """A square as PLY with every kind of property."""
    order = {"binary_little_endian": "<", "binary_big_endian": ">"}.get(form)
    header = PLY_HEADER.format(format=form).encode()
    if order is None:
        rows = [f"{x} {y} {z} 0 0 1 {x} {y} 255 128 0 2 7 -8" for x, y, z in SQUARE]
        return header + "\n".join([*rows, "5 4 0 1 2 3", "9"]).encode() + b"\n"
    body = b"".join(struct.pack(f"{order}3fd2f2f3BBhh", *p, 0, 0, 1, p[0], p[1], 255, 128, 0, 2, 7, -8) for p in SQUARE)
    return header + body + struct.pack(f"{order}iB4ii", 5, 4, 0, 1, 2, 3, 9)


OBJ = b"""# a triangle that shines, and a square under it
mtllib colours/square.mtl
v -1 -1 0
v 1 -1 0
v 1 1 \\
0
v -1 1 0
vt 0 0
vt 1 1 0
vn 0 0 1
o things
usemtl blue
f -4//1 -3//1 -2//1
usemtl red
f 1/1/1 2/2/1 3/2/1 4/1/1
"""
MTL = b"""newmtl red
Kd 1 0.1 0.1
Ns 96
Ks 0.5 0.5 0.5
map_Kd -s 2 2 -o 0.5 0 -clamp on red.png
norm -bm 0.5 red.png
newmtl blue
Kd 0.1 0.1 1
illum 4
Ni 1.5
d 0.5
Ke 1 1 1
"""
OBJ_FILES = {"square.obj": OBJ, "colours/square.mtl": MTL, "colours/red.png": gltf_corpus.png()}


def stl_facets():
    return [[SQUARE[i] for i in corners] for corners in ((0, 1, 2), (0, 2, 3))]


def stl_text():
    facets = "".join("  facet normal 0 0 1\n    outer loop\n" + "".join(f"      vertex {x} {y} {z}\n" for x, y, z in facet) +
                     "    endloop\n  endfacet\n" for facet in stl_facets())
    return f"solid square\n{facets}endsolid square\n".encode()


def stl_binary(header=b"solid, says many a binary file"):
    facets = b"".join(struct.pack("<12fH", 0, 0, 1, *sum(facet, ()), 0x7c1f) for facet in stl_facets())
    return header.ljust(80, b" ") + struct.pack("<I", 2) + facets


STL_FILES = {"text.stl": stl_text(), "binary.stl": stl_binary()}
