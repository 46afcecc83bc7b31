"""Small glTF files that are broken, each in one way, and what its refusal must name.

SPDX-License-Identifier: MIT
"""
import copy
import json
import struct

from gltf_corpus import Builder, UINT, seed


def edited(edit, container="embedded"):
    """The seed's files with its document changed by edit(document)."""
    builder = seed()
    edit(builder.json)
    return builder.files(container)


def put(*path_and_value):
    """An edit that puts a value at a path."""
    *path, last, value = path_and_value

    def edit(document):
        for step in path:
            document = document[step]
        document[last] = value
    return edit


def refused():
    """name -> (files, words of the sentence): each ends with exit code 3 or 4."""
    seed_json = seed().json
    position = seed_json["meshes"][0]["primitives"][0]["attributes"]["POSITION"]
    primitive = ("meshes", 0, "primitives", 0)
    edits = {
        "no_version": (put("asset", {}), ["/asset", "version"]), "version_1": (put("asset", "version", "1.0"), ["2.0"]),
        "required_extension": (put("extensionsRequired", ["ACME_must"]), ["ACME_must", "/extensionsRequired/0"]),
        "accessor_beyond_view": (put("accessors", position, "count", 5), [f"/accessors/{position}"]),
        "huge_count": (put("accessors", position, "count", 2**47), [f"/accessors/{position}"]),
        "count_2_to_60": (put("accessors", position, "count", 2**60), [f"/accessors/{position}/count"]),
        "negative_count": (put("accessors", position, "count", -1), ["count"]),
        "zero_count": (put("accessors", position, "count", 0), ["no triangle"]),
        "fraction_of_a_count": (put("accessors", position, "count", 1.5), ["count"]),
        "offset_overflow": (put("accessors", position, "byteOffset", 2**53), ["byteOffset"]),
        "view_behind_buffer": (put("bufferViews", 0, "byteOffset", 10**9), ["/bufferViews/0"]),
        "view_offset_overflow": (put("bufferViews", 0, "byteOffset", 2**53), ["/bufferViews/0"]),
        "stride_too_large": (put("bufferViews", 0, "byteStride", 2**32), ["byteStride"]),
        "component_type": (put("accessors", position, "componentType", 5124), ["componentType"]),
        "accessor_type": (put("accessors", position, "type", "MAT3"), ["type"]),
        "negative_index": (put(*primitive, "indices", -1), ["/meshes/0/primitives/0/indices"]),
        "index_of_no_accessor": (put(*primitive, "indices", 99), ["/indices"]),
        "index_no_number": (put(*primitive, "indices", "0"), ["/indices"]),
        "indices_of_floats": (put(*primitive, "indices", position), ["type"]),
        "mode_7": (put(*primitive, "mode", 7), ["mode", "no triangle"]),
        "mesh_of_no_primitives": (put("meshes", 0, {}), ["no triangle"]),
        "empty_mesh": (put("meshes", 0, {"primitives": []}), ["no triangle"]),
        "no_nodes": (put("nodes", []), ["no triangle"]),
        "node_cycle": (put("nodes", [{"children": [1]}, {"children": [0]}]), ["ancestor"]),
        "node_own_child": (put("nodes", 0, "children", [0]), ["ancestor"]),
        "node_matrix_perspective": (put("nodes", 0, "matrix", [1.0] * 16), ["matrix"]),
        "node_matrix_short": (put("nodes", 0, "matrix", [1.0] * 15), ["matrix"]),
    }
    cases = {}
    for name, (edit, words) in edits.items():
        cases[name] = (edited(edit), words)
    for name, uri, words in [("absolute", "/etc/passwd", "absolute"), ("upwards", "../data.bin", ".."),
                             ("encoded_upwards", "%2e%2e/data.bin", ".."), ("network", "http://a.b/c.bin", "elsewhere"),
                             ("file_scheme", "file:///etc/passwd", "elsewhere"), ("missing", "missing.bin", "found"),
                             ("bad_base64", "data:;base64,AA!A", "base64"), ("cut_base64", "data:;base64,AAAAA", "base64"),
                             ("bad_percent", "a%2", "%"), ("short", "data:;base64,AAAA", "view"), ("folder", "sub", "folder")]:
        document = copy.deepcopy(seed_json)
        document["buffers"] = [{"byteLength": 60, "uri": uri}]
        cases[f"uri_{name}"] = ({"scene.gltf": json.dumps(document).encode(), "sub/x": b""}, [words])
    for number, name in [(float("nan"), "nan"), (float("inf"), "infinity"), (3e9, "too_large")]:
        builder = Builder()
        builder.quad()["attributes"]["POSITION"] = builder.accessor([(0, 0, 0), (1, 0, 0), (0, number, 0), (0, 1, 0)])
        cases[f"position_{name}"] = (builder.files(), ["element 2"])
    builder = Builder()
    builder.quad()["indices"] = builder.accessor([0, 1, 4], "SCALAR", UINT)
    cases["index_beyond"] = (builder.files(), ["index 2 is 4", "no triangle"])
    builder = Builder()
    builder.quad()["attributes"]["POSITION"] = builder.accessor([(1, 1, 1)] * 4)
    cases["no_area"] = (builder.files(), ["no triangle"])
    builder = Builder()
    primitive_json = builder.quad()
    del primitive_json["indices"]
    builder.json["accessors"][primitive_json["attributes"]["POSITION"]].pop("bufferView")
    builder.json["accessors"][primitive_json["attributes"]["POSITION"]]["count"] = 2**28
    cases["zeros_without_data"] = (builder.files(), ["memory"])
    # Many meshes over one buffer: small text, much geometry.
    builder = Builder()
    rows = [(i % 7, i % 11, i % 13) for i in range(3000)]
    attribute = {"POSITION": builder.accessor(rows), "NORMAL": builder.accessor(rows)}
    for _ in range(20000):
        builder.add("nodes", {"mesh": builder.add("meshes", {"primitives": [{"attributes": attribute}]})})
    cases["many_meshes_of_one_buffer"] = (builder.files("glb"), ["memory"])
    text = seed().files()["scene.gltf"]
    cases["bad_utf_8"] = ({"scene.gltf": text.replace(b'"2.0"', b'"2.0\xff"')}, ["UTF-8"])
    cases["nan_in_json"] = ({"scene.gltf": text.replace(b'"count": 4', b'"count": NaN')}, ["NaN"])
    cases["twice_the_same_key"] = ({"scene.gltf": text.replace(b'"asset"', b'"nodes": [], "asset"', 1)}, ["more than once"])
    cases["deep_json"] = ({"scene.gltf": b'{"asset": ' + b"[" * 100000}, ["deep"])
    whole = seed().files("glb")["scene.glb"]
    cases["glb_version_1"] = ({"scene.glb": whole[:4] + struct.pack("<I", 1) + whole[8:]}, ["version 1"])
    cases["glb_length"] = ({"scene.glb": whole[:8] + struct.pack("<I", 2**32 - 1) + whole[12:]}, ["cut off"])
    cases["glb_chunk_length"] = ({"scene.glb": whole[:12] + struct.pack("<I", 2**32 - 1) + whole[16:]}, ["chunk"])
    cases["glb_without_json"] = ({"scene.glb": struct.pack("<III", 0x46546C67, 2, 12)}, ["no JSON"])
    return cases
