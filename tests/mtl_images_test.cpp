// Images that the materials of MTL files name, and those that are made of them.
// SPDX-License-Identifier: MIT
#include "captured_log.hpp"
#include "gltf/data_uri.hpp"
#include "image/image_file.hpp"
#include "image/srgb.hpp"
#include "import/mtl_images.hpp"
#include "import/obj.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace triptych {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

/// An image whose texels in rows from the top are these grays, as 8-bit codes.
void put_gray(const std::filesystem::path& path, std::uint32_t width, const std::vector<std::uint32_t>& codes) {
    Image image{width, static_cast<std::uint32_t>(codes.size()) / width, {}};
    for (const std::uint32_t code : codes) image.rgb.insert(image.rgb.end(), 3, float(linear_from_srgb(code / 255.0)));
    write_image(path, image, {});
}

class MtlImages : public ::testing::Test {
protected:
    /// The only material, of an MTL file that says this of it.
    const shared::Principled& read(const std::string& mtl) {
        put_file(m_folder / "m.mtl", bytes_of("newmtl m\n" + mtl));
        const std::string obj = "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl m\nf 1/1 2/1 3/1\n";
        m_imported = import_obj(bytes_of(obj), "test.obj", m_folder.path());
        return m_imported.scene.principleds.at(0);
    }

    const ImageData& image_of(std::uint32_t texture) const {
        return *m_imported.scene.images.at(m_imported.scene.textures.at(texture).texture.image);
    }

    TemporaryFolder m_folder;
    ImportedScene m_imported;
};

std::uint32_t channel(const ImageData& image, std::size_t texel, std::uint32_t number) {
    return image.words.at(texel) >> 8u * number & 255u;
}

/// 2 x 1 pixels of PNG: red, and green of alpha 128.
void put_red_and_green(const std::filesystem::path& path) {
    put_file(path,
             *decode_data_uri("data:;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4nGP4z8DwHwgbABB"
                              "5A359Y87XAAAAAElFTkSuQmCC"));
}

TEST_F(MtlImages, OpacityStandsBesideColor) {
    put_red_and_green(m_folder / "color.png");
    put_gray(m_folder / "gray.png", 1, {64, 200});
    const shared::Principled& both = read("map_Kd color.png\nmap_d gray.png\n");
    EXPECT_EQ(both.alpha_mode, shared::ALPHA_BLEND);
    const ImageData& joined = image_of(both.base_color_texture);
    EXPECT_EQ(joined.format, shared::IMAGE_SRGBA8);
    ASSERT_EQ(joined.words.size(), 4u); // as wide as the one, as high as the other
    EXPECT_EQ(joined.words, (std::vector<std::uint32_t>{0x400000ff, 0x4000ff00, 0xc80000ff, 0xc800ff00}));

    const shared::Principled& alone = read("Kd 1 0 0\nd 0\nmap_d gray.png\n");
    EXPECT_EQ(alone.base_color.x, 1.0f);
    EXPECT_EQ(alone.alpha, 1.0f);
    EXPECT_EQ(image_of(alone.base_color_texture).words, (std::vector<std::uint32_t>{0x40ffffff, 0xc8ffffff}));
}

TEST_F(MtlImages, OpacityIsAlphaWhereThereIsAny) {
    put_red_and_green(m_folder / "color.png");
    put_gray(m_folder / "white.png", 1, {255});
    EXPECT_EQ(channel(image_of(read("map_Kd white.png\nmap_d color.png\n").base_color_texture), 1, 3), 128u);
    EXPECT_EQ(channel(image_of(read("map_Kd white.png\nmap_d -imfchan g color.png\n").base_color_texture), 0, 3), 0u);
    const shared::Principled& same = read("map_Kd color.png\nmap_d .\\color.png\n");
    EXPECT_EQ(channel(image_of(same.base_color_texture), 1, 3), 128u);
    const shared::Principled& none = read("map_Kd color.png\n");
    EXPECT_EQ(none.alpha_mode, shared::ALPHA_OPAQUE);
}

TEST_F(MtlImages, RoughnessAndMetalnessShareAnImage) {
    put_gray(m_folder / "rough.png", 2, {51, 102});
    put_gray(m_folder / "metal.png", 1, {204});
    const shared::Principled& both = read("Pr 0.25\nPm 0\nmap_Pr rough.png\nmap_Pm metal.png\n");
    EXPECT_EQ(both.roughness, 1.0f);
    EXPECT_EQ(both.metallic, 1.0f);
    EXPECT_EQ(both.specular, 1.0f);
    EXPECT_EQ(image_of(both.metallic_roughness_texture).words, (std::vector<std::uint32_t>{0xffcc33ff, 0xffcc66ff}));
    const shared::Principled& rough = read("Pm 0.5\nmap_Pr rough.png\nmap_Pm missing.png\n");
    EXPECT_EQ(rough.metallic, 0.5f);
    EXPECT_EQ(channel(image_of(rough.metallic_roughness_texture), 0, 2), 255u);
    const shared::Principled& metal = read("Pr 0.5\nmap_Pm metal.png\n");
    EXPECT_EQ(metal.roughness, 0.5f);
    EXPECT_EQ(channel(image_of(metal.metallic_roughness_texture), 0, 1), 255u);
}

