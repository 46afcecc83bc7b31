// What becomes of the materials of MTL files: what is opaque, and which images are read.
// SPDX-License-Identifier: MIT
#include "captured_log.hpp"
#include "gltf/gltf.hpp"
#include "import/mtl_opacity.hpp"
#include "import/obj.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace triptych {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

MtlMaterial parse_one(const std::string& text) {
    Warnings warnings("test.mtl");
    return parse_mtl("newmtl m\n" + text, warnings).at(0);
}

struct OpacityCase {
    const char* text;
    float alpha, transmission;
    vec3 color;
    bool is_warned = false;
};

TEST(MtlOpacity, IsWhatProgramsMean) {
    const vec3 red(0.75f, 0.25f, 0.25f), filter(0.5f, 1.0f, 1.0f);
    const OpacityCase cases[] = {
        // Models of glass alone, and as Maya writes every material.
        {"Kd .75 .25 .25\nillum 4", 1, 0, red},
        {"Kd .75 .25 .25\nillum 6\nNi 1.5", 1, 0, red},
        {"Kd .75 .25 .25\nillum 7\nd 1\nNi 1.5", 1, 0, red},
        {"Kd .75 .25 .25\nillum 9\nTr 0\nNi 1.5", 1, 0, red},
        {"Kd .75 .25 .25\nillum 4\nTf 1 1 1\nNi 1", 1, 0, red},
        {"Kd .75 .25 .25\nillum 7\nTf 1 1 1\nNi 1.5", 1, 0, red},
        {"Kd 0 0 0\nmap_Kd a.png\nillum 7\nTf 1 1 1\nNi 1.5", 1, 0, vec3(0.0f)},
        {"Kd .75 .25 .25\nillum 7\nTf 0 0 0\nNi 1.5", 1, 0, red},
        // Glass that says so.
        {"Kd .75 .25 .25\nillum 7\nTf .5 1 1\nNi 1.5", 1, 1, filter},
        {"Kd .75 .25 .25\nillum 4\nd .5\nTf .5 1 1\nNi 1.5", 1, 1, filter},
        {"Kd 0 0 0\nillum 7\nTf 1 1 1\nNi 1.5", 1, 1, vec3(1.0f)},
        {"Kd .75 .25 .25\nillum 6\nd .25\nNi 1.5", 1, 0.75f, red},
        {"Kd 0 0 0\nillum 7\nd 0\nNi 1.5", 1, 1, vec3(1.0f)},
        // A veil, whatever the model.
        {"Kd .75 .25 .25\nillum 4\nd .25\nNi 1.5", 0.25f, 0, red},
        {"Kd .75 .25 .25\nillum 9\nd .25", 0.25f, 0, red},
        {"Kd .75 .25 .25\nd .25\nTf .5 1 1", 0.25f, 0, red},
        {"Kd .75 .25 .25\nd -halo .25", 0.25f, 0, red},
        {"Kd .75 .25 .25\nTr .25", 0.75f, 0, red},
        {"Kd .75 .25 .25\nTr 0", 1, 0, red},
        // What is seldom meant.
        {"Kd .75 .25 .25\nTr 1", 1, 0, red, true},
        {"Kd .75 .25 .25\nTr 1\nillum 7\nNi 1.5", 1, 0, red, true},
        {"Kd .75 .25 .25\nd 0", 0, 0, red, true},
        {"Kd .75 .25 .25\nd 0\nTr 1", 0, 0, red, true},
        {"Kd .75 .25 .25\nd .75\nTr .5", 0.75f, 0, red, true},
        {"Kd .75 .25 .25\nTr .5\nd .75", 0.75f, 0, red, true},
        // One said twice, by either meaning of Tr.
        {"Kd .75 .25 .25\nd 1\nTr 1", 1, 0, red},
        {"Kd .75 .25 .25\nTr .75\nd .25", 0.25f, 0, red},
        {"Kd .75 .25 .25\nd 0\nmap_d a.png", 1, 0, red},
        // Beside physically based keys Tf is a share.
        {"Kd .75 .25 .25\nPr .5\nPm 0\nTf 1 1 1\nillum 9", 1, 1, red},
        {"Kd .75 .25 .25\nPr .5\nTf 0 0 0\nillum 7", 1, 0, red},
    };
    for (const OpacityCase& expected : cases) {
        SCOPED_TRACE(expected.text);
        const MtlOpacity opacity = opacity_of(parse_one(expected.text));
        EXPECT_EQ(opacity.alpha, expected.alpha);
        EXPECT_EQ(opacity.transmission, expected.transmission);
        EXPECT_EQ(opacity.color.x, expected.color.x);
        EXPECT_EQ(opacity.color.y, expected.color.y);
        EXPECT_EQ(!opacity.warning.empty(), expected.is_warned) << opacity.warning;
    }
}

