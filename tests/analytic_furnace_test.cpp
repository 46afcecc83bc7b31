// White furnaces with light sampling: under an image of one colour, or within a glowing shell, both of which are looked
// for, a flat or convex body sends out what it keeps, and a white one cannot be seen.
// SPDX-License-Identifier: MIT
#include "known_value.hpp"
#include "scene/material_kinds.hpp"

namespace triptych::test {
namespace {

/// What a level surface of that material sends out towards a ray whose cosine of incidence is given.
Known surface_in_a_furnace(const shared::Material& material, double cosine, double kept, bool shell) {
    Scene scene = dark_scene();
    const double sine = std::sqrt(1.0 - cosine * cosine);
    look_at_point(scene, to_float({3.0 * sine, 3.0 * cosine, 0.0}), vec3(0.0f));
    add_quad(scene, {-1.0f, 0.0f, 1.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -2.0f}, material);
    if (shell) {
        add_sphere(scene, {0.5f, 0.5f, 0.0f}, 7.0f,
                   one_sided_light(vec3(0.0f))); // dark within: no light, but one to choose
        add_sphere(scene, {0.0f, 0.0f, 1.0f}, 5.0f, light({2.0f, 1.0f, 0.5f}));
    } else {
        set_background(scene, 4, 2, [](std::uint32_t, std::uint32_t) { return vec3(2.0f, 1.0f, 0.5f); });
    }
    return {scene, kept * vec3(2.0f, 1.0f, 0.5f)};
}

/// Metal absorbs what ends below the surface: a cap of the ball of radius `fuzz` in which reflections end.
double metal_keeps(double fuzz, double cosine) { return 1.0 - std::max(0.0, 0.5 * (1.0 - cosine / fuzz)); }

Known metal_in_a_furnace(float fuzz, double cosine, bool shell) {
    return surface_in_a_furnace(metal(vec3(0.9f), fuzz), cosine, 0.9 * metal_keeps(static_cast<double>(fuzz), cosine),
                                shell);
}

Known bodies_in_a_furnace(const std::function<void(Scene&)>& add) {
    Scene scene = dark_scene();
    look_at_point(scene, {4.0f, 1.0f, 0.5f}, vec3(0.0f));
    set_background(scene, 4, 2, [](std::uint32_t, std::uint32_t) { return vec3(1.0f); });
    add(scene);
    return {scene, grey(1.0), 2000};
}

/// A white diffuse surface that lets the share 1 - alpha of light straight through.
shared::Material veil(Scene& scene, float alpha) {
    shared::Principled principled = default_principled();
    principled.metallic = 0.0f;
    principled.specular = 0.0f;
    principled.alpha = alpha;
    principled.alpha_mode = shared::ALPHA_BLEND;
    scene.principleds.push_back(principled);
    return make_principled(static_cast<std::uint32_t>(scene.principleds.size() - 1));
}

const std::vector<KnownCase> CASES = {
    {"lambertian", [] { return surface_in_a_furnace(lambertian(vec3(1.0f)), 0.7, 1.0, false); }},
    {"lambertian_in_a_shell", [] { return surface_in_a_furnace(lambertian(vec3(0.6f)), 0.2, 0.6, true); }},
    {"mirror", [] { return metal_in_a_furnace(0.0f, 0.7, false); }},
    {"metal_0_02", [] { return metal_in_a_furnace(0.02f, 0.7, false); }},
    {"metal_0_3", [] { return metal_in_a_furnace(0.3f, 0.9, false); }},
    {"metal_0_3_grazing", [] { return metal_in_a_furnace(0.3f, 0.1, false); }},
    {"metal_0_7", [] { return metal_in_a_furnace(0.7f, 0.5, true); }},
    {"metal_1", [] { return metal_in_a_furnace(1.0f, 1.0, false); }},
    {"metal_1_grazing", [] { return metal_in_a_furnace(1.0f, 0.2, true); }},
    {"glass_ball", [] { return bodies_in_a_furnace([](Scene& s) { add_sphere(s, vec3(0.0f), 1.0f, glass(1.5f)); }); }},
    {"glass_shell",
     [] {
         return bodies_in_a_furnace([](Scene& scene) {
             add_sphere(scene, vec3(0.0f), 1.0f, glass(1.5f));
             add_sphere(scene, {0.1f, 0.0f, 0.0f}, 0.6f, glass(1.0f / 1.5f));
             add_sphere(scene, {0.2f, 0.0f, 0.0f}, 0.3f, lambertian(vec3(1.0f)));
         });
     }},
    {"glass_box",
     [] {
         return bodies_in_a_furnace([](Scene& scene) {
             add_shape(scene, under({rotate(1.0, 2.0, 0.0, 35.0)}, box(vec3(-1.0f), vec3(1.0f), 0)), glass(1.3f));
             add_sphere(scene, vec3(0.0f), 0.4f, lambertian(vec3(1.0f)));
         });
     }},
    {"veil_ball",
     [] { return bodies_in_a_furnace([](Scene& scene) { add_sphere(scene, vec3(0.0f), 1.0f, veil(scene, 0.3f)); }); }},
    {"veils_within_veils",
     [] {
         return bodies_in_a_furnace([](Scene& scene) {
             for (int i = 1; i <= 6; i++) {
                 const auto size = static_cast<float>(i);
                 add_sphere(scene, {0.02f * size, 0.0f, 0.0f}, 0.2f * size, veil(scene, 0.15f * size));
             }
             add_sphere(scene, vec3(0.0f), 0.1f, lambertian(vec3(1.0f)));
         });
     }},
    {"veil_box",
     [] {
         return bodies_in_a_furnace([](Scene& scene) {
             add_shape(scene, box(vec3(-1.0f), vec3(1.0f), 0), veil(scene, 0.5f));
             add_sphere(scene, vec3(0.0f), 0.7f, glass(1.5f));
         });
     }},
    {"thin_veils",
     [] {
         return bodies_in_a_furnace([](Scene& scene) {
             for (int i = 0; i < 8; i++) {
                 const float x = 0.3f * static_cast<float>(i) - 1.0f;
                 add_quad(scene, {x, -1.0f, -1.0f}, {0.3f, 2.0f, 0.0f}, {0.0f, 0.0f, 2.0f}, veil(scene, 0.25f));
             }
         });
     }},
    {"veil_in_fog",
     [] {
         return bodies_in_a_furnace([](Scene& scene) {
             MediumDescription fog{};
             fog.density = 1.5f;
             fog.albedo = vec3(1.0f);
             fog.albedo_texture = shared::NONE;
             add_medium(scene, sphere(vec3(0.0f), 1.5f, 0), fog);
             add_sphere(scene, vec3(0.0f), 1.0f, veil(scene, 0.4f));
             add_sphere(scene, vec3(0.0f), 0.6f, veil(scene, 0.7f));
         });
     }},
    {"white_hollow",
     [] {
         return bodies_in_a_furnace([](Scene& scene) {
             for (int i = 0; i < 5; i++) {
                 const auto x = static_cast<float>(i % 2);
                 add_triangle(scene, {-2.0f * x, -1.0f, -1.0f}, {1.0f, x, -2.0f + x}, {-1.0f, 1.5f, 1.0f - x},
                              lambertian(vec3(1.0f)));
                 add_disk(scene, {0.0f, -0.8f + 0.3f * x, 0.0f}, {x, 1.0f, 0.2f}, 2.0f, lambertian(vec3(1.0f)));
             }
         });
     }},
};

using WhiteFurnace = KnownValues;
TEST_P(WhiteFurnace, ShowsWhatIsKept) { run(); }
INSTANTIATE_TEST_SUITE_P(Furnace, WhiteFurnace, with_both(CASES), known_name);

} // namespace
} // namespace triptych::test
