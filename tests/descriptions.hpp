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

inline ShapeDescription describe(ShapeKind kind, vec3 a, vec3 b, vec3 c, float radius, std::uint32_t material) {
    ShapeDescription shape;
    shape.kind = kind;
    shape.material = material;
    shape.a = a;
    shape.b = b;
    shape.c = c;
    shape.radius = radius;
    return shape;
}

inline ShapeDescription sphere(vec3 center, float radius, std::uint32_t material, vec3 motion = vec3(0.0f)) {
    return describe(ShapeKind::SPHERE, center, motion, vec3(0.0f), radius, material);
}
inline ShapeDescription quad(vec3 corner, vec3 u, vec3 v, std::uint32_t material) {
    return describe(ShapeKind::QUAD, corner, u, v, 0.0f, material);
}
inline ShapeDescription triangle(vec3 a, vec3 b, vec3 c, std::uint32_t material) {
    return describe(ShapeKind::TRIANGLE, a, b, c, 0.0f, material);
}
inline ShapeDescription disk(vec3 center, vec3 normal, float radius, std::uint32_t material) {
    return describe(ShapeKind::DISK, center, normal, vec3(0.0f), radius, material);
}
inline ShapeDescription box(vec3 least, vec3 most, std::uint32_t material) {
    return describe(ShapeKind::BOX, least, most, vec3(0.0f), 0.0f, material);
}
inline ShapeDescription group(std::vector<ShapeDescription> children) {
    ShapeDescription shape;
    shape.kind = ShapeKind::GROUP;
    shape.children = std::move(children);
    return shape;
}
inline ShapeDescription under(Steps transform, ShapeDescription shape) {
    shape.transform = std::move(transform);
    return shape;
}

/// An instance of a new object.
inline ShapeDescription instance_of(Scene& scene, ShapeDescription shape) {
    scene.objects.push_back({"object", std::move(shape)});
    ShapeDescription instance;
    instance.kind = ShapeKind::INSTANCE;
    instance.index = static_cast<std::uint32_t>(scene.objects.size() - 1);
    return instance;
}

/// A new medium within a boundary.
inline ShapeDescription medium_in(Scene& scene, ShapeDescription boundary, float density) {
    MediumDescription medium;
    medium.density = density;
    scene.media.push_back(medium);
    ShapeDescription shape;
    shape.kind = ShapeKind::CONSTANT_MEDIUM;
    shape.index = static_cast<std::uint32_t>(scene.media.size() - 1);
    shape.children.push_back(std::move(boundary));
    return shape;
}

} // namespace triptych::test