TEST(Mtl, PassesOverLinesThatItCannotRead) {
    const CapturedLog log;
    Warnings warnings("test.mtl");
    const std::vector<MtlMaterial> materials =
        parse_mtl("Kd 1 0 0\nnewmtl Material #25\nkd 0.5 0.25 0.125 # a comment\nKs 1 2\nNs many\nillum 77\n"
                  "Ke spectral lamp.rfl\nNI 2\nd nan\nmap_kd \"a b\\c#1.png\"\nnewmtl other\n",
                  warnings);
    ASSERT_EQ(materials.size(), 2u);
    EXPECT_EQ(materials[0].name, "Material #25");
    EXPECT_EQ(materials[0].diffuse.z, 0.125f);
    EXPECT_EQ(materials[0].ior, 2.0f);
    EXPECT_FALSE(materials[0].specular || materials[0].exponent || materials[0].dissolve);
    EXPECT_EQ(materials[0].maps.at(MtlMapUse::DIFFUSE).file, "a b/c#1.png");
    EXPECT_EQ(log.lines(), 6) << log.text();
}

/// An OBJ file of one triangle whose material is the text of an MTL file.
ImportedScene import_material(const TemporaryFolder& folder, const std::string& mtl) {
    put_file(folder / "m.mtl", bytes_of("newmtl m\n" + mtl));
    const std::string obj = "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl m\nf 1/1 2/1 3/1\n";
    return import_obj(bytes_of(obj), "test.obj", folder.path());
}

/// Names of images that cannot be read, for one reason each.
std::vector<std::string> put_bad_images(const TemporaryFolder& folder) {
    put_file(folder / "text.png", bytes_of("not a picture"));
    put_file(folder / "empty.jpg", {});
    put_file(folder / "cut.png", bytes_of("\x89PNG\r\n\x1a\n"));
    std::filesystem::create_directory(folder / "folder.png");
    std::filesystem::create_symlink("/etc/hostname", folder / "link.png");
    return {"missing.png", "text.png", "empty.jpg", "cut.png",   ".",           "folder.png",
            "link.png",    "/etc/x",   "C:/x.png",  "../up.png", "no/where.png"};
}

TEST(MissingImages, LeaveThePlainColorOfMtlMaterials) {
    const TemporaryFolder folder;
    for (const std::string& name : put_bad_images(folder)) {
        SCOPED_TRACE(name);
        const CapturedLog log;
        const ImportedScene imported =
            import_material(folder, fmt::format("Kd .5 .25 1\nmap_Kd {0}\nKe 1 1 1\nmap_Ke {0}\n", name));
        const shared::Principled& principled = imported.scene.principleds.at(0);
        EXPECT_EQ(principled.base_color_texture, shared::NONE);
        EXPECT_EQ(principled.base_color.y, 0.25f);
        EXPECT_EQ(imported.scene.materials.at(0).material.color.x, 0.0f); // does not glow all over
        EXPECT_TRUE(imported.scene.images.empty());
        EXPECT_EQ(log.lines(), 1) << log.text();
        EXPECT_NE(log.text().find("a plain colour stands in"), std::string::npos) << log.text();
    }
}

TEST(MissingImages, LeaveThePlainColorOfGltfMaterials) {
    const TemporaryFolder folder;
    std::vector<std::string> names = put_bad_images(folder);
    for (const char* uri : {"data:image/png;base64,AAAA", "data:image/png;base64,?", "http://example.org/a.png", "%zz"})
        names.push_back(uri);
    for (const std::string& name : names) {
        SCOPED_TRACE(name);
        const CapturedLog log;
        const std::string text = fmt::format(
            R"({{"asset": {{"version": "2.0"}}, "buffers": [{{"byteLength": 36, "uri": "data:;base64,{0}"}}],
            "bufferViews": [{{"buffer": 0, "byteLength": 36}}], "nodes": [{{"mesh": 0}}],
            "accessors": [{{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}}],
            "meshes": [{{"primitives": [{{"attributes": {{"POSITION": 0}}, "material": 0}}]}}],
            "images": [{{"uri": "{1}"}}], "textures": [{{"source": 0}}], "materials": [{{"pbrMetallicRoughness":
            {{"baseColorFactor": [0.5, 0.25, 1, 1], "baseColorTexture": {{"index": 0}}}}}}]}})",
            "AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA", name);
        const ImportedScene imported = import_gltf(bytes_of(text), "test.gltf", folder.path(), {});
        const shared::Principled& principled = imported.scene.principleds.at(0);
        EXPECT_EQ(principled.base_color_texture, shared::NONE);
        EXPECT_EQ(principled.base_color.y, 0.25f);
        EXPECT_EQ(log.lines(), 1) << log.text();
        EXPECT_TRUE(log.text().starts_with("test.gltf")) << log.text();
    }
}

} // namespace
} // namespace triptych
