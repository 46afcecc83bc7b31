"""Scenes: by name, from files, from dicts in the scene format, and from arrays.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Union

import numpy as np

from . import _core
from ._arrays import indices_of, numbers_of, pixels_of, rows_of
from ._checked import checked, shown
from ._described import ArraysTaken, mesh_rows, with_arrays
from ._errors import InvalidInputError, UsageError
from ._html import table
from ._layout import PackedScene, dtype
from ._materials import principled_columns

_BYTES_MAGIC = b"TRIPSCEN"
_NAMED_ARRAY = '"file": "array:'


def scenes() -> dict[str, str]:
    """The built-in scenes, in the order of the books: name and one line on what it shows."""
    return dict(_core.scenes())


class Scene:
    """A scene, described and growing; it is packed and its tree built when it is first rendered."""

    @checked
    def __init__(self, source: SceneLike, *, folder: str | os.PathLike[str] = ".",
                 animation_time: float | None = None, animation: str | int = "", scene: str | int = "",
                 variant: str | int = "", camera: str | int = "", aspect: float = 16 / 9,
                 sky: str | os.PathLike[str] = "", sky_rotation: float | None = None,
                 sky_strength: float | None = None,
                 allow_folders: Iterable[str | os.PathLike[str]] = (), cull_back_faces: bool = False,
                 arrays: Mapping[str, Any] | None = None) -> None:
        """Takes the name of a built-in scene, the path of a scene file (.json) or mesh file (.gltf, .glb, .obj, .ply,
        .stl),
        or a dict in the scene format.

        In a dict, arrays may stand in place of files: `pixels`, as add_texture takes them, in textures and backgrounds of images,
        and `vertices`, `triangles`, `normals`, `uvs` and `colors`, as of add_mesh, in meshes; or names of `arrays`, as to_dict gives
        them. The images and meshes that a dict names lie in `folder` or below it; files may be read from `allow_folders`, too.
        `animation_time` (seconds) holds a glTF file at a moment of its animation, or a scene at a time between its keyframes; `animation`,
        `scene`, `variant`
        and `camera` (names or numbers) choose among those of the file, by default its first animation and camera, the scene
        that it means to show, and no variant of its materials. The camera "auto" looks at all of a mesh file; `aspect` (width over height) is what a mesh file
        without a camera is to fill. `sky` lights the scene in place of what it says, as with_sky does; mesh files without
        lights have "studio". `cull_back_faces` lets the camera see from behind through materials of the file that are
        not double-sided.
        Raises InvalidInputError (naming file and JSON pointer or line), LimitError, UsageError.
        """
        if isinstance(source, Scene):
            raise UsageError("This is a Scene already; pass it on as it is.")
        options = _core.LoadOptions()
        options.animation_time_seconds = animation_time
        options.animation, options.scene, options.camera = str(animation), str(scene), str(camera)
        options.variant = str(variant)
        options.aspect = aspect
        options.allow_folders = [os.fspath(allow) for allow in allow_folders]
        options.culls_back_faces = cull_back_faces
        options.sky = _sky_request(sky, sky_rotation, sky_strength)
        if isinstance(source, Mapping):
            taken = ArraysTaken(source, {} if arrays is None else arrays)
            text = json_of({"triptych": 1, **taken.plain})
            self._core = _core.Scene.of_json(text, "the scene", os.fspath(folder), options, taken.core)
        else:
            if arrays is not None:
                raise UsageError("arrays are for a dict that names them.")
            self._core = _core.Scene.of_name(os.fspath(source), options)

    @property
    def name(self) -> str:
        """The built-in name or the file's path."""
        return self._core.name

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels, where render is given none."""
        return self._core.width, self._core.height

    @property
    def spp(self) -> int:
        """Samples a pixel, where render is given none."""
        return self._core.spp

    @property
    def camera(self) -> dict[str, Any]:
        """The camera, with the keys of the scene format's. Raises UsageError for a scene that came as bytes."""
        camera: dict[str, Any] = json.loads(self._core.camera_json())
        return camera

    @property
    def material_names(self) -> list[str]:
        """The names of the materials; their places are the indices that arrays refer to."""
        return self._core.material_names

    @checked
    def add_materials(self, array: np.ndarray) -> np.ndarray:
        """Appends materials from a structured array with `dtype("Material")`, see `materials`.

        Returns their indices, uint32 (N,). Raises InvalidInputError that names the element and what is wrong.
        """
        if array.dtype != dtype("Material") or array.ndim != 1:
            raise UsageError(f"array must have the shape (N,) and the dtype that triptych.materials gives, not {array.shape} and {array.dtype}.")
        array = np.ascontiguousarray(array)
        first = _core.add_materials(self._core, array.view(np.uint8).reshape(len(array), dtype("Material").itemsize))
        return np.arange(first, first + len(array), dtype=np.uint32)

    @checked
    def add_spheres(self, spheres: Any, material: Any) -> None:
        """Appends still spheres from an (N, 4) array of centres and radii (x, y, z, r).

        `material` is a name, an index, or (N,) indices. C-contiguous float32 (and uint32 indices) in host memory are
        read where they lie; all else is converted first. Raises InvalidInputError that names the element.
        """
        _core.add_spheres(self._core, rows_of(spheres, 4, np.float32, "spheres"), self._indices(material))

    @checked
    def add_principled(self, **values: Any) -> np.ndarray:
        """Appends principled materials and returns their indices, uint32 (N,).

        `values` are keys of the scene format's principled materials, such as base_color=(N, 3), roughness=(N,) or one number for
        all, base_color_texture=scene.add_texture(...), alpha_mode="mask"; the rest has the format's defaults. Raises
        InvalidInputError that names element and key.
        """
        columns = principled_columns(values)
        count = max((len(column) for _, column in columns), default=1)
        first = _core.add_principled(self._core, count, columns)
        return np.arange(first, first + count, dtype=np.uint32)

    @checked
    def add_texture(self, pixels: Any, *, encoding: str = "srgb", filter: str = "linear", wrap_u: str = "repeat",
                    wrap_v: str = "clamp") -> int:
        """Appends a texture that shows `pixels` and returns its index, for `materials` and add_principled.

        `pixels` (height, width), (height, width, 3) or (height, width, 4) are uint8 codes, the first row on top, or, without a
        fourth channel, floats of linear light. `encoding`, `filter`, `wrap_u` and `wrap_v` are those of the scene format's image textures:
        "srgb", "srgb_alpha" or "linear" (numbers as they are, for roughness and normals); "linear" or "nearest"; "repeat", "clamp" or
        "mirror".
        """
        return _core.add_texture(self._core, pixels_of(pixels, "pixels"), encoding, filter, wrap_u, wrap_v)

    @checked
    def add_mesh(self, vertices: Any, triangles: Any, material: Any, *, normals: Any = None, uvs: Any = None,
                 colors: Any = None, object: str | None = None) -> None:
        """Appends `triangles`, (M, 3) indices of `vertices`, (N, 3) positions, of one `material` or of (M,), one for each.

        Seen from outside, corners run counter-clockwise. `normals` (N, 3) smooth the surface, `uvs` (N, 2) are texture
        coordinates from the left and from below, `colors` (N, 3) are linear. Triangles without area are dropped. With a name as
        `object`, the mesh is not placed, but becomes an object, which add_instances places. Arrays are taken as by add_spheres.
        Raises InvalidInputError that names the element.
        """
        rows = mesh_rows({"vertices": vertices, "triangles": triangles, "normals": normals, "uvs": uvs, "colors": colors})
        if rows[0] is None or rows[1] is None:
            raise UsageError("A mesh needs vertices and triangles.")
        _core.add_mesh(self._core, rows[0], rows[1], self._indices(material), object or "", *rows[2:])

    @checked
    def add_instances(self, object: str, transforms: Any) -> None:
        """Places an object of the scene, by its name, once for each of `transforms`.

        These are (N, 4, 4) or (N, 3, 4) matrices, by which columns (x, y, z, 1) are multiplied, in float64. Raises
        InvalidInputError that names the element, UsageError.
        """
        matrices = np.asarray(numbers_of(transforms, "transforms"), dtype=np.float64)
        if matrices.ndim != 3 or matrices.shape[1:] not in ((4, 4), (3, 4)):
            raise UsageError(f"transforms must have the shape (N, 4, 4) or (N, 3, 4), not {matrices.shape}.")
        if matrices.shape[1] == 4 and not np.array_equal(matrices[:, 3], np.tile([0.0, 0.0, 0.0, 1.0], (len(matrices), 1))):
            raise UsageError("The last row of each of transforms must be 0, 0, 0, 1.")
        _core.add_instances(self._core, object, np.ascontiguousarray(matrices[:, :3].reshape(-1, 12)))

    @checked
    def with_sky(self, sky: Any, rotation: float | None = None, strength: float | None = None) -> Scene:
        """The same scene under another sky; this one stays as it is.

        `sky` is "studio" (soft boxes between gray walls), "gray" (even light of 0.5), "black", "gradient" (white below,
        blue above), an image file of latitude and longitude, or the pixels of one, as add_texture takes them; `rotation` (degrees)
        turns an image about the y axis, `strength` multiplies its light. Raises InvalidInputError, LimitError, UsageError.
        """
        scene = Scene.__new__(Scene)
        scene._core = self._core.with_sky(_sky_request(sky, rotation, strength))
        return scene

    def packed(self) -> PackedScene:
        """What the kernels read, as structured NumPy arrays without a copy; packs and builds the tree if need be."""
        return PackedScene(self._core.packed())

    @property
    def pack_seconds(self) -> float:
        """Seconds that the last packing took, its tree apart."""
        return self._core.pack_seconds

    @property
    def build_seconds(self) -> float:
        """Seconds that the last building of the tree took."""
        return self._core.build_seconds

    @checked
    def to_dict(self, arrays: dict[str, Any] | None = None) -> dict[str, Any]:
        """The scene in the scene format, from which Scene makes the same scene.

        Pictures and meshes that came from arrays stand in it as NumPy's. With a dict as `arrays` they go there, under names such as
        "mesh-0.vertices", and the scene names them, so that JSON and `np.savez(file, **arrays)` hold it: Scene(scene, arrays=arrays).
        Raises UsageError for meshes with more than arrays hold.
        """
        described: dict[str, Any] = with_arrays(json.loads(self._core.to_json()), self._core, arrays)
        return described

    @checked
    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the scene as a scene file, whole or not at all; the images and meshes that it names are not copied.

        Raises OutputError, and UsageError where it would be written over one of these.
        """
        text = self._core.to_json()
        if _NAMED_ARRAY in text:
            raise UsageError("A scene file names the files of pictures and meshes, and some of this scene came from arrays; keep what "
                             "to_dict(arrays) gives.")
        for name in _files_of(json.loads(text)):
            read = os.path.join(os.path.dirname(path), name)
            if os.path.exists(read) and os.path.exists(path) and os.path.samefile(read, path):
                raise UsageError(f"{os.fspath(path)} is a file that the scene reads and would be lost; name another one.")
        _core.write_file(path, text)

    def to_bytes(self) -> bytes:
        """The scene as kernels read it, with its tree, for from_bytes of the same version of Triptych elsewhere."""
        head = json.dumps(self._core.head()).encode()
        return _BYTES_MAGIC + len(head).to_bytes(4, "little") + head + self._core.packed_bytes()

    @classmethod
    @checked
    def from_bytes(cls, content: bytes) -> Scene:
        """The scene that to_bytes gave: it is drawn as that one is, and its tree is not built again, but arrays cannot be
        added to it, and it cannot be written as a dict or file.

        Raises InvalidInputError for bytes that are damaged, cut off or of another version. Like pickles, the bytes must come
        from somebody whose programs you would run.
        """
        end = 12 + int.from_bytes(content[8:12], "little")
        try:
            head = json.loads(content[12:end]) if content[:8] == _BYTES_MAGIC else None
        except ValueError:
            head = None
        if head is None:
            raise InvalidInputError("These bytes are not a scene's, or they are damaged.")
        scene = cls.__new__(cls)
        scene._core = _core.Scene.of_packed(tuple(head), content[end:])
        return scene

    def __reduce__(self) -> tuple[Any, ...]:
        return Scene.from_bytes, (self.to_bytes(),)

    def __copy__(self) -> Scene:
        scene = Scene.__new__(Scene)
        scene._core = self._core.copy()
        return scene

    def __deepcopy__(self, memo: dict[int, Any]) -> Scene:
        return copy.copy(self)  # images, meshes and packed arrays are never changed, so both may share them

    def _index(self, material: str | int) -> int:
        """The place of a material among those of the scene."""
        names = self.material_names
        if isinstance(material, str):
            if material not in names:
                raise UsageError(f"There is no material {material!r}; the scene has {_listed(names)}.")
            return names.index(material)
        if not 0 <= material < len(names):
            raise UsageError(f"There is no material {material}; the scene has {len(names)}.")
        return material

    def _indices(self, material: Any) -> np.ndarray:
        """The same of one material for all, or of one for each."""
        if isinstance(material, str):
            return np.array([self._index(material)], np.uint32)
        indices = indices_of(material, "material")
        if indices.ndim > 1:
            raise UsageError(f"material must be a name, an index or have the shape (N,), not {indices.shape}.")
        return np.atleast_1d(indices)

    def _repr_html_(self) -> str:
        width, height = self.size
        names = self.material_names
        return table("Scene", {"name": self.name, "size": f"{width} x {height} pixels", "samples a pixel": self.spp,
                               "materials": _listed(names)})

    def __repr__(self) -> str:
        width, height = self.size
        return f"<triptych.Scene {self.name!r}, {width} x {height} pixels, {self.spp} samples a pixel>"


def _listed(names: list[str]) -> str:
    """Names for a sentence."""
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "") if names else "none"


SceneLike = Union[str, "os.PathLike[str]", "Mapping[str, Any]"]
"""What a Scene is made from, and what render takes in its place."""


def _files_of(value: Any) -> Iterator[str]:
    """The files that a scene in the scene format names."""
    if isinstance(value, dict):
        if isinstance(value.get("file"), str):
            yield value["file"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _files_of(part)


def json_of(part: Mapping[str, Any], what: str = "scene") -> str:
    """A dict of the scene format as its text. Raises UsageError for what JSON does not hold."""
    try:
        return json.dumps(part, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"This dict is no {what}: {error}.") from None


def _plain(value: Any) -> Any:
    """NumPy's arrays and numbers as JSON has them."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise UsageError(f"{shown(value)} has no place in a scene; give what JSON holds, or NumPy's arrays and numbers.")


