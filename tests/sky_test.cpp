// Skies that replace a scene's background: the built-in studio, those with names, and images.
// SPDX-License-Identifier: MIT
#include "captured_log.hpp"
#include "expect_error.hpp"
#include "format/scene_format.hpp"
#include "image/image_file.hpp"
#include "load/load.hpp"
#include "pack/pack.hpp"
#include "pack/pack_images.hpp"
#include "same_scene.hpp"
#include "scene/studio_sky.hpp"
#include "temporary_folder.hpp"

#include <algorithm>

namespace triptych {
namespace {

struct Texel {
    Vec3d direction;
    double solid_angle;
    double radiance;
};

std::vector<Texel> texels_of(const ImageData& image) {
    constexpr double PI = 3.14159265358979323846;
    std::vector<Texel> texels;
    for (std::uint32_t y = 0; y < image.height; y++) {
        const CosSinDegrees down = cos_sin_degrees((y + 0.5) * 180.0 / image.height);
        for (std::uint32_t x = 0; x < image.width; x++) {
            const CosSinDegrees around = cos_sin_degrees((x + 0.5) * 360.0 / image.width - 180.0);
            texels.push_back({{down.sine * around.cosine, down.cosine, down.sine * around.sine},
                              2.0 * PI * PI * down.sine / (double(image.width) * image.height),
                              double(texel(image, std::size_t{y} * image.width + x).x)});
        }
    }
    return texels;
}

/// Radiance that a white matte surface with that normal reflects.
double reflected(const std::vector<Texel>& texels, Vec3d normal) {
    double sum = 0.0;
    for (const Texel& texel : texels)
        sum += std::max(dot(texel.direction, normal), 0.0) * texel.solid_angle * texel.radiance;
    return sum / 3.14159265358979323846;
}

TEST(Studio, ExposesAWhiteSurfaceWell) {
    const std::vector<Texel> texels = texels_of(*make_studio_sky());
    double sum = 0.0, most = 0.0;
    int count = 0;
    for (int x = -2; x <= 2; x++) {
        for (int y = -2; y <= 2; y++) {
            for (int z = -2; z <= 2; z++) {
                if (std::max({std::abs(x), std::abs(y), std::abs(z)}) < 2) continue;
                const double light = reflected(texels, unit({double(x), double(y), double(z)}));
                sum += light;
                most = std::max(most, light);
                count++;
            }
        }
    }
    EXPECT_NEAR(sum / count, 0.55, 0.02);
    EXPECT_NEAR(most, 0.98, 0.05); // what is white is not cut off
    EXPECT_NEAR(reflected(texels, {0.0, -1.0, 0.0}), 0.15, 0.02);
    EXPECT_GT(reflected(texels, {0.0, 0.0, 1.0}), reflected(texels, {0.0, 0.0, -1.0})); // brighter from the front
}

TEST(Studio, IsGrayAndJoinsAtItsEdges) {
    const auto image = make_studio_sky();
    for (std::size_t y = 0; y < image->height; y++) {
        for (std::size_t x = 0; x < image->width; x++) {
            const vec3 here = texel(*image, y * image->width + x);
            const vec3 next = texel(*image, y * image->width + (x + 1) % image->width);
            EXPECT_EQ(here.x, here.y);
            EXPECT_EQ(here.x, here.z);
            EXPECT_GT(here.x, 0.1f);
            EXPECT_LT(std::abs(here.x - next.x), 0.8f); // soft: no edge within a texel
        }
    }
}

TEST(Studio, IsABackgroundOfTheFormat) {
    const Scene scene = parse_scene(
        R"({"triptych": 1, "background": {"type": "studio", "scale": [2, 1, 0.5], "rotate_y": 45}})", "s.json");
    EXPECT_EQ(scene.background.kind, shared::BACKGROUND_IMAGE);
    EXPECT_EQ(panorama_turn(scene.background), 0.125f);
    expect_same(scene, parse_scene(format_scene(scene), "s.json"));
    EXPECT_EQ(scene.images.at(scene.background.image)->words, make_studio_sky()->words);
    const CapturedLog log;
    const Scene bright = parse_scene(R"({"triptych": 1, "background": {"type": "studio", "scale": 2e5}})", "s.json");
    EXPECT_NE(log.text().find("The background \"studio\" reaches a radiance of"), std::string::npos) << log.text();
    expect_same(bright, parse_scene(format_scene(bright), "s.json"));
}

/// A built-in scene under a sky.
Scene under(const SkyRequest& sky) {
    LoadOptions options;
    options.sky = sky;
    return load_scene("three-spheres", options);
}

TEST(Sky, NamesStandForBackgrounds) {
    const Scene plain = under({});
    EXPECT_TRUE(same_bytes(under({"gradient", {}, {}}).background, plain.background));
    EXPECT_EQ(under({"gradient", {}, 0.5}).background.bottom.x, 0.5f * plain.background.bottom.x);
    EXPECT_EQ(under({"gray", {}, 3.0}).background.bottom.y, 1.5f);
    const shared::Background black = under({"black", {}, 9.0}).background;
    EXPECT_EQ(black.kind, shared::BACKGROUND_CONSTANT);
    EXPECT_EQ(black.bottom.x, 0.0f);
    const Scene studio = under({"studio", -90.0, 2.0});
    EXPECT_TRUE(studio.images.at(studio.background.image)->is_studio);
    EXPECT_EQ(studio.background.bottom.z, 2.0f);
    EXPECT_EQ(panorama_turn(studio.background), 0.75f);
}

TEST(Sky, EachIsAPictureOfItsOwn) {
    std::vector<std::string> hashes;
    for (const SkyRequest& sky :
         {SkyRequest{}, SkyRequest{"studio", {}, {}}, SkyRequest{"studio", 10.0, {}}, SkyRequest{"studio", {}, 2.0},
          SkyRequest{"gray", {}, {}}, SkyRequest{"black", {}, {}}})
        hashes.push_back(pack_scene(under(sky)).hash);
    std::sort(hashes.begin(), hashes.end());
    EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

TEST(Sky, FilesAreThoseOfASceneFile) {
    const TemporaryFolder folder;
    const Image image{4, 2, std::vector<float>(24, 0.25f)};
    write_image(folder / "sky.pfm", image, {});
    const Scene scene = under({(folder / "sky.pfm").string(), 90.0, 8.0});
    EXPECT_EQ(scene.images.at(scene.background.image)->width, 4u);
    EXPECT_EQ(scene.background.bottom.x, 8.0f);
    EXPECT_EQ(panorama_turn(scene.background), 0.25f);
    std::filesystem::create_symlink(folder / "sky.pfm", folder / "link.pfm");
    EXPECT_EQ(pack_scene(under({(folder / "link.pfm").string(), 90.0, 8.0})).hash, pack_scene(scene).hash);
    const CapturedLog log;
    const Scene bright = under({(folder / "sky.pfm").string(), {}, 2e6});
    EXPECT_NE(log.text().find("sky.pfm\" reaches a radiance of 500000"), std::string::npos) << log.text();
    EXPECT_LT(2e6 * static_cast<double>(texel(*bright.images.at(bright.background.image), 0).x), 262144.0);
    put_file(folder / "no.pfm", std::as_bytes(std::span("no picture")));
    expect_error(ExitCode::INVALID_INPUT, {"The sky no.pfm"}, [&] { under({(folder / "no.pfm").string(), {}, {}}); });
    expect_error(ExitCode::INVALID_INPUT, {"\"none.exr\"", "\"studio\", \"gray\""}, [] {
        under({"none.exr", {}, {}});
    });
    expect_error(ExitCode::USAGE, {"sky"}, [] { under({"", 10.0, {}}); });
}

TEST(Sky, MeshFilesHaveTheStudioUnlessTheyBringLights) {
    const TemporaryFolder folder;
    const std::string obj = "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl glow\nf 1 2 3\n";
    const std::string mtl = "newmtl glow\nKe 0.001 0.001 0.001\n";
    put_file(folder / "glow.obj", std::as_bytes(std::span(obj)));
    put_file(folder / "m.mtl", std::as_bytes(std::span(mtl)));
    const std::string file = (folder / "glow.obj").string();
    const Scene scene = load_scene(file);
    EXPECT_TRUE(scene.images.at(scene.background.image)->is_studio); // what glows is lit as well
    LoadOptions dim;
    dim.sky.strength = 0.25;
    EXPECT_EQ(load_scene(file, dim).background.bottom.x, 0.25f);
    LoadOptions black;
    black.sky.name = "black";
    EXPECT_EQ(load_scene(file, black).background.kind, shared::BACKGROUND_CONSTANT);
    const std::string gltf =
        R"({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0, 1]}],
            "extensionsUsed": ["KHR_lights_punctual"],
            "extensions": {"KHR_lights_punctual": {"lights": [{"type": "point", "intensity": 5}]}},
            "nodes": [{"mesh": 0}, {"extensions": {"KHR_lights_punctual": {"light": 0}}, "translation": [0, 0, 3]}],
            "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
            "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
            "bufferViews": [{"buffer": 0, "byteLength": 36}],
            "buffers": [{"byteLength": 36, "uri": "data:;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"}]})";
    put_file(folder / "lit.gltf", std::as_bytes(std::span(gltf)));
    const Scene lit = load_scene((folder / "lit.gltf").string());
    EXPECT_EQ(lit.background.kind, shared::BACKGROUND_CONSTANT);
    EXPECT_EQ(lit.background.bottom.x, 0.0f);
}

} // namespace
} // namespace triptych
