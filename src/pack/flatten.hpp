// From described shapes in groups, objects and transforms to the kernels' shapes and instances.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <vector>

namespace triptych {

/// All shapes of a scene: its own in the order of the description, then the objects', then the media's boundaries.
struct FlatScene {
    std::vector<shared::Shape> shapes;
    std::vector<std::uint32_t> materials; // of each shape; NONE of instances and boundaries
    std::uint32_t top_count = 0;
    std::vector<ShapeRange> objects;
    std::vector<std::uint32_t> object_of;    // by instance
    std::vector<shared::Instance> instances; // without root and tolerance
    std::vector<shared::Medium> media;       // without box
    std::vector<shared::MeshTriangle> mesh_triangles;
    std::vector<shared::Vertex> vertices;
    std::vector<std::uint32_t> first_of_description; // by index in Scene::shapes: its first shape
    std::vector<std::uint32_t> description_of;       // by instance: index in Scene::shapes
};

/// Flattens the scene.
///
/// Shapes are baked into the world where they can be (bake.hpp). An instance's object is flattened once into its own
/// space, with nested groups and instances copied, and shared by all instances; it is copied into the world instead
/// where sharing gains nothing (fewer than MIN_SHARED shapes that can all be baked) or where the kernels could not
/// treat it right within an instance: where it emits (lights are sampled in the world), holds a medium, or holds what
/// would be an instance in turn, since there is one level of these. What cannot be baked into the world is an instance
/// of an object of its own, spheres of the unit sphere. Media's boundaries are always baked.
///
/// Throws Error: LIMIT for more than MAX_SHAPES shapes, MAX_INSTANCES instances or MAX_MEDIA media; INVALID_INPUT for a
/// boundary with an ellipsoid and for shapes that transforms bring out of the range of single precision.
FlatScene flatten(const Scene& scene);

constexpr std::uint32_t MIN_SHARED = 4; // below, copies take less memory than an instance with its shape
constexpr std::uint64_t MAX_SHAPES = 1u << 28u;
constexpr std::size_t MAX_INSTANCES = 1u << 20u;
constexpr std::size_t MAX_MEDIA = 4096;

} // namespace triptych
