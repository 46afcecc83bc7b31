"""Scenes of other libraries' meshes: trimesh's and PyVista's. Neither is imported; their objects come from who has them.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from ._arrays import numbers_of
from ._checked import checked, shown
from ._errors import UsageError
from ._scene import Scene

_GRAY = (0.6, 0.6, 0.6)
_PLASTIC = {"metallic": 0.0, "roughness": 0.6}


def _linear(codes: Any) -> np.ndarray:
    """Codes of sRGB from 0 to 255, of which the first three count, as linear light."""
    encoded = np.asarray(codes, dtype=np.float64)[..., :3] / 255.0
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _need(mesh: Any, names: tuple[str, ...], kind: str) -> None:
    if any(not hasattr(mesh, name) for name in names):
        raise TypeError(f"mesh must be {kind}, not {shown(mesh)}.")


def _scene_around(points: np.ndarray, sky: str, camera: Mapping[str, Any] | None) -> Scene:
    """An empty scene with a camera: the one that is given, or one that looks at all of the points from above their front."""
    if len(points) == 0:
        raise UsageError("mesh has no points, so there is nothing to draw.")
    if camera is None:
        center = (points.min(axis=0) + points.max(axis=0)) / 2
        radius = max(float(np.linalg.norm(points - center, axis=1).max()), 1e-6)
        way = np.array([0.4, 0.35, 1.0])
        # A sphere around all of it fills half of a picture's height where that is 40 degrees.
        look_from = center + way / np.linalg.norm(way) * radius / np.sin(np.radians(20.0)) * 1.1
        camera = {"look_from": look_from, "look_at": center, "vertical_fov": 40.0}
    return Scene({"camera": camera}, sky=sky)


def _of_each(scene: Scene, codes: np.ndarray) -> np.ndarray:
    """A material for each of many codes of sRGB, one for each colour."""
    unique, inverse = np.unique(np.asarray(codes)[:, :3], axis=0, return_inverse=True)
    return scene.add_principled(base_color=_linear(unique), **_PLASTIC)[np.ravel(inverse)]


def _trimesh_material(scene: Scene, material: Any) -> int:
    """A material of trimesh, of glTF's kind or of MTL's, as a principled one."""
    values: dict[str, Any] = {"base_color": _GRAY, **_PLASTIC}
    is_physical = hasattr(material, "baseColorFactor")
    factor = getattr(material, "baseColorFactor" if is_physical else "diffuse", None)
    texture = getattr(material, "baseColorTexture" if is_physical else "image", None)
    if factor is not None:
        values["base_color"] = _linear(factor)
    elif texture is not None:
        values["base_color"] = (1.0, 1.0, 1.0)
    if texture is not None:
        values["base_color_texture"] = scene.add_texture(np.asarray(texture.convert("RGBA")), encoding="srgb_alpha", wrap_v="repeat")
    for name, key in (("metallicFactor", "metallic"), ("roughnessFactor", "roughness")):
        if getattr(material, name, None) is not None:
            values[key] = float(getattr(material, name))
    if getattr(material, "emissiveFactor", None) is not None:
        values["emission"] = np.asarray(material.emissiveFactor, dtype=np.float64)[:3]
    if getattr(material, "alphaMode", None) in ("MASK", "BLEND"):
        values["alpha_mode"] = material.alphaMode.lower()
    return int(scene.add_principled(**values)[0])


def _add_trimesh(scene: Scene, mesh: Any, name: str, smooth: bool) -> None:
    """The mesh as an object of the scene."""
    kind = getattr(mesh.visual, "kind", None)
    more: dict[str, Any] = {"normals": mesh.vertex_normals if smooth else None}
    material: Any
    if kind == "face":
        material = _of_each(scene, mesh.visual.face_colors)
    elif kind == "vertex":
        material = int(scene.add_principled(base_color=(1.0, 1.0, 1.0), **_PLASTIC)[0])
        more["colors"] = _linear(mesh.visual.vertex_colors)
    elif kind == "texture":
        material = _trimesh_material(scene, mesh.visual.material)
        more["uvs"] = mesh.visual.uv
    else:
        material = int(scene.add_principled(base_color=_GRAY, **_PLASTIC)[0])
    scene.add_mesh(mesh.vertices, mesh.faces, material, object=name, **more)


@checked
def from_trimesh(mesh: Any, *, smooth: bool = False, sky: str = "studio", camera: Mapping[str, Any] | None = None) -> Scene:
    """The scene of a `trimesh.Trimesh`, or of all meshes that a `trimesh.Scene` places.

    Colours of faces and vertices count, and of materials the colour with its texture, metalness, roughness, emission and alpha mode.
    With `smooth`, normals are trimesh's, else faces are flat. `sky` lights the scene, as with_sky has it; `camera` has keys of the scene
    format's camera, and without it all is in view. Raises TypeError for another object, and what add_mesh raises.
    """
    is_scene = hasattr(mesh, "geometry") and hasattr(mesh, "graph")
    if is_scene:
        placed = [(name, mesh.geometry[name], np.asarray(matrix, dtype=np.float64))
                  for matrix, name in (mesh.graph[node] for node in mesh.graph.nodes_geometry)]
    else:
        placed = [("mesh", mesh, np.eye(4))]
    if is_scene:
        placed = [entry for entry in placed if hasattr(entry[1], "faces")]  # without paths and clouds of points
    for _, part, _ in placed:
        _need(part, ("vertices", "faces", "visual"), "a trimesh.Trimesh or trimesh.Scene")
    points = [numbers_of(part.vertices, "mesh") @ matrix[:3, :3].T + matrix[:3, 3] for _, part, matrix in placed if len(part.vertices)]
    scene = _scene_around(np.concatenate(points) if points else np.zeros((0, 3)), sky, camera)
    for name in dict.fromkeys(name for name, _, _ in placed):
        _add_trimesh(scene, next(part for other, part, _ in placed if other == name), name, smooth)
        scene.add_instances(name, np.stack([matrix for other, _, matrix in placed if other == name]))
    return scene


@checked
def from_pyvista(mesh: Any, *, color: Any = None, smooth: bool = False, sky: str = "studio",
                 camera: Mapping[str, Any] | None = None) -> Scene:
    """The scene of a PyVista data set; of volumes the surface, of several blocks all.

    Active scalars of three or four uint8 are the colours of points or cells; else all is of one `color`, (3,) linear. Active
    texture coordinates are kept. With `smooth`, normals are the mesh's point normals, else faces are flat. `sky` and `camera` are those
    of from_trimesh. Raises TypeError for another object, and what add_mesh raises.
    """
    if hasattr(mesh, "combine"):
        mesh = mesh.combine()
    if hasattr(mesh, "extract_surface") and not hasattr(mesh, "strips"):  # what is PolyData already stays as it is
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # newer versions want an algorithm named that older ones do not know
            mesh = mesh.extract_surface()
    _need(mesh, ("points", "faces", "triangulate"), "a PyVista data set")
    mesh = mesh.triangulate()
    points, triangles = numbers_of(mesh.points, "mesh"), np.reshape(mesh.faces, (-1, 4))[:, 1:]
    scene = _scene_around(points, sky, camera)
    scalars = getattr(mesh, "active_scalars", None)
    more: dict[str, Any] = {"normals": mesh.point_normals if smooth else None, "uvs": getattr(mesh, "active_texture_coordinates", None)}
    material: Any
    is_colored = color is None and scalars is not None and scalars.dtype == np.uint8 and scalars.ndim == 2 and scalars.shape[1] in (3, 4)
    if is_colored and len(scalars) == len(triangles) != len(points):
        material = _of_each(scene, scalars)
    else:
        is_colored = is_colored and len(scalars) == len(points)
        base = (1.0, 1.0, 1.0) if is_colored else _GRAY if color is None else color
        material = int(scene.add_principled(base_color=base, **_PLASTIC)[0])
        more["colors"] = _linear(scalars) if is_colored else None
    scene.add_mesh(points, triangles, material, **more)
    return scene
