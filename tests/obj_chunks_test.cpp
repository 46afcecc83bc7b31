// An OBJ file gives the same meshes, warnings and errors wherever it is cut into chunks.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "captured_log.hpp"
#include "import/obj.hpp"
#include "import/obj_chunks.hpp"
#include "import/obj_lines.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

namespace triptych {
namespace {

struct Outcome {
    std::string meshes, error, log;
};

Outcome outcome_of(const std::string& text, const std::filesystem::path& folder, std::size_t chunk_bytes) {
    const CapturedLog log;
    Outcome outcome;
    try {
        const ImportedScene imported = import_obj(std::as_bytes(std::span(text)), "test.obj", folder, chunk_bytes);
        for (const ShapeDescription& shape : imported.scene.shapes) {
            const MeshData& mesh = *imported.scene.meshes[std::get<MeshShape>(shape.geometry).mesh];
            const auto append = [&](const auto& array) {
                if (!array.empty())
                    outcome.meshes.append(reinterpret_cast<const char*>(array.data()), array.size() * sizeof(array[0]));
            };
            outcome.meshes += fmt::format("{} {}: ", imported.scene.materials[shape.material].name, mesh.attributes);
            append(mesh.positions);
            append(mesh.vertices);
            append(mesh.triangles);
        }
    } catch (const Error& error) {
        outcome.error = error.what();
    }
    outcome.log = log.text();
    return outcome;
}

/// Everything that lines say about others: what stands before and behind, goes on, counts back, is left out.
const std::string ODD =
    "\xEF\xBB\xBF# a comment \\\r\nmtllib a.mtl\r\nv 0 0 0\r\nv 1 0 0\rv 1 1 0 1 0.5 0\n"
    "v 0 1 \\\n 0\nvt 0 nan\nvt 0.5 0.25\nvn 0 0 1\nvn x\nusemtl red\nf 1/1/1 2/2/1 3/1/2\n\n\n"
    "f 1 2 9\nusemtl blue\nf -4/-1 -3 -2 -1\n# more \\\nv 0.5 2 0\nv nan 0 0\nf 1 2 \\  \n3 \\\n5 4\n"
    "f 1 2 6\nf 1 1 1 1\np 1\nweird 7\n\xEF\xBB\xBFv 3 3 3\nf 1//9 2//1 3//2\nusemtl red\nf 1 3 7\n"
    "mtllib missing.mtl\nf 1 2 3 4 5\nf 1/1/1/1 2 3\nv 9 9 9\nf 1 2\nf 2/1/1 3/2/1 4/1/1 \\";

TEST(ObjChunks, AFileIsTheSameWhereverItIsCut) {
    const TemporaryFolder folder;
    const std::string materials = "newmtl red\nKd 1 0 0\nnewmtl blue\nKd 0 0 1\n";
    put_file(folder / "a.mtl", std::as_bytes(std::span(materials)));
    const Outcome whole = outcome_of(ODD, folder.path(), ODD.size());
    EXPECT_NE(whole.meshes.find("red"), std::string::npos);
    EXPECT_NE(whole.log.find("is left out"), std::string::npos) << whole.log;
    EXPECT_NE(whole.log.find("missing.mtl"), std::string::npos) << whole.log;
    for (std::size_t bytes = 1; bytes < ODD.size(); bytes++) {
        const Outcome cut = outcome_of(ODD, folder.path(), bytes);
        EXPECT_TRUE(cut.meshes == whole.meshes) << bytes;
        EXPECT_EQ(cut.error, whole.error) << bytes;
        ASSERT_EQ(cut.log, whole.log) << bytes;
    }
}

std::vector<std::string> lines_of(std::string_view text, std::size_t lines_before) {
    std::vector<std::string> found;
    for (ObjLines lines(text); lines.next();)
        found.push_back(fmt::format("{} {} {}", lines_before + lines.number(), lines.key(), lines.rest()));
    return found;
}

TEST(ObjChunks, HoldTheLinesOfTheText) {
    const std::vector<std::string> whole = lines_of(ODD, 0);
    for (std::size_t bytes = 1; bytes <= ODD.size(); bytes++) {
        std::vector<std::string> found;
        for (const ObjChunk& chunk : cut_obj(ODD, bytes)) {
            const std::vector<std::string> more = lines_of(chunk.text, chunk.lines_before);
            found.insert(found.end(), more.begin(), more.end());
        }
        ASSERT_EQ(found, whole) << bytes;
    }
    EXPECT_TRUE(cut_obj("", 1).empty());
    EXPECT_GT(cut_obj(ODD, 1).size(), 30u);
}

TEST(ObjChunks, ManyCornersOfAPositionKeepTheirNumbers) {
    std::string text = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";
    for (int i = 0; i < 100; i++) text += fmt::format("vt {} 0\n", 0.01 * i);
    for (int round = 0; round < 2; round++) {
        for (int i = 1; i <= 100; i++) text += fmt::format("f 1/{} 2/1 3/{}\n", i, 101 - i);
    }
    const ImportedScene imported = import_obj(std::as_bytes(std::span(text)), "test.obj", ".", 64);
    const MeshData& mesh = *imported.scene.meshes.at(0);
    ASSERT_EQ(mesh.triangles.size(), 200u);
    EXPECT_EQ(mesh.positions.size(), 201u);
    for (std::size_t i = 0; i < 100; i++) {
        EXPECT_EQ(mesh.triangles[i], mesh.triangles[100 + i]);
        EXPECT_FLOAT_EQ(mesh.vertices[mesh.triangles[i][0]].u_0, 0.01f * static_cast<float>(i));
        EXPECT_FLOAT_EQ(mesh.vertices[mesh.triangles[i][2]].u_0, 0.01f * static_cast<float>(99 - i));
    }
}

} // namespace
} // namespace triptych
