"""Draws a scene of tools/peers by LuxCore (PyPI's pyluxcore): luxcore_peer.py SCENE SPP SEED OUTPUT STRATEGY THREADS; see
triptych_peer.py.

PATHCPU with its Sobol sampler, no clamping, no filter. STRATEGY is how it chooses lights, such as LOG_POWER.
SPDX-License-Identifier: MIT
"""
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy
import pyluxcore


def set_all(properties, prefix, values):
    for name, value in values.items():
        properties.Set(pyluxcore.Property(f"{prefix}.{name}", value))


def set_material(properties, name, material, folder):
    kind = material["kind"]
    values = {"type": "matte", "kd": material.get("color", [0, 0, 0])}
    if kind == "lamp":
        values |= {"emission": material["radiance"], "emission.gain.normalizebycolor": False}
    elif kind == "glass":
        values = {"type": "glass", "kr": [1, 1, 1], "kt": [1, 1, 1], "interiorior": material["ior"], "exteriorior": 1.0}
    elif kind == "metal":
        values = {"type": "disney", "basecolor": material["color"], "metallic": 1.0, "roughness": material["roughness"],
                  "specular": 0.5}
    elif material["texture"]:
        set_all(properties, f"scene.textures.{name}", {"type": "imagemap", "file": str(folder / material["texture"]), "gamma": 1.0,
                                                       "mapping.type": "uvmapping2d"})
        values["kd"] = name
    set_all(properties, f"scene.materials.{name}", values)


def quad_mesh(quad):
    corner, u, v = (numpy.array(quad[key], float) for key in ("corner", "u", "v"))
    return [tuple(point) for point in (corner, corner + u, corner + u + v, corner + v)], [(0, 1, 2), (0, 2, 3)]


def built(scene, folder):
    made = pyluxcore.Scene()
    properties = pyluxcore.Properties()
    # LuxCore's angle is that of the larger side, which is the width here.
    fov = 2 * math.degrees(math.atan(math.tan(math.radians(scene["fov"]) / 2) * scene["width"] / scene["height"]))
    set_all(properties, "scene.camera", {
        "type": "perspective", "lookat.orig": scene["look_from"], "lookat.target": scene["look_at"], "up": [0, 1, 0],
        "fieldofview": fov, "cliphither": 1e-2, "clipyon": 1e5, "autofocus.enable": False})
    for name, material in scene["materials"].items():
        set_material(properties, name, material, folder)
    if scene["background"] > 0:
        set_all(properties, "scene.lights.sky", {"type": "constantinfinite", "color": [1, 1, 1], "gain": [scene["background"]] * 3})
    for i, quad in enumerate(scene["quads"]):
        points, triangles = quad_mesh(quad)
        made.DefineMesh(f"quad{i}", points, triangles, None, [(0, 0), (1, 0), (1, 1), (0, 1)], None, None)
        set_all(properties, f"scene.objects.quad{i}", {"shape": f"quad{i}", "material": quad["material"]})
    for i, mesh in enumerate(scene["meshes"]):
        with numpy.load(folder / f"{mesh['name']}.npz") as arrays:
            points = arrays["points"] * mesh["scale"] + numpy.array(mesh["move"], numpy.float32)
            triangles = arrays["triangles"]
        made.DefineMesh(f"mesh{i}", [tuple(map(float, point)) for point in points], [tuple(map(int, face)) for face in triangles],
                        None, None, None, None)
        set_all(properties, f"scene.objects.mesh{i}", {"shape": f"mesh{i}", "material": mesh["material"]})
    made.Parse(properties)
    return made


def configuration(scene, spp, seed, strategy, threads):
    depth = scene["max_depth"] + 1
    properties = pyluxcore.Properties()
    set_all(properties, "renderengine", {"type": "PATHCPU", "seed": seed})
    set_all(properties, "path", {f"pathdepth.{kind}": depth for kind in ("total", "diffuse", "glossy", "specular")}
            | {"russianroulette.depth": 1000, "clamping.variance.maxvalue": 0.0, "hybridbackforward.enable": False})
    set_all(properties, "sampler", {"type": "SOBOL", "sobol.adaptive.strength": 0.0})
    set_all(properties, "film", {"width": scene["width"], "height": scene["height"], "filter.type": "NONE",
                                 "imagepipelines.0.0.type": "NOP", "noiseestimation.warmup": 1000000})
    set_all(properties, "lightstrategy", {"type": strategy})
    set_all(properties, "batch", {"haltspp": [spp, 0], "halttime": 0})
    set_all(properties, "native.threads", {"count": threads})
    return properties


def main():
    path, spp, seed, output, strategy, threads = (Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5],
                                                  int(sys.argv[6]))
    pyluxcore.Init(lambda _: None)
    scene = json.loads(path.read_text(encoding="utf-8"))
    config = pyluxcore.RenderConfig(configuration(scene, spp, seed, strategy, threads), built(scene, path.parent))
    session = pyluxcore.RenderSession(config)
    session.Start() # compiles the scene, too
    start = time.perf_counter()
    while not session.HasDone():
        time.sleep(0.01)
        session.UpdateStats()
    seconds = time.perf_counter() - start
    samples = session.GetStats().Get("stats.renderengine.total.samplecount").GetFloat()
    session.Stop()
    pixels = numpy.zeros((scene["height"], scene["width"], 3), numpy.float32)
    session.GetFilm().GetOutputFloat(pyluxcore.FilmOutputType.RGB_IMAGEPIPELINE, pixels, 0)
    numpy.save(output, pixels[::-1])
    print(seconds, samples / (scene["height"] * scene["width"]), flush=True)
    os._exit(0) # pyluxcore 2.11 crashes where its objects are destroyed at the interpreter's end


if __name__ == "__main__":
    main()
