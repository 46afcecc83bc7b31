// glTF's extensions that choose, hide, repeat, move and shade: what they leave of small files.
// SPDX-License-Identifier: MIT
#include "expect_error.hpp"
#include "glb_writer.hpp"
#include "gltf/gltf.hpp"
#include "texture_seeds.hpp"

#include <gtest/gtest.h>

#include <array>

namespace triptych {
namespace {

ImportedScene import(const test::GlbWriter& writer, const std::string& members, const ImportOptions& options = {}) {
    return import_gltf(writer.file(members), "test.glb", ".", options);
}

/// With a triangle as accessor 0.
test::GlbWriter triangle() {
    test::GlbWriter writer;
    writer.floats("VEC3", 3, {0, 0, 0, 1, 0, 0, 0, 1, 0});
    return writer;
}

const std::string MESH = R"("meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}])";

Vec3d place_of(const ImportedScene& imported, std::size_t shape) {
    return transform_of(imported.scene.shapes.at(shape).transform).translation;
}

TEST(GltfMaterialExtensions, AreThoseOfTheFile) {
    test::GlbWriter writer = triangle();
    writer.floats("VEC2", 2, {0, 0, 1, 0, 0, 1});
    const ImportedScene imported = import(writer, R"("meshes": [{"primitives": [
            {"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "material": 0},
            {"attributes": {"POSITION": 0, "TEXCOORD_0": 1}}]}], "nodes": [{"mesh": 0}],
        "materials": [{"extensions": {
                "KHR_materials_anisotropy": {"anisotropyStrength": 0.75, "anisotropyRotation": 7.853981634},
                "KHR_materials_iridescence": {"iridescenceFactor": 0.5, "iridescenceIor": 1.75,
                    "iridescenceThicknessMinimum": 300, "iridescenceThicknessMaximum": 250},
                "KHR_materials_dispersion": {"dispersion": 0.25},
                "KHR_materials_diffuse_transmission": {"diffuseTransmissionFactor": 0.125,
                    "diffuseTransmissionColorFactor": [1, 0.5, 0.25]}}}])");
    const shared::Principled& all = imported.scene.principleds.at(0);
    EXPECT_EQ(all.anisotropy, 0.75f);
    EXPECT_NEAR(all.anisotropy_rotation, 90.0f, 1e-4f); // degrees, and a whole turn less
    EXPECT_EQ(all.iridescence, 0.5f);
    EXPECT_EQ(all.iridescence_ior, 1.75f);
    EXPECT_EQ(all.iridescence_thickness_minimum, 300.0f);
    EXPECT_EQ(all.iridescence_thickness_maximum, 250.0f);
    EXPECT_EQ(all.dispersion, 0.25f);
    EXPECT_EQ(all.diffuse_transmission, 0.125f);
    EXPECT_EQ(all.diffuse_transmission_color.y, 0.5f);
    EXPECT_EQ(all.diffuse_transmission_color.z, 0.25f);
    const shared::Principled& usual = imported.scene.principleds.at(1);
    EXPECT_EQ(usual.anisotropy + usual.iridescence + usual.dispersion + usual.diffuse_transmission, 0.0f);
    // Highlights are stretched along tangents, which the file does not have.
    ASSERT_EQ(imported.scene.meshes.size(), 2u);
    EXPECT_NE(imported.scene.meshes[0]->attributes & shared::MESH_TANGENTS, 0u);
    EXPECT_EQ(imported.scene.meshes[1]->attributes & shared::MESH_TANGENTS, 0u);
}

TEST(GltfVariants, ChooseAmongMaterials) {
    const std::string members =
        R"("extensions": {"KHR_materials_variants": {"variants": [{"name": "day"}, {"name": "night"}]}},
        "materials": [{"name": "plain"}, {"name": "sunny"}, {"name": "dark"}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [
            {"attributes": {"POSITION": 0}, "material": 0, "extensions": {"KHR_materials_variants": {"mappings": [
                {"material": 1, "variants": [0]}, {"material": 2, "variants": [1]}]}}},
            {"attributes": {"POSITION": 0}, "material": 0, "extensions": {"KHR_materials_variants": {"mappings": [
                {"material": 2, "variants": [1]}]}}},
            {"attributes": {"POSITION": 0}, "material": 0}]}])";
    const auto names = [&](const std::string& variant) {
        ImportOptions options;
        options.variant = variant;
        const ImportedScene imported = import(triangle(), members, options);
        std::vector<std::string> found;
        for (const ShapeDescription& part : imported.scene.shapes.at(0).children)
            found.push_back(imported.scene.materials.at(part.material).name);
        return found;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(names(""), (Names{"plain", "plain", "plain"}));
    EXPECT_EQ(names("day"), (Names{"sunny", "plain", "plain"}));
    EXPECT_EQ(names("night"), (Names{"dark", "dark", "plain"}));
    EXPECT_EQ(names("1"), names("night"));
    expect_error(ExitCode::USAGE, {"no variant \"dusk\"", "0 \"day\", 1 \"night\""}, [&] { names("dusk"); });
    ImportOptions options;
    options.variant = "day";
    expect_error(ExitCode::USAGE, {"no variant \"day\"", "none at all"},
                 [&] { import(triangle(), MESH + R"(, "nodes": [{"mesh": 0}])", options); });
}

