// Angles in radians become degrees, whose sines are the same on every machine.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_lights.hpp"

#include "gltf/gltf_numbers.hpp"
#include "scene/kinds_light.hpp"
#include "scene/punctual_lights.hpp"
#include "scene/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

// Of a picture's width to its height.
constexpr double MIN_ASPECT = 1e-3;
constexpr double MAX_ASPECT = 1e3;

/// A direction of the node in the world at length 1; nothing where it has no length.
std::optional<Vec3d> unit_direction(const Affine& world_from_node, Vec3d direction) {
    const Vec3d world = world_from_node.direction(direction);
    const double size = length(world);
    if (!(size > std::numeric_limits<double>::min()) || !std::isfinite(size)) return std::nullopt;
    return (1.0 / size) * world;
}

bool is_within_scene(Vec3d p) { return std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}) <= COORDINATE.max; }

/// Signs, which the specification advises against, would turn the picture over and are left out.
double half_side(JsonCursor json) {
    const double size = std::abs(json.real({-0.5 * LENGTH.max, 0.5 * LENGTH.max}));
    if (size < LENGTH.min) json.fail_expected(fmt::format("at least {}", LENGTH.min));
    return size;
}

} // namespace

std::optional<ImportedCamera> read_camera(GltfDocument& document, JsonCursor reference, const Affine& world_from_node) {
    const JsonCursor json = document.resolve(reference, "cameras");
    const JsonCursor type = json.at("type");
    CameraDescription camera;
    std::optional<double> aspect;
    if (type.text() == "perspective") {
        const JsonCursor perspective = json.at("perspective");
        camera.vertical_fov = perspective.at("yfov").real({1e-7, 3.1398}) * DEGREES_PER_RADIAN;
        if (const auto ratio = perspective.find("aspectRatio")) aspect = ratio->real({MIN_ASPECT, MAX_ASPECT});
    } else if (type.text() == "orthographic") {
        // Halves of the picture's sides in the world, whatever the node's scale (glTF 2.0, section 3.10).
        const JsonCursor orthographic = json.at("orthographic");
        const double half_height = half_side(orthographic.at("ymag"));
        camera.orthographic_height = 2.0 * half_height;
        aspect = std::clamp(half_side(orthographic.at("xmag")) / half_height, MIN_ASPECT, MAX_ASPECT);
    } else {
        type.fail_expected("\"perspective\" or \"orthographic\"");
    }
    const auto view = unit_direction(world_from_node, {0.0, 0.0, -1.0});
    const auto up = unit_direction(world_from_node, {0.0, 1.0, 0.0});
    if (!view || !up || are_parallel(*view, *up) || !is_within_scene(world_from_node.translation)) {
        document.warnings().add("a camera whose transform leaves it no view is passed over.");
        return std::nullopt;
    }
    camera.look_from = to_float(world_from_node.translation);
    // Far enough for float32 to hold the direction, from wherever the camera stands.
    const Vec3d from = to_double(camera.look_from);
    camera.look_at = to_float(from + std::max(1.0, length(from)) * *view);
    camera.up = to_float(*up);
    return ImportedCamera{name_of(json), camera, aspect};
}

std::optional<shared::PunctualLight> read_light(GltfDocument& document, JsonCursor extension,
                                                const Affine& world_from_node) {
    const auto lights_json = find_extension(document.root(), "KHR_lights_punctual");
    const JsonCursor reference = extension.at("light");
    if (!lights_json) reference.fail("the file lists no lights");
    const JsonCursor lights = lights_json->at("lights");
    const std::uint64_t number = whole_number(reference, std::uint64_t{1} << 32u);
    if (number >= lights.size())
        reference.fail_expected(fmt::format("the index of one of the {} lights", lights.size()));
    const JsonCursor json = lights.element(number);

    Vec3d color{1.0, 1.0, 1.0};
    if (const auto factor = json.find("color")) {
        const auto [r, g, b] = factor->reals<3>({0.0, 1e9});
        color = {r, g, b};
    }
    const vec3 intensity = to_float(number_or(json, "intensity", 1.0, INTENSITY) * color);
    if (std::max({intensity.x, intensity.y, intensity.z}) > static_cast<float>(INTENSITY.max)) {
        json.fail(fmt::format("the light has an intensity above {:g}", INTENSITY.max));
    }
    if (intensity.x == 0.0f && intensity.y == 0.0f && intensity.z == 0.0f) return std::nullopt;
    if (json.find("range")) document.warnings().add("lights have no range: they reach everywhere.");
    const auto direction = unit_direction(world_from_node, {0.0, 0.0, -1.0});
    const Vec3d position = world_from_node.translation;
    const JsonCursor type = json.at("type");
    if (!is_within_scene(position) || (!direction && type.text() != "point")) {
        document.warnings().add("a light whose transform leaves it no direction is passed over.");
        return std::nullopt;
    }
    if (type.text() == "point") return make_point_light(to_float(position), intensity);
    if (type.text() == "directional") return make_directional_light(*direction, intensity);
    if (type.text() != "spot") type.fail_expected("one of \"point\", \"spot\", \"directional\"");
    constexpr Range ANGLE_RADIANS{0.0, 1.5707963267949};
    double inner = 0.0, outer = 45.0;
    if (const auto spot = json.find("spot")) {
        inner = number_or(*spot, "innerConeAngle", 0.0, ANGLE_RADIANS) * DEGREES_PER_RADIAN;
        outer = number_or(*spot, "outerConeAngle", 0.25 * 3.14159265358979323846, ANGLE_RADIANS) * DEGREES_PER_RADIAN;
        if (!(inner < outer)) {
            document.warnings().add("a spot's inner cone is held within its outer one.");
            outer = std::max(outer, 0.01);
            inner = 0.999 * outer;
        }
    }
    return make_spot_light(to_float(position), *direction, inner, outer, intensity);
}

} // namespace triptych
