// Packing: the arrays in the order of the description, and the hash that names them.
// SPDX-License-Identifier: MIT
#include "pack/pack.hpp"

#include "base/hash.hpp"
#include "pack/bounds.hpp"
#include "pack/flatten.hpp"
#include "pack/large_spheres.hpp"
#include "pack/light_groups.hpp"
#include "pack/material_traits.hpp"
#include "pack/pack_images.hpp"
#include "pack/pack_lights.hpp"
#include "scene/kinds_texture.hpp"
#include "scene/material_kinds.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <type_traits>

namespace triptych {

namespace {

/// Absorption per unit of length under which white light takes on `color` over `distance` (Beer and Lambert); none
/// where the distance is 0. Colours count as at least a millionth, so that the result is finite.
vec3 absorption_of(vec3 color, float distance) {
    if (distance <= 0.0f) return vec3(0.0f);
    const auto absorption = [&](float share) {
        const double result = -std::log(std::max(static_cast<double>(share), 1e-6)) / static_cast<double>(distance);
        return share >= 1.0f ? 0.0f : static_cast<float>(result);
    };
    return {absorption(color.x), absorption(color.y), absorption(color.z)};
}

/// Degrees as turns within [0, 1).
float turns_of(float degrees) {
    const double turns = static_cast<double>(degrees) / 360.0;
    const auto fraction = static_cast<float>(turns - std::floor(turns));
    return fraction < 1.0f ? fraction : 0.0f;
}

/// Features of extensions that a principled material uses.
std::uint32_t extensions_of(const shared::Principled& principled) {
    if ((principled.flags & shared::PRINCIPLED_UNLIT) != 0) return 0;
    const bool bends = principled.transmission > 0.0f && (principled.flags & shared::PRINCIPLED_THIN) == 0;
    return (principled.anisotropy > 0.0f ? shared::FEATURE_ANISOTROPY : 0) |
           (principled.iridescence > 0.0f ? shared::FEATURE_IRIDESCENCE : 0) |
           (principled.dispersion > 0.0f && bends ? shared::FEATURE_DISPERSION : 0) |
           (principled.diffuse_transmission > 0.0f ? shared::FEATURE_DIFFUSE_TRANSMISSION : 0);
}

void pack_materials(const Scene& scene, PackedScene& packed) {
    packed.materials.reserve(scene.materials.size());
    for (const auto& [name, material] : scene.materials) packed.materials.push_back(material);
    packed.principleds = scene.principleds;
    for (shared::Principled& principled : packed.principleds) {
        principled.attenuation = absorption_of(principled.attenuation, principled.attenuation_distance);
        principled.anisotropy_rotation = turns_of(principled.anisotropy_rotation);
    }
    packed.textures.reserve(scene.textures.size());
    for (const auto& [name, texture] : scene.textures) {
        packed.textures.push_back(texture);
        const SolidTextureKind* solid = find_solid_texture_kind(texture.kind);
        if (solid && solid->scale_is_length) packed.textures.back().scale = 1.0f / texture.scale;
    }
}

bool is_still_sphere(const shared::Shape& shape) {
    return shape.kind == shared::SHAPE_SPHERE && shape.u.x == 0.0f && shape.u.y == 0.0f && shape.u.z == 0.0f;
}

void pack_shapes(const Scene& scene, PackedScene& packed) {
    FlatScene flat = flatten(scene);
    packed.tags.reserve(flat.shapes.size());
    for (std::uint32_t i = 0; i < flat.shapes.size(); i++) {
        packed.tags.push_back({flat.materials[i], i, shared::NONE, 0});
    }
    packed.top_count = flat.top_count;
    packed.objects = std::move(flat.objects);
    packed.object_of = std::move(flat.object_of);
    packed.instances = std::move(flat.instances);
    packed.first_of_description = std::move(flat.first_of_description);
    packed.description_of = std::move(flat.description_of);
    packed.media = std::move(flat.media);
    packed.mesh_triangles = std::move(flat.mesh_triangles);
    packed.vertices = std::move(flat.vertices);
    if (packed.media.empty() && std::all_of(flat.shapes.begin(), flat.shapes.end(), is_still_sphere)) {
        packed.spheres.reserve(flat.shapes.size());
        for (const shared::Shape& shape : flat.shapes) packed.spheres.push_back({shape.origin, shape.radius});
    } else {
        packed.shapes = std::move(flat.shapes);
    }
    packed.flat_count = packed.top_count;
}

std::uint32_t features_of(const PackedScene& packed) {
    std::uint32_t features = 0;
    const auto add = [&](std::uint32_t feature, bool used) { features |= used ? feature : 0; };
    add(shared::FEATURE_SHAPES, !packed.shapes.empty());
    add(shared::FEATURE_INSTANCES, !packed.instances.empty());
    add(shared::FEATURE_MESHES, !packed.mesh_triangles.empty());
    add(shared::FEATURE_LIGHTS, !packed.lights.empty());
    add(shared::FEATURE_LIGHT_TREE, !packed.light_nodes.empty());
    add(shared::FEATURE_PUNCTUAL_LIGHTS, !packed.punctual_lights.empty());
    add(shared::FEATURE_MEDIA, !packed.media.empty());
    add(shared::FEATURE_LARGE_SPHERES,
        std::any_of(packed.shapes.begin(), packed.shapes.end(), [](const auto& s) { return is_large(s); }));
    add(shared::FEATURE_IMAGE_BACKGROUND, packed.background.kind == shared::BACKGROUND_IMAGE);
    for (const shared::Medium& medium : packed.media) {
        add(shared::FEATURE_TEXTURES, medium.albedo_texture != shared::NONE);
    }
    std::vector<bool> is_used(packed.materials.size());
    for (const shared::ShapeTag& tag : packed.tags) {
        if (tag.material != shared::NONE) is_used[tag.material] = true;
    }
    for (std::size_t i = 0; i < is_used.size(); i++) {
        if (!is_used[i]) continue;
        const shared::Material& material = packed.materials[i];
        features |= material_features(material);
        const bool is_principled = material.kind == shared::MATERIAL_PRINCIPLED;
        add(shared::FEATURE_TEXTURES,
            material.color_texture != shared::NONE || (!is_principled && material.fuzz_texture != shared::NONE));
        if (is_principled) {
            const shared::Principled& principled = packed.principleds[principled_index(material)];
            add(shared::FEATURE_ALPHA,
                principled.alpha_mode != shared::ALPHA_OPAQUE || (principled.flags & shared::PRINCIPLED_CULLED) != 0);
            features |= extensions_of(principled);
            for (const std::uint32_t texture : textures_of(principled)) {
                add(shared::FEATURE_TEXTURES, texture != shared::NONE);
            }
        }
    }
    return features;
}

/// A line for each name, in which a line feed is a space.
void add_line(std::string& lines, std::string name) {
    std::replace(name.begin(), name.end(), '\n', ' ');
    lines += name + '\n';
}

/// The name of what a shape shows: that of the mesh file's node, or of the object that it places.
std::string name_of_shape(const Scene& scene, std::size_t index) {
    if (index < scene.shape_names.size() && !scene.shape_names[index].empty()) return scene.shape_names[index];
    const auto* instance = std::get_if<InstanceShape>(&scene.shapes[index].geometry);
    return instance != nullptr ? scene.objects.at(instance->object).name : "";
}

void pack_names(const Scene& scene, PackedScene& packed) {
    for (std::size_t i = 0; i < scene.shapes.size(); i++) add_line(packed.object_names, name_of_shape(scene, i));
    for (const auto& [name, material] : scene.materials) add_line(packed.material_names, name);
}

/// Covers all that the picture depends on except the camera and the settings, and nothing that follows from these. The
/// packed scene has no large spheres, tolerances, lights or trees yet.
std::string content_hash_of(const PackedScene& packed) {
    Hasher hasher;
    shared::Scene ignored{};
    packed.for_each_array(ignored, [&](const auto& array, const auto&) {
        hasher.add_value(std::uint64_t{array.size()}).add(std::as_bytes(std::span(array)));
    });
    hasher.add_value(packed.background).add_value(packed.top_count);
    for (const ShapeRange range : packed.objects) hasher.add_value(range);
    for (const std::uint32_t object : packed.object_of) hasher.add_value(object);
    return hasher.hex();
}

} // namespace

std::string scene_hash(const std::string& content_hash, const CameraDescription& camera) {
    Hasher hasher;
    hasher.add(std::as_bytes(std::span(content_hash)));
    hasher.add_value(camera.look_from).add_value(camera.look_at).add_value(camera.up);
    hasher.add_value(camera.vertical_fov).add_value(camera.defocus_angle).add_value(camera.focus_distance);
    hasher.add_value(camera.shutter_open).add_value(camera.shutter_close).add_value(camera.orthographic_height);
    return hasher.hex();
}

bool is_same_camera(const CameraDescription& a, const CameraDescription& b) {
    return scene_hash("", a) == scene_hash("", b);
}

PackedScene pack_scene(const Scene& scene) {
    PackedScene packed;
    packed.background = scene.background;
    packed.camera = scene.camera;
    packed.punctual_lights = scene.punctual_lights;
    pack_materials(scene, packed);
    pack_images(scene, packed);
    pack_shapes(scene, packed);
    packed.content_hash = with_light_groups(scene, content_hash_of(packed));
    packed.hash = scene_hash(packed.content_hash, packed.camera);
    set_large_spheres_apart(packed);
    const std::vector<Bounds> object_boxes = object_bounds(packed);
    const Extent extent = extent_of(content_of(packed, object_boxes), packed.camera);
    set_tolerances(packed, extent, object_boxes);
    measure_lights(scene, packed);
    pack_lights(emitting_shapes(packed), 0.5 * extent.diagonal, packed);
    packed.features = features_of(packed);
    pack_light_groups(scene, packed);
    pack_names(scene, packed);
    return packed;
}

shared::Scene PackedScene::view() const {
    shared::Scene scene{};
    for_each_array(scene, [](const auto& array, auto& address) { address = array.data(); });
    scene.background = background;
    scene.flat_count = flat_count;
    scene.node_count = static_cast<std::uint32_t>(nodes.size());
    scene.features = features;
    scene.light_count = static_cast<std::uint32_t>(lights.size());
    scene.medium_count = static_cast<std::uint32_t>(media.size());
    scene.background_light = background_light;
    scene.infinite_count = infinite_count;
    scene.tree_share = tree_share;
    scene.tolerance = tolerance;
    scene.background_group = background_group;
    scene.near_low = near_low;
    scene.large_count = large_count;
    scene.near_high = near_high;
    return scene;
}

// The device reads what the host packs: sizes as std430 has them (offsets are tested against the SPIR-V).
static_assert(sizeof(shared::Sphere) == 16);
static_assert(sizeof(shared::ShapeTag) == 16);
static_assert(sizeof(shared::Shape) == 48);
static_assert(sizeof(shared::Instance) == 112);
static_assert(sizeof(shared::Material) == 32);
static_assert(sizeof(shared::Texture) == 80);
static_assert(sizeof(shared::Principled) == 224);
static_assert(sizeof(shared::Image) == 16);
static_assert(sizeof(shared::Light) == 16);
static_assert(sizeof(shared::Medium) == 64);
static_assert(sizeof(shared::BvhNode) == 64);
static_assert(sizeof(shared::Camera) == 96);
static_assert(sizeof(shared::Background) == 32);
static_assert(sizeof(shared::MeshTriangle) == 16);
static_assert(sizeof(shared::Vertex) == 64);
static_assert(sizeof(shared::PunctualLight) == 48);
static_assert(sizeof(shared::LightNode) == 48);
static_assert(sizeof(shared::Scene) == 240);
static_assert(sizeof(shared::Frame) == 160);
static_assert(sizeof(shared::FilmPixel) == 32);

} // namespace triptych
