"""Draws a scene of tools/peers by the program triptych: triptych_peer.py SCENE SPP SEED OUTPUT PROGRAM THREADS [OPTION]...

Every peer is a program of its own, so that none keeps memory or threads of another: it reads SCENE, draws SPP samples a pixel
with SEED, writes OUTPUT as a NumPy array of shape (height, width, 3), linear, and prints how many seconds rendering took,
without loading, building and warming up, and how many samples a pixel were drawn.
SPDX-License-Identifier: MIT
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy


def read_pfm(path):
    _, size, _, data = path.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return numpy.flipud(numpy.frombuffer(data, "<f4").reshape(height, width, 3))


def material_of(material):
    kind = material["kind"]
    if kind == "diffuse":
        return {"type": "lambertian", "albedo": "image" if material["texture"] else material["color"]}
    if kind == "metal":
        return {"type": "principled", "base_color": material["color"], "metallic": 1, "roughness": material["roughness"],
                "multiple_scattering": False}
    if kind == "glass":
        return {"type": "principled", "metallic": 0, "transmission": 1, "ior": material["ior"], "roughness": 0}
    return {"type": "diffuse_light", "emission": material["radiance"], "two_sided": False}


def written(scene, path):
    """Writes the scene in Triptych's format."""
    materials, textures = {}, {}
    for name, material in scene["materials"].items():
        materials[name] = material_of(material)
        if material.get("texture"):
            textures[name] = {"type": "image", "file": material["texture"], "encoding": "linear"}
            materials[name]["albedo"] = name
    shapes = [{"type": "quad", "corner": quad["corner"], "u": quad["u"], "v": quad["v"], "material": quad["material"]}
              for quad in scene["quads"]]
    for mesh in scene["meshes"]:
        shapes.append({"type": "mesh", "file": mesh["name"] + ".ply", "material": mesh["material"],
                       "transform": [{"scale": mesh["scale"]}, {"translate": mesh["move"]}]})
    path.write_text(json.dumps({
        "triptych": 1, "image": {"width": scene["width"], "height": scene["height"]},
        "integrator": {"max_depth": scene["max_depth"]},
        "camera": {"look_from": scene["look_from"], "look_at": scene["look_at"], "vertical_fov": scene["fov"]},
        "background": {"type": "constant", "radiance": [scene["background"]] * 3},
        "textures": textures, "materials": materials, "shapes": shapes}), encoding="utf-8")


def main():
    scene_path, spp, seed, output, program, threads = Path(sys.argv[1]), *sys.argv[2:4], Path(sys.argv[4]), *sys.argv[5:7]
    scene = json.loads(scene_path.read_text(encoding="utf-8"))
    own = scene_path.with_suffix(".triptych.json")
    written(scene, own)
    picture, statistics = output.with_suffix(".pfm"), output.with_suffix(".json")
    subprocess.run([program, "render", own, "--spp", spp, "--seed", seed, "--backend", "cpu", "--threads", threads, "--quiet",
                    "--no-checkpoint", "-o", picture, "--stats-json", statistics, *sys.argv[7:]], check=True)
    numpy.save(output, read_pfm(picture))
    print(json.loads(statistics.read_text(encoding="utf-8"))["seconds"]["render"], spp)


if __name__ == "__main__":
    main()
