"""The scenes that tools/peers/run gives to every renderer: quads, triangles, and materials that all of them have.

A scene is a dictionary of plain values; large meshes and images lie beside it as files. Each peer turns it into its own
scene, so that all of them draw the same surfaces. There are no spheres, since Cycles has none.
SPDX-License-Identifier: MIT
"""
import struct

import numpy


def write_mesh(folder, name, points, triangles):
    """Writes the mesh as binary PLY and as NPZ, for those that take arrays. Returns its name."""
    points, triangles = numpy.asarray(points, "<f4"), numpy.asarray(triangles, "<i4")
    numpy.savez(folder / f"{name}.npz", points=points, triangles=triangles)
    header = (f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\nproperty float x\nproperty float y\n"
              f"property float z\nelement face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n")
    faces = numpy.empty(len(triangles), [("count", "u1"), ("corners", "<i4", 3)])
    faces["count"], faces["corners"] = 3, triangles
    (folder / f"{name}.ply").write_bytes(header.encode() + points.tobytes() + faces.tobytes())
    return name


def write_exr(path, image):
    """Writes linear float32 RGB, uncompressed (OpenEXR file layout, version 2). Rows go from the top."""
    height, width, _ = image.shape
    channel = b"".join(name + b"\0" + struct.pack("<iB3xii", 2, 0, 1, 1) for name in (b"B", b"G", b"R")) + b"\0"
    window = struct.pack("<4i", 0, 0, width - 1, height - 1)
    attributes = [(b"channels", b"chlist", channel), (b"compression", b"compression", b"\0"),
                  (b"dataWindow", b"box2i", window), (b"displayWindow", b"box2i", window),
                  (b"lineOrder", b"lineOrder", b"\0"), (b"pixelAspectRatio", b"float", struct.pack("<f", 1)),
                  (b"screenWindowCenter", b"v2f", struct.pack("<2f", 0, 0)), (b"screenWindowWidth", b"float", struct.pack("<f", 1))]
    head = b"\x76\x2f\x31\x01" + struct.pack("<i", 2)
    for name, kind, value in attributes:
        head += name + b"\0" + kind + b"\0" + struct.pack("<i", len(value)) + value
    head += b"\0"
    size = 8 + 12 * width
    first = len(head) + 8 * height
    offsets = b"".join(struct.pack("<Q", first + row * size) for row in range(height))
    rows = b"".join(struct.pack("<ii", y, 12 * width) + image[y, :, ::-1].T.astype("<f4").tobytes() for y in range(height))
    path.write_bytes(head + offsets + rows)


def rough_ball(columns):
    """Points and triangles of a sphere with bumps, about 2 columns^2 triangles."""
    u, v = numpy.meshgrid(numpy.linspace(0, 1, columns + 1), numpy.linspace(0, 1, columns + 1))
    theta, phi = numpy.pi * v, 2 * numpy.pi * u
    radius = 1 + 0.05 * numpy.sin(40 * phi) * numpy.sin(40 * theta) + 0.1 * numpy.sin(7 * phi + 3 * theta) * numpy.sin(theta)
    return grid(radius, theta, phi)


def smooth_ball(columns):
    u, v = numpy.meshgrid(numpy.linspace(0, 1, columns + 1), numpy.linspace(0, 1, columns + 1))
    return grid(numpy.ones_like(u), numpy.pi * v, 2 * numpy.pi * u)


def grid(radius, theta, phi):
    points = numpy.stack([radius * numpy.sin(theta) * numpy.cos(phi), radius * numpy.cos(theta),
                          radius * numpy.sin(theta) * numpy.sin(phi)], -1).reshape(-1, 3).astype("<f4")
    side = theta.shape[0]
    corner = numpy.arange(side - 1)[:, None] * side + numpy.arange(side - 1)[None]
    a, b, c, d = corner, corner + 1, corner + side + 1, corner + side
    triangles = numpy.concatenate([numpy.stack([a, b, c], -1).reshape(-1, 3), numpy.stack([a, c, d], -1).reshape(-1, 3)])
    edges = points[triangles]
    area = numpy.linalg.norm(numpy.cross(edges[:, 1] - edges[:, 0], edges[:, 2] - edges[:, 0]), axis=1)
    return points, triangles[area > 1e-10]