const std::string HIDDEN = R"("extensions": {"KHR_node_visibility": {"visible": false}})";
const std::string SHOWN = R"("extensions": {"KHR_node_visibility": {"visible": true}})";

TEST(GltfVisibility, HidesAllBelowANodeExceptCameras) {
    const ImportedScene imported =
        import(triangle(), MESH + R"(, "cameras": [{"type": "perspective", "perspective": {"yfov": 1, "znear": 0.1}}],
        "extensions": {"KHR_lights_punctual": {"lights": [{"type": "point"}]}},
        "nodes": [{"mesh": 0, "translation": [1, 0, 0], )" +
                               SHOWN + R"(}, {"mesh": 0, "translation": [2, 0, 0], "children": [2, 3, 4], )" + HIDDEN +
                               R"(}, {"mesh": 0, )" + SHOWN + R"(}, {"camera": 0},
                   {"extensions": {"KHR_lights_punctual": {"light": 0}}}, {"mesh": 0, "translation": [3, 0, 0]}])");
    ASSERT_EQ(imported.scene.shapes.size(), 2u);
    EXPECT_EQ(place_of(imported, 0).x, 1.0);
    EXPECT_EQ(place_of(imported, 1).x, 3.0);
    EXPECT_EQ(imported.cameras.size(), 1u);
    EXPECT_TRUE(imported.scene.punctual_lights.empty());
    // Of three nodes with the mesh, one alone is shown: then it is no object with instances.
    const ImportedScene alone = import(triangle(), MESH + R"(, "nodes": [{"mesh": 0}, {"mesh": 0, )" + HIDDEN + "}]");
    EXPECT_TRUE(alone.scene.objects.empty());
    EXPECT_EQ(alone.scene.shapes.size(), 1u);
}

/// A file whose nodes are moved by one channel, from 0 s to 2 s.
ImportedScene moved(const std::string& target, const std::string& type, std::size_t components,
                    const std::vector<float>& values, const std::string& interpolation, double seconds) {
    test::GlbWriter writer = triangle();
    writer.floats("SCALAR", 1, {0, 2});
    writer.floats(type, components, values);
    ImportOptions options;
    options.is_animated = true;
    options.animation_time_seconds = seconds;
    return import(writer,
                  MESH + R"(, "nodes": [{"mesh": 0, "translation": [9, 9, 9]}, {"mesh": 0}], "animations": [{"samplers":
                      [{"input": 1, "output": 2, "interpolation": ")" +
                      interpolation + R"("}], "channels": [{"sampler": 0, "target": )" + target + "}]}]",
                  options);
}

std::string pointer(const std::string& text) {
    return R"({"path": "pointer", "extensions": {"KHR_animation_pointer": {"pointer": ")" + text + R"("}}})";
}

TEST(GltfAnimationPointer, MovesNodesAsTheCoreDoes) {
    const std::vector<float> places{0, 0, 0, 4, 2, 0};
    const Vec3d core = place_of(moved(R"({"node": 0, "path": "translation"})", "VEC3", 3, places, "LINEAR", 1.0), 0);
    const Vec3d pointed = place_of(moved(pointer("/nodes/0/translation"), "VEC3", 3, places, "LINEAR", 1.0), 0);
    EXPECT_EQ(core.x, 2.0);
    EXPECT_EQ(pointed.x, core.x);
    EXPECT_EQ(pointed.y, core.y);
}

