// OBJ files as other programs write them: what is drawn of them, and what is said once.
// SPDX-License-Identifier: MIT
#include "captured_log.hpp"
#include "expect_error.hpp"
#include "import/obj.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace triptych {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

const std::string CORNERS = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0.25 0.75\nvn 0 0 1\n";

ImportedScene read(const std::string& text) { return import_obj(bytes_of(text), "test.obj", "."); }

std::size_t triangles(const ImportedScene& imported) {
    std::size_t sum = 0;
    for (const auto& mesh : imported.scene.meshes) sum += mesh->triangles.size();
    return sum;
}

struct Oddity {
    const char* text;
    std::size_t triangles;
    const char* sentence; // nullptr: none
};

TEST(Obj, DrawsWhatItCanAndSaysTheRestOnce) {
    const Oddity oddities[] = {
        {"f 1 2 3\nf 1 2\nf 3\nf\n", 1, "3 faces are left out: that on line 8 has fewer than three corners"},
        {"f 1 2 3\nf 1 2 5\n", 1, "a face is left out: that on line 8 names a position that is not there"},
        {"f 1 2 0\nf 1 2 -5\nf 1 x 2\nf 1 2 3\nf 1 2 99999999999999999999\n", 1, "4 faces are left out"},
        {"f 1/1/1/1 2 3\nf 1 2 3\n", 1, "p, p/t, p//n or p/t/n"},
        {"v nan 0 0\nv 1e30 0 0\nv 7\nv 0 0 1e39\nf 1 2 5\nf 1 2 6\nf 1 2 7\nf 1 2 8\nf 1 2 3\n", 1,
         "4 faces are left out"},
        {"f 1/9 2/9 3/9\nf 1//9 2//-9 3//0\nf 1/x 2/ 3//\n", 3, "corners without the texture coordinates or normals"},
        {"f 1/1/1 2/1/1 3/1/1\nf 1/1 3/1 4/1\n", 2, nullptr},
        {"vn nan 0 0\nvt inf 0\nf 1/2/2 2/2/2 3/2/2\n", 1, "count as 0"},
        {"f 5 6 7\nv 0 0 1\nv 1 0 1\nv 1 1 1\n", 1, nullptr}, // what stands behind it
        {"f 1 2 3\nv 0 0 1\nf -1 -5 -4\n", 2, nullptr},
        {"f 1 \\\n 2 \\\n 3 # a comment\n# another \\\nf 1 3 4\n", 2, nullptr},
        {"f 1 2 3 \\", 1, nullptr},
        {"cstype bezier\ndeg 3 3\nvp 0 0\nsurf 0 1 0 1 1 2 3 4\nparm u 0 1\nend\nf 1 2 3\n", 1, "free-form"},
        {"p 1\nl 1 2\nl 1 2 3\nf 1 2 3\n", 1, "points and lines"},
        {"g a\no b\ns 1\nmg 1 1\nbevel on\nlod 1\nf 1 2 3\n", 1, nullptr},
        {"usemtl a\nf 1 2 3\nusemtl b\nf 1 3 4\nusemtl a\n", 2, "there is no material \"a\", \"b\""},
        {"mtllib missing.mtl\nusemtl a\nf 1 2 3\nusemtl b\n", 1, "missing.mtl cannot be found"},
        {"mtllib /etc/a.mtl\nf 1 2 3\n", 1, "absolute"},
        {"mtllib ../a.mtl\nf 1 2 3\n", 1, ".."},
        {"f 1 2 2 3 3 1\n", 1, nullptr},
        {"f 1 1 2\nf 1 2 3\n", 1, nullptr},
    };
    for (const Oddity& oddity : oddities) {
        SCOPED_TRACE(oddity.text);
        const CapturedLog log;
        EXPECT_EQ(triangles(read(CORNERS + oddity.text)), oddity.triangles);
        EXPECT_EQ(log.lines(), oddity.sentence == nullptr ? 0 : 1) << log.text();
        const std::string sentence = oddity.sentence == nullptr ? "" : oddity.sentence;
        EXPECT_NE(log.text().find(sentence), std::string::npos) << log.text();
    }
}

TEST(Obj, CornersWithoutANormalTakeThatOfTheirTriangle) {
    const CapturedLog log;
    const ImportedScene imported = read(CORNERS + "vn 1 0 0\nf 1//2 2//2 3//2\nf 1//9 3 4\n");
    const MeshData& mesh = *imported.scene.meshes.at(0);
    ASSERT_EQ(mesh.vertices.size(), 6u);
    EXPECT_EQ(mesh.vertices[0].normal.x, 1.0f);
    EXPECT_EQ(mesh.vertices[3].normal.z, 1.0f);
}

TEST(Obj, ConcavePolygonsDoNotCoverWhatIsOutside) {
    const std::string corners = "v 0 0 0\nv 2 0 0\nv 1 .5 0\nv 1 2 0\n";
    std::vector<std::array<vec3, 3>> first;
    for (const char* face : {"f 1 2 3 4", "f 2 3 4 1", "f 3 4 1 2", "f 4 1 2 3"}) {
        const ImportedScene imported = read(corners + face);
        const MeshData& mesh = *imported.scene.meshes.at(0);
        double area = 0.0;
        for (std::size_t i = 0; i < mesh.triangles.size(); i++) {
            std::array<vec3, 3> places;
            for (int k = 0; k < 3; k++) places[k] = mesh.positions[mesh.triangles[i][k]];
            const Vec3d a = to_double(places[0]);
            area += 0.5 * length(cross(to_double(places[1]) - a, to_double(places[2]) - a));
            if (first.size() < 2) first.push_back(places);
            for (int k = 0; k < 3; k++) EXPECT_EQ(places[k].x, first[i][k].x) << face;
        }
        EXPECT_NEAR(area, 1.25, 1e-12) << face; // a fan from the first corner has 1.75
    }
}

TEST(Obj, NamesSeveralLibrariesOnALine) {
    const TemporaryFolder folder;
    for (const char* name : {"a.mtl", "b c.MTL", "d.mtl e.mtl"})
        put_file(folder / name, bytes_of(std::string("newmtl ") + name + "\nKd 1 0 0\n"));
    std::filesystem::create_directory(folder / "deep");
    put_file(folder / "g h.mtl", bytes_of("newmtl g\n"));
    put_file(folder / "deep/f.mtl", bytes_of("newmtl f #1\n"));
    const CapturedLog log;
    for (const char* line : {"mtllib a.mtl b c.MTL deep\\f.mtl",
                             "mtllib d.mtl e.mtl\nmtllib \"a.mtl\"\nmtllib .\\deep\\f.mtl\nmtllib b c.MTL",
                             "mtllib a.mtl g\\ h.mtl b\\ c.MTL\nmtllib deep/f.mtl"}) {
        const std::string text = std::string(line) + "\n" + CORNERS +
                                 "usemtl a.mtl\nf 1 2 3\nusemtl b c.MTL\nf 1 2 3\nusemtl f #1\nf 1 2 3\n";
        const ImportedScene imported = import_obj(bytes_of(text), "test.obj", folder.path());
        EXPECT_EQ(imported.scene.meshes.size(), 3u) << line;
        EXPECT_GE(imported.scene.materials.size(), 3u) << line;
    }
    EXPECT_EQ(log.text(), "");
}

TEST(Obj, InUtf16IsNamedAsSuch) {
    expect_error(ExitCode::INVALID_INPUT, {"test.obj", "UTF-16"}, [] { read(std::string("\xFF\xFEv\0 \0", 6)); });
}

} // namespace
} // namespace triptych
