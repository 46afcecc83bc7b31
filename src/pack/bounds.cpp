// Boxes of shapes and instances, and the tolerances that follow from their sizes.
// SPDX-License-Identifier: MIT
#include "pack/bounds.hpp"

#include <algorithm>

namespace triptych {

namespace {

Vec3d min(Vec3d a, Vec3d b) { return {std::min(a.x, b.x), std::min(a.y, b.y), std::min(a.z, b.z)}; }
Vec3d max(Vec3d a, Vec3d b) { return {std::max(a.x, b.x), std::max(a.y, b.y), std::max(a.z, b.z)}; }

double largest_coordinate(const Bounds& box) {
    const Vec3d corner = max(-to_double(box.low), to_double(box.high));
    return std::max({corner.x, corner.y, corner.z});
}

Affine affine_of(vec3 x, float tx, vec3 y, float ty, vec3 z, float tz) {
    Affine affine;
    const Vec3d rows[3] = {to_double(x), to_double(y), to_double(z)};
    for (int i = 0; i < 3; i++) affine.rows[i] = {rows[i].x, rows[i].y, rows[i].z};
    affine.translation = to_double({tx, ty, tz});
    return affine;
}

/// The box with what rays from afar start from: well away from all that is in it.
Bounds with_margin(const Bounds& box) {
    const double diagonal = length(to_double(box.high) - to_double(box.low));
    return padded_bounds(to_double(box.low), to_double(box.high), 0.0625 * diagonal);
}

/// Around the image of a box that first grows by `margin`.
Bounds image_bounds(const Affine& affine, const Bounds& box, double margin, double padding) {
    const Vec3d corners[2] = {to_double(box.low) - Vec3d{margin, margin, margin},
                              to_double(box.high) + Vec3d{margin, margin, margin}};
    constexpr double FAR = std::numeric_limits<double>::max();
    Vec3d low{FAR, FAR, FAR};
    Vec3d high = -low;
    for (unsigned i = 0; i < 8; i++) {
        const Vec3d image = affine.point({corners[i & 1u].x, corners[i >> 1u & 1u].y, corners[i >> 2u].z});
        low = min(low, image);
        high = max(high, image);
    }
    return padded_bounds(low, high, padding);
}

} // namespace

Affine object_from_world(const shared::Instance& i) {
    return affine_of(i.object_from_world_x, i.object_from_world_tx, i.object_from_world_y, i.object_from_world_ty,
                     i.object_from_world_z, i.object_from_world_tz);
}

Bounds shape_bounds(const shared::Shape& shape, float padding) {
    const Vec3d origin = to_double(shape.origin);
    const Vec3d u = to_double(shape.u);
    if (shape.kind == shared::SHAPE_SPHERE) {
        return padded_bounds(min(origin, origin + u), max(origin, origin + u),
                             static_cast<double>(shape.radius) + static_cast<double>(padding));
    }
    const Vec3d v = to_double(shape.v);
    if (shape.kind == shared::SHAPE_TRIANGLE) {
        return padded_bounds(min(origin, min(u, v)), max(origin, max(u, v)), static_cast<double>(padding));
    }
    const Vec3d start = shape.kind == shared::SHAPE_DISK ? origin - u - v : origin;
    const double sides = shape.kind == shared::SHAPE_DISK ? 2.0 : 1.0;
    const Vec3d along_u = start + sides * u;
    const Vec3d along_v = start + sides * v;
    const Vec3d opposite = along_u + sides * v;
    return padded_bounds(min(min(start, opposite), min(along_u, along_v)),
                         max(max(start, opposite), max(along_u, along_v)), static_cast<double>(padding));
}

Bounds range_bounds(const PackedScene& scene, ShapeRange range, float padding) {
    Bounds bounds;
    for (std::uint32_t i = range.first; i < range.first + range.count; i++) {
        bounds.add(shape_bounds(scene.shapes[i], padding));
    }
    return bounds;
}

std::vector<Bounds> object_bounds(const PackedScene& scene) {
    std::vector<Bounds> boxes;
    for (const ShapeRange range : scene.objects) boxes.push_back(range_bounds(scene, range, 0.0f));
    return boxes;
}

ContentExtent content_of(const PackedScene& scene, const std::vector<Bounds>& object_boxes) {
    ContentExtent content;
    Bounds& everything = content.box;
    for (const shared::Sphere& sphere : scene.spheres) everything.add(shape_bounds(sphere, 0.0f));
    const auto add = [&](const shared::Shape& shape) {
        if (is_large(shape)) {
            content.has_large = true;
            return;
        }
        const Bounds box = shape_bounds(shape, 0.0f);
        const bool is_still = shape.u.x == 0.0f && shape.u.y == 0.0f && shape.u.z == 0.0f;
        if (shape.kind != shared::SHAPE_SPHERE || !is_still)
            content.rounded_coordinate = std::max(content.rounded_coordinate, largest_coordinate(box));
        everything.add(box);
    };
    for (std::uint32_t i = 0; i < (scene.shapes.empty() ? 0 : scene.top_count); i++) {
        const shared::Shape& shape = scene.shapes[i];
        if (shape.kind != shared::SHAPE_INSTANCE) {
            add(shape);
            continue;
        }
        const Affine world_from_object = invert(object_from_world(scene.instances[shape.instance]));
        everything.add(image_bounds(world_from_object, object_boxes[scene.object_of[shape.instance]], 0.0, 0.0));
    }
    for (const shared::Medium& medium : scene.media) {
        for (std::uint32_t i = medium.first; i < medium.end; i++) add(scene.shapes[i]);
    }
    return content;
}

Extent extent_of(const ContentExtent& content, const CameraDescription& camera) {
    Extent extent{.box = content.box, .rounded_coordinate = content.rounded_coordinate};
    Bounds& everything = extent.box;
    const auto [cosine, sine] = cos_sin_degrees(0.5 * camera.defocus_angle);
    const Vec3d center = to_double(camera.look_from);
    everything.add(padded_bounds(center, center, camera.focus_distance * sine / cosine));
    if (content.has_large) everything = with_margin(everything);
    extent.diagonal = length(to_double(everything.high) - to_double(everything.low));
    extent.farthest = std::sqrt(3.0) * largest_coordinate(everything);
    return extent;
}

void set_tolerances(PackedScene& scene, const Extent& extent, const std::vector<Bounds>& object_boxes) {
    scene.tolerance = tolerance_of(extent);
    scene.near_low = scene.low = extent.box.low;
    scene.near_high = scene.high = extent.box.high;
    for (std::uint32_t i = 0; i < scene.large_count; i++) {
        const Bounds box = shape_bounds(scene.shapes[i], 0.0f);
        scene.low = shared::min(scene.low, box.low);
        scene.high = shared::max(scene.high, box.high);
    }
    for (std::size_t i = 0; i < scene.instances.size(); i++) {
        shared::Instance& instance = scene.instances[i];
        instance.tolerance = instance_tolerance(extent, instance, object_boxes[scene.object_of[i]]);
    }
    for (shared::Medium& medium : scene.media) {
        const ShapeRange range{medium.first, medium.end - medium.first};
        const Bounds box = range_bounds(scene, range, padding_of(scene.tolerance));
        medium.box_min = box.low;
        medium.box_max = box.high;
    }
}

float tolerance_of(const Extent& world) {
    return static_cast<float>(0x1p-21 * (world.diagonal + world.rounded_coordinate));
}

float instance_tolerance(const Extent& world, const shared::Instance& instance, const Bounds& object_box) {
    const double reach = stretch(object_from_world(instance)) * world.diagonal;
    return static_cast<float>(0x1p-21 * (reach + largest_coordinate(object_box)));
}

float origin_error(const Extent& world, const shared::Instance& instance) {
    const Affine affine = object_from_world(instance);
    return static_cast<float>(0x1p-21 * (stretch(affine) * world.farthest + length(affine.translation)));
}

Bounds instance_bounds(const Extent& world, const shared::Instance& instance, const Bounds& object_box, float padding) {
    const Affine affine = object_from_world(instance);
    const double margin =
        2.0 * static_cast<double>(origin_error(world, instance)) + 0x1p-20 * stretch(affine) * world.diagonal;
    return image_bounds(invert(affine), object_box, margin, static_cast<double>(padding));
}

} // namespace triptych
