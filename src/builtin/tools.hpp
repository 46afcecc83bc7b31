// What the built-in scenes are made with: integer and correctly rounded arithmetic alone, the same on every machine.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/material_kinds.hpp"
#include "scene/scene.hpp"

#include <string>
#include <utility>
#include <vector>

namespace triptych {

/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
class Generator {
public:
    explicit Generator(std::uint64_t seed) : m_state(seed) {}

    /// Uniform in [0, 1), a multiple of 2^-24.
    float next() {
        m_state += 0x9e3779b97f4a7c15u;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30u)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27u)) * 0x94d049bb133111ebu;
        z ^= z >> 31u;
        return static_cast<float>(z >> 40u) * 0x1p-24f;
    }

    /// Uniform in [min, max).
    float next(float min, float max) { return min + (max - min) * next(); }

    /// Three numbers in [min, max). Braces, unlike parentheses, draw from left to right.
    vec3 next_color(float min, float max) { return vec3{next(min, max), next(min, max), next(min, max)}; }

private:
    std::uint64_t m_state;
};

/// An empty scene of that name and size.
inline Scene make_scene(const std::string& name, std::uint32_t width, std::uint32_t height, std::uint32_t spp) {
    Scene scene;
    scene.name = name;
    scene.width = width;
    scene.height = height;
    scene.spp = spp;
    return scene;
}

inline void set_background(Scene& scene, vec3 radiance) {
    scene.background = {radiance, shared::BACKGROUND_CONSTANT, vec3(0.0f), shared::NONE};
}

/// A pinhole camera.
inline void set_camera(Scene& scene, vec3 look_from, vec3 look_at, double vertical_fov) {
    scene.camera = {};
    scene.camera.look_from = look_from;
    scene.camera.look_at = look_at;
    scene.camera.vertical_fov = vertical_fov;
}

/// Adds a material and returns its index.
inline std::uint32_t add_material(Scene& scene, const std::string& name, const shared::Material& material) {
    scene.materials.push_back({name, material});
    return static_cast<std::uint32_t>(scene.materials.size() - 1);
}

/// Adds a matte material with a texture for its albedo.
inline std::uint32_t add_textured(Scene& scene, const std::string& name, std::uint32_t texture) {
    return add_material(scene, name, with_color_texture(make_lambertian(vec3(0.0f)), texture));
}

/// A texture that reads neither image nor other textures.
inline shared::Texture make_texture(std::uint32_t kind, float scale, vec3 a, vec3 b = vec3(0.0f)) {
    shared::Texture texture = make_texture(kind);
    texture.scale = scale;
    texture.a = a;
    texture.b = b;
    return texture;
}

/// Adds a texture and returns its index.
inline std::uint32_t add_texture(Scene& scene, const std::string& name, const shared::Texture& texture) {
    scene.textures.push_back({name, texture});
    return static_cast<std::uint32_t>(scene.textures.size() - 1);
}

inline void add_sphere(Scene& scene, vec3 center, float radius, std::uint32_t material) {
    scene.shapes.push_back(make_sphere(center, radius, material));
}

inline void add_quad(Scene& scene, vec3 corner, vec3 u, vec3 v, std::uint32_t material) {
    scene.shapes.push_back({QuadShape{corner, u, v}, material});
}

inline ShapeDescription make_box(vec3 min, vec3 max, std::uint32_t material) { return {BoxShape{min, max}, material}; }

/// Adds a medium within a boundary that has no material.
inline void add_medium(Scene& scene, ShapeDescription boundary, float density, vec3 albedo) {
    MediumDescription medium;
    medium.density = density;
    medium.albedo = albedo;
    scene.media.push_back(medium);
    ShapeDescription shape{MediumShape{static_cast<std::uint32_t>(scene.media.size() - 1)}};
    shape.children.push_back(std::move(boundary));
    scene.shapes.push_back(std::move(shape));
}

/// Turned about y by an angle in degrees, then moved.
inline std::vector<TransformStep> turn_and_move(double degrees, double x, double y, double z) {
    return {{TransformStep::Kind::ROTATE_Y, {degrees}}, {TransformStep::Kind::TRANSLATE, {x, y, z}}};
}

} // namespace triptych
