// The scenes of "Ray Tracing: The Next Week", version 4, except the Cornell boxes.
// SPDX-License-Identifier: MIT
#include "builtin/earth_image.hpp"
#include "builtin/scenes.hpp"
#include "builtin/tools.hpp"

namespace triptych {

namespace {

constexpr vec3 SKY{0.7f, 0.8f, 1.0f};

std::uint32_t add_checks(Scene& scene) {
    const shared::Texture checks = make_texture(shared::TEXTURE_CHECKER, 0.32f, {0.2f, 0.3f, 0.1f}, {0.9f, 0.9f, 0.9f});
    return add_texture(scene, "checks", checks);
}

std::uint32_t add_marble(Scene& scene, float scale) {
    return add_texture(scene, "marble", make_texture(shared::TEXTURE_MARBLE, scale, vec3(1.0f)));
}

std::uint32_t add_globe(Scene& scene) {
    scene.images.push_back(make_earth_image());
    shared::Texture globe = make_texture(shared::TEXTURE_IMAGE, 1.0f, vec3(1.0f));
    globe.image = static_cast<std::uint32_t>(scene.images.size() - 1);
    return add_texture(scene, "globe", globe);
}

/// The ball on the ground of sections 5 and 7.
void add_marble_ball(Scene& scene) {
    const std::uint32_t marble = add_textured(scene, "marble", add_marble(scene, 4.0f));
    add_sphere(scene, {0.0f, -1000.0f, 0.0f}, 1000.0f, marble);
    add_sphere(scene, {0.0f, 2.0f, 0.0f}, 2.0f, marble);
}

} // namespace

/// Section 2.6 with the ground of section 4.3.
Scene make_bouncing_spheres() {
    Scene scene = make_scene("bouncing-spheres", 400, 225, 100);
    set_camera(scene, {13.0f, 2.0f, 3.0f}, {0.0f, 0.0f, 0.0f}, 20.0);
    scene.camera.defocus_angle = 0.6;
    set_background(scene, SKY);
    add_one_weekend_spheres(scene, add_textured(scene, "ground", add_checks(scene)), true);
    return scene;
}

/// Section 4.3.
Scene make_checkered_spheres() {
    Scene scene = make_scene("checkered-spheres", 400, 225, 100);
    set_camera(scene, {13.0f, 2.0f, 3.0f}, {0.0f, 0.0f, 0.0f}, 20.0);
    set_background(scene, SKY);
    const std::uint32_t checkered = add_textured(scene, "checkered", add_checks(scene));
    add_sphere(scene, {0.0f, -10.0f, 0.0f}, 10.0f, checkered);
    add_sphere(scene, {0.0f, 10.0f, 0.0f}, 10.0f, checkered);
    return scene;
}

/// Section 4.6, with a globe of our own.
Scene make_earth() {
    Scene scene = make_scene("earth", 400, 225, 100);
    set_camera(scene, {0.0f, 0.0f, 12.0f}, {0.0f, 0.0f, 0.0f}, 20.0);
    set_background(scene, SKY);
    add_sphere(scene, {0.0f, 0.0f, 0.0f}, 2.0f, add_textured(scene, "globe", add_globe(scene)));
    return scene;
}

/// Section 5.7.
Scene make_perlin_spheres() {
    Scene scene = make_scene("perlin-spheres", 400, 225, 100);
    set_camera(scene, {13.0f, 2.0f, 3.0f}, {0.0f, 0.0f, 0.0f}, 20.0);
    set_background(scene, SKY);
    add_marble_ball(scene);
    return scene;
}

/// Section 6.
Scene make_quads() {
    Scene scene = make_scene("quads", 400, 400, 100);
    set_camera(scene, {0.0f, 0.0f, 9.0f}, {0.0f, 0.0f, 0.0f}, 80.0);
    set_background(scene, SKY);
    const auto matte = [&](const char* name, vec3 albedo) {
        return add_material(scene, name, make_lambertian(albedo));
    };
    const std::uint32_t red = matte("left red", {1.0f, 0.2f, 0.2f});
    const std::uint32_t green = matte("back green", {0.2f, 1.0f, 0.2f});
    const std::uint32_t blue = matte("right blue", {0.2f, 0.2f, 1.0f});
    const std::uint32_t orange = matte("upper orange", {1.0f, 0.5f, 0.0f});
    const std::uint32_t teal = matte("lower teal", {0.2f, 0.8f, 0.8f});
    add_quad(scene, {-3.0f, -2.0f, 5.0f}, {0.0f, 0.0f, -4.0f}, {0.0f, 4.0f, 0.0f}, red);
    add_quad(scene, {-2.0f, -2.0f, 0.0f}, {4.0f, 0.0f, 0.0f}, {0.0f, 4.0f, 0.0f}, green);
    add_quad(scene, {3.0f, -2.0f, 1.0f}, {0.0f, 0.0f, 4.0f}, {0.0f, 4.0f, 0.0f}, blue);
    add_quad(scene, {-2.0f, 3.0f, 1.0f}, {4.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 4.0f}, orange);
    add_quad(scene, {-2.0f, -3.0f, 5.0f}, {4.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -4.0f}, teal);
    return scene;
}

/// Section 7.2.
Scene make_simple_light() {
    Scene scene = make_scene("simple-light", 400, 225, 100);
    set_camera(scene, {26.0f, 3.0f, 6.0f}, {0.0f, 2.0f, 0.0f}, 20.0);
    set_background(scene, vec3(0.0f));
    add_marble_ball(scene);
    const std::uint32_t lamp = add_material(scene, "lamp", make_light(vec3(4.0f), true));
    add_sphere(scene, {0.0f, 7.0f, 0.0f}, 2.0f, lamp);
    add_quad(scene, {3.0f, 1.0f, -2.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 2.0f, 0.0f}, lamp);
    return scene;
}

/// Chapter 10: everything at once. The random numbers are ours, not the book's.
Scene make_next_week_final() {
    Scene scene = make_scene("next-week-final", 800, 800, 1000);
    scene.max_depth = 40;
    set_camera(scene, {478.0f, 278.0f, -600.0f}, {278.0f, 278.0f, 0.0f}, 40.0);
    set_background(scene, vec3(0.0f));

    Generator random(2);
    const std::uint32_t ground = add_material(scene, "ground", make_lambertian({0.48f, 0.83f, 0.53f}));
    for (int i = 0; i < 20; i++) {
        for (int j = 0; j < 20; j++) {
            const vec3 least(-1000.0f + 100.0f * static_cast<float>(i), 0.0f,
                             -1000.0f + 100.0f * static_cast<float>(j));
            scene.shapes.push_back(make_box(least, least + vec3{100.0f, random.next(1.0f, 101.0f), 100.0f}, ground));
        }
    }
    const std::uint32_t lamp = add_material(scene, "lamp", make_light(vec3(7.0f), true));
    add_quad(scene, {123.0f, 554.0f, 147.0f}, {300.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 265.0f}, lamp);

    const std::uint32_t orange = add_material(scene, "orange", make_lambertian({0.7f, 0.3f, 0.1f}));
    scene.shapes.push_back(make_sphere({400.0f, 400.0f, 200.0f}, 50.0f, orange, {30.0f, 0.0f, 0.0f}));

    const std::uint32_t glass = add_material(scene, "glass", make_dielectric(1.5f));
    add_sphere(scene, {260.0f, 150.0f, 45.0f}, 50.0f, glass);
    add_sphere(scene, {0.0f, 150.0f, 145.0f}, 50.0f,
               add_material(scene, "metal", make_metal({0.8f, 0.8f, 0.9f}, 1.0f)));
    add_sphere(scene, {360.0f, 150.0f, 145.0f}, 70.0f, glass);
    add_medium(scene, make_sphere({360.0f, 150.0f, 145.0f}, 70.0f, shared::NONE), 0.2f, {0.2f, 0.4f, 0.9f});
    add_medium(scene, make_sphere({0.0f, 0.0f, 0.0f}, 5000.0f, shared::NONE), 1.0e-4f, vec3(1.0f));
    add_sphere(scene, {400.0f, 200.0f, 400.0f}, 100.0f, add_textured(scene, "globe", add_globe(scene)));
    add_sphere(scene, {220.0f, 280.0f, 300.0f}, 80.0f, add_textured(scene, "marble", add_marble(scene, 0.2f)));

    const std::uint32_t white = add_material(scene, "white", make_lambertian(vec3(0.73f)));
    ShapeDescription cube{GroupShape{}};
    cube.transform = turn_and_move(15.0, -100.0, 270.0, 395.0);
    for (int i = 0; i < 1000; i++) cube.children.push_back(make_sphere(random.next_color(0.0f, 165.0f), 10.0f, white));
    scene.shapes.push_back(std::move(cube));
    return scene;
}

} // namespace triptych
