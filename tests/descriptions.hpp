// Describing shapes in tests.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <utility>
#include <vector>

namespace triptych::test {

using Steps = std::vector<TransformStep>;

inline TransformStep translate(double x, double y, double z) { return {TransformStep::Kind::TRANSLATE, {x, y, z}}; }
inline TransformStep scale(double x, double y, double z) { return {TransformStep::Kind::SCALE, {x, y, z}}; }
inline TransformStep rotate(double x, double y, double z, double degrees) {
    return {TransformStep::Kind::ROTATE, {x, y, z, degrees}};
}

inline ShapeDescription sphere(vec3 center, float radius, std::uint32_t material, vec3 motion = vec3(0.0f)) {
    return make_sphere(center, radius, material, motion);
}
inline ShapeDescription quad(vec3 corner, vec3 u, vec3 v, std::uint32_t material) {
    return {QuadShape{corner, u, v}, material};
}
inline ShapeDescription triangle(vec3 a, vec3 b, vec3 c, std::uint32_t material) {
    return {TriangleShape{a, b, c}, material};
}
inline ShapeDescription disk(vec3 center, vec3 normal, float radius, std::uint32_t material) {
    return {DiskShape{center, normal, radius}, material};
}
inline ShapeDescription box(vec3 min, vec3 max, std::uint32_t material) { return {BoxShape{min, max}, material}; }
inline ShapeDescription group(std::vector<ShapeDescription> children) {
    return {.geometry = GroupShape{}, .children = std::move(children)};
}
inline ShapeDescription under(Steps transform, ShapeDescription shape) {
    shape.transform = std::move(transform);
    return shape;
}

/// The members of a shape that is known to be a sphere.
inline SphereShape& as_sphere(ShapeDescription& shape) { return std::get<SphereShape>(shape.geometry); }

/// An instance of a new object.
inline ShapeDescription instance_of(Scene& scene, ShapeDescription shape) {
    scene.objects.push_back({"object", std::move(shape)});
    return {InstanceShape{static_cast<std::uint32_t>(scene.objects.size() - 1)}};
}

/// A new medium within a boundary.
inline ShapeDescription medium_in(Scene& scene, ShapeDescription boundary, float density) {
    MediumDescription medium;
    medium.density = density;
    scene.media.push_back(medium);
    ShapeDescription shape{MediumShape{static_cast<std::uint32_t>(scene.media.size() - 1)}};
    shape.children.push_back(std::move(boundary));
    return shape;
}

} // namespace triptych::test
