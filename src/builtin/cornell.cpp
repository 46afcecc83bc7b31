// The Cornell boxes of "Ray Tracing: The Next Week", chapters 7 to 9, and "The Rest of Your Life", version 4.
// SPDX-License-Identifier: MIT
#include "builtin/scenes.hpp"
#include "builtin/tools.hpp"

namespace triptych {

namespace {

/// Five walls of an empty room, open towards the camera; returns the index of their white.
std::uint32_t add_room(Scene& scene) {
    set_camera(scene, {278.0f, 278.0f, -800.0f}, {278.0f, 278.0f, 0.0f}, 40.0);
    set_background(scene, vec3(0.0f));
    const std::uint32_t red = add_material(scene, "red", make_lambertian({0.65f, 0.05f, 0.05f}));
    const std::uint32_t white = add_material(scene, "white", make_lambertian(vec3(0.73f)));
    const std::uint32_t green = add_material(scene, "green", make_lambertian({0.12f, 0.45f, 0.15f}));
    add_quad(scene, {555.0f, 0.0f, 0.0f}, {0.0f, 555.0f, 0.0f}, {0.0f, 0.0f, 555.0f}, green);
    add_quad(scene, {0.0f, 0.0f, 0.0f}, {0.0f, 555.0f, 0.0f}, {0.0f, 0.0f, 555.0f}, red);
    add_quad(scene, {0.0f, 0.0f, 0.0f}, {555.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 555.0f}, white);
    add_quad(scene, {555.0f, 555.0f, 555.0f}, {-555.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -555.0f}, white);
    add_quad(scene, {0.0f, 0.0f, 555.0f}, {555.0f, 0.0f, 0.0f}, {0.0f, 555.0f, 0.0f}, white);
    return white;
}

void add_small_lamp(Scene& scene) {
    const std::uint32_t lamp = add_material(scene, "lamp", make_light(vec3(15.0f), true));
    add_quad(scene, {213.0f, 554.0f, 227.0f}, {130.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 105.0f}, lamp);
}

ShapeDescription tall_box(std::uint32_t material) {
    ShapeDescription box = make_box(vec3(0.0f), {165.0f, 330.0f, 165.0f}, material);
    box.transform = turn_and_move(15.0, 265.0, 0.0, 295.0);
    return box;
}

ShapeDescription short_box(std::uint32_t material) {
    ShapeDescription box = make_box(vec3(0.0f), vec3(165.0f), material);
    box.transform = turn_and_move(-18.0, 130.0, 0.0, 65.0);
    return box;
}

} // namespace

/// "The Next Week", section 8.4.
Scene make_cornell_box() {
    Scene scene = make_scene("cornell-box", 600, 600, 200);
    const std::uint32_t white = add_room(scene);
    add_small_lamp(scene);
    scene.shapes.push_back(tall_box(white));
    scene.shapes.push_back(short_box(white));
    return scene;
}

/// "The Next Week", section 9.2: the boxes are smoke and fog.
Scene make_cornell_smoke() {
    Scene scene = make_scene("cornell-smoke", 600, 600, 200);
    add_room(scene);
    const std::uint32_t lamp = add_material(scene, "lamp", make_light(vec3(7.0f), true));
    add_quad(scene, {113.0f, 554.0f, 127.0f}, {330.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 305.0f}, lamp);
    add_medium(scene, tall_box(shared::NONE), 0.01f, vec3(0.0f));
    add_medium(scene, short_box(shared::NONE), 0.01f, vec3(1.0f));
    return scene;
}

/// "The Rest of Your Life", chapter 12: a ball of glass in the short box's place.
Scene make_cornell_glass() {
    Scene scene = make_scene("cornell-glass", 600, 600, 1000);
    const std::uint32_t white = add_room(scene);
    add_small_lamp(scene);
    scene.shapes.push_back(tall_box(white));
    add_sphere(scene, {190.0f, 90.0f, 190.0f}, 90.0f, add_material(scene, "glass", make_dielectric(1.5f)));
    return scene;
}

} // namespace triptych
