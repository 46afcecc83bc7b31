// The scenes of "Ray Tracing in One Weekend", version 4.
// SPDX-License-Identifier: MIT
#include "builtin/scenes.hpp"
#include "builtin/tools.hpp"

#include <fmt/format.h>

namespace triptych {

/// Sections 12.2 and 13.2: matte, hollow glass and fuzzy metal, seen from afar through a thin lens.
Scene make_three_spheres() {
    Scene scene = make_scene("three-spheres", 400, 225, 100);
    set_camera(scene, {-2.0f, 2.0f, 1.0f}, {0.0f, 0.0f, -1.0f}, 20.0);
    scene.camera.defocus_angle = 10.0;
    scene.camera.focus_distance = 3.4;

    const std::uint32_t ground = add_material(scene, "ground", make_lambertian({0.8f, 0.8f, 0.0f}));
    const std::uint32_t blue = add_material(scene, "blue", make_lambertian({0.1f, 0.2f, 0.5f}));
    const std::uint32_t glass = add_material(scene, "glass", make_dielectric(1.5f));
    const std::uint32_t air = add_material(scene, "air in glass", make_dielectric(1.0f / 1.5f));
    const std::uint32_t gold = add_material(scene, "gold", make_metal({0.8f, 0.6f, 0.2f}, 1.0f));
    add_sphere(scene, {0.0f, -100.5f, -1.0f}, 100.0f, ground);
    add_sphere(scene, {0.0f, 0.0f, -1.2f}, 0.5f, blue);
    add_sphere(scene, {-1.0f, 0.0f, -1.0f}, 0.5f, glass);
    add_sphere(scene, {-1.0f, 0.0f, -1.0f}, 0.4f, air);
    add_sphere(scene, {1.0f, 0.0f, -1.0f}, 0.5f, gold);
    return scene;
}

void add_one_weekend_spheres(Scene& scene, std::uint32_t ground, bool bouncing) {
    const std::uint32_t glass = add_material(scene, "glass", make_dielectric(1.5f));
    const std::uint32_t brown = add_material(scene, "brown", make_lambertian({0.4f, 0.2f, 0.1f}));
    const std::uint32_t mirror = add_material(scene, "mirror", make_metal({0.7f, 0.6f, 0.5f}, 0.0f));
    add_sphere(scene, {0.0f, -1000.0f, 0.0f}, 1000.0f, ground);
    add_sphere(scene, {0.0f, 1.0f, 0.0f}, 1.0f, glass);
    add_sphere(scene, {-4.0f, 1.0f, 0.0f}, 1.0f, brown);
    add_sphere(scene, {4.0f, 1.0f, 0.0f}, 1.0f, mirror);

    Generator random(1);
    for (int a = -11; a < 11; a++) {
        for (int b = -11; b < 11; b++) {
            const float choice = random.next();
            const float x = static_cast<float>(a) + 0.9f * random.next();
            const float z = static_cast<float>(b) + 0.9f * random.next();
            const float from_mirror_x = x - 4.0f;
            if (from_mirror_x * from_mirror_x + z * z <= 0.81f) continue;
            SphereShape sphere{{x, 0.2f, z}, vec3(0.0f), 0.2f};
            std::uint32_t material = glass;
            if (choice < 0.8f) {
                const vec3 first = random.next_color(0.0f, 1.0f);
                const vec3 albedo = first * random.next_color(0.0f, 1.0f);
                material = add_material(scene, fmt::format("matte {} {}", a, b), make_lambertian(albedo));
                if (bouncing) sphere.motion = {0.0f, random.next(0.0f, 0.5f), 0.0f};
            } else if (choice < 0.95f) {
                const vec3 albedo = random.next_color(0.5f, 1.0f);
                const float fuzz = random.next(0.0f, 0.5f);
                material = add_material(scene, fmt::format("metal {} {}", a, b), make_metal(albedo, fuzz));
            }
            scene.shapes.push_back({sphere, material});
        }
    }
}

/// The cover, section 14.1.
Scene make_one_weekend() {
    Scene scene = make_scene("one-weekend", 1200, 675, 500);
    set_camera(scene, {13.0f, 2.0f, 3.0f}, {0.0f, 0.0f, 0.0f}, 20.0);
    scene.camera.defocus_angle = 0.6;
    add_one_weekend_spheres(scene, add_material(scene, "ground", make_lambertian(vec3(0.5f))), false);
    return scene;
}

} // namespace triptych
