"""glTF files that are wrong in what a picture can do without, the warning that each gets, and the sound file that it is
drawn like.

SPDX-License-Identifier: MIT
"""
import base64
import copy
import json
import struct

from gltf_corpus import CORNERS, FLOAT, UBYTE, USHORT, UVS, Builder, glb, png, seed, skinned

NAN = float("nan")
UP = [(0, 0, 1)] * 4


def quad(material=None, **attributes):
    builder = Builder()
    builder.quad(material, **attributes)
    return builder


def with_texture(builder_of_attributes=None):
    """A builder, and a material that a texture colours."""
    builder = Builder()
    return builder, {"pbrMetallicRoughness": {"baseColorTexture": {"index": builder.texture()}, "metallicFactor": 0}}


def attributes():
    """Rows (name, file, words, like)."""
    plain = seed()
    normals = Builder()
    normals.quad(NORMAL=normals.accessor(UP))
    for name, value in [("nan", NAN), ("infinite", float("inf")), ("zero", 0.0)]:
        broken = Builder()
        broken.quad(NORMAL=broken.accessor([(value, value, value), *UP[1:]]))
        yield f"normal_{name}", broken, "normals", normals
    for name, edit in [("short", {"count": 3}), ("beyond", {"byteOffset": 4}), ("of_no_type", {"componentType": 7}),
                       ("two", {"type": "VEC2"}), ("of_no_view", {"bufferView": 99})]:
        broken = Builder()
        number = broken.accessor(UP)
        broken.json["accessors"][number].update(edit)
        broken.quad(NORMAL=number)
        yield f"normals_{name}", broken, "passed over", plain
    broken = Builder()
    broken.quad(NORMAL=77)
    yield "normals_of_no_accessor", broken, "passed over", plain
    for value in (1e9, NAN, float("-inf")):
        broken = Builder()
        broken.quad(TEXCOORD_1=broken.accessor([(value, 0.5)] * 4, "VEC2"))
        yield f"coordinates_{value}", broken, "texture coordinates beyond 1e+06", plain
    broken = Builder()
    broken.quad(COLOR_0=broken.accessor([(1, 1, 1, NAN)] * 4, "VEC4"))
    yield "alpha_nan", broken, "", plain
    # Tangents that are broken are those that a file without would get.
    both = []
    for tangents in (None, [(NAN, 0, 0, 1)] * 4, [(0, 0, 0, 1)] * 4):
        builder, material = with_texture()
        material["normalTexture"] = {"index": builder.texture()}
        more = {} if tangents is None else {"TANGENT": builder.accessor(tangents, "VEC4")}
        builder.quad(material, NORMAL=builder.accessor(UP), TEXCOORD_0=builder.accessor(UVS, "VEC2"), **more)
        both.append(builder)
    yield "tangents_nan", both[1], "tangents", both[0]
    yield "tangents_zero", both[2], "tangents", both[0]
    builder = skinned()
    builder.json["meshes"][0]["primitives"][0]["attributes"]["JOINTS_1"] = builder.accessor([(9, 9, 9, 9)] * 4, "VEC4", UBYTE)
    builder.json["meshes"][0]["primitives"][0]["attributes"]["WEIGHTS_1"] = builder.accessor([(1, NAN, 0, 0)] * 4, "VEC4")
    yield "joint_beyond_the_skin", builder, "joint 9", skinned()


