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

void parse_sphere(JsonCursor json, ShapeDescription& shape) {
    const Fields fields(json, SPHERE);
    fields.read("center", shape.a);
    fields.read("radius", shape.radius);
    if (const auto center_end = fields.find("center_end")) {
        const auto [x, y, z] = center_end->reals<3>(fields.range("center_end"));
        shape.b = to_float(Vec3d{x, y, z} - to_double(shape.a)); // format_scene finds an end that brings it back
    }
}

void parse_quad(JsonCursor json, ShapeDescription& shape) {
    const Fields fields(json, QUAD);
    fields.read("corner", shape.a);
    fields.read("u", shape.b);
    fields.read("v", shape.c);
    check_sides(json, to_double(shape.b), to_double(shape.c), "the sides u and v of a quad");
}

void parse_triangle(JsonCursor json, ShapeDescription& shape) {
    const Fields fields(json, TRIANGLE);
    const JsonCursor vertices = fields.at("vertices");
    if (!vertices.is_array() || vertices.size() != 3) vertices.fail_expected("an array of three points");
    const Range range = fields.range("vertices");
    shape.a = vertices.element(0).vector(range);
    shape.b = vertices.element(1).vector(range);
    shape.c = vertices.element(2).vector(range);
    const Vec3d first = to_double(shape.a);
    check_sides(vertices, to_double(shape.b) - first, to_double(shape.c) - first, "two sides of a triangle");
}

void parse_disk(JsonCursor json, ShapeDescription& shape) {
    const Fields fields(json, DISK);
    fields.read("center", shape.a);
    fields.read("normal", shape.b);
    fields.read("radius", shape.radius);
    if (length(to_double(shape.b)) < LENGTH.min) {
        fields.at("normal").fail(fmt::format("a normal must be at least {} long", LENGTH.min));
    }
}

void parse_box(JsonCursor json, ShapeDescription& shape) {
    const Fields fields(json, BOX);
    fields.read("min", shape.a);
    fields.read("max", shape.b);
    const Vec3d size = to_double(shape.b) - to_double(shape.a);
    if (std::min({size.x, size.y, size.z}) < LENGTH.min) {
        json.fail(fmt::format("each number in max must be at least {} above that in min", LENGTH.min));
    }
}

constexpr SurfaceType SURFACE_TYPES[] = {{SPHERE.name, ShapeKind::SPHERE, parse_sphere},
                                         {QUAD.name, ShapeKind::QUAD, parse_quad},
                                         {TRIANGLE.name, ShapeKind::TRIANGLE, parse_triangle},
                                         {DISK.name, ShapeKind::DISK, parse_disk},
                                         {BOX.name, ShapeKind::BOX, parse_box}};

} // namespace

std::span<const SurfaceType> surface_types() { return SURFACE_TYPES; }

} // namespace triptych