TEST(GltfAnimationPointer, ShowsAndHidesNodes) {
    const std::string visible = pointer("/nodes/0/extensions/KHR_node_visibility/visible");
    EXPECT_EQ(moved(visible, "SCALAR", 1, {0, 1}, "STEP", 1.0).scene.shapes.size(), 1u);
    EXPECT_EQ(moved(visible, "SCALAR", 1, {0, 1}, "STEP", 2.0).scene.shapes.size(), 2u);
}

TEST(GltfAnimationPointer, PassesOverWhatIsNotAnimatedHere) {
    for (const char* place : {"/materials/0/emissiveFactor", "/nodes/7/translation", "/nodes/0/matrix", "/nodes/x",
                              "/nodes/", "/nodes/0", "", "/nodes/99999999999999999999/scale"}) {
        const ImportedScene imported = moved(pointer(place), "VEC3", 3, {0, 0, 0, 4, 2, 0}, "LINEAR", 1.0);
        EXPECT_EQ(place_of(imported, 0).x, 9.0) << place;
    }
}

TEST(GltfInstancing, CountsByAnyAttribute) {
    test::GlbWriter writer = triangle();
    writer.floats("SCALAR", 1, {7, 8, 9});
    writer.floats("SCALAR", 1, {7, 8});
    const auto instances = [&](const std::string& attributes) {
        return import(writer, MESH + R"(, "nodes": [{"mesh": 0, "extensions": {"EXT_mesh_gpu_instancing":
            {"attributes": )" + attributes +
                                  "}}}]");
    };
    EXPECT_EQ(instances(R"({"_ID": 1})").scene.shapes.size(), 3u);
    EXPECT_EQ(instances(R"({"TRANSLATION": 0, "_ID": 1})").scene.shapes.size(), 3u);
    expect_error(ExitCode::INVALID_INPUT, {"EXT_mesh_gpu_instancing", "as many elements"},
                 [&] { instances(R"({"TRANSLATION": 0, "_ID": 2})"); });
    expect_error(ExitCode::INVALID_INPUT, {"how many instances"}, [&] { instances("{}"); });
}

/// A TGA of 2 x 2 texels of one colour, blue first, with alpha where `alpha` is not 255.
std::vector<std::byte> face(std::uint8_t r, std::uint8_t g, std::uint8_t b, std::uint8_t alpha = 255) {
    test::Codes texels;
    const bool has_alpha = alpha != 255;
    for (int i = 0; i < 4; i++) {
        texels.insert(texels.end(), {b, g, r});
        if (has_alpha) texels.push_back(alpha);
    }
    return test::make_tga(2, 2, 2, has_alpha ? 32 : 24, texels);
}

/// What a panorama has in a direction.
vec3 radiance_at(const ImageData& panorama, double longitude_degrees, double latitude_degrees) {
    // Longitude from +x towards +z, in the middle of the picture at 0.
    const auto x = static_cast<std::size_t>((longitude_degrees + 180.0) / 360.0 * panorama.width) % panorama.width;
    const auto y = std::min<std::size_t>(static_cast<std::size_t>((90.0 - latitude_degrees) / 180.0 * panorama.height),
                                         panorama.height - 1u);
    const std::size_t place = 3 * (y * panorama.width + x);
    return {shared::uintBitsToFloat(panorama.words[place]), shared::uintBitsToFloat(panorama.words[place + 1]),
            shared::uintBitsToFloat(panorama.words[place + 2])};
}

