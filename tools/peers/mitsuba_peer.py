"""Draws a scene of tools/peers by Mitsuba 3: mitsuba_peer.py SCENE SPP SEED OUTPUT VARIANT THREADS; see triptych_peer.py.

The path integrator without roulette, independent samples and a box filter. Variants of LLVM draw one sample before the
clock starts, for which the kernel is compiled.
SPDX-License-Identifier: MIT
"""
import json
import sys
import time
from pathlib import Path

import drjit
import mitsuba
import numpy

VARIANT = sys.argv[5]
mitsuba.set_variant(VARIANT)


def rgb(value):
    return {"type": "rgb", "value": list(value)}


def surface_of(material, folder):
    kind = material["kind"]
    if kind == "lamp":
        return {"bsdf": {"type": "diffuse", "reflectance": rgb([0, 0, 0])},
                "emitter": {"type": "area", "radiance": rgb(material["radiance"])}}
    if kind == "glass":
        return {"bsdf": {"type": "dielectric", "int_ior": material["ior"], "ext_ior": 1.0}}
    if kind == "metal":
        bsdf = {"type": "principled", "base_color": rgb(material["color"]), "metallic": 1.0, "roughness": material["roughness"]}
    else:
        reflectance = rgb(material["color"])
        if material["texture"]:
            reflectance = {"type": "bitmap", "filename": str(folder / material["texture"]), "raw": False}
        bsdf = {"type": "diffuse", "reflectance": reflectance}
    return {"bsdf": {"type": "twosided", "bsdf": bsdf}}


def rectangle_to_world(quad):
    corner, u, v = (numpy.array(quad[key], float) for key in ("corner", "u", "v"))
    normal = numpy.cross(u, v)
    matrix = numpy.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = u / 2, v / 2, normal / numpy.linalg.norm(normal)
    matrix[:3, 3] = corner + u / 2 + v / 2
    return mitsuba.ScalarTransform4f(matrix)


def built(scene, folder):
    transform = mitsuba.ScalarTransform4f
    objects = {
        "type": "scene", "integrator": {"type": "path", "max_depth": scene["max_depth"] + 1, "rr_depth": 1000},
        "sensor": {"type": "perspective", "fov": scene["fov"], "fov_axis": "y", "near_clip": 1e-2, "far_clip": 1e5,
                   "to_world": transform().look_at(scene["look_from"], scene["look_at"], [0, 1, 0]),
                   "film": {"type": "hdrfilm", "width": scene["width"], "height": scene["height"], "rfilter": {"type": "box"},
                            "pixel_format": "rgb", "component_format": "float32"},
                   "sampler": {"type": "independent"}}}
    if scene["background"] > 0:
        objects["sky"] = {"type": "constant", "radiance": rgb([scene["background"]] * 3)}
    for i, quad in enumerate(scene["quads"]):
        objects[f"quad{i}"] = {"type": "rectangle", "to_world": rectangle_to_world(quad),
                               **surface_of(scene["materials"][quad["material"]], folder)}
    for i, mesh in enumerate(scene["meshes"]):
        objects[f"mesh{i}"] = {"type": "ply", "filename": str(folder / f"{mesh['name']}.ply"), "face_normals": True,
                               "to_world": transform().translate(mesh["move"]).scale(mesh["scale"]),
                               **surface_of(scene["materials"][mesh["material"]], folder)}
    return mitsuba.load_dict(objects)


def main():
    path, spp, seed, output, threads = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[6])
    drjit.set_thread_count(threads)
    loaded = built(json.loads(path.read_text(encoding="utf-8")), path.parent)
    if VARIANT.startswith("llvm"):
        numpy.array(mitsuba.render(loaded, spp=1, seed=seed + 1000))
    start = time.perf_counter()
    picture = numpy.array(mitsuba.render(loaded, spp=spp, seed=seed))
    seconds = time.perf_counter() - start
    numpy.save(output, picture.astype(numpy.float32))
    print(seconds, spp)


if __name__ == "__main__":
    main()
