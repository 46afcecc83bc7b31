// Reads spheres, quads, triangles, disks and boxes.
// SPDX-License-Identifier: MIT
#include "format/parse_surfaces.hpp"

#include "format/fields.hpp"
#include "scene/kinds_shape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

/// Throws where two sides span no area; `sides` names them.
void check_sides(JsonCursor json, Vec3d u, Vec3d v, std::string_view sides) {
    if (std::min(length(u), length(v)) < LENGTH.min) {
        json.fail(fmt::format("{} must be at least {} long", sides, LENGTH.min));
    }
    if (are_parallel(u, v)) json.fail(fmt::format("{} must not be parallel, for they span no area", sides));
}

ShapeGeometry parse_sphere(JsonCursor json) {
    const Fields fields(json, SPHERE);
    SphereShape sphere;
    fields.read("center", sphere.center);
    fields.read("radius", sphere.radius);
    if (const auto center_end = fields.find("center_end")) {
        const auto [x, y, z] = center_end->reals<3>(fields.range("center_end"));
        // format_scene finds an end that brings it back
        sphere.motion = to_float(Vec3d{x, y, z} - to_double(sphere.center));
    }
    return sphere;
}

ShapeGeometry parse_quad(JsonCursor json) {
    const Fields fields(json, QUAD);
    QuadShape quad;
    fields.read("corner", quad.corner);
    fields.read("u", quad.u);
    fields.read("v", quad.v);
    check_sides(json, to_double(quad.u), to_double(quad.v), "the sides u and v of a quad");
    return quad;
}

ShapeGeometry parse_triangle(JsonCursor json) {
    const Fields fields(json, TRIANGLE);
    const JsonCursor vertices = fields.at("vertices");
    if (!vertices.is_array() || vertices.size() != 3) vertices.fail_expected("an array of three points");
    const Range range = fields.range("vertices");
    const TriangleShape triangle{vertices.element(0).vector(range), vertices.element(1).vector(range),
                                 vertices.element(2).vector(range)};
    const Vec3d first = to_double(triangle.a);
    check_sides(vertices, to_double(triangle.b) - first, to_double(triangle.c) - first, "two sides of a triangle");
    return triangle;
}

ShapeGeometry parse_disk(JsonCursor json) {
    const Fields fields(json, DISK);
    DiskShape disk;
    fields.read("center", disk.center);
    fields.read("normal", disk.normal);
    fields.read("radius", disk.radius);
    if (length(to_double(disk.normal)) < LENGTH.min) {
        fields.at("normal").fail(fmt::format("a normal must be at least {} long", LENGTH.min));
    }
    return disk;
}

ShapeGeometry parse_box(JsonCursor json) {
    const Fields fields(json, BOX);
    BoxShape box;
    fields.read("min", box.min);
    fields.read("max", box.max);
    const Vec3d size = to_double(box.max) - to_double(box.min);
    if (std::min({size.x, size.y, size.z}) < LENGTH.min) {
        json.fail(fmt::format("each number in max must be at least {} above that in min", LENGTH.min));
    }
    return box;
}

constexpr SurfaceType SURFACE_TYPES[] = {{SPHERE.name, parse_sphere},
                                         {QUAD.name, parse_quad},
                                         {TRIANGLE.name, parse_triangle},
                                         {DISK.name, parse_disk},
                                         {BOX.name, parse_box}};

} // namespace

std::span<const SurfaceType> surface_types() { return SURFACE_TYPES; }

} // namespace triptych
