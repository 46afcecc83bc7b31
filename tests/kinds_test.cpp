// Every kind that the tables have is one that the kernels know: no case of a switch is missing, and no entry.
// SPDX-License-Identifier: MIT
#include "kinds.hpp"
#include "material.glsl"
#include "pack/pack.hpp"
#include "scene/kinds_background.hpp"
#include "scene/kinds_light.hpp"
#include "scene/kinds_settings.hpp"
#include "scene/principled_keys.hpp"
#include "texture.glsl"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <set>
#include <vector>

namespace triptych::test {
namespace {

using shared::Random4;

constexpr int TRIES = 200;
constexpr std::uint32_t NO_KIND = 0xfffffff0u;

Random4 numbers(std::uint32_t i) { return shared::random4(3, 7, i, 1); }

bool differ(vec3 a, vec3 b) { return a.x != b.x || a.y != b.y || a.z != b.z; }

TEST(Kinds, NamesAndNumbersAreUnique) {
    std::set<std::string_view> names;
    std::set<std::uint32_t> numbers{shared::MATERIAL_PRINCIPLED};
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_TRUE(numbers.insert(kind.kind).second) << kind.name;
        if (kind.one_sided_kind != kind.kind) {
            EXPECT_TRUE(numbers.insert(kind.one_sided_kind).second) << kind.name;
        }
    }
    std::set<std::uint32_t> textures{shared::TEXTURE_IMAGE};
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_TRUE(textures.insert(kind.kind).second) << kind.name;
    }
}

/// How many constants of material_layout.glsl begin with a word.
int constants(const std::string& beginning) {
    std::ifstream file(TRIPTYCH_SOURCE_DIR "/shaders/material_layout.glsl");
    int count = 0;
    for (std::string line; std::getline(file, line);) count += line.starts_with("const uint " + beginning) ? 1 : 0;
    return count;
}

TEST(Kinds, TablesHaveEveryConstant) {
    int materials = 1; // the principled one
    for (const MaterialKind& kind : MATERIAL_KINDS) materials += kind.kind == kind.one_sided_kind ? 1 : 2;
    EXPECT_EQ(constants("MATERIAL_"), materials) << "a material stands in shaders/material_layout.glsl or in "
                                                    "src/scene/kinds_material.hpp alone";
    int textures = 1; // images
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) textures += kind.kind == shared::TEXTURE_MARBLE ? 3 : 1;
    EXPECT_EQ(constants("TEXTURE_"), textures) << "a texture stands in shaders/material_layout.glsl or in "
                                                  "src/scene/kinds_texture.hpp alone";
}

TEST(Kinds, EachIsWrittenAsItIsRead) {
    const Scene scene = scene_of_all_kinds();
    EXPECT_EQ(pack_scene(parse_scene(format_scene(scene), "again")).hash, pack_scene(scene).hash);
}

/// A scene file's object: the type, where it has one, its required keys and, where asked for, the defaults of others.
std::string object_of(std::string_view type, std::span<const Key> keys, bool with_defaults) {
    std::string text = type.empty() ? "" : fmt::format(R"("type": "{}")", type);
    std::size_t points = 0;
    for (const Key& key : keys) {
        if (!key.is_required && (!with_defaults || key.fallback.empty())) continue;
        text += fmt::format(R"({}"{}": {})", text.empty() ? "" : ", ", key.name, value_of(key, points));
    }
    return "{" + text + "}";
}

