// Our own scenes that show scale: many lights, many shapes.
// SPDX-License-Identifier: MIT
#include "builtin/scenes.hpp"
#include "builtin/tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace triptych {

/// A plain at night under 1,024 lanterns of 16 colours, with mirrors and matte balls among them.
Scene make_many_lights() {
    Scene scene = make_scene("many-lights", 800, 450, 64);
    set_camera(scene, {0.0f, 5.0f, 24.0f}, {0.0f, 0.5f, 0.0f}, 40.0);
    set_background(scene, vec3(0.0f));
    const std::uint32_t ground = add_material(scene, "ground", make_lambertian(vec3(0.6f)));
    add_quad(scene, {-60.0f, 0.0f, 60.0f}, {120.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -120.0f}, ground);

    Generator random(3);
    std::array<std::uint32_t, 16> colors{};
    for (std::uint32_t i = 0; i < colors.size(); i++) {
        const vec3 color = random.next_color(0.05f, 1.0f);
        const float brightest = std::max({color.x, color.y, color.z});
        colors[i] = add_material(scene, fmt::format("lantern {}", i), make_light((20.0f / brightest) * color, true));
    }
    const std::uint32_t mirror = add_material(scene, "mirror", make_metal(vec3(0.9f), 0.02f));
    const std::uint32_t matte = add_material(scene, "matte", make_lambertian(vec3(0.75f)));
    for (std::uint32_t row = 0; row < 32; row++) {
        for (std::uint32_t column = 0; column < 32; column++) {
            const float x = -16.0f + static_cast<float>(column) + random.next(0.1f, 0.9f);
            const float z = -16.0f + static_cast<float>(row) + random.next(0.1f, 0.9f);
            const float height = random.next(0.3f, 2.5f);
            add_sphere(scene, {x, height, z}, 0.06f, colors[(7 * row + 3 * column) % colors.size()]);
            if (row % 4 == 1 && column % 4 == 2) {
                add_sphere(scene, {x + 0.6f, 0.5f, z - 0.4f}, 0.5f, (row + column) % 8 == 3 ? mirror : matte);
            }
        }
    }
    return scene;
}

/// A roofless hall built of exactly 1,000,000 balls: its floor, two walls and twenty columns.
Scene make_hall_of_spheres() {
    Scene scene = make_scene("hall-of-spheres", 1200, 675, 64);
    set_camera(scene, {3.0f, 4.0f, 2.0f}, {-1.0f, 4.2f, -40.0f}, 55.0);
    scene.background = {vec3(1.0f), shared::BACKGROUND_GRADIENT, {0.45f, 0.65f, 1.0f}, shared::NONE};

    Generator random(4);
    std::array<std::uint32_t, 24> floor{};
    std::array<std::uint32_t, 24> wall{};
    for (std::uint32_t i = 0; i < floor.size(); i++) {
        const float shade = random.next(0.55f, 0.95f);
        floor[i] = add_material(scene, fmt::format("floor {}", i),
                                make_lambertian({shade, 0.9f * shade, random.next(0.6f, 0.8f) * shade}));
        wall[i] = add_material(scene, fmt::format("wall {}", i),
                               make_lambertian({random.next(0.6f, 0.9f), random.next(0.35f, 0.55f), 0.3f}));
    }
    const std::uint32_t gold = add_material(scene, "gold", make_metal({0.95f, 0.75f, 0.4f}, 0.15f));
    const std::uint32_t glass = add_material(scene, "glass", make_dielectric(1.5f));
    const auto pick = [&](const std::array<std::uint32_t, 24>& from) {
        return from[static_cast<std::uint32_t>(random.next() * 24.0f)];
    };

    scene.shapes.reserve(1000000);
    for (int row = 0; row < 1000; row++) { // the floor, 16 wide and 100 deep
        for (int column = 0; column < 400; column++) {
            const vec3 center{-8.0f + 0.04f * static_cast<float>(column) + random.next(0.0f, 0.01f),
                              random.next(-0.03f, 0.0f), -0.1f * static_cast<float>(row)};
            const float radius = random.next(0.03f, 0.055f);
            add_sphere(scene, center, radius, pick(floor));
        }
    }
    for (int side = 0; side < 2; side++) { // two walls, 12 high
        for (int row = 0; row < 1000; row++) {
            for (int level = 0; level < 200; level++) {
                const float x = side == 0 ? -8.0f : 8.0f;
                const vec3 center(x + random.next(-0.05f, 0.05f), 0.06f * static_cast<float>(level),
                                  -0.1f * static_cast<float>(row));
                const float radius = random.next(0.04f, 0.07f);
                add_sphere(scene, center, radius, level % 40 == 39 ? gold : pick(wall));
            }
        }
    }
    for (int column = 0; column < 20; column++) { // two rows of ten columns, each of 100 rings of 100 balls
        const float x = column % 2 == 0 ? -4.5f : 4.5f;
        const int row = column / 2;
        const float z = -6.0f - 9.0f * static_cast<float>(row);
        for (int ring = 0; ring < 100; ring++) {
            const double bulge = ring < 4 || ring > 95 ? 0.95 : 0.75;
            for (int place = 0; place < 100; place++) {
                const CosSinDegrees turn = cos_sin_degrees(3.6 * place + 1.8 * (ring % 2));
                const vec3 center(x + static_cast<float>(bulge * turn.cosine), 0.09f * static_cast<float>(ring),
                                  z + static_cast<float>(bulge * turn.sine));
                const bool shines = (place + 2 * ring) % 25 == 0;
                add_sphere(scene, center, 0.05f, shines ? (ring % 2 == 0 ? gold : glass) : pick(floor));
            }
        }
    }
    return scene;
}

} // namespace triptych
