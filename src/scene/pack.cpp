// Packing: the arrays in the order of the description, and the hash that names them.
// SPDX-License-Identifier: MIT
#include "scene/pack.hpp"

#include "base/hash.hpp"

#include <span>

namespace triptych {

namespace {

template <typename T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
    return std::as_bytes(std::span(values));
}

std::string scene_hash(const PackedScene& scene) {
    Hasher hasher;
    const CameraDescription& camera = scene.camera;
    hasher.add_value(std::uint64_t{scene.spheres.size()}).add(bytes_of(scene.spheres)).add(bytes_of(scene.sphere_tags));
    hasher.add_value(std::uint64_t{scene.materials.size()}).add(bytes_of(scene.materials)).add_value(scene.background);
    hasher.add_value(camera.look_from).add_value(camera.look_at).add_value(camera.up);
    hasher.add_value(camera.vertical_fov).add_value(camera.defocus_angle).add_value(camera.focus_distance);
    return hasher.hex();
}

} // namespace

PackedScene pack_scene(const Scene& scene) {
    PackedScene packed;
    packed.background = scene.background;
    packed.camera = scene.camera;
    packed.materials.reserve(scene.materials.size());
    for (const MaterialDescription& description : scene.materials) packed.materials.push_back(description.material);
    packed.spheres.reserve(scene.spheres.size());
    packed.sphere_tags.reserve(scene.spheres.size());
    for (const SphereDescription& description : scene.spheres) {
        const auto id = static_cast<std::uint32_t>(packed.spheres.size());
        packed.spheres.push_back(description.sphere);
        packed.sphere_tags.push_back({description.material, id});
    }
    packed.flat_count = static_cast<std::uint32_t>(packed.spheres.size());
    packed.hash = scene_hash(packed);
    return packed;
}

shared::Scene PackedScene::view() const {
    shared::Scene scene{};
    scene.spheres.data = spheres.data();
    scene.sphere_tags.data = sphere_tags.data();
    scene.materials.data = materials.data();
    scene.nodes.data = nodes.data();
    scene.background = background;
    scene.flat_count = flat_count;
    scene.node_count = static_cast<std::uint32_t>(nodes.size());
    return scene;
}

// The device reads what the host packs: sizes as std430 has them (offsets are tested against the SPIR-V).
static_assert(sizeof(shared::Sphere) == 16);
static_assert(sizeof(shared::SphereTag) == 8);
static_assert(sizeof(shared::Material) == 32);
static_assert(sizeof(shared::BvhNode) == 64);
static_assert(sizeof(shared::Camera) == 96);
static_assert(sizeof(shared::Background) == 32);
static_assert(sizeof(shared::Scene) == 80);
static_assert(sizeof(shared::Frame) == 128);
static_assert(sizeof(shared::FilmPixel) == 32);

} // namespace triptych
