// Small scenes in a line or two each.
// SPDX-License-Identifier: MIT
#pragma once

#include "descriptions.hpp"
#include "pack/pack.hpp"
#include "scene/background.hpp"
#include "scene/material_kinds.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>
#include <vector>

namespace triptych::test {

/// A scene of nothing under a constant background, seen from `from` towards `at`.
inline Scene scene_under(vec3 radiance, vec3 from = {0.0f, 0.0f, 0.0f}, vec3 at = {0.0f, 0.0f, -1.0f}) {
    Scene scene;
    scene.name = "test";
    scene.camera.look_from = from;
    scene.camera.look_at = at;
    scene.camera.vertical_fov = 60.0;
    scene.background = {radiance, shared::BACKGROUND_CONSTANT, vec3(0.0f), shared::NONE};
    return scene;
}

inline Scene white_scene(vec3 from, vec3 at) { return scene_under(vec3(1.0f), from, at); }
inline Scene dark_scene(vec3 from = {0.0f, 0.0f, 0.0f}, vec3 at = {0.0f, 0.0f, -1.0f}) {
    return scene_under(vec3(0.0f), from, at);
}

inline shared::Material material(std::uint32_t kind, vec3 color, float fuzz, float ior) {
    return {color, kind, fuzz, ior, shared::NONE, shared::NONE};
}

inline shared::Material lambertian(vec3 albedo) { return material(shared::MATERIAL_LAMBERTIAN, albedo, 0.0f, 1.0f); }
inline shared::Material metal(vec3 albedo, float fuzz) { return material(shared::MATERIAL_METAL, albedo, fuzz, 1.0f); }
inline shared::Material glass(float ior) { return material(shared::MATERIAL_DIELECTRIC, vec3(1.0f), 0.0f, ior); }
inline shared::Material light(vec3 emission) { return material(shared::MATERIAL_LIGHT, emission, 0.0f, 1.0f); }
inline shared::Material one_sided_light(vec3 emission) {
    return material(shared::MATERIAL_ONE_SIDED_LIGHT, emission, 0.0f, 1.0f);
}

/// Adds a material and returns its index.
inline std::uint32_t add_material(Scene& scene, const shared::Material& material) {
    scene.materials.push_back({fmt::format("m{}", scene.materials.size()), material});
    return static_cast<std::uint32_t>(scene.materials.size() - 1);
}

inline ShapeDescription& add_shape(Scene& scene, ShapeDescription shape, const shared::Material& material) {
    shape.material = add_material(scene, material);
    scene.shapes.push_back(std::move(shape));
    return scene.shapes.back();
}

inline ShapeDescription& add_sphere(Scene& scene, vec3 center, float radius, const shared::Material& material,
                                    vec3 motion = vec3(0.0f)) {
    return add_shape(scene, sphere(center, radius, 0, motion), material);
}
inline ShapeDescription& add_quad(Scene& scene, vec3 corner, vec3 u, vec3 v, const shared::Material& material) {
    return add_shape(scene, quad(corner, u, v, 0), material);
}
inline ShapeDescription& add_triangle(Scene& scene, vec3 a, vec3 b, vec3 c, const shared::Material& material) {
    return add_shape(scene, triangle(a, b, c, 0), material);
}
inline ShapeDescription& add_disk(Scene& scene, vec3 center, vec3 normal, float radius,
                                  const shared::Material& material) {
    return add_shape(scene, disk(center, normal, radius, 0), material);
}

/// Adds a medium within a closed boundary.
inline ShapeDescription& add_medium(Scene& scene, ShapeDescription boundary, const MediumDescription& medium) {
    scene.shapes.push_back(medium_in(scene, std::move(boundary), medium.density));
    scene.media.back() = medium;
    return scene.shapes.back();
}

/// Adds a picture of linear floats, color(column, row), and returns its index.
template <typename Color>
std::uint32_t add_image(Scene& scene, std::uint32_t width, std::uint32_t height, Color color) {
    auto image = std::make_shared<ImageData>();
    image->file = fmt::format("image{}", scene.images.size());
    image->width = width;
    image->height = height;
    image->format = shared::IMAGE_FLOAT;
    for (std::uint32_t y = 0; y < height; y++) {
        for (std::uint32_t x = 0; x < width; x++) {
            const vec3 texel = color(x, y);
            for (const float value : {texel.x, texel.y, texel.z})
                image->words.push_back(shared::floatBitsToUint(value));
        }
    }
    scene.images.push_back(std::move(image));
    return static_cast<std::uint32_t>(scene.images.size() - 1);
}

/// Puts a picture around the scene.
template <typename Color>
void set_background(Scene& scene, std::uint32_t width, std::uint32_t height, Color color) {
    scene.background = make_panorama(add_image(scene, width, height, color), vec3(1.0f), 0.0f);
}

/// Adds a texture and returns its index.
inline std::uint32_t add_texture(Scene& scene, const shared::Texture& texture) {
    scene.textures.push_back({fmt::format("t{}", scene.textures.size()), texture});
    return static_cast<std::uint32_t>(scene.textures.size() - 1);
}

/// A checker of cubes with that side.
inline shared::Texture checker(float side, vec3 even, vec3 odd) {
    shared::Texture texture = make_texture(shared::TEXTURE_CHECKER);
    texture.a = even;
    texture.b = odd;
    texture.scale = side;
    return texture;
}

} // namespace triptych::test
