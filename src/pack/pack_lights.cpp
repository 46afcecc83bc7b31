// Powers of lights, and the alias table over them.
// SPDX-License-Identifier: MIT
#include "pack/pack_lights.hpp"

#include "pack/bounds.hpp"
#include "pack/light_tree.hpp"
#include "pack/material_traits.hpp"
#include "pack/pack_background.hpp"
#include "pack/pack_images.hpp"

#include <algorithm>
#include <numeric>

namespace triptych {

namespace {

constexpr double PI = 3.14159265358979323846;
constexpr double LEAST_POWER = 1e-6; // of the mean
constexpr double LEAST_BACKGROUND_SHARE = 0.1;
constexpr double GREATEST_BACKGROUND_SHARE = 0.9;

double sphere_area(float radius) { return 4.0 * PI * static_cast<double>(radius) * static_cast<double>(radius); }

/// Of a large sphere only as much as lies about the rest of the scene, which a sphere of that radius holds.
double area(const shared::Shape& shape, double scene_radius) {
    if (is_large(shape)) return std::min(sphere_area(shape.radius), 4.0 * PI * scene_radius * scene_radius);
    if (shape.kind == shared::SHAPE_SPHERE) return sphere_area(shape.radius);
    const bool is_triangle = shape.kind == shared::SHAPE_TRIANGLE;
    const Vec3d corner = is_triangle ? to_double(shape.origin) : Vec3d{};
    const double parallelogram = length(cross(to_double(shape.u) - corner, to_double(shape.v) - corner));
    if (is_triangle) return 0.5 * parallelogram;
    return shape.kind == shared::SHAPE_DISK ? PI * parallelogram : parallelogram;
}

/// Mean colour of each texture, the same share of both of a solid one; noise counts as its mean without turbulence.
std::vector<Vec3d> mean_colors(const Scene& scene) {
    std::vector<Vec3d> means;
    for (const auto& [name, texture] : scene.textures) {
        const auto mean = [&](std::uint32_t index, vec3 color) {
            return index == shared::NONE ? to_double(color) : means[index];
        };
        const Vec3d a = mean(texture.texture_a, texture.a);
        if (texture.kind == shared::TEXTURE_IMAGE) {
            const Vec3d image = mean_color(*scene.images[texture.image]);
            means.push_back({a.x * image.x, a.y * image.y, a.z * image.z});
        } else { // without a second colour b is black
            means.push_back(0.5 * (a + mean(texture.texture_b, texture.b)));
        }
    }
    return means;
}

/// Luminance that each material emits, for both sides together.
std::vector<double> emitted_luminances(const Scene& scene) {
    std::vector<double> luminances;
    std::vector<Vec3d> textures; // found once they are needed, since images are large
    for (const auto& [name, material] : scene.materials) {
        const bool is_textured = emits(material) && material.color_texture != shared::NONE;
        if (is_textured && textures.empty()) textures = mean_colors(scene);
        Vec3d color = is_textured ? textures[material.color_texture] : to_double(material.color);
        if (is_textured && material.kind == shared::MATERIAL_PRINCIPLED) {
            const Vec3d factor = to_double(material.color);
            color = {factor.x * color.x, factor.y * color.y, factor.z * color.z};
        }
        const double sides = material.kind == shared::MATERIAL_ONE_SIDED_LIGHT ? 1.0 : 2.0;
        luminances.push_back(emits(material) ? sides * luminance(color) : 0.0);
    }
    return luminances;
}

/// As area times luminance is of a surface: a light that shines by so much in all directions.
double punctual_power(const shared::PunctualLight& light, double radius) {
    const double intensity = luminance(to_double(light.intensity));
    if (punctual_kind(light) == shared::PUNCTUAL_DIRECTIONAL) return intensity * PI * radius * radius;
    if (punctual_kind(light) == shared::PUNCTUAL_POINT) return intensity * 4.0;
    // The share of directions within the cone where the fade begins: cos * scale + offset = 0.
    const auto scale = static_cast<double>(light.spot_scale);
    const double cosine = scale > 0.0 ? -static_cast<double>(light.spot_offset) / scale : -1.0;
    return intensity * 2.0 * (1.0 - std::clamp(cosine, -1.0, 1.0));
}

} // namespace

std::vector<shared::Light> alias_table(std::vector<double> powers) {
    const std::size_t count = powers.size();
    double sum = std::accumulate(powers.begin(), powers.end(), 0.0);
    const double least = sum > 0.0 ? LEAST_POWER * sum / static_cast<double>(count) : 1.0;
    for (double& power : powers) power = std::max(power, least);
    sum = std::accumulate(powers.begin(), powers.end(), 0.0);

    std::vector<shared::Light> lights(count, {shared::NONE, 0.0f, 1.0f, 0});
    std::vector<std::uint32_t> under, over; // slots with less and with more than their share
    for (std::uint32_t i = 0; i < count; i++) {
        lights[i].alias = i;
        powers[i] *= static_cast<double>(count) / sum;
        (powers[i] < 1.0 ? under : over).push_back(i);
    }
    while (!under.empty() && !over.empty()) {
        const std::uint32_t slot = under.back();
        const std::uint32_t donor = over.back();
        under.pop_back();
        lights[slot].threshold = static_cast<float>(powers[slot]);
        lights[slot].alias = donor;
        powers[donor] -= 1.0 - powers[slot];
        if (powers[donor] < 1.0) {
            over.pop_back();
            under.push_back(donor);
        }
    }

    std::vector<double> probabilities(count);
    for (std::uint32_t i = 0; i < count; i++) {
        const auto own = static_cast<double>(lights[i].threshold);
        probabilities[i] += own / static_cast<double>(count);
        probabilities[lights[i].alias] += (1.0 - own) / static_cast<double>(count);
    }
    for (std::uint32_t i = 0; i < count; i++) lights[i].probability = static_cast<float>(probabilities[i]);
    return lights;
}

namespace {

/// A light before it has a number.
struct Candidate {
    std::uint32_t shape; // Light::shape
    double power;
    bool is_placed; // it stands somewhere: not the background, no directional light
};

std::vector<Candidate> find_lights(std::span<const std::uint32_t> emitting, double radius, const PackedScene& packed) {
    std::vector<Candidate> found;
    for (const std::uint32_t i : emitting) {
        const double extent =
            packed.shapes.empty() ? sphere_area(packed.spheres[i].radius) : area(packed.shapes[i], radius);
        found.push_back({i, packed.emitted_luminances[packed.tags[i].material] * extent, true});
    }
    for (std::uint32_t i = 0; i < packed.punctual_lights.size(); i++) {
        const shared::PunctualLight& light = packed.punctual_lights[i];
        const bool is_placed = punctual_kind(light) != shared::PUNCTUAL_DIRECTIONAL;
        found.push_back({shared::LIGHT_PUNCTUAL + i, punctual_power(light, radius), is_placed});
    }
    if (packed.background_luminance > 0.0) {
        double others = 0.0;
        for (const Candidate& light : found) others += light.power;
        const double power = 4.0 * PI * radius * radius * packed.background_luminance;
        const double share = std::clamp(power / (power + others), LEAST_BACKGROUND_SHARE, GREATEST_BACKGROUND_SHARE);
        found.push_back({shared::NONE, others > 0.0 ? others * share / (1.0 - share) : 1.0, false});
    }
    return found;
}

/// The table over lights that stand nowhere, which come first, and the tree over the others.
void plant_tree(const std::vector<Candidate>& lights, PackedScene& packed) {
    std::vector<double> infinite_powers;
    double infinite = 0.0, all = 0.0;
    for (const Candidate& light : lights) {
        all += light.power;
        if (light.is_placed) continue;
        infinite += light.power;
        infinite_powers.push_back(light.power);
    }
    const double share =
        all > 0.0 ? std::clamp(infinite / all, LEAST_BACKGROUND_SHARE, GREATEST_BACKGROUND_SHARE) : 0.5;
    packed.infinite_count = static_cast<std::uint32_t>(infinite_powers.size());
    packed.tree_share = infinite_powers.empty() ? 1.0f : static_cast<float>(1.0 - share);
    packed.lights = alias_table(std::move(infinite_powers));
    for (shared::Light& light : packed.lights) light.probability *= 1.0f - packed.tree_share;
    packed.lights.resize(lights.size(), {shared::NONE, 0.0f, 1.0f, 0});

    std::vector<PlacedLight> placed;
    for (std::uint32_t i = packed.infinite_count; i < lights.size(); i++) {
        const std::uint32_t shape = lights[i].shape;
        if (shape >= shared::LIGHT_PUNCTUAL) {
            placed.push_back(placed_light(packed.punctual_lights[shape - shared::LIGHT_PUNCTUAL], i));
            continue;
        }
        const std::uint32_t material = packed.tags[shape].material;
        const bool two_sided = packed.materials[material].kind != shared::MATERIAL_ONE_SIDED_LIGHT;
        const double luminance = packed.emitted_luminances[material] / (two_sided ? 2.0 : 1.0);
        shared::Shape whole{};
        if (packed.shapes.empty()) {
            whole.origin = packed.spheres[shape].center;
            whole.radius = packed.spheres[shape].radius;
        } else {
            whole = packed.shapes[shape];
        }
        placed.push_back(placed_light(whole, luminance, two_sided, i));
    }
    packed.light_nodes = build_light_tree(std::move(placed), packed.lights);
}

} // namespace

void measure_lights(const Scene& scene, PackedScene& packed) {
    packed.emitted_luminances = emitted_luminances(scene);
    packed.background_luminance = 0.0;
    if (packed.background.kind != shared::BACKGROUND_IMAGE) return;
    auto [cdf, mean_luminance] = distribution_of(*scene.images[packed.background.image], packed.background.bottom);
    packed.background_cdf = std::move(cdf);
    packed.background_luminance = mean_luminance;
}

std::vector<std::uint32_t> emitting_shapes(const PackedScene& packed) {
    std::vector<bool> shines; // by material
    for (const shared::Material& material : packed.materials) shines.push_back(emits(material));
    std::vector<std::uint32_t> places;
    for (std::uint32_t i = 0; i < packed.top_count; i++) {
        const std::uint32_t material = packed.tags[i].material;
        if (material != shared::NONE && shines[material]) places.push_back(i);
    }
    return places;
}

std::vector<std::uint32_t> emitting_shapes_of_lights(const PackedScene& packed) {
    std::vector<std::uint32_t> places;
    for (const shared::Light& light : packed.lights)
        if (light.shape < shared::LIGHT_PUNCTUAL) places.push_back(light.shape);
    return places;
}

bool do_lights_depend_on_radius(const PackedScene& packed) {
    if (packed.background_luminance > 0.0) return true;
    return std::any_of(packed.lights.begin(), packed.lights.end(), [&](const shared::Light& light) {
        if (light.shape < shared::LIGHT_PUNCTUAL) return !packed.shapes.empty() && is_large(packed.shapes[light.shape]);
        return light.shape != shared::NONE &&
               punctual_kind(packed.punctual_lights[light.shape - shared::LIGHT_PUNCTUAL]) ==
                   shared::PUNCTUAL_DIRECTIONAL;
    });
}

void pack_lights(std::span<const std::uint32_t> emitting, double radius, PackedScene& packed,
                 std::size_t least_tree_lights) {
    std::vector<Candidate> lights = find_lights(emitting, radius, packed);
    const auto is_placed = [](const Candidate& light) { return light.is_placed; };
    const auto placed_count = static_cast<std::size_t>(std::count_if(lights.begin(), lights.end(), is_placed));
    packed.light_nodes.clear();
    packed.lights.clear();
    if (placed_count >= std::max<std::size_t>(least_tree_lights, 2)) {
        std::stable_partition(lights.begin(), lights.end(), [](const Candidate& light) { return !light.is_placed; });
        plant_tree(lights, packed);
    } else if (!lights.empty()) {
        std::vector<double> powers;
        for (const Candidate& light : lights) powers.push_back(light.power);
        packed.lights = alias_table(std::move(powers));
    }
    for (std::uint32_t i = 0; i < lights.size(); i++) {
        const std::uint32_t shape = lights[i].shape;
        packed.lights[i].shape = shape;
        if (shape == shared::NONE) packed.background_light = i;
        if (shape < shared::LIGHT_PUNCTUAL) packed.tags[shape].light = i;
    }
}

} // namespace triptych