def diffuse(color, texture=None):
    return {"kind": "diffuse", "color": color, "texture": texture}


def metal(color, roughness):
    return {"kind": "metal", "color": color, "roughness": roughness}


def glass(ior):
    return {"kind": "glass", "ior": ior}


def lamp(radiance):
    """Emits on the side of u x v."""
    return {"kind": "lamp", "radiance": radiance}


def quad(corner, u, v, material):
    return {"corner": corner, "u": u, "v": v, "material": material}


def box(low, high, degrees, move, material):
    """Quads of a box that is turned around y, then moved; normals point outwards."""
    low, high = numpy.asarray(low, float), numpy.asarray(high, float)
    cosine, sine = numpy.cos(numpy.radians(degrees)), numpy.sin(numpy.radians(degrees))
    turn = numpy.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
    x, y, z = numpy.diag(high - low)
    sides = [(low, y, x), (low + z, x, y), (low, z, y), (low + x, y, z), (low, x, z), (low + y, z, x)]
    return [quad(list(turn @ corner + move), list(turn @ u), list(turn @ v), material) for corner, u, v in sides]


def scene(name, size, depth, camera, background, materials, quads=(), meshes=()):
    look_from, look_at, fov = camera
    return {"name": name, "width": size[0], "height": size[1], "max_depth": depth, "look_from": look_from, "look_at": look_at,
            "fov": fov, "background": background, "materials": materials, "quads": list(quads), "meshes": list(meshes)}


def cornell_box(folder):
    """The box of the second book, its lamp shining downwards."""
    materials = {"red": diffuse([0.65, 0.05, 0.05]), "white": diffuse([0.73] * 3), "green": diffuse([0.12, 0.45, 0.15]),
                 "lamp": lamp([15] * 3)}
    quads = [quad([555, 0, 0], [0, 555, 0], [0, 0, 555], "green"), quad([0, 0, 0], [0, 555, 0], [0, 0, 555], "red"),
             quad([343, 554, 332], [-130, 0, 0], [0, 0, -105], "lamp"), quad([0, 0, 0], [555, 0, 0], [0, 0, 555], "white"),
             quad([555, 555, 555], [-555, 0, 0], [0, 0, -555], "white"), quad([0, 0, 555], [555, 0, 0], [0, 555, 0], "white")]
    quads += box([0, 0, 0], [165, 330, 165], 15, [265, 0, 295], "white")
    quads += box([0, 0, 0], [165, 165, 165], -18, [130, 0, 65], "white")
    return scene("cornell-box", (128, 128), 50, ([278, 278, -800], [278, 278, 0], 40), 0.0, materials, quads)


def triangle_ball(folder):
    """A million triangles under a lamp and a grey sky."""
    mesh = write_mesh(folder, "rough_ball", *rough_ball(708))
    materials = {"clay": diffuse([0.7, 0.6, 0.5]), "floor": diffuse([0.5] * 3), "lamp": lamp([12] * 3)}
    quads = [quad([-10, -1.2, 10], [20, 0, 0], [0, 0, -20], "floor"), quad([-1, 3, -1], [2, 0, 0], [0, 0, 2], "lamp")]
    return scene("triangle-ball", (320, 240), 8, ([0, 2, 5], [0, 0.1, 0], 35), 0.5, materials, quads,
                 [{"name": mesh, "scale": 1, "move": [0, 0, 0], "material": "clay"}])


