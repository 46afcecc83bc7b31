// Scenes under many lights of every kind.
// SPDX-License-Identifier: MIT
#pragma once

#include "sampling.glsl"
#include "scene/punctual_lights.hpp"
#include "test_scenes.hpp"

#include <cmath>
#include <random>

namespace triptych::test {

class Numbers {
public:
    float between(float low, float high) { return low + (high - low) * 0x1p-32f * static_cast<float>(m_engine()); }
    vec3 within(float extent) { return {between(-extent, extent), between(-extent, extent), between(-extent, extent)}; }
    vec3 direction() { return shared::sample_sphere(between(0.0f, 1.0f), between(0.0f, 1.0f)); }

private:
    std::mt19937 m_engine{11};
};

/// Lights of every kind and of very different powers between -4 and 4, in a box whose floor they light.
inline Scene scene_of_many_lights(int count) {
    Scene scene = dark_scene();
    Numbers make;
    for (int i = 0; i < count; i++) {
        const vec3 at = make.within(4.0f);
        const vec3 emission = std::exp(make.between(-3.0f, 2.0f)) * vec3(1.0f, 0.7f, 0.4f);
        const vec3 u = 0.2f * make.direction(), v = 0.3f * make.direction();
        const bool two_sided = i % 3 != 0;
        const shared::Material lamp = two_sided ? light(emission) : one_sided_light(emission);
        switch (i % 7) {
        case 0: add_quad(scene, at, u, v, lamp); break;
        case 1: add_triangle(scene, at, at + u, at + v, lamp); break;
        case 2: add_disk(scene, at, u, 0.2f, lamp); break;
        case 3: add_sphere(scene, at, 0.1f, lamp, i % 2 == 0 ? 5.0f * u : vec3(0.0f)); break;
        case 4: scene.punctual_lights.push_back(make_point_light(at, emission)); break;
        case 5: scene.punctual_lights.push_back(make_spot_light(at, unit(to_double(u)), 10.0, 35.0, emission)); break;
        default: add_triangle(scene, at, at + 0.1f * u, at + 0.1f * v, lamp); break;
        }
    }
    return scene;
}

inline void add_what_has_no_place(Scene& scene) {
    set_background(scene, 8, 4, [](std::uint32_t x, std::uint32_t y) { return vec3(x + 2 * y == 7 ? 3.0f : 0.1f); });
    scene.punctual_lights.push_back(make_directional_light(unit(Vec3d{0.3, -1.0, 0.2}), vec3(0.5f)));
    scene.punctual_lights.push_back(make_directional_light(unit(Vec3d{-0.3, -1.0, 0.2}), vec3(0.1f)));
}

/// A floor with a wall that hides many of the lights above it, and fog.
inline Scene lit_floor() {
    Scene scene = scene_of_many_lights(150);
    add_what_has_no_place(scene);
    scene.camera.look_from = {0.0f, 0.0f, 12.0f};
    scene.camera.look_at = {0.0f, -2.0f, 0.0f};
    scene.camera.vertical_fov = 40.0;
    add_quad(scene, {-9.0f, -4.5f, 9.0f}, {18.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -18.0f}, lambertian(vec3(0.6f)));
    add_quad(scene, {1.0f, -4.5f, 5.0f}, {0.0f, 6.0f, 0.0f}, {0.0f, 0.0f, -8.0f}, metal(vec3(0.7f), 0.4f));
    MediumDescription fog{};
    fog.density = 0.03f;
    fog.albedo = vec3(0.8f);
    fog.albedo_texture = shared::NONE;
    add_medium(scene, sphere(vec3(0.0f), 3.0f, 0), fog);
    return scene;
}

} // namespace triptych::test
