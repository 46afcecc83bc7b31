"""Draws a scene of tools/peers by Cycles (PyPI's bpy): cycles_peer.py SCENE SPP SEED OUTPUT ADAPTIVE THREADS; see triptych_peer.py.

No clamping, no blurring of caustics, a box filter; the light tree and the sampler are Cycles' defaults. The first render,
of one sample, loads kernels, meshes and the tree, which stay; the second is timed. ADAPTIVE is 0 or the noise threshold.
SPDX-License-Identifier: MIT
"""
import json
import math
import sys
import time
from pathlib import Path

import bpy
import mathutils
import numpy


def shader_of(nodes, links, material, folder):
    kind = material["kind"]
    if kind == "lamp":
        strength = max(material["radiance"])
        emission, dark = nodes.new("ShaderNodeEmission"), nodes.new("ShaderNodeEmission")
        emission.inputs["Color"].default_value = [*(value / strength for value in material["radiance"]), 1]
        emission.inputs["Strength"].default_value = strength
        dark.inputs["Strength"].default_value = 0
        geometry, mix = nodes.new("ShaderNodeNewGeometry"), nodes.new("ShaderNodeMixShader")
        links.new(geometry.outputs["Backfacing"], mix.inputs[0])
        links.new(emission.outputs[0], mix.inputs[1])
        links.new(dark.outputs[0], mix.inputs[2])
        return mix
    if kind == "glass":
        shader = nodes.new("ShaderNodeBsdfGlass")
        shader.inputs["IOR"].default_value = material["ior"]
        shader.inputs["Roughness"].default_value = 0
        return shader
    if kind == "metal":
        shader = nodes.new("ShaderNodeBsdfMetallic") # its F82 model is Schlick's for a white edge
        shader.distribution, shader.fresnel_type = "GGX", "F82"
        shader.inputs["Base Color"].default_value = [*material["color"], 1]
        shader.inputs["Edge Tint"].default_value = [1, 1, 1, 1]
        shader.inputs["Roughness"].default_value = material["roughness"]
        return shader
    shader = nodes.new("ShaderNodeBsdfDiffuse")
    shader.inputs["Color"].default_value = [*material["color"], 1]
    if material["texture"]:
        image = nodes.new("ShaderNodeTexImage")
        image.image = bpy.data.images.load(str(folder / material["texture"]))
        image.image.colorspace_settings.name = "Non-Color"
        links.new(image.outputs["Color"], shader.inputs["Color"])
    return shader


def material_of(name, material, folder):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    nodes.clear()
    links.new(shader_of(nodes, links, material, folder).outputs[0], nodes.new("ShaderNodeOutputMaterial").inputs["Surface"])
    return made


def add_object(name, mesh, material):
    mesh.update(calc_edges=True)
    mesh.materials.append(material)
    bpy.context.scene.collection.objects.link(made := bpy.data.objects.new(name, mesh))
    return made


def add_quad(name, quad, material):
    corner, u, v = (numpy.array(quad[key], float) for key in ("corner", "u", "v"))
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([tuple(corner), tuple(corner + u), tuple(corner + u + v), tuple(corner + v)], [], [(0, 1, 2, 3)])
    layer = mesh.uv_layers.new()
    for loop, uv in zip(layer.data, ((0, 0), (1, 0), (1, 1), (0, 1))):
        loop.uv = uv
    add_object(name, mesh, material)


def add_mesh(name, entry, material, folder):
    with numpy.load(folder / f"{entry['name']}.npz") as arrays:
        points, triangles = arrays["points"] * entry["scale"] + numpy.array(entry["move"], numpy.float32), arrays["triangles"]
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(points))
    mesh.vertices.foreach_set("co", points.astype(numpy.float32).ravel())
    mesh.loops.add(3 * len(triangles))
    mesh.loops.foreach_set("vertex_index", triangles.ravel())
    mesh.polygons.add(len(triangles))
    mesh.polygons.foreach_set("loop_start", numpy.arange(len(triangles), dtype=numpy.int32) * 3)
    add_object(name, mesh, material)


def add_camera(scene):
    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit, camera.angle, camera.clip_start, camera.clip_end = "VERTICAL", math.radians(scene["fov"]), 1e-2, 1e5
    made = bpy.data.objects.new("camera", camera)
    bpy.context.scene.collection.objects.link(made)
    bpy.context.scene.camera = made
    eye = mathutils.Vector(scene["look_from"])
    z = (eye - mathutils.Vector(scene["look_at"])).normalized()
    x = mathutils.Vector((0, 1, 0)).cross(z).normalized()
    y = z.cross(x)
    made.matrix_world = mathutils.Matrix([(x[i], y[i], z[i], eye[i]) for i in range(3)] + [(0, 0, 0, 1)])


def set_up(scene, folder, threads):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    here = bpy.context.scene
    here.render.engine = "CYCLES"
    cycles = here.cycles
    cycles.device, cycles.use_denoising, cycles.use_adaptive_sampling = "CPU", False, False
    for name in ("max_bounces", "diffuse_bounces", "glossy_bounces", "transmission_bounces", "min_light_bounces"):
        setattr(cycles, name, scene["max_depth"])
    cycles.sample_clamp_direct = cycles.sample_clamp_indirect = cycles.blur_glossy = 0
    cycles.caustics_reflective = cycles.caustics_refractive = True
    cycles.pixel_filter_type, cycles.filter_width = "BOX", 1.0
    render = here.render
    render.resolution_x, render.resolution_y, render.resolution_percentage = scene["width"], scene["height"], 100
    render.threads_mode, render.threads, render.use_persistent_data = "FIXED", threads, True
    render.image_settings.file_format, render.image_settings.color_depth = "OPEN_EXR", "32"
    world = bpy.data.worlds.new("world")
    here.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = [*[scene["background"]] * 3, 1]
    materials = {name: material_of(name, material, folder) for name, material in scene["materials"].items()}
    for i, quad in enumerate(scene["quads"]):
        add_quad(f"quad{i}", quad, materials[quad["material"]])
    for i, mesh in enumerate(scene["meshes"]):
        add_mesh(f"mesh{i}", mesh, materials[mesh["material"]], folder)
    add_camera(scene)
    return here


def render(here, path):
    here.render.filepath = str(path)
    start = time.perf_counter()
    bpy.ops.render.render(write_still=True)
    return time.perf_counter() - start


def main():
    path, spp, seed, output = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    scene = json.loads(path.read_text(encoding="utf-8"))
    here = set_up(scene, path.parent, int(sys.argv[6]))
    picture = output.with_suffix(".exr")
    here.cycles.samples, here.cycles.seed = 1, seed + 1000
    render(here, picture)
    here.cycles.samples, here.cycles.seed = spp, seed
    if float(sys.argv[5]) > 0:
        here.cycles.use_adaptive_sampling, here.cycles.adaptive_threshold = True, float(sys.argv[5])
    seconds = render(here, picture)
    image = bpy.data.images.load(str(picture))
    image.colorspace_settings.name = "Non-Color"
    pixels = numpy.array(image.pixels[:], numpy.float32).reshape(scene["height"], scene["width"], 4)
    numpy.save(output, pixels[::-1, :, :3])
    print(seconds, spp)


if __name__ == "__main__":
    main()
