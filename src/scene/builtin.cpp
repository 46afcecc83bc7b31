// The built-in scenes, made by integer and correctly rounded arithmetic alone: the same on every machine.
// SPDX-License-Identifier: MIT
#include "scene/load.hpp"
#include "scene/material_kinds.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

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

/// Adds a material and returns its index.
std::uint32_t add_material(Scene& scene, const std::string& name, const shared::Material& material) {
    scene.materials.push_back({name, material});
    return static_cast<std::uint32_t>(scene.materials.size() - 1);
}

/// The cover of "Ray Tracing in One Weekend", version 4, section 14.1: a grid of small spheres, each moved within its
/// cell, between three big ones. Ours differs from the book's in the random numbers only.
Scene make_one_weekend() {
    Scene scene;
    scene.name = "one-weekend";
    scene.width = 1200;
    scene.height = 675;
    scene.spp = 500;
    scene.camera = {{13.0f, 2.0f, 3.0f}, {0.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, 20.0, 0.6, 10.0};

    const std::uint32_t ground = add_material(scene, "ground", make_lambertian(vec3(0.5f)));
    const std::uint32_t glass = add_material(scene, "glass", make_dielectric(1.5f));
    const std::uint32_t brown = add_material(scene, "brown", make_lambertian({0.4f, 0.2f, 0.1f}));
    const std::uint32_t mirror = add_material(scene, "mirror", make_metal({0.7f, 0.6f, 0.5f}, 0.0f));
    scene.spheres = {{{{0.0f, -1000.0f, 0.0f}, 1000.0f}, ground},
                     {{{0.0f, 1.0f, 0.0f}, 1.0f}, glass},
                     {{{-4.0f, 1.0f, 0.0f}, 1.0f}, brown},
                     {{{4.0f, 1.0f, 0.0f}, 1.0f}, mirror}};

    Generator random(1);
    for (int a = -11; a < 11; a++) {
        for (int b = -11; b < 11; b++) {
            const float choice = random.next();
            const float x = static_cast<float>(a) + 0.9f * random.next();
            const float z = static_cast<float>(b) + 0.9f * random.next();
            const float from_mirror_x = x - 4.0f;
            if (from_mirror_x * from_mirror_x + z * z <= 0.81f) continue;
            std::uint32_t material = glass;
            if (choice < 0.8f) {
                const vec3 first = random.next_color(0.0f, 1.0f);
                const vec3 albedo = first * random.next_color(0.0f, 1.0f);
                material = add_material(scene, fmt::format("matte {} {}", a, b), make_lambertian(albedo));
            } else if (choice < 0.95f) {
                const vec3 albedo = random.next_color(0.5f, 1.0f);
                const float fuzz = random.next(0.0f, 0.5f);
                material = add_material(scene, fmt::format("metal {} {}", a, b), make_metal(albedo, fuzz));
            }
            scene.spheres.push_back({{{x, 0.2f, z}, 0.2f}, material});
        }
    }
    return scene;
}

/// Sections 12.2 and 13.2 of the same book: matte, hollow glass and fuzzy metal, seen from afar through a thin lens.
Scene make_three_spheres() {
    Scene scene;
    scene.name = "three-spheres";
    scene.camera = {{-2.0f, 2.0f, 1.0f}, {0.0f, 0.0f, -1.0f}, {0.0f, 1.0f, 0.0f}, 20.0, 10.0, 3.4};

    const std::uint32_t ground = add_material(scene, "ground", make_lambertian({0.8f, 0.8f, 0.0f}));
    const std::uint32_t blue = add_material(scene, "blue", make_lambertian({0.1f, 0.2f, 0.5f}));
    const std::uint32_t glass = add_material(scene, "glass", make_dielectric(1.5f));
    const std::uint32_t air = add_material(scene, "air in glass", make_dielectric(1.0f / 1.5f));
    const std::uint32_t gold = add_material(scene, "gold", make_metal({0.8f, 0.6f, 0.2f}, 1.0f));
    scene.spheres = {{{{0.0f, -100.5f, -1.0f}, 100.0f}, ground},
                     {{{0.0f, 0.0f, -1.2f}, 0.5f}, blue},
                     {{{-1.0f, 0.0f, -1.0f}, 0.5f}, glass},
                     {{{-1.0f, 0.0f, -1.0f}, 0.4f}, air},
                     {{{1.0f, 0.0f, -1.0f}, 0.5f}, gold}};
    return scene;
}

constexpr BuiltinScene BUILTIN_SCENES[] = {
    {"three-spheres", "matte, hollow glass and fuzzy metal (Ray Tracing in One Weekend, chapter 13)",
     make_three_spheres},
    {"one-weekend", "the cover: three big spheres among hundreds of small ones (chapter 14)", make_one_weekend},
};

} // namespace

std::span<const BuiltinScene> builtin_scenes() { return BUILTIN_SCENES; }

} // namespace triptych
