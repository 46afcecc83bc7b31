// Every kind of material and texture that the tables have is one that the kernels know: no case of a switch is missing,
// no light is made of nothing, and both integrators agree.
// SPDX-License-Identifier: MIT
#include "kernel.hpp"
#include "kinds.hpp"
#include "material.glsl"
#include "rendering.hpp"
#include "texture.glsl"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace triptych::test {
namespace {

using shared::Random4;

constexpr int TRIES = 200;

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

/// A kind that the switch of material.glsl does not have scatters as the first one.
TEST(Kinds, EachMaterialHasACaseOfItsOwn) {
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        if (kind.kind == shared::MATERIAL_LAMBERTIAN) continue;
        shared::Material material{vec3(0.5f), kind.kind, 0.5f, 1.5f, shared::NONE, shared::NONE};
        bool is_own = false;
        for (std::uint32_t i = 0; i < TRIES; i++) {
            const vec3 normal(0.0f, 0.0f, 1.0f), direction = shared::unit(vec3(0.6f, 0.2f, -0.7f));
            const shared::Scatter found = shared::scatter_ray(material, direction, normal, 0, numbers(i));
            const shared::Scatter first = shared::scatter_lambertian(material, normal, numbers(i));
            is_own = is_own || found.event != first.event || differ(found.direction, first.direction) ||
                     differ(found.weight, first.weight);
        }
        EXPECT_TRUE(is_own) << kind.name << " has no case in scatter_ray (shaders/material.glsl)";
    }
}

/// A kind that the switch of texture.glsl does not have is drawn as marble.
TEST(Kinds, EachTextureHasACaseOfItsOwn) {
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) {
        if (kind.kind == shared::TEXTURE_MARBLE) continue;
        PackedScene scene;
        shared::Texture texture{};
        texture.a = vec3(0.75f, 0.5f, 0.25f);
        texture.b = vec3(0.125f, 0.25f, 0.5f);
        texture.texture_a = texture.texture_b = texture.image = shared::NONE;
        texture.scale = 3.0f;
        texture.kind = kind.kind;
        scene.textures.push_back(texture);
        texture.kind = shared::TEXTURE_MARBLE;
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

/// A ball of one kind, described by its keys, in an even sky.
Scene ball_of(const std::string& material, const std::string& shapes, double sky) {
    return parse_scene(fmt::format(R"({{"triptych": 1,
        "camera": {{"look_from": [0, 1.2, 4], "look_at": [0, 0.5, 0], "vertical_fov": 30}},
        "background": {{"type": "constant", "radiance": [{0}, {0}, {0}]}},
        "materials": {{"ball": {1}, "ground": {{"type": "lambertian", "albedo": [0.6, 0.6, 0.6]}},
                      "lamp": {{"type": "diffuse_light", "emission": [6, 6, 6]}}}},
        "shapes": [{{"type": "sphere", "center": [0, 0.5, 0], "radius": 0.5, "material": "ball"}}{2}]}})",
                                   sky, material, shapes),
                       "a ball");
}

struct Mean {
    double value = 0.0;
    double variance = 0.0; // of the value
};

/// The picture's mean over replicates with seeds of their own.
Mean mean_of(const Scene& scene, Integrator integrator) {
    constexpr int REPLICATES = 16;
    const PackedScene packed = packed_with_bvh(scene);
    double sum = 0.0, squares = 0.0;
    for (std::uint32_t seed = 0; seed < REPLICATES; seed++) {
        RenderSettings settings = settings_of(24, 18, seed);
        settings.integrator = integrator;
        settings.sampler = Sampler::INDEPENDENT;
        const Image image = render_by_kernel(packed, settings, {0, 64}).mean();
        double mean = 0.0;
        for (const float value : image.rgb) mean += static_cast<double>(value) / static_cast<double>(image.rgb.size());
        sum += mean;
        squares += mean * mean;
    }
    const double mean = sum / REPLICATES;
    return {mean, std::max(squares / REPLICATES - mean * mean, 0.0) / (REPLICATES - 1)};
}

TEST(Kinds, BothIntegratorsAgreeOnEachMaterial) {
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        const Scene scene =
            ball_of(description_of(kind.name, kind.keys),
                    R"(, {"type": "quad", "corner": [-3, 0, 3], "u": [6, 0, 0], "v": [0, 0, -6], "material": "ground"},
               {"type": "disk", "center": [1, 2.5, 1], "normal": [-1, -2.5, -1], "radius": 1, "material": "lamp"})",
                    0.2);
        const Mean path = mean_of(scene, Integrator::PATH), mis = mean_of(scene, Integrator::PATH_MIS);
        EXPECT_GT(path.value, 0.05) << kind.name;
        EXPECT_LT(std::abs(path.value - mis.value), 4.5 * std::sqrt(path.variance + mis.variance)) << kind.name;
    }
}

TEST(Kinds, NoMaterialMakesLight) {
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        if ((kind.features & shared::FEATURE_EMISSION) != 0) continue;
        const Scene scene = ball_of(description_of(kind.name, kind.keys, "[1, 1, 1]"), "", 1.0);
        const Mean furnace = mean_of(scene, Integrator::PATH);
        EXPECT_LE(furnace.value, 1.0 + 1e-4 + 4.5 * std::sqrt(furnace.variance)) << kind.name;
    }
}

} // namespace
} // namespace triptych::test
