// Shapes as their author describes them, each kind with members of its own.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"
#include "scene/transform.hpp"

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

namespace triptych {

using shared::vec3;

/// The order is that of ShapeGeometry's alternatives.
enum class ShapeKind : std::uint8_t { SPHERE, QUAD, TRIANGLE, DISK, BOX, GROUP, INSTANCE, CONSTANT_MEDIUM, MESH };

struct SphereShape {
    static constexpr ShapeKind KIND = ShapeKind::SPHERE;
    vec3 center{0.0f}; // at time 0
    vec3 motion{0.0f}; // of the centre, from time 0 to 1
    float radius = 0.0f;
};

struct QuadShape {
    static constexpr ShapeKind KIND = ShapeKind::QUAD;
    vec3 corner{0.0f};
    vec3 u{0.0f}; // its sides
    vec3 v{0.0f};
};

/// Its corners.
struct TriangleShape {
    static constexpr ShapeKind KIND = ShapeKind::TRIANGLE;
    vec3 a{0.0f};
    vec3 b{0.0f};
    vec3 c{0.0f};
};

struct DiskShape {
    static constexpr ShapeKind KIND = ShapeKind::DISK;
    vec3 center{0.0f};
    vec3 normal{0.0f}; // of any length
    float radius = 0.0f;
};

/// Along the axes.
struct BoxShape {
    static constexpr ShapeKind KIND = ShapeKind::BOX;
    vec3 min{0.0f};
    vec3 max{0.0f};
};

/// The description's children. Where they come from a mesh file, the description's material, if it has one, is that of
/// all of them.
struct GroupShape {
    static constexpr ShapeKind KIND = ShapeKind::GROUP;
    std::uint32_t mesh_file = shared::NONE; // index into Scene::mesh_files
};

struct InstanceShape {
    static constexpr ShapeKind KIND = ShapeKind::INSTANCE;
    std::uint32_t object = shared::NONE; // index into Scene::objects
};

/// Its boundary is the description's only child.
struct MediumShape {
    static constexpr ShapeKind KIND = ShapeKind::CONSTANT_MEDIUM;
    std::uint32_t medium = shared::NONE; // index into Scene::media
};

struct MeshShape {
    static constexpr ShapeKind KIND = ShapeKind::MESH;
    std::uint32_t mesh = shared::NONE; // index into Scene::meshes
};

using ShapeGeometry = std::variant<SphereShape, QuadShape, TriangleShape, DiskShape, BoxShape, GroupShape,
                                   InstanceShape, MediumShape, MeshShape>;

template <std::size_t... indices>
constexpr bool are_in_order_of_kinds(std::index_sequence<indices...>) {
    return ((std::variant_alternative_t<indices, ShapeGeometry>::KIND == static_cast<ShapeKind>(indices)) && ...);
}
static_assert(are_in_order_of_kinds(std::make_index_sequence<std::variant_size_v<ShapeGeometry>>()),
              "ShapeGeometry has its alternatives in the order of ShapeKind");

/// A shape or a group of shapes, under its transform.
struct ShapeDescription {
    ShapeGeometry geometry;
    std::uint32_t material = shared::NONE;     // index into Scene::materials; of spheres to boxes, but in boundaries
    std::vector<TransformStep> transform = {}; // applied in this order
    std::vector<ShapeDescription> children = {};

    ShapeKind kind() const { return static_cast<ShapeKind>(geometry.index()); }
};

/// A sphere whose centre moves by `motion` from time 0 to 1.
inline ShapeDescription make_sphere(vec3 center, float radius, std::uint32_t material, vec3 motion = vec3(0.0f)) {
    return {SphereShape{center, motion, radius}, material};
}

} // namespace triptych