/// Pairs of scene files, without and with the defaults of one kind.
std::vector<std::array<std::string, 2>> scenes_without_and_with_defaults() {
    std::vector<std::array<std::string, 2>> pairs;
    const auto add = [&](std::string_view around, std::string_view type, std::span<const Key> keys) {
        std::array<std::string, 2> pair;
        for (const bool with_defaults : {false, true})
            pair[with_defaults] = fmt::format(fmt::runtime(R"({{"triptych": 1, )" + std::string(around) + "}}"),
                                              object_of(type, keys, with_defaults));
        pairs.push_back(pair);
    };
    for (const MaterialKind& kind : MATERIAL_KINDS) add(R"("materials": {{"m": {}}})", kind.name, kind.keys);
    add(R"("materials": {{"m": {}}})", PRINCIPLED.name, PRINCIPLED.keys);
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) add(R"("textures": {{"t": {}}})", kind.name, kind.keys);
    for (const Kind& kind : SHAPE_KINDS)
        if (is_surface(kind))
            add(R"("materials": {{"ground": {{"type": "lambertian", "albedo": [1, 1, 1]}}}}, "shapes": [{}])",
                kind.name, kind.keys);
    for (const Kind& kind : LIGHT_KINDS) add(R"("lights": [{}])", kind.name, kind.keys);
    add(R"("background": {})", "gradient", GRADIENT_KEYS);
    add(R"("background": {})", "studio", STUDIO_KEYS);
    add(R"("camera": {})", "", CAMERA_KEYS);
    add(R"("integrator": {})", "", INTEGRATOR_KEYS);
    return pairs;
}

/// What the tables, and so the pages and the schema, say of a key that is left out is what the parser does.
TEST(Kinds, ADefaultIsWhatHoldsWithoutTheKey) {
    for (const auto& [without, with] : scenes_without_and_with_defaults())
        EXPECT_EQ(format_scene(parse_scene(without, "a scene")), format_scene(parse_scene(with, "a scene"))) << with;
}

/// A kind that scatter_ray does not know scatters as any number that is no kind. Lambertian ones do, too: the first
/// kind is the switch's default.
TEST(Kinds, EachMaterialHasACaseOfItsOwn) {
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        if (kind.kind == shared::MATERIAL_LAMBERTIAN) continue;
        shared::Material material{vec3(0.5f), kind.kind, 0.5f, 1.5f, shared::NONE, shared::NONE};
        bool is_own = false;
        for (std::uint32_t i = 0; i < TRIES; i++) {
            const vec3 normal(0.0f, 0.0f, 1.0f), direction = shared::unit(vec3(0.6f, 0.2f, -0.7f));
            const shared::Scatter found = shared::scatter_ray(material, direction, normal, 0, numbers(i));
            shared::Material unknown = material;
            unknown.kind = NO_KIND;
            const shared::Scatter first = shared::scatter_ray(unknown, direction, normal, 0, numbers(i));
            is_own = is_own || found.event != first.event || differ(found.direction, first.direction) ||
                     differ(found.weight, first.weight);
        }
        EXPECT_TRUE(is_own) << kind.name << " has no case in scatter_ray (shaders/material.glsl)";
    }
}

/// A kind that texture_value does not know is drawn as any number that is no kind.
TEST(Kinds, EachTextureHasACaseOfItsOwn) {
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) {
        PackedScene scene;
        shared::Texture texture{};
        texture.a = vec3(0.75f, 0.5f, 0.25f);
        texture.b = vec3(0.125f, 0.25f, 0.5f);
        texture.texture_a = texture.texture_b = texture.image = shared::NONE;
        texture.scale = 3.0f;
        texture.kind = kind.kind;
        scene.textures.push_back(texture);
        texture.kind = NO_KIND;
        scene.textures.push_back(texture);
        const shared::Scene view = scene.view();
        bool is_own = false;
        for (std::uint32_t i = 0; i < TRIES; i++) {
            const Random4 u = numbers(i);
            const vec3 place = vec3(u.x, u.y, u.z);
            is_own = is_own || differ(shared::texture_color(view, 0, place, u.x, u.y),
                                      shared::texture_color(view, 1, place, u.x, u.y));
        }
        EXPECT_TRUE(is_own) << kind.name << " has no case in texture_value (shaders/texture.glsl)";
    }
}

} // namespace
} // namespace triptych::test