def _sky_request(sky: Any, rotation: float | None, strength: float | None) -> Any:
    request = _core.SkyRequest()
    if isinstance(sky, (str, os.PathLike)):
        request.name = os.fspath(sky)
    else:
        request.set_pixels(pixels_of(sky, "sky"))
    if strength is not None and not 0 <= strength < 262144:
        raise UsageError(f"A sky's strength lies in [0, 262144), not {strength}.")
    request.rotation_degrees = rotation
    request.strength = strength
    return request


SKY_KEYS = {"sky": "sky", "sky_rotation": "rotation", "sky_strength": "strength"}
LOAD_KEYS = ("animation_time", "animation", "variant", "camera", *SKY_KEYS)


def scene_of(scene: Scene | SceneLike, settings: dict[str, Any] | None = None) -> Scene:
    """The scene itself, or the one that is made from what is given.

    Takes those of LOAD_KEYS out of `settings`: a Scene can still get another sky, all else must go to its constructor.
    """
    settings = {} if settings is None else settings
    given = {key: settings.pop(key) for key in LOAD_KEYS if key in settings}
    given = {key: value for key, value in given.items() if value is not None}
    if not isinstance(scene, Scene):
        return Scene(scene, **given)
    for key in given:
        if key not in SKY_KEYS:
            raise UsageError(f"{key} says how a file is read, and this Scene is made already; give it to Scene().")
    if not given:
        return scene
    return scene.with_sky(**{"sky": "", **{SKY_KEYS[key]: value for key, value in given.items()}})
