"""Small glTF files that cover every core feature and each extension that Triptych reads.

accepted() gives them by name; each is a dictionary of files, of which the first is the one to load.
SPDX-License-Identifier: MIT
"""
import base64
import copy
import json
import struct
import zlib

FLOAT, BYTE, UBYTE, SHORT, USHORT, UINT = 5126, 5120, 5121, 5122, 5123, 5125
CODES = {FLOAT: "f", BYTE: "b", UBYTE: "B", SHORT: "h", USHORT: "H", UINT: "I"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
CORNERS = [(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]
UVS = [(0, 1), (1, 1), (1, 0), (0, 0)]


def png(pixels=((255, 0, 0, 255), (0, 255, 0, 128))):
    """A PNG of one row of RGBA pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    row = b"\0" + b"".join(bytes(pixel) for pixel in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", len(pixels), 1, 8, 6, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b""))


class Builder:
    """A glTF document with one buffer that grows as accessors are added."""

    def __init__(self):
        self.data = b""
        self.json = {"asset": {"version": "2.0"}, "bufferViews": [], "accessors": []}

    def view(self, data, **keys):
        self.data += b"\0" * (-len(self.data) % 4)
        self.json["bufferViews"].append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(data), **keys})
        self.data += data
        return len(self.json["bufferViews"]) - 1

    def accessor(self, rows, kind="VEC3", component=FLOAT, stride=None, **keys):
        """Rows of numbers; a scalar may stand by itself."""
        rows = [row if isinstance(row, (tuple, list)) else (row,) for row in rows]
        packed = [struct.pack(f"<{WIDTHS[kind]}{CODES[component]}", *row) for row in rows]
        if stride is None:
            view = self.view(b"".join(packed))
        else:
            view = self.view(b"".join(row.ljust(stride, b"\xee") for row in packed), byteStride=stride)
        self.json["accessors"].append(
            {"bufferView": view, "componentType": component, "count": len(rows), "type": kind, **keys})
        return len(self.json["accessors"]) - 1

    def add(self, array, value):
        self.json.setdefault(array, []).append(value)
        return len(self.json[array]) - 1

    def extension(self, name, required=False):
        self.json.setdefault("extensionsUsed", []).append(name)
        if required:
            self.json.setdefault("extensionsRequired", []).append(name)

    def quad(self, material=None, **attributes):
        """A primitive of two triangles, shown by one node."""
        primitive = {"attributes": {"POSITION": self.accessor(CORNERS), **attributes},
                     "indices": self.accessor([0, 1, 2, 0, 2, 3], "SCALAR", USHORT)}
        if material is not None:
            primitive["material"] = self.add("materials", material)
        self.add("nodes", {"mesh": self.add("meshes", {"primitives": [primitive]})})
        return primitive

    def texture(self, **keys):
        image = self.add("images", {"bufferView": self.view(png()), "mimeType": "image/png"})
        return self.add("textures", {"source": image, **keys})

    def files(self, container="embedded"):
        document = copy.deepcopy(self.json)
        if container == "glb":
            document["buffers"] = [{"byteLength": len(self.data)}]
            return {"scene.glb": glb(document, self.data)}
        if container == "external":
            document["buffers"] = [{"byteLength": len(self.data), "uri": "parts/the%20data.bin"}]
            return {"scene.gltf": json.dumps(document).encode(), "parts/the data.bin": self.data}
        uri = "data:application/octet-stream;base64," + base64.b64encode(self.data).decode()
        document["buffers"] = [{"byteLength": len(self.data), "uri": uri}]
        return {"scene.gltf": json.dumps(document).encode()}


def glb(document, binary):
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<III", 0x46546C67, 2, 12 + len(body)) + body


def seed():
    """The quad that most files below vary."""
    builder = Builder()
    builder.quad()
    return builder


def geometry():
    """Pairs (name, Builder): accessors, primitives, nodes."""
    for component, name in [(UBYTE, "ubyte"), (USHORT, "ushort"), (UINT, "uint")]:
        builder = Builder()
        builder.quad()["indices"] = builder.accessor([0, 1, 2, 0, 2, 3], "SCALAR", component)
        yield f"indices_{name}", builder
    for component, most in [(BYTE, 127), (UBYTE, 255), (SHORT, 32767), (USHORT, 65535)]:
        for normalized in (True, False):
            builder = Builder()
            builder.extension("KHR_mesh_quantization", required=True)
            rows = [tuple((most if c > 0 else 0) if normalized else (2 if c > 0 else 0) for c in corner)
                    for corner in CORNERS]
            builder.quad()["attributes"]["POSITION"] = builder.accessor(rows, "VEC3", component, stride=8,
                                                                        normalized=normalized)
            yield f"quantized_{component}_{'normalized' if normalized else 'integer'}", builder
    for mode, rows in [(4, CORNERS[:3] + CORNERS[2:] + CORNERS[:1]), (5, [CORNERS[i] for i in (0, 1, 3, 2)]), (6, CORNERS)]:
        builder = Builder()
        primitive = builder.quad()
        primitive["mode"] = mode
        primitive["attributes"]["POSITION"] = builder.accessor(rows)
        del primitive["indices"]
        yield f"mode_{mode}_without_indices", builder
    for mode in (0, 1, 2, 3):
        builder = seed()
        primitive = copy.deepcopy(builder.json["meshes"][0]["primitives"][0])
        builder.json["meshes"][0]["primitives"].append({**primitive, "mode": mode})
        yield f"mode_{mode}_beside_triangles", builder
    builder = Builder()
    builder.quad()["attributes"]["POSITION"] = builder.accessor(CORNERS, stride=20, byteOffset=0)
    yield "stride", builder
    builder = Builder()
    both = b"".join(struct.pack("<3f2f", *corner, *uv) for corner, uv in zip(CORNERS, UVS))
    view = builder.view(both, byteStride=20)
    position = builder.add("accessors", {"bufferView": view, "componentType": FLOAT, "count": 4, "type": "VEC3"})
    coordinates = builder.add("accessors", {"bufferView": view, "byteOffset": 12, "componentType": FLOAT, "count": 4,
                                            "type": "VEC2"})
    builder.quad()["attributes"].update(POSITION=position, TEXCOORD_0=coordinates)
    yield "interleaved", builder
    for component in (UBYTE, USHORT, UINT):
        builder = Builder()
        primitive = builder.quad()
        sparse = {"count": 2, "indices": {"bufferView": builder.view(struct.pack(f"<2{CODES[component]}", 1, 3)),
                                          "componentType": component},
                  "values": {"bufferView": builder.view(struct.pack("<6f", 3, -1, 0, -1, 3, 0))}}
        builder.json["accessors"][primitive["attributes"]["POSITION"]]["sparse"] = sparse
        yield f"sparse_{component}", builder
    builder = Builder()
    primitive = builder.quad()
    del builder.json["accessors"][primitive["attributes"]["POSITION"]]["bufferView"]
    builder.json["accessors"][primitive["attributes"]["POSITION"]]["sparse"] = {
        "count": 3, "indices": {"bufferView": builder.view(bytes([1, 2, 3])), "componentType": UBYTE},
        "values": {"bufferView": builder.view(struct.pack("<9f", 1, 0, 0, 1, 1, 0, 0, 1, 0))}}
    yield "sparse_over_zeros", builder
    builder = Builder()
    builder.quad(NORMAL=builder.accessor([(0, 0, 2)] * 4), TANGENT=builder.accessor([(1, 0, 0, -1)] * 4, "VEC4"),
                 TEXCOORD_0=builder.accessor([(255 * u, 255 * v) for u, v in UVS], "VEC2", UBYTE, stride=4, normalized=True),
                 TEXCOORD_1=builder.accessor([(65535 * u, 65535 * v) for u, v in UVS], "VEC2", USHORT, normalized=True),
                 COLOR_0=builder.accessor([(255, 0, 0, 128)] * 4, "VEC4", UBYTE, normalized=True))
    yield "all_attributes", builder
    builder = Builder()
    builder.quad(COLOR_0=builder.accessor([(1, 0.5, 0)] * 4), NORMAL=builder.accessor([(0, 0, 0)] * 4))
    yield "zero_normals_and_rgb", builder
    builder = seed()
    builder.json["nodes"] += [{"children": [0], "translation": [1, 2, 3], "scale": [1, -2, 1]},
                              {"children": [1], "rotation": [0, 0.6, 0, 0.8]},
                              {"children": [2], "matrix": [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1]}]
    builder.json.update(scenes=[{}, {"nodes": [3]}], scene=1)
    yield "hierarchy", builder
    builder = seed()
    builder.json["nodes"] += [{"mesh": 0, "translation": [3, 0, 0]}, {"mesh": 0, "scale": [0, 0, 0]}]
    yield "instances_one_without_volume", builder
    builder = seed()
    for i in range(3000):
        builder.add("nodes", {"children": [i]})
    yield "deep_hierarchy", builder
    builder = Builder()
    primitive = builder.quad(NORMAL=builder.accessor([(0, 0, 1)] * 4))
    primitive["targets"] = [{"POSITION": builder.accessor([(0, 0, 1)] * 4), "NORMAL": builder.accessor([(1, 0, 0)] * 4)},
                            {"POSITION": builder.accessor([(9, 9, 9)] * 4)}]
    builder.json["meshes"][0]["weights"] = [0.5, 0]
    builder.add("nodes", {"mesh": 0, "weights": [0, 1]})
    yield "morph_targets", builder
    builder = skinned()
    yield "skin", builder


def skinned():
    builder = Builder()
    builder.quad(JOINTS_0=builder.accessor([(0, 1, 0, 0)] * 4, "VEC4", UBYTE),
                 WEIGHTS_0=builder.accessor([(1, 0, 0, 0)] * 2 + [(0.5, 0.5, 0, 0)] * 2, "VEC4"))
    identity = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
    builder.json["nodes"] += [{"children": [2]}, {"translation": [0, 2, 0]}]
    builder.add("skins", {"joints": [1, 2], "inverseBindMatrices": builder.accessor([identity] * 2, "MAT4")})
    builder.json["nodes"][0]["skin"] = 0
    return builder


def animations():
    """Triples (name, Builder, seconds)."""
    for interpolation in ("LINEAR", "STEP", "CUBICSPLINE"):
        for path, kind, values in [("translation", "VEC3", [(0, 0, 0), (4, 0, 0)]), ("scale", "VEC3", [(1, 1, 1), (3, 3, 3)]),
                                   ("rotation", "VEC4", [(0, 0, 0, 1), (0, 1, 0, 0)]), ("weights", "SCALAR", [0, 1])]:
            builder = Builder()
            primitive = builder.quad()
            primitive["targets"] = [{"POSITION": builder.accessor([(0, 0, 2)] * 4)}]
            zero = tuple(0 for _ in range(WIDTHS[kind]))
            if interpolation == "CUBICSPLINE":
                values = [row for value in values for row in (zero, value, zero)]
            builder.add("animations", {
                "samplers": [{"input": builder.accessor([1, 3], "SCALAR"), "output": builder.accessor(values, kind),
                              "interpolation": interpolation}],
                "channels": [{"sampler": 0, "target": {"node": 0, "path": path}}]})
            yield f"animation_{path}_{interpolation}", builder, 2
    builder = skinned()
    builder.add("animations", {
        "samplers": [{"input": builder.accessor([0, 1], "SCALAR"),
                      "output": builder.accessor([(0, 0, 0, 32767), (0, 0, 32767, 0)], "VEC4", SHORT, normalized=True)}],
        "channels": [{"sampler": 0, "target": {"node": 2, "path": "rotation"}}]})
    yield "animation_of_a_skin", builder, 0.5


def looks():
    """Pairs (name, Builder): materials, textures, cameras, lights, extensions."""
    def textured():
        builder = Builder()
        return builder, {"TEXCOORD_0": builder.accessor(UVS, "VEC2"), "TEXCOORD_1": builder.accessor(UVS, "VEC2"),
                         "NORMAL": builder.accessor([(0, 0, 1)] * 4)}
    builder, attributes = textured()
    sampler = builder.add("samplers", {"magFilter": 9728, "minFilter": 9987, "wrapS": 33071, "wrapT": 33648})
    texture, other = builder.texture(sampler=sampler), builder.texture()
    builder.quad({"name": "full", "pbrMetallicRoughness": {
        "baseColorFactor": [1, 0.5, 0.25, 0.75], "baseColorTexture": {"index": texture}, "metallicFactor": 0.5,
        "roughnessFactor": 0.25, "metallicRoughnessTexture": {"index": other, "texCoord": 1}},
        "normalTexture": {"index": other, "scale": 0.5}, "occlusionTexture": {"index": other}, "alphaMode": "MASK",
        "alphaCutoff": 0.3, "doubleSided": True, "emissiveFactor": [1, 1, 0], "emissiveTexture": {"index": texture}},
        **attributes)
    yield "core_material", builder
    builder, attributes = textured()
    del attributes["NORMAL"]
    builder.quad({"normalTexture": {"index": builder.texture()}, "alphaMode": "BLEND"}, **attributes)
    yield "tangents_of_a_flat_mesh", builder
    for name, body in [
            ("KHR_materials_emissive_strength", {"emissiveStrength": 5}), ("KHR_materials_ior", {"ior": 1.33}),
            ("KHR_materials_transmission", {"transmissionFactor": 1, "transmissionTexture": {"index": 0}}),
            ("KHR_materials_volume", {"thicknessFactor": 1, "attenuationDistance": 0.5, "attenuationColor": [1, 0.5, 0]}),
            ("KHR_materials_specular", {"specularFactor": 0.5, "specularTexture": {"index": 0},
                                        "specularColorFactor": [2, 1, 0], "specularColorTexture": {"index": 0}}),
            ("KHR_materials_clearcoat", {"clearcoatFactor": 1, "clearcoatTexture": {"index": 0},
                                         "clearcoatRoughnessFactor": 0.5, "clearcoatRoughnessTexture": {"index": 0},
                                         "clearcoatNormalTexture": {"index": 0, "scale": 2}}),
            ("KHR_materials_sheen", {"sheenColorFactor": [1, 0, 0], "sheenColorTexture": {"index": 0},
                                     "sheenRoughnessFactor": 0.5, "sheenRoughnessTexture": {"index": 0}}),
            ("KHR_materials_anisotropy", {"anisotropyStrength": 0.8, "anisotropyRotation": 1,
                                          "anisotropyTexture": {"index": 0}}),
            ("KHR_materials_iridescence", {"iridescenceFactor": 1, "iridescenceTexture": {"index": 0}, "iridescenceIor": 1.5,
                                           "iridescenceThicknessMinimum": 500, "iridescenceThicknessMaximum": 200,
                                           "iridescenceThicknessTexture": {"index": 0}}),
            ("KHR_materials_dispersion", {"dispersion": 0.5}),
            ("KHR_materials_diffuse_transmission", {
                "diffuseTransmissionFactor": 0.5, "diffuseTransmissionTexture": {"index": 0},
                "diffuseTransmissionColorFactor": [1, 0.5, 0], "diffuseTransmissionColorTexture": {"index": 0}}),
            ("KHR_materials_unlit", {})]:
        builder, attributes = textured()
        builder.texture()
        builder.extension(name, required=True)
        builder.quad({"extensions": {name: body}, "emissiveFactor": [1, 1, 1]}, **attributes)
        yield name, builder
    builder, attributes = textured()
    builder.extension("KHR_texture_transform", required=True)
    transform = {"offset": [0, 1], "rotation": 1.57079632679, "scale": [0.5, 0.5], "texCoord": 1}
    builder.quad({"pbrMetallicRoughness": {"baseColorTexture": {
        "index": builder.texture(), "extensions": {"KHR_texture_transform": transform}}}}, **attributes)
    yield "KHR_texture_transform", builder
    builder = seed()
    builder.extension("EXT_mesh_gpu_instancing", required=True)
    builder.json["nodes"][0]["extensions"] = {"EXT_mesh_gpu_instancing": {"attributes": {
        "TRANSLATION": builder.accessor([(3 * i, 0, 0) for i in range(5)]),
        "ROTATION": builder.accessor([(0, 0, 0, 127)] * 5, "VEC4", BYTE, normalized=True),
        "SCALE": builder.accessor([(1, 1, 1 + i) for i in range(5)])}}}
    yield "EXT_mesh_gpu_instancing", builder
    builder = seed()
    builder.extension("KHR_lights_punctual", required=True)
    builder.json["extensions"] = {"KHR_lights_punctual": {"lights": [
        {"type": "point", "color": [1, 0.5, 0], "intensity": 40, "range": 9}, {"type": "directional", "intensity": 2},
        {"type": "spot", "intensity": 100, "spot": {"innerConeAngle": 0.2, "outerConeAngle": 0.5}}]}}
    for i in range(3):
        builder.add("nodes", {"translation": [0, 0, 4 + i], "extensions": {"KHR_lights_punctual": {"light": i}}})
    yield "KHR_lights_punctual", builder
    yield "EXT_lights_image_based", lit_by_images()
    builder = seed()
    builder.extension("KHR_materials_variants")
    builder.extension("KHR_node_visibility")
    builder.extension("KHR_animation_pointer")
    builder.json["nodes"][0]["extensions"] = {"KHR_node_visibility": {"visible": True}}
    yield "extensions_that_choose", builder
    builder = seed()
    builder.add("cameras", {"type": "orthographic", "orthographic": {"xmag": 1, "ymag": 1, "zfar": 9, "znear": 0}})
    builder.add("cameras", {"type": "perspective", "perspective": {"yfov": 0.7, "znear": 0.1}})
    builder.json["nodes"] += [{"camera": 0}, {"camera": 1, "translation": [0, 0, 5]}]
    yield "cameras", builder
    builder = seed()
    builder.extension("ACME_unknown")
    yield "unknown_optional_extension", builder


def lit_by_images():
    """The seed in a cube of six colours."""
    builder = seed()
    builder.extension("EXT_lights_image_based", required=True)
    faces = []
    for color in [(255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 0, 255), (255, 0, 255, 64), (0, 255, 255, 255)]:
        faces.append(builder.add("images", {"bufferView": builder.view(png((color,))), "mimeType": "image/png"}))
    builder.json["extensions"] = {"EXT_lights_image_based": {"lights": [{"specularImages": [faces], "intensity": 0.5}]}}
    builder.json["scenes"] = [{"nodes": [0], "extensions": {"EXT_lights_image_based": {"light": 0}}}]
    return builder


def accepted():
    """name -> (files, options): each is drawn."""
    cases = {}
    for name, builder in [*geometry(), *looks()]:
        cases[name] = (builder.files(), [])
    for name, builder, seconds in animations():
        cases[name] = (builder.files(), ["--animation-time", str(seconds)])
    for container in ("glb", "external"):
        cases[f"container_{container}"] = (seed().files(container), [])
    builder = Builder()
    builder.add("images", {"uri": "data:image/png;base64," + base64.b64encode(png()).decode()})
    builder.add("images", {"uri": "a%20picture.png"})
    builder.add("textures", {"source": 0})
    builder.add("textures", {"source": 1})
    builder.quad({"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}, "emissiveTexture": {"index": 1},
                  "emissiveFactor": [1, 1, 1]}, TEXCOORD_0=builder.accessor(UVS, "VEC2"))
    cases["images_by_uri"] = ({**builder.files(), "a picture.png": png()}, [])
    bom = seed().files()
    cases["byte_order_mark"] = ({"scene.gltf": b"\xef\xbb\xbf" + bom["scene.gltf"]}, [])
    return cases