def triangles():
    two = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]
    one = Builder()
    one.quad()["attributes"]["POSITION"] = one.accessor(two)
    one.json["meshes"][0]["primitives"][0]["indices"] = one.accessor([0, 1, 2], "SCALAR", USHORT)
    for name, positions, indices, words in [("index_beyond", two, [0, 1, 2, 0, 1, 3], "index 5 is 3"),
                                            ("position_nan", [*two, (NAN, 0, 0)], [0, 1, 2, 0, 1, 3], "element 3 is not finite")]:
        broken = Builder()
        primitive = broken.quad()
        primitive["attributes"]["POSITION"] = broken.accessor(positions)
        primitive["indices"] = broken.accessor(indices, "SCALAR", USHORT)
        yield name, broken, words, one
    for name, primitive in [("mode_7", {"attributes": {"POSITION": 0}, "mode": 7}), ("without_positions", {"attributes": {}}),
                            ("of_no_corner", None)]:
        broken = seed()
        if primitive is None:
            empty = broken.accessor([(0, 0, 0)])
            broken.json["accessors"][empty]["count"] = 0
            primitive = {"attributes": {"POSITION": empty}}
        broken.json["meshes"][0]["primitives"].append(primitive)
        yield f"primitive_{name}", broken, "" if name == "of_no_corner" else "passed over", seed()
    broken = seed()
    broken.add("nodes", {"mesh": broken.add("meshes", {})})
    yield "mesh_without_primitives", broken, "", seed()
    # Substitutes out of order, twice, and for an element that is not there.
    pairs = []
    for indices, rows in [([1, 3], [(3, -1, 0), (-1, 3, 0)]), ([3, 1], [(-1, 3, 0), (3, -1, 0)]),
                          ([1, 1, 3], [(0, 0, 0), (3, -1, 0), (-1, 3, 0)]), ([1, 3, 9], [(3, -1, 0), (-1, 3, 0), (7, 7, 7)])]:
        builder = Builder()
        accessor = builder.json["accessors"][builder.quad()["attributes"]["POSITION"]]
        accessor["sparse"] = {"count": len(indices), "indices": {"bufferView": builder.view(bytes(indices)), "componentType": UBYTE},
                              "values": {"bufferView": builder.view(b"".join(struct.pack("<3f", *row) for row in rows))}}
        pairs.append(builder)
    yield "sparse_decreasing", pairs[1], "", pairs[0]
    yield "sparse_twice", pairs[2], "", pairs[0]
    yield "sparse_beyond", pairs[3], "does not have", pairs[0]


def nodes():
    moved = seed()
    moved.json["nodes"][0]["translation"] = [1, 0, 0]
    broken = seed()
    broken.json["nodes"] += [{"children": [0], "translation": [1, 0, 0]}]
    broken.json["scenes"] = [{"nodes": [0]}]
    yield "scene_of_no_root", broken, "no root", moved
    broken = seed()
    broken.json["scenes"] = [{"nodes": [0, 0, 7]}]
    yield "scene_twice_and_of_no_node", broken, "/scenes/0/nodes/2", seed()
    broken = seed()
    broken.json.update(scenes=[{"nodes": [0]}], scene=4)
    yield "scene_of_none", broken, "first scene", seed()
    broken = seed()
    broken.json["nodes"] += [{"children": [0, 8]}, {"children": [0], "translation": [5, 5, 5]}]
    yield "node_of_two_parents", broken, "already", seed()
    broken = seed()
    broken.json["nodes"][0]["matrix"] = [1, 0, 0, 0.25, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2]
    yield "matrix_of_perspective", broken, "last row", seed()
    for scale, like in [([2, 1, 0], [2, 1, 1]), ([-1, 1, 1e-9], [-1, 1, 1]), ([1e-7, 1e-7, 1e-7], None)]:
        pair = []
        for number in (scale, like or [1, 1, 1]):
            builder = Builder()
            builder.quad(NORMAL=builder.accessor(UP))
            builder.json["nodes"][0]["scale"] = number
            if like is None and number == [1, 1, 1]:  # the mesh itself as small
                builder = Builder()
                builder.quad(NORMAL=builder.accessor(UP))["attributes"]["POSITION"] = builder.accessor(
                    [tuple(1e-7 * c for c in corner) for corner in CORNERS])
            pair.append(builder)
        yield f"scale_{scale}", pair[0], "", pair[1]
    for extension in ("ADOBE_materials_thin_transparency", "KHR_xmp_json_ld", "EXT_structural_metadata", "EXT_texture_astc", "MSFT_lod"):
        broken = seed()
        broken.extension(extension, required=True)
        yield f"requires_{extension}", broken, extension, seed()
    broken = seed()
    broken.extension("KHR_lights_punctual")
    broken.json["extensions"] = {"KHR_lights_punctual": {"lights": [{"type": "moon"}, {"type": "point", "color": [1, 0]}]}}
    broken.json["cameras"] = [{"type": "perspective", "perspective": {"yfov": 0}}, {"type": "fisheye"}]
    for i in range(2):
        broken.add("nodes", {"extensions": {"KHR_lights_punctual": {"light": i}}, "camera": i})
    yield "lights_and_cameras", broken, "the camera is passed over", seed()