TEST_F(MtlImages, ExponentsBecomeRoughness) {
    put_gray(m_folder / "shine.png", 3, {0, 51, 255});
    const ImageData& image = image_of(read("Ns 30\nKs 1 1 1\nmap_Ns shine.png\n").metallic_roughness_texture);
    for (const auto& [texel, exponent] : {std::pair{0, 0.0}, {1, 6.0}, {2, 30.0}}) {
        EXPECT_NEAR(channel(image, texel, 1), 255.0 * std::pow(2.0 / (exponent + 2.0), 0.25), 0.51) << exponent;
    }
}

TEST_F(MtlImages, SpecularColorsAreTextures) {
    put_red_and_green(m_folder / "color.png");
    const shared::Principled& shiny = read("map_Ks -s 2 3 color.png\n");
    EXPECT_EQ(shiny.specular, 1.0f);
    EXPECT_EQ(image_of(shiny.specular_color_texture).format, shared::IMAGE_SRGB8);
    EXPECT_EQ(m_imported.scene.textures.at(shiny.specular_color_texture).texture.row_v.y, 3.0f);
}

TEST_F(MtlImages, HeightsBecomeNormals) {
    put_gray(m_folder / "ramp.png", 4, {0, 10, 20, 30, 10, 20, 30, 40, 20, 30, 40, 50, 30, 40, 50, 60});
    for (const char* key : {"bump", "map_bump", "map_Bump", "MAP_BUMP"}) {
        const shared::Principled& bumpy = read(fmt::format("{} -clamp on -bm 2.5 ramp.png\n", key));
        EXPECT_EQ(bumpy.normal_scale, 2.5f);
        const ImageData& normals = image_of(bumpy.normal_texture);
        EXPECT_EQ(normals.format, shared::IMAGE_RGBA8);
        // Inside, heights grow by 10 a texel to the right and by as much downwards.
        const double slope = BUMP_HEIGHT * 4.0 * 10.0 / 255.0, part = slope / std::sqrt(2.0 * slope * slope + 1.0);
        EXPECT_EQ(channel(normals, 5, 0), std::lround(255.0 * (0.5 - 0.5 * part)));
        EXPECT_EQ(channel(normals, 5, 1), std::lround(255.0 * (0.5 + 0.5 * part)));
        EXPECT_NEAR(channel(normals, 5, 2), 255.0, 1.0);
    }
    EXPECT_NE(m_imported.scene.meshes.at(0)->attributes & shared::MESH_TANGENTS, 0u);
}

TEST_F(MtlImages, SteepHeightsLean) {
    ImageData step;
    step.width = step.height = 64;
    step.format = shared::IMAGE_RGBA8;
    for (std::uint32_t i = 0; i < 64 * 64; i++) step.words.push_back(i % 64 < 32 ? 0xff000000u : 0xffffffffu);
    const ImageData joined = normals_of_heights({&step, 0}, false), clamped = normals_of_heights({&step, 0}, true);
    EXPECT_LT(channel(joined, 31, 0), 110u);  // faces left, against the step
    EXPECT_GT(channel(joined, 63, 0), 145u);  // where the image begins anew
    EXPECT_EQ(channel(clamped, 63, 0), 128u); // held at its border
    EXPECT_EQ(channel(joined, 10, 0), 128u);
}

TEST_F(MtlImages, BumpsThatHoldNormalsAreTakenForThem) {
    Image image{2, 2, {}};
    for (int i = 0; i < 4; i++) image.rgb.insert(image.rgb.end(), {0.2f, 0.25f, 0.95f});
    write_image(m_folder / "normals.png", image, {});
    const ImageData& normals = image_of(read("map_bump normals.png\n").normal_texture);
    EXPECT_GT(channel(normals, 0, 2), 240u);
    EXPECT_NEAR(channel(normals, 0, 0), 124.0, 2.0);
}

TEST_F(MtlImages, OfOneMaterialOrAnotherAreKeptOnce) {
    put_gray(m_folder / "gray.png", 1, {64, 200});
    put_file(m_folder / "m.mtl", bytes_of("newmtl a\nmap_d gray.png\nbump gray.png\nmap_Pr gray.png\n"
                                          "newmtl b\nmap_d gray.png\nbump -bm 2 gray.png\nmap_Pr gray.png\n"));
    const std::string obj = "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
    EXPECT_EQ(import_obj(bytes_of(obj), "test.obj", m_folder.path()).scene.images.size(), 3u);
}

TEST_F(MtlImages, ThatAreMovedApartAreWarnedAbout) {
    put_gray(m_folder / "gray.png", 1, {64, 200});
    put_red_and_green(m_folder / "color.png");
    const CapturedLog log;
    read("map_Kd -s 2 2 color.png\nmap_d gray.png\n");
    EXPECT_EQ(log.lines(), 1);
    EXPECT_NE(log.text().find("gray.png"), std::string::npos);
}

} // namespace
} // namespace triptych
