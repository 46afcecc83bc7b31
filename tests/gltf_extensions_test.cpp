// glTF's extensions that choose, hide, repeat and move: what they leave of small files.
// SPDX-License-Identifier: MIT
#include "expect_error.hpp"
#include "glb_writer.hpp"
#include "gltf/gltf.hpp"

#include <gtest/gtest.h>

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

} // namespace
} // namespace triptych
