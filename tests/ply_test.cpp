// PLY files as other programs write them: rows, strips, textures, and what is said once.
// SPDX-License-Identifier: MIT
#include "captured_log.hpp"
#include "expect_error.hpp"
#include "image/image_file.hpp"
#include "import/ply.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>

namespace triptych {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

const std::string XYZ = "property float x\nproperty float y\nproperty float z\n";
const std::string FACES = "property list uchar int vertex_indices\n";
const std::string SQUARE = "0 0 0\n1 0 0\n1 1 0\n0 1 0\n";

std::string header(const std::string& vertex, int faces, const std::string& face, const std::string& more = "") {
    return fmt::format("ply\nformat ascii 1.0\n{}element vertex 4\n{}element face {}\n{}end_header\n", more, vertex,
                       faces, face);
}

ImportedScene read(const std::string& text, const std::filesystem::path& folder = ".") {
    return import_ply(bytes_of(text), "test.ply", folder);
}

std::size_t triangles(const ImportedScene& imported) {
    std::size_t sum = 0;
    for (const auto& mesh : imported.scene.meshes) sum += mesh->triangles.size();
    return sum;
}

struct Oddity {
    std::string text;
    std::size_t triangles;
    const char* sentence; // nullptr: none
};

TEST(Ply, DrawsWhatItCanAndSaysTheRestOnce) {
    const std::string normals = "property float nx\nproperty float ny\nproperty float nz\n";
    const Oddity oddities[] = {
        {header(XYZ, 1, FACES) + "0 0 0 7 8\n1 0 0\n\n  1 1 0 extra\n0 1 0\n4 0 1 2 3 9 9 9\n", 2, nullptr},
        {header(XYZ, 2, FACES) + SQUARE + "3 0 1\n3 0 1 2\n", 1, "too short"},
        {header(XYZ, 2, FACES) + "0 0\n1 0 0\n1 1 0\n0 1 0\n3 1 2 3\n3 1 3 2\n", 2, "too short"},
        {header(XYZ, 3, FACES) + SQUARE + "2 0 1\n0\n3 0 1 2\n", 1, "2 faces are left out: that of index 0"},
        {header(XYZ, 3, FACES) + SQUARE + "3 0 1 4\n3 0 1 -1\n3 0 1 2\n", 1, "names a vertex that is not there"},
        {header(XYZ, 2, FACES) + "0 0 0\n1 0 0\n1 1 0\nnan 1 0\n3 0 1 3\n3 0 1 2\n", 1, "a face is left out"},
        {header(XYZ, 1, FACES) + "0 0 0\n1 0 0\n1 1 0\n0 1.#QNAN 0\n3 0 1 2\n", 1, "position that is not finite"},
        {header(XYZ, 1, FACES) + "0 0 0\n1 0 0\n1 1 0\n0 1e30 0\n3 0 1 2\n", 1, "1e+30"},
        {header(XYZ + normals, 1, FACES) + "0 0 0 0 0 1\n1 0 0 nan nan nan\n1 1 0 inf 0 0\n0 1 0 0 0 1e30\n4 0 1 2 3\n",
         2, "attributes of vertices that are no finite numbers"},
        {header(XYZ, 1, FACES, "Created by hand\n") + SQUARE + "4 0 1 2 3\n", 2, "\"Created\""},
        {header(XYZ, 1, FACES, "obj_info 7\ncomment TextureFile\n") + SQUARE + "4 0 1 2 3\n", 2, nullptr},
    };
    for (const Oddity& oddity : oddities) {
        SCOPED_TRACE(oddity.text);
        const CapturedLog log;
        EXPECT_EQ(triangles(read(oddity.text)), oddity.triangles);
        const std::string sentence = oddity.sentence == nullptr ? "" : oddity.sentence;
        EXPECT_NE(log.text().find(sentence), std::string::npos) << log.text();
        EXPECT_LE(log.lines(), sentence.empty() ? 0 : 2) << log.text();
    }
}

TEST(Ply, NormalsThatAreNoNumbersAreThoseOfTheTriangles) {
    const CapturedLog log;
    const ImportedScene imported =
        read(header(XYZ + "property float nx\nproperty float ny\nproperty float nz\n", 1, FACES) +
             "0 0 0 1 0 0\n1 0 0 nan nan nan\n1 1 0 1 0 0\n0 1 0 1 0 0\n4 0 1 2 3\n");
    EXPECT_EQ(imported.scene.meshes.at(0)->vertices.at(0).normal.x, 1.0f);
    EXPECT_EQ(imported.scene.meshes.at(0)->vertices.at(1).normal.z, 1.0f);
    EXPECT_EQ(log.lines(), 1);
}

TEST(Ply, RefusesWhatIsCutOff) {
    expect_error(ExitCode::INVALID_INPUT, {"test.ply", "cut off"},
                 [] { read(header(XYZ, 2, FACES) + SQUARE + "3 0 1 2\n"); });
    expect_error(ExitCode::INVALID_INPUT, {"points alone"},
                 [] { read("ply\nformat ascii 1.0\nelement vertex 1\n" + XYZ + "end_header\n0 0 0\n"); });
}

TEST(Ply, StripsKeepTheirWinding) {
    const std::string corners = "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 2 0\n";
    const ImportedScene imported = read("ply\nformat ascii 1.0\nelement vertex 5\n" + XYZ +
                                        "element tristrips 1\nproperty list int int vertex_indices\n" + "end_header\n" +
                                        corners + "10 0 1 2 3 4 -1 4 2 3 -1\n");
    const MeshData& mesh = *imported.scene.meshes.at(0);
    ASSERT_EQ(mesh.triangles.size(), 4u);
    for (const auto& [a, b, c] : mesh.triangles) {
        const Vec3d from = to_double(mesh.positions[a]);
        EXPECT_GT(cross(to_double(mesh.positions[b]) - from, to_double(mesh.positions[c]) - from).z, 0.0);
    }
}

TEST(Ply, FacesMayStandBeforeTheirVertices) {
    const std::string concave = "0 0 0\n2 0 0\n1 .5 0\n1 2 0\n";
    const std::string before =
        "ply\nformat ascii 1.0\nelement face 1\n" + FACES + "element vertex 4\n" + XYZ + "end_header\n";
    const ImportedScene imported = read(before + "4 0 1 2 3\n" + concave);
    const MeshData& mesh = *imported.scene.meshes.at(0);
    ASSERT_EQ(mesh.triangles.size(), 2u);
    double area = 0.0;
    for (const auto& [a, b, c] : mesh.triangles) {
        const Vec3d from = to_double(mesh.positions[a]);
        area += 0.5 * length(cross(to_double(mesh.positions[b]) - from, to_double(mesh.positions[c]) - from));
    }
    EXPECT_NEAR(area, 1.25, 1e-12); // not that of a fan, 1.75
}

TEST(Ply, FacesBringTextureCoordinatesAndColors) {
    const std::string face =
        FACES + "property list uchar float texcoord\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n";
    const ImportedScene imported =
        read(header(XYZ, 2, face) + SQUARE + "3 0 1 2 6 0 0 1 0 1 1 255 0 0\n" + "3 0 2 3 6 0 0 1 1 0.5 1 255 0 0\n");
    const MeshData& mesh = *imported.scene.meshes.at(0);
    EXPECT_EQ(mesh.positions.size(), 4u); // those that are alike are one
    EXPECT_EQ(mesh.vertices[3].u_0, 0.5f);
    EXPECT_EQ(mesh.vertices[3].color.x, 1.0f);
    EXPECT_EQ(mesh.vertices[3].color.y, 0.0f);
    EXPECT_EQ(mesh.attributes, shared::MESH_COLORS);
    const ImportedScene split = read(header(XYZ, 2, face) + SQUARE + "3 0 1 2 6 0 0 1 0 1 1 255 0 0\n" +
                                     "3 0 2 3 4 0 0 1 1 0 255 0\n"); // whose coordinates are too few
    EXPECT_EQ(split.scene.meshes.at(0)->positions.size(), 6u);
}

TEST(Ply, ShowsTheImagesThatItsCommentsName) {
    const TemporaryFolder folder;
    for (const char* name : {"first one.png", "second.png"}) {
        write_image(folder / name, {1, 1, {name[0] == 'f' ? 1.0f : 0.0f, 0.0f, 0.0f}}, {});
    }
    const std::string face = FACES + "property list uchar float texcoord\nproperty int texnumber\n";
    const std::string text = header(XYZ + "property uchar red\nproperty uchar green\nproperty uchar blue\n", 3, face,
                                    "comment TextureFile first one.png\ncomment TextureFile second.png\n"
                                    "comment TextureFile third.png\n") +
                             "0 0 0 9 9 9\n1 0 0 9 9 9\n1 1 0 9 9 9\n0 1 0 9 9 9\n" + "3 0 1 2 6 0 0 1 0 1 1 1\n" +
                             "3 0 2 3 6 0 0 1 1 0 1 0\n3 0 1 3 6 0 0 1 1 0 1 2\n";
    const CapturedLog log;
    const ImportedScene imported = read(text, folder.path());
    ASSERT_EQ(imported.scene.meshes.size(), 3u);
    for (std::uint32_t i = 0; i < 2; i++) {
        const ShapeDescription& shape = imported.scene.shapes.at(i);
        const std::uint32_t texture = imported.scene.principleds.at(shape.material).base_color_texture;
        const std::uint32_t image = imported.scene.textures.at(texture).texture.image;
        EXPECT_EQ(imported.scene.images.at(image)->words.at(0) & 255u, i == 0 ? 255u : 0u);
        EXPECT_EQ(imported.scene.meshes.at(i)->attributes, 0u); // the colours beside an image mean nothing
    }
    EXPECT_EQ(imported.scene.principleds.at(2).base_color_texture, shared::NONE);
    EXPECT_EQ(imported.scene.meshes.at(2)->attributes, shared::MESH_COLORS);
    EXPECT_EQ(log.lines(), 1) << log.text();
    EXPECT_NE(log.text().find("third.png"), std::string::npos);
}

TEST(Ply, KnowsTheNamesThatProgramsGive) {
    for (const char* names : {"u v", "s t", "texture_u texture_v", "texture_s texture_t", "U V"}) {
        const std::string u(names, std::strchr(names, ' ')), v(std::strchr(names, ' ') + 1);
        for (const char* colors : {"red green blue", "r g b", "diffuse_red diffuse_green diffuse_blue"}) {
            std::string properties = XYZ + "property float " + u + "\nproperty float " + v + "\n";
            std::string_view left = colors;
            for (int i = 0; i < 3; i++) {
                properties += fmt::format("property uchar {}\n", left.substr(0, left.find(' ')));
                left.remove_prefix(std::min(left.find(' ') + 1, left.size()));
            }
            std::string rows;
            for (int i = 0; i < 4; i++) rows += fmt::format("{} {} 0 0.25 0.75 255 0 0\n", i % 2, i / 2);
            const ImportedScene imported = read(header(properties, 1, FACES) + rows + "3 0 1 2\n");
            const shared::Vertex& vertex = imported.scene.meshes.at(0)->vertices.at(0);
            EXPECT_EQ(vertex.u_0, 0.25f) << properties;
            EXPECT_EQ(vertex.v_0, 0.75f) << properties;
            EXPECT_EQ(vertex.color.x, 1.0f) << properties;
            EXPECT_EQ(vertex.color.y, 0.0f) << properties;
        }
    }
}

} // namespace
} // namespace triptych