def looks():
    red = quad({"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}})
    yield "material_of_none", _with(seed(), "meshes", 0, "primitives", 0, "material", 5), "default material", seed()
    yield "base_color_of_three", quad({"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0]}}), "", red
    yield "alpha_mode", quad({"alphaMode": "GLASS"}), "GLASS", quad({})
    yield "metallic_of_text", quad({"pbrMetallicRoughness": {"metallicFactor": "1", "baseColorFactor": [1, 0, 0, 1]}}), \
        "metallicFactor", red
    for name, texture in [("texture_of_none", {"index": 3}), ("texture_without_index", {})]:
        yield name, quad({"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1], "baseColorTexture": texture}}), \
            "plain colour", red
    builder, material = with_texture()
    sound = copy.deepcopy(builder)
    for built, sampler in ((builder, {"wrapS": 1}), (sound, {})):
        built.json["textures"][0]["sampler"] = built.add("samplers", sampler)
        built.quad(material, TEXCOORD_0=built.accessor(UVS, "VEC2"))
    yield "unknown_wrapping", builder, "repeats", sound
    for uri in ("nothere.png", "data:image/png;base64,AAAA", "../up.png", "http://a.b/c.png"):
        broken = quad({"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1], "baseColorTexture": {"index": 0}}})
        broken.json.update(textures=[{"source": 0}], images=[{"uri": uri}])
        yield f"image_{uri[:6]}", broken, "plain colour", red
    # The same picture as PNG in a data URI of any type and spelling, and by the extension for WebP.
    text = base64.urlsafe_b64encode(png()).decode()
    for name, image in [("mime", {"uri": "data:application/x-thing;Base64," + text}),
                        ("lines", {"uri": "data:image/png;base64," + "\n".join(text[i:i + 20] for i in range(0, len(text), 20))}),
                        ("webp", None)]:
        builder = Builder()
        source = {"source": 0} if image else {"extensions": {"EXT_texture_webp": {"source": 0}}}
        builder.add("images", image or {"bufferView": builder.view(png())})
        builder.add("textures", source)
        builder.quad(material, TEXCOORD_0=builder.accessor(UVS, "VEC2"))
        sound = Builder()
        sound.texture()
        sound.quad(material, TEXCOORD_0=sound.accessor(UVS, "VEC2"))
        yield f"image_as_{name}", builder, "", sound
    animated = seed()
    animated.add("animations", {"samplers": [{"input": 99, "output": 99}],
                                "channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}]})
    yield "animation_of_no_accessor", animated, "", seed()


def specular_glossiness():
    """Materials of KHR_materials_pbrSpecularGlossiness beside what they are in terms of today's extensions."""
    def materials(factors, texture, diffuse=None):
        """As the extension has it, and as index 0, a specular colour and a roughness."""
        color = {"index": diffuse} if diffuse is not None else None
        old = {"diffuseFactor": [0.5, 0.25, 1, 1], **factors, **({"diffuseTexture": color} if color else {}),
               **({"specularGlossinessTexture": {"index": texture[0]}} if texture else {})}
        new = {"baseColorFactor": [0.5, 0.25, 1, 1], "metallicFactor": 0,
               "roughnessFactor": 1 if texture else 1 - factors.get("glossinessFactor", 1),
               **({"baseColorTexture": color} if color else {}),
               **({"metallicRoughnessTexture": {"index": texture[1]}} if texture else {})}
        specular = {"specularColorFactor": factors.get("specularFactor", [1, 1, 1]),
                    **({"specularColorTexture": {"index": texture[0]}} if texture else {})}
        mirror = {"KHR_materials_ior": {"ior": 0}, "KHR_materials_specular": specular}
        return ({"extensions": {"KHR_materials_pbrSpecularGlossiness": old},
                 "pbrMetallicRoughness": {"baseColorFactor": [0, 1, 0, 1]}},  # which does not count beside it
                {"pbrMetallicRoughness": new, "extensions": mirror if texture or "specularFactor" in factors else {}})

    def pair(*arguments):
        builders = []
        for number in (0, 1):
            builder = Builder()
            for pixels in (((255, 128, 64, 255), (32, 64, 255, 51)), ((9, 255 - 128, 7, 255), (9, 255 - 26, 7, 255))):
                builder.add("images", {"bufferView": builder.view(png(pixels))})
                builder.add("textures", {"source": builder.json["images"].index(builder.json["images"][-1])})
            builder.quad(materials(*arguments)[number], TEXCOORD_0=builder.accessor(UVS, "VEC2"))
            builders.append(builder)
        return builders

    for name, arguments in [("factors", ({"specularFactor": [0.5, 0.25, 0.125], "glossinessFactor": 0.25}, None)),
                            ("defaults", ({}, None)), ("diffuse_image", ({"specularFactor": [0, 0, 0]}, None, 0)),
                            ("images", ({"glossinessFactor": 0.5}, (0, 1)))]:
        old, new = pair(*arguments)
        yield f"specular_glossiness_{name}", old, "", new


def _with(builder, *path_and_value):
    *path, last, value = path_and_value
    place = builder.json
    for step in path:
        place = place[step]
    place[last] = value
    return builder


def containers():
    """Rows (name, files, words) that are drawn like the seed."""
    document = seed().json
    data = bytes(seed().data)
    whole = {**document, "buffers": [{"byteLength": len(data)}]}
    text = json.dumps(whole).encode()
    text += b"\0" * (4 - len(text) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(data), 0x004E4942) + data
    yield "zeros_behind_json", {"scene.glb": struct.pack("<III", 0x46546C67, 2, 12 + len(body)) + body}, ""
    padded = {**document, "buffers": [{"byteLength": len(data) + 3}]}
    padded["bufferViews"] = [*document["bufferViews"][:-1], {**document["bufferViews"][-1], "byteLength": len(data)}]
    yield "longer_than_the_buffer", {"scene.glb": glb(padded, data)}, "" if len(data) % 4 else "should hold"
    for uri, file in [("parts\\data.bin", "parts/data.bin"), ("data.bin?version=2#3", "data.bin"), ("100%.bin", "100%.bin"),
                      ("a%20b.bin", "a%20b.bin"), ("./data.bin", "data.bin")]:
        named = {**document, "buffers": [{"byteLength": len(data), "uri": uri}]}
        yield f"uri_{uri}", {"scene.gltf": json.dumps(named).encode(), file: data}, ""
    unsized = {**document, "buffers": [{"uri": "data.bin"}]}
    yield "buffer_without_length", {"scene.gltf": json.dumps(unsized).encode(), "data.bin": data + b"more"}, ""


def lenient():
    """name -> (files, word of a warning or "", files of the sound twin): both are drawn alike."""
    cases = {}
    for name, broken, words, like in [*attributes(), *triangles(), *nodes(), *looks(), *specular_glossiness()]:
        cases[name] = (broken.files(), words, like.files())
    for name, files, words in containers():
        cases[name] = (files, words, seed().files())
    return cases
