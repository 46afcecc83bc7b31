// Light on every kind of material that the table has: none is made of nothing, and both integrators agree.
// SPDX-License-Identifier: MIT
#include "kernel.hpp"
#include "kinds.hpp"
#include "material.glsl"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace triptych::test {
namespace {

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
        settings.method.integrator = integrator;
        settings.method.sampler = Sampler::INDEPENDENT;
        const Image image = render_by_kernel(packed, settings, {0, 64}).mean();
        double mean = 0.0;
        for (const float value : image.rgb) mean += static_cast<double>(value) / static_cast<double>(image.rgb.size());
        sum += mean;
        squares += mean * mean;
    }
    const double mean = sum / REPLICATES;
    return {mean, std::max(squares / REPLICATES - mean * mean, 0.0) / (REPLICATES - 1)};
}

/// Each kind of material at its defaults, and those with numbers also at the ends and in the middle of their ranges.
std::vector<std::pair<const MaterialKind*, double>> materials_and_places() {
    std::vector<std::pair<const MaterialKind*, double>> found;
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        found.emplace_back(&kind, AT_DEFAULTS);
        const std::string at_defaults = description_of(kind.name, kind.keys);
        for (const double at : {0.0, 0.5, 1.0})
            if (description_of(kind.name, kind.keys, "", at) != at_defaults) found.emplace_back(&kind, at);
    }
    return found;
}

TEST(KindsLight, BothIntegratorsAgreeOnEachMaterial) {
    for (const auto& [kind, at] : materials_and_places()) {
        const Scene scene =
            ball_of(description_of(kind->name, kind->keys, "", at),
                    R"(, {"type": "quad", "corner": [-3, 0, 3], "u": [6, 0, 0], "v": [0, 0, -6], "material": "ground"},
               {"type": "disk", "center": [1, 2.5, 1], "normal": [-1, -2.5, -1], "radius": 1, "material": "lamp"})",
                    0.2);
        const Mean path = mean_of(scene, Integrator::PATH), mis = mean_of(scene, Integrator::PATH_MIS);
        EXPECT_GT(path.value, 0.05) << kind->name << " at " << at;
        EXPECT_LT(std::abs(path.value - mis.value), 4.5 * std::sqrt(path.variance + mis.variance))
            << kind->name << " at " << at;
    }
}

TEST(KindsLight, NoMaterialMakesLight) {
    for (const auto& [kind, at] : materials_and_places()) {
        if ((kind->features & shared::FEATURE_EMISSION) != 0) continue;
        const Scene scene = ball_of(description_of(kind->name, kind->keys, "[1, 1, 1]", at), "", 1.0);
        const Mean furnace = mean_of(scene, Integrator::PATH);
        EXPECT_LE(furnace.value, 1.0 + 1e-4 + 4.5 * std::sqrt(furnace.variance)) << kind->name << " at " << at;
    }
}

/// Light that a material spreads is what is looked for from it: a sampled direction has the density and value that
/// evaluate_material gives for it.
TEST(KindsLight, EachMaterialIsEvaluatedAsItIsSampled) {
    for (const auto& [kind, at] : materials_and_places()) {
        const Scene scene = ball_of(description_of(kind->name, kind->keys, "", at), "", 0.0);
        const shared::Material& material = scene.materials.front().material;
        const vec3 normal = shared::unit(vec3(0.1f, 0.7f, 0.6f)), direction = shared::unit(vec3(0.5f, -0.6f, -0.3f));
        constexpr std::uint32_t SAMPLES = 2000;
        std::uint32_t with_density = 0, without_density = 0;
        for (std::uint32_t i = 0; i < SAMPLES; i++) {
            const shared::Scatter scatter =
                shared::scatter_ray(material, direction, normal, 0, shared::random4(3, 7, i, 1));
            if (scatter.event == shared::SCATTER_ABSORBED) continue;
            if (scatter.density == 0.0f) { // of a mirror; or, now and then, at the rim of fuzz, by rounding
                without_density++;
                continue;
            }
            with_density++;
            const auto known = shared::evaluate_material(material, direction, normal, scatter.direction);
            const float tolerance = 2e-4f * std::max(1.0f, known.density);
            ASSERT_NEAR(scatter.density, known.density, tolerance)
                << kind->name << " at " << at << ": see evaluate_material (shaders/material.glsl)";
            ASSERT_NEAR(scatter.weight.y * scatter.density, known.value.y, tolerance)
                << kind->name << " at " << at << ": see evaluate_material (shaders/material.glsl)";
        }
        const bool spreads = shared::spreads_light(material);
        EXPECT_LE(spreads ? without_density : with_density, spreads ? SAMPLES / 100 : 0)
            << kind->name << " at " << at << ": see spreads_light (shaders/material.glsl)";
    }
}

} // namespace
} // namespace triptych::test
