// The transforms beside a node's own that bring a glTF mesh into the world: those of instances and of joints.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_placing.hpp"

#include "gltf/gltf_accessor.hpp"
#include "gltf/gltf_animation.hpp"

#include <optional>

namespace triptych {

std::vector<Affine> instance_transforms(GltfDocument& document, JsonCursor node) {
    const auto extension = find_extension(node, "EXT_mesh_gpu_instancing");
    if (!extension) return {Affine{}};
    const JsonCursor attributes = extension->at("attributes");
    const auto accessor = [&](std::string_view name, std::string_view type) {
        const auto reference = attributes.find(name);
        return reference ? std::optional<GltfAccessor>(GltfAccessor(document, *reference, {type})) : std::nullopt;
    };
    const auto translations = accessor("TRANSLATION", "VEC3");
    const auto rotations = accessor("ROTATION", "VEC4");
    const auto scales = accessor("SCALE", "VEC3");
    // Attributes of other names ("_ID") place nothing, but they count the instances as well.
    std::optional<std::uint64_t> first;
    attributes.for_each_member([&](std::string_view, JsonCursor reference) {
        const std::uint64_t size =
            whole_number(document.resolve(reference, "accessors").at("count"), MAX_MESH_ELEMENTS);
        if (first.value_or(size) != size) attributes.fail("all attributes have as many elements");
        first = size;
    });
    if (!first) attributes.fail_expected("an attribute, which tells how many instances there are");
    const std::uint64_t count = *first;
    document.budget().spend(count, sizeof(Affine));
    std::vector<Affine> transforms;
    transforms.reserve(count);
    for (std::uint64_t i = 0; i < count; i++) {
        const auto vector = [&](const std::optional<GltfAccessor>& part, Vec3d otherwise) {
            return part ? Vec3d{part->value(i, 0), part->value(i, 1), part->value(i, 2)} : otherwise;
        };
        Quaternion rotation{0.0, 0.0, 0.0, 1.0};
        for (std::uint32_t k = 0; rotations && k < 4; k++) rotation[k] = rotations->value(i, k);
        transforms.push_back(transform_of(vector(translations, {0.0, 0.0, 0.0}), unit_quaternion(rotation),
                                          vector(scales, {1.0, 1.0, 1.0})));
    }
    return transforms;
}

std::vector<Affine> joint_matrices(GltfDocument& document, JsonCursor reference,
                                   std::span<const Affine> world_from_node) {
    const JsonCursor skin = document.resolve(reference, "skins");
    const JsonCursor joints = skin.at("joints");
    std::optional<GltfAccessor> inverse_binds;
    if (const auto binds = skin.find("inverseBindMatrices")) {
        inverse_binds.emplace(document, *binds, std::initializer_list<std::string_view>{"MAT4"});
        if (inverse_binds->count() < joints.size()) binds->fail("there are fewer matrices than joints");
    }
    document.budget().spend(joints.size(), sizeof(Affine));
    std::vector<Affine> matrices;
    matrices.reserve(joints.size());
    joints.for_each_element([&](JsonCursor joint) {
        Affine matrix = world_from_node[document.index(joint, "nodes")];
        if (inverse_binds) {
            Affine from_mesh;
            const auto at = [&](std::uint32_t row, std::uint32_t column) {
                return inverse_binds->value(matrices.size(), 4 * column + row);
            };
            for (std::uint32_t i = 0; i < 3; i++) from_mesh.rows[i] = {at(i, 0), at(i, 1), at(i, 2)};
            from_mesh.translation = {at(0, 3), at(1, 3), at(2, 3)};
            matrix = compose(matrix, from_mesh);
        }
        matrices.push_back(matrix);
    });
    if (matrices.empty()) joints.fail("a skin has at least one joint");
    return matrices;
}

} // namespace triptych
