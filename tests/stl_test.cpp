// STL files of both kinds, and mesh files of wrong names.
// SPDX-License-Identifier: MIT
#include "captured_log.hpp"
#include "expect_error.hpp"
#include "format/scene_format.hpp"
#include "import/stl.hpp"
#include "load/load.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace triptych {
namespace {

namespace fs = std::filesystem;

const std::vector<std::vector<float>> SQUARE{{0, 0, 0, 1, 0, 0, 1, 1, 0}, {0, 0, 0, 1, 1, 0, 0, 1, 0}};

std::string binary(const std::vector<std::vector<float>>& facets, const std::string& header = "a square",
                   std::int64_t count = -1) {
    std::string file = header;
    file.resize(80, ' ');
    const auto put = [&](const auto& value) { file.append(reinterpret_cast<const char*>(&value), sizeof value); };
    put(static_cast<std::uint32_t>(count < 0 ? static_cast<std::int64_t>(facets.size()) : count));
    for (const std::vector<float>& facet : facets) {
        for (int i = 0; i < 3; i++) put(0.0f); // a normal that says nothing
        for (const float value : facet) put(value);
        put(std::uint16_t{0x7c1f}); // a colour
    }
    return file;
}

const std::string FACET =
    "facet normal 0 0 1\n outer loop\n  vertex 0 0 0\n  vertex 1e0 0 0\n  vertex 1 1 0\n endloop\nendfacet\n";
const std::string TEXT = "solid a square\n" + FACET +
                         "FACET NORMAL 0 0 1\nOUTER LOOP\nVERTEX 0 0 0\nVERTEX 1 1 0\nVERTEX 0 1 0\n" +
                         "ENDLOOP\nENDFACET\nendsolid a square\n";

ImportedScene read(const std::string& file) { return import_stl(std::as_bytes(std::span(file)), "test.stl"); }

TEST(Stl, IsReadAsTextAndBinary) {
    const CapturedLog log;
    for (const std::string& file : {TEXT, binary(SQUARE), binary(SQUARE, "solid says the header of a binary file")}) {
        const ImportedScene imported = read(file);
        const MeshData& mesh = *imported.scene.meshes.at(0);
        EXPECT_EQ(mesh.triangles.size(), 2u);
        EXPECT_EQ(mesh.positions.size(), 4u); // those alike are one
        EXPECT_EQ(mesh.positions.at(2).y, 1.0f);
        EXPECT_TRUE(mesh.vertices.empty()); // flat, without colours
    }
    EXPECT_EQ(log.text(), "");
}

TEST(Stl, SolidsFollowEachOther) { EXPECT_EQ(read(TEXT + TEXT).scene.meshes.at(0)->triangles.size(), 4u); }

TEST(Stl, DrawsWhatItCanAndSaysTheRestOnce) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    struct Oddity {
        std::string file;
        const char* sentence;
    };
    const Oddity oddities[] = {
        {binary({{nan, 0, 0, 1, 0, 0, 1, 1, 0}, SQUARE[0]}), "a face is left out: that of index 0"},
        {binary(SQUARE) + "and more", "behind the last triangle"},
        {"solid\n" + FACET + "facet normal 0 0 1\nouter loop\nvertex 0 0\nvertex 1 0 0\nvertex 1 1 0\nendloop\n",
         "left out"},
        {"solid\n" + FACET + "facet\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nendloop\nendfacet\n", "fewer than three"},
        {"solid\n" + FACET + "facet\nouter loop\nvertex 0 0 0\n", "cut off"},
        {"solid\n" + FACET + "color 1 2 3\n", "lines that do not belong"},
    };
    for (const Oddity& oddity : oddities) {
        const CapturedLog log;
        EXPECT_GE(read(oddity.file).scene.meshes.at(0)->triangles.size(), 1u) << oddity.sentence;
        EXPECT_EQ(log.lines(), 1) << log.text();
        EXPECT_NE(log.text().find(oddity.sentence), std::string::npos) << log.text();
    }
}

TEST(Stl, RefusesWhatIsCutOff) {
    const std::string whole = binary(SQUARE);
    expect_error(ExitCode::INVALID_INPUT, {"test.stl", "counts 2 triangles"}, [&] { read(whole.substr(0, 120)); });
    expect_error(ExitCode::INVALID_INPUT, {"test.stl", "cut off"}, [&] { read(whole.substr(0, 50)); });
    expect_error(ExitCode::INVALID_INPUT, {"test.stl", "4294967295"}, [&] { read(binary(SQUARE, "x", 0xffffffff)); });
}

const std::string TRIANGLE_OBJ = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
const std::string TRIANGLE_PLY =
    "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n"
    "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
    "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";
const std::string TRIANGLE_GLTF =
    R"({"asset": {"version": "2.0"}, "buffers": [{"byteLength": 36, "uri": "data:;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"}],
    "bufferViews": [{"buffer": 0, "byteLength": 36}], "nodes": [{"mesh": 0}],
    "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
    "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}]})";

std::string glb() {
    std::string json = TRIANGLE_GLTF;
    json.resize((json.size() + 3) / 4 * 4, ' ');
    std::string file = "glTF";
    const auto put = [&](std::size_t value) {
        const auto word = static_cast<std::uint32_t>(value);
        file.append(reinterpret_cast<const char*>(&word), sizeof word);
    };
    put(2);
    put(20 + json.size());
    put(json.size());
    return file + "JSON" + json;
}

TEST(MeshFormat, IsThatOfTheContent) {
    const TemporaryFolder folder;
    const CapturedLog log;
    for (const std::string& content : {TRIANGLE_PLY, TRIANGLE_GLTF, glb(), TEXT, binary(SQUARE)}) {
        for (const char* name :
             {"model", "model.txt", "model.json", "model.glb", "model.gltf", "model.obj", "model.ply", "model.STL"}) {
            put_file(folder / name, std::as_bytes(std::span(content)));
            EXPECT_EQ(load_scene(folder / name).meshes.size(), 1u) << name << " " << content.substr(0, 10);
            const std::string scene =
                std::string(R"({"triptych": 1, "shapes": [{"type": "mesh", "file": ")") + name + R"("}]})";
            EXPECT_EQ(parse_scene(scene, "scene.json", folder.path()).meshes.size(), 1u) << name;
        }
    }
    put_file(folder / "model.obj", std::as_bytes(std::span(TRIANGLE_OBJ)));
    EXPECT_EQ(load_scene(folder / "model.obj").meshes.size(), 1u);
}

TEST(MeshFormat, OfNothingKnownIsSaidInOneSentence) {
    const TemporaryFolder folder;
    for (const char* name : {"model", "model.fbx"}) {
        const std::string content = "Kaydara FBX Binary";
        put_file(folder / name, std::as_bytes(std::span(content)));
        expect_error(ExitCode::INVALID_INPUT, {name, ".gltf, .glb, .obj, .ply, .stl"},
                     [&] { load_scene(folder / name); });
        const std::string scene =
            std::string(R"({"triptych": 1, "shapes": [{"type": "mesh", "file": ")") + name + R"("}]})";
        expect_error(ExitCode::INVALID_INPUT, {name, ".gltf, .glb, .obj, .ply, .stl"},
                     [&] { parse_scene(scene, "scene.json", folder.path()); });
    }
}

} // namespace
} // namespace triptych
