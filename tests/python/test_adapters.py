"""Meshes of trimesh, by the library itself, and of PyVista, by an object with the attributes that its documentation names.

SPDX-License-Identifier: MIT
"""
import numpy as np
import pytest
import trimesh
import triptych
from PIL import Image as PillowImage

PICTURE = {"backend": "cpu", "width": 64, "height": 48, "spp": 16}
CAMERA = {"look_from": [0, 0, 6], "look_at": [0, 0, 0], "vertical_fov": 30}


def draw(scene):
    return triptych.render(scene, **PICTURE)


def hues(image):
    """Which of red, green and blue is the largest, where one is by far."""
    ranked = np.sort(image, axis=2)
    return set(np.argmax(image, axis=2)[ranked[..., 2] > 2 * ranked[..., 1]].tolist())


def test_all_of_a_mesh_is_in_view():
    for size in (0.01, 1, 1000):
        mesh = trimesh.creation.icosphere(radius=size)
        mesh.apply_translation([5 * size, -size, 0])
        depth = triptych.render(triptych.from_trimesh(mesh, sky="gray"), **{**PICTURE, "spp": 1}, aovs="id").aovs["id"]
        inside = depth != depth[0, 0]
        assert 0.4 < inside.mean() < 0.6 and not inside[0].any() and not inside[-1].any() and not inside[:, 0].any()


def test_colors_of_faces_and_of_vertices():
    box = trimesh.creation.box()
    box.visual.face_colors = np.tile([[255, 0, 0, 255], [0, 0, 255, 255]], (6, 1))
    assert hues(draw(triptych.from_trimesh(box, sky="gray"))) == {0, 2}
    box = trimesh.creation.box()
    box.visual.vertex_colors = np.tile([0, 255, 0, 255], (8, 1))
    assert hues(draw(triptych.from_trimesh(box, sky="gray"))) == {1}
    assert hues(draw(triptych.from_trimesh(trimesh.creation.box(), sky="gray"))) == set()


def test_materials_and_textures():
    square = {"vertices": [[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], "faces": [[0, 1, 2], [0, 2, 3]]}
    codes = np.zeros((8, 8, 3), np.uint8)
    codes[:4] = [255, 0, 0]   # the upper half is red
    codes[4:] = [0, 0, 255]
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=PillowImage.fromarray(codes), metallicFactor=0.0, roughnessFactor=1.0)
    visual = trimesh.visual.TextureVisuals(uv=[[0, 0], [1, 0], [1, 1], [0, 1]], material=material)
    image = draw(triptych.from_trimesh(trimesh.Trimesh(**square, visual=visual), sky="gray", camera=CAMERA))
    assert np.argmax(image[12, 32]) == 0 and np.argmax(image[36, 32]) == 2
    glowing = trimesh.visual.material.PBRMaterial(emissiveFactor=[0.0, 1.0, 0.0], baseColorFactor=[0, 0, 0, 255])
    visual = trimesh.visual.TextureVisuals(uv=np.zeros((4, 2)), material=glowing)
    image = draw(triptych.from_trimesh(trimesh.Trimesh(**square, visual=visual), sky="black", camera=CAMERA))
    assert np.allclose(image[24, 32], [0, 1, 0], atol=0.05)
    simple = trimesh.visual.material.SimpleMaterial(image=PillowImage.fromarray(codes), diffuse=[255, 255, 255, 255])
    visual = trimesh.visual.TextureVisuals(uv=[[0, 0], [1, 0], [1, 1], [0, 1]], material=simple)
    assert hues(draw(triptych.from_trimesh(trimesh.Trimesh(**square, visual=visual), sky="gray"))) == {0, 2}


def test_scenes_place_their_meshes():
    box = trimesh.creation.box(extents=[0.4] * 3)
    scene = trimesh.Scene({"box": box})
    scene.graph.clear()
    for x in (-1, 1):
        moved = np.eye(4)
        moved[0, 3] = x
        scene.graph.update(f"at {x}", geometry="box", matrix=moved)
    scene.add_geometry(trimesh.points.PointCloud([[0, 0, 0]]))  # is no surface
    ours = triptych.from_trimesh(scene, sky="gray", camera=CAMERA)
    assert len(ours.packed().instances) == 2 and ours.packed().shape_count == 14
    seen = triptych.render(ours, **{**PICTURE, "spp": 1}, aovs="id").aovs["id"]
    seen = seen != seen[0, 0]
    assert not seen[:, 32].any() and seen[24, :32].any() and seen[24, 33:].any()


def test_smooth_normals_are_asked_for():
    sphere = trimesh.creation.icosphere(subdivisions=1)
    assert "normal" in triptych.from_trimesh(sphere, smooth=True).packed().vertices.dtype.names
    assert len(triptych.from_trimesh(sphere, smooth=True).packed().vertices) > len(triptych.from_trimesh(sphere).packed().vertices) == 0


def test_what_is_no_mesh():
    for other in (None, 3, "box.stl", np.eye(3)):
        with pytest.raises(TypeError, match=r"mesh must be a trimesh.Trimesh or trimesh.Scene, not"):
            triptych.from_trimesh(other)
        with pytest.raises(TypeError, match="mesh must be a PyVista data set, not"):
            triptych.from_pyvista(other)
    with pytest.raises(triptych.UsageError, match="no points"):
        triptych.from_trimesh(trimesh.Scene())


class PolyData:
    """The attributes of pyvista.PolyData that are read: a square of one quad, before it is triangulated."""

    def __init__(self, faces=(4, 0, 1, 2, 3), scalars=None):
        self.points = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32)
        self.faces = np.array(faces)
        self.strips = np.array([])
        self.active_scalars = scalars
        self.active_texture_coordinates = None
        self.point_normals = np.tile([0.0, 0.0, 1.0], (4, 1))

    def triangulate(self):
        return PolyData((3, 0, 1, 2, 3, 0, 2, 3), self.active_scalars)


class UnstructuredGrid:
    """Of a data set that is no surface, the one method that is called."""

    def __init__(self, surface):
        self._surface = surface

    def extract_surface(self):
        return self._surface


def test_pyvista_data_sets():
    of_points, of_cells = np.tile(np.uint8([0, 0, 255]), (4, 1)), np.uint8([[255, 0, 0, 255], [0, 0, 255, 255]])
    for mesh, expected in ((PolyData(), set()), (PolyData(scalars=of_points), {2}), (PolyData(scalars=of_cells), {0, 2}),
                           (PolyData(scalars=np.arange(4.0)), set()), (UnstructuredGrid(PolyData(scalars=of_points)), {2})):
        assert hues(draw(triptych.from_pyvista(mesh, sky="gray", camera=CAMERA))) == expected
    assert hues(draw(triptych.from_pyvista(PolyData(), color=[0, 0.5, 0], sky="gray", camera=CAMERA))) == {1}
    assert len(triptych.from_pyvista(PolyData(), smooth=True).packed().vertices) == 4