def interior(folder):
    """A room with textured floor and walls, metal of three roughnesses, and light through one window."""
    y, x = numpy.mgrid[0:256, 0:256] / 256
    planks = 0.75 + 0.25 * numpy.sin(2 * numpy.pi * (8 * x + 0.3 * numpy.sin(6 * numpy.pi * y)))
    write_exr(folder / "floor.exr", planks[..., None] * numpy.array([0.55, 0.36, 0.2]))
    plaster = 0.85 + 0.15 * numpy.cos(2 * numpy.pi * 5 * x) * numpy.cos(2 * numpy.pi * 5 * y)
    write_exr(folder / "wall.exr", plaster[..., None] * numpy.array([0.75, 0.72, 0.65]))
    ball = write_mesh(folder, "smooth_ball", *smooth_ball(96))
    materials = {"floor": diffuse([1] * 3, "floor.exr"), "wall": diffuse([1] * 3, "wall.exr"), "ceiling": diffuse([0.8] * 3),
                 "steel": metal([0.9, 0.9, 0.9], 0.2), "gold": metal([0.9, 0.65, 0.25], 0.4), "copper": metal([0.85, 0.5, 0.35], 0.6),
                 "table": diffuse([0.3, 0.35, 0.4]), "lamp": lamp([22, 20, 17])}
    quads = [quad([-3, 0, 3], [6, 0, 0], [0, 0, -6], "floor"), quad([-3, 3, -3], [6, 0, 0], [0, 0, 6], "ceiling"),
             quad([-3, 0, -3], [6, 0, 0], [0, 3, 0], "wall"), quad([-3, 0, 3], [0, 0, -6], [0, 3, 0], "wall"),
             quad([3, 0, -3], [0, 0, 6], [0, 3, 0], "wall"), quad([3, 0, 3], [-6, 0, 0], [0, 3, 0], "wall"),
             quad([-2.99, 1, -1], [0, 1.4, 0], [0, 0, 1.5], "lamp")]
    quads += box([-1, 0, -0.5], [1, 0.7, 0.5], 20, [0, 0, -0.8], "table")
    meshes = [{"name": ball, "scale": 0.35, "move": [-0.65, 1.05, -0.6], "material": "steel"},
              {"name": ball, "scale": 0.35, "move": [0.1, 1.05, -0.85], "material": "gold"},
              {"name": ball, "scale": 0.35, "move": [0.8, 1.05, -1.1], "material": "copper"}]
    return scene("interior", (240, 180), 12, ([1.6, 1.7, 2.6], [-0.1, 0.9, -0.9], 50), 0.0, materials, quads, meshes)


def caustics(folder):
    """A ball of glass, faceted finely, on a floor under a small lamp."""
    ball = write_mesh(folder, "glass_ball", *smooth_ball(200))
    materials = {"floor": diffuse([0.7] * 3), "glass": glass(1.5), "lamp": lamp([40] * 3)}
    quads = [quad([-6, 0, 6], [12, 0, 0], [0, 0, -12], "floor"), quad([0.2, 4, -1.2], [0.8, 0, 0], [0, 0, 0.8], "lamp")]
    return scene("caustics", (240, 180), 16, ([0, 2.2, 4.5], [0, 0.6, 0], 40), 0.1, materials, quads,
                 [{"name": ball, "scale": 0.8, "move": [0, 0.81, 0], "material": "glass"}])


def many_lights(folder):
    """Four hundred small lamps of several colours over a floor with boxes."""
    random = numpy.random.default_rng(1)
    colors = {"warm": [30, 18, 8], "cold": [8, 16, 30], "green": [8, 28, 10]}
    materials = {"floor": diffuse([0.6] * 3), "box": diffuse([0.7, 0.65, 0.6]), **{name: lamp(color) for name, color in colors.items()}}
    quads = [quad([-10, 0, 10], [20, 0, 0], [0, 0, -20], "floor")]
    for i in range(40):
        x, z = random.uniform(-8, 8, 2)
        side, height = random.uniform(0.3, 0.7), random.uniform(0.3, 1.5)
        quads += box([-side / 2, 0, -side / 2], [side / 2, height, side / 2], random.uniform(0, 90), [x, 0, z], "box")
    for i in range(400):
        x, z = random.uniform(-9, 9, 2)
        quads.append(quad([x, random.uniform(1.8, 2.4), z], [0.08, 0, 0], [0, 0, 0.08], list(colors)[i % 3]))
    return scene("many-lights", (240, 180), 5, ([0, 6, 11], [0, 0.3, 0], 45), 0.0, materials, quads)


SCENES = {"cornell-box": cornell_box, "triangle-ball": triangle_ball, "interior": interior, "caustics": caustics,
          "many-lights": many_lights}
