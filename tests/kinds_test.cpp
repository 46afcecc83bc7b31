// Every kind that the tables have is one that the kernels know: no case of a switch is missing, and no entry.
// SPDX-License-Identifier: MIT
#include "kinds.hpp"
#include "material.glsl"
#include "pack/pack.hpp"
#include "texture.glsl"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

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
