// Reads spheres, quads, triangles, disks and boxes.
// SPDX-License-Identifier: MIT
#include "format/parse_surfaces.hpp"

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

} // namespace

void parse_sphere(JsonCursor json, ShapeDescription& shape) {
    json.allow_keys({"type", "center", "radius", "material", "center_end", "transform"});
    shape.a = json.at("center").vector(COORDINATE);
    shape.radius = json.at("radius").single(LENGTH);
    if (const auto center_end = json.find("center_end")) {
        const auto [x, y, z] = center_end->reals<3>(COORDINATE);
        shape.b = to_float(Vec3d{x, y, z} - to_double(shape.a)); // format_scene finds an end that brings it back
    }
}

void parse_quad(JsonCursor json, ShapeDescription& shape) {
    json.allow_keys({"type", "corner", "u", "v", "material", "transform"});
    shape.a = json.at("corner").vector(COORDINATE);
    shape.b = json.at("u").vector(COORDINATE);
    shape.c = json.at("v").vector(COORDINATE);
    check_sides(json, to_double(shape.b), to_double(shape.c), "the sides u and v of a quad");
}

void parse_triangle(JsonCursor json, ShapeDescription& shape) {
    json.allow_keys({"type", "vertices", "material", "transform"});
    const JsonCursor vertices = json.at("vertices");
    if (!vertices.is_array() || vertices.size() != 3) vertices.fail_expected("an array of three points");
    shape.a = vertices.element(0).vector(COORDINATE);
    shape.b = vertices.element(1).vector(COORDINATE);
    shape.c = vertices.element(2).vector(COORDINATE);
    const Vec3d first = to_double(shape.a);
    check_sides(vertices, to_double(shape.b) - first, to_double(shape.c) - first, "two sides of a triangle");
}

void parse_disk(JsonCursor json, ShapeDescription& shape) {
    json.allow_keys({"type", "center", "normal", "radius", "material", "transform"});
    shape.a = json.at("center").vector(COORDINATE);
    shape.b = json.at("normal").vector(COORDINATE);
    shape.radius = json.at("radius").single(LENGTH);
    if (length(to_double(shape.b)) < LENGTH.min) {
        json.at("normal").fail(fmt::format("a normal must be at least {} long", LENGTH.min));
    }
}

void parse_box(JsonCursor json, ShapeDescription& shape) {
    json.allow_keys({"type", "min", "max", "material", "transform"});
    shape.a = json.at("min").vector(COORDINATE);
    shape.b = json.at("max").vector(COORDINATE);
    const Vec3d size = to_double(shape.b) - to_double(shape.a);
    if (std::min({size.x, size.y, size.z}) < LENGTH.min) {
        json.fail(fmt::format("each number in max must be at least {} above that in min", LENGTH.min));
    }
}

} // namespace triptych
