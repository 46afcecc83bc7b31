// From a shape's description to its text in a scene file.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "base/overloaded.hpp"
#include "format/format_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>

namespace triptych {

namespace {

using StepKind = TransformStep::Kind;

/// Where parse_scene must be told that a motion of `distance` from `start` ends. The sum is exact for all that it read
/// itself: either the distance has a multiple of the sum's last place, or start is far smaller than it.
double end_of_motion(float start, float distance) {
    const double end = static_cast<double>(start) + static_cast<double>(distance);
    if (static_cast<float>(end - static_cast<double>(start)) != distance) {
        throw Error(ExitCode::INTERNAL,
                    fmt::format("A sphere that moves from {} by {} has no end that a scene file can "
                                "hold; move it farther or not at all.",
                                start, distance));
    }
    return end;
}

/// A point in double precision.
std::string center_end(vec3 center, vec3 motion) {
    return fmt::format("[{}, {}, {}]", end_of_motion(center.x, motion.x), end_of_motion(center.y, motion.y),
                       end_of_motion(center.z, motion.z));
}

std::string format_reals(std::span<const double> values) { return fmt::format("[{}]", fmt::join(values, ", ")); }

std::string format_step(const TransformStep& step) {
    const std::span<const double> values(step.values);
    switch (step.kind) {
    case StepKind::TRANSLATE: return fmt::format(R"({{"translate": {}}})", format_reals(values.first(3)));
    case StepKind::ROTATE_X: return fmt::format(R"({{"rotate_x": {}}})", values[0]);
    case StepKind::ROTATE_Y: return fmt::format(R"({{"rotate_y": {}}})", values[0]);
    case StepKind::ROTATE_Z: return fmt::format(R"({{"rotate_z": {}}})", values[0]);
    case StepKind::ROTATE:
        return fmt::format(R"({{"rotate": {{"axis": {}, "angle": {}}}}})", format_reals(values.first(3)), values[3]);
    case StepKind::SCALE:
        return values[0] == values[1] && values[1] == values[2]
                   ? fmt::format(R"({{"scale": {}}})", values[0])
                   : fmt::format(R"({{"scale": {}}})", format_reals(values.first(3)));
    case StepKind::MATRIX: break;
    }
    return fmt::format(R"({{"matrix": [{}, 0, 0, 0, 1]}})", fmt::join(values, ", "));
}

std::string format_placed_file(const MeshFile& file) {
    return fmt::format(R"(, "file": {}{})", format_string(file.file),
                       file.is_animated ? fmt::format(R"(, "animation_time": {})", file.animation_time_seconds) : "");
}

/// The keys of a kind, each with a comma in front.
std::string format_keys(const Scene& scene, const ShapeDescription& shape) {
    const auto children = [&] {
        std::string text;
        for (const ShapeDescription& child : shape.children) {
            text += (text.empty() ? "" : ", ") + format_shape(scene, child);
        }
        return text;
    };
    return std::visit(
        Overloaded{[](const SphereShape& sphere) {
                       const vec3 motion = sphere.motion;
                       const bool moves = motion.x != 0.0f || motion.y != 0.0f || motion.z != 0.0f;
                       return fmt::format(R"(, "center": {}{}, "radius": {})", format_vector(sphere.center),
                                          moves ? ", \"center_end\": " + center_end(sphere.center, motion) : "",
                                          format_number(sphere.radius));
                   },
                   [](const QuadShape& quad) {
                       return fmt::format(R"(, "corner": {}, "u": {}, "v": {})", format_vector(quad.corner),
                                          format_vector(quad.u), format_vector(quad.v));
                   },
                   [](const TriangleShape& triangle) {
                       return fmt::format(R"(, "vertices": [{}, {}, {}])", format_vector(triangle.a),
                                          format_vector(triangle.b), format_vector(triangle.c));
                   },
                   [](const DiskShape& disk) {
                       return fmt::format(R"(, "center": {}, "normal": {}, "radius": {})", format_vector(disk.center),
                                          format_vector(disk.normal), format_number(disk.radius));
                   },
                   [](const BoxShape& box) {
                       return fmt::format(R"(, "min": {}, "max": {})", format_vector(box.min), format_vector(box.max));
                   },
                   [&](const GroupShape& group) {
                       return group.mesh_file == shared::NONE
                                  ? fmt::format(R"(, "shapes": [{}])", children())
                                  : format_placed_file(scene.mesh_files.at(group.mesh_file));
                   },
                   [&](const InstanceShape& instance) {
                       return fmt::format(R"(, "object": {})", format_string(scene.objects.at(instance.object).name));
                   },
                   [&](const MediumShape& placed) {
                       const MediumDescription& medium = scene.media.at(placed.medium);
                       return fmt::format(R"(, "density": {}, "albedo": {}, "anisotropy": {}, "boundary": {})",
                                          format_number(medium.density),
                                          format_color(scene, medium.albedo, medium.albedo_texture),
                                          format_number(medium.anisotropy), children());
                   },
                   [&](const MeshShape& placed) {
                       return fmt::format(R"(, "file": {})", format_mesh_file(scene, placed.mesh));
                   }},
        shape.geometry);
}

std::string_view type_name(const ShapeGeometry& geometry) {
    return std::visit(
        Overloaded{[](const SphereShape&) { return "sphere"; }, [](const QuadShape&) { return "quad"; },
                   [](const TriangleShape&) { return "triangle"; }, [](const DiskShape&) { return "disk"; },
                   [](const BoxShape&) { return "box"; },
                   [](const GroupShape& group) { return group.mesh_file == shared::NONE ? "group" : "mesh"; },
                   [](const InstanceShape&) { return "instance"; },
                   [](const MediumShape&) { return "constant_medium"; }, [](const MeshShape&) { return "mesh"; }},
        geometry);
}

} // namespace

std::string format_shape(const Scene& scene, const ShapeDescription& shape) {
    std::string text = fmt::format(R"({{"type": "{}"{})", type_name(shape.geometry), format_keys(scene, shape));
    if (!shape.transform.empty()) {
        std::string steps;
        for (const TransformStep& step : shape.transform) steps += (steps.empty() ? "" : ", ") + format_step(step);
        text += fmt::format(R"(, "transform": [{}])", steps);
    }
    if (shape.material != shared::NONE) {
        text += fmt::format(R"(, "material": {})", format_string(scene.materials.at(shape.material).name));
    }
    return text + "}";
}

} // namespace triptych