/// A file with a scene that a cube of six colours lights; `members` are of the light, with a comma before.
ImportedScene lit(const std::string& members, std::uint8_t alpha = 255, const std::string& scene = "0") {
    test::GlbWriter writer = triangle();
    std::string images;
    for (const auto& [r, g, b] : {std::array<std::uint8_t, 3>{255, 0, 0},
                                  {0, 255, 0},
                                  {0, 0, 255},
                                  {255, 255, 0},
                                  {255, 0, 255},
                                  {0, 255, 255}}) {
        images +=
            fmt::format(R"({}{{"bufferView": {}}})", images.empty() ? "" : ", ", writer.view(face(r, g, b, alpha)));
    }
    return import(writer, MESH + R"(, "nodes": [{"mesh": 0}], "images": [)" + images + R"(],
        "scenes": [{"nodes": [0], "extensions": {"EXT_lights_image_based": {"light": )" +
                              scene + R"(}}}],
        "extensions": {"EXT_lights_image_based": {"lights": [{"specularImages": [[0, 1, 2, 3, 4, 5]],
            "specularImageSize": 2, "irradianceCoefficients": [])" +
                              members + "}]}}");
}

void expect_color(vec3 found, float r, float g, float b) {
    EXPECT_NEAR(found.x, r, 1e-5f);
    EXPECT_NEAR(found.y, g, 1e-5f);
    EXPECT_NEAR(found.z, b, 1e-5f);
}

TEST(GltfImageBasedLight, StandsAroundTheScene) {
    const ImportedScene imported = lit(R"(, "intensity": 3)");
    ASSERT_NE(imported.environment, nullptr);
    const ImageData& panorama = *imported.environment;
    EXPECT_EQ(panorama.width, 8u);
    EXPECT_EQ(panorama.height, 4u);
    expect_color(radiance_at(panorama, 1, 1), 3, 0, 0);    // +x
    expect_color(radiance_at(panorama, 179, 1), 0, 3, 0);  // -x
    expect_color(radiance_at(panorama, 91, 1), 3, 0, 3);   // +z
    expect_color(radiance_at(panorama, -89, 1), 0, 3, 3);  // -z
    expect_color(radiance_at(panorama, 30, 80), 0, 0, 3);  // +y
    expect_color(radiance_at(panorama, 30, -80), 3, 3, 0); // -y
    EXPECT_TRUE(imported.scene.images.empty());
}

TEST(GltfImageBasedLight, TurnsWithItsRotation) {
    // A quarter turn about y brings +x to -z.
    const ImageData& panorama = *lit(R"(, "rotation": [0, 0.70710678, 0, 0.70710678])").environment;
    expect_color(radiance_at(panorama, -89, 1), 1, 0, 0);
    expect_color(radiance_at(panorama, 1, 1), 1, 0, 1); // +z came to +x
    expect_color(radiance_at(panorama, 30, 80), 0, 0, 1);
}

TEST(GltfImageBasedLight, IsDividedByAlpha) {
    expect_color(radiance_at(*lit("", 51).environment, 1, 1), 5, 0, 0);
    expect_color(radiance_at(*lit(R"(, "intensity": 1e8)").environment, 1, 1), 262143, 0, 0);
}

TEST(GltfImageBasedLight, IsPassedOverWhereItIsWrong) {
    EXPECT_EQ(lit("", 255, "1").environment, nullptr);
    EXPECT_EQ(lit(R"(, "rotation": [1])").environment, nullptr);
    EXPECT_EQ(import(triangle(), MESH + R"(, "nodes": [{"mesh": 0}], "scenes": [{"nodes": [0]}])").environment,
              nullptr);
}

/// A face's first texel of the first row is where OpenGL has it: for +z at -x and +y.
TEST(GltfImageBasedLight, FacesLieAsOpenGlHasThem) {
    test::GlbWriter writer = triangle();
    std::string images;
    for (int i = 0; i < 6; i++) {
        test::Codes texels(4 * 3, 0);
        texels[2] = 255; // red, in the first texel
        images += fmt::format(R"({}{{"bufferView": {}}})", i == 0 ? "" : ", ",
                              writer.view(test::make_tga(2, 2, 2, 24, texels)));
    }
    const ImportedScene imported = import(writer, MESH + R"(, "nodes": [{"mesh": 0}], "images": [)" + images + R"(],
        "scenes": [{"nodes": [0], "extensions": {"EXT_lights_image_based": {"light": 0}}}],
        "extensions": {"EXT_lights_image_based": {"lights": [{"specularImages": [[0, 1, 2, 3, 4, 5]]}]}})");
    const ImageData& panorama = *imported.environment;
    const auto red = [&](double longitude, double latitude) { return radiance_at(panorama, longitude, latitude).x; };
    EXPECT_GT(red(112, 20), 3.0f * red(68, 20));    // +z: -x rather than +x
    EXPECT_GT(red(112, 20), 3.0f * red(112, -20));  // above rather than below
    EXPECT_GT(red(22, 20), 3.0f * red(-22, 20));    // +x: +z rather than -z
    EXPECT_GT(red(-158, 20), 3.0f * red(158, 20));  // -x: -z
    EXPECT_GT(red(-68, 20), 3.0f * red(-112, 20));  // -z: +x
    EXPECT_GT(red(-135, 70), 3.0f * red(45, 70));   // +y: -x and -z
    EXPECT_GT(red(135, -70), 3.0f * red(-45, -70)); // -y: -x and +z
}

} // namespace
} // namespace triptych
