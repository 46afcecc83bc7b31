// From a Scene to the text of a scene file, one line a texture, material, object and shape.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "format/format_text.hpp"
#include "format/scene_format.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <span>

namespace triptych {

namespace {

std::string format_background(const Scene& scene) {
    const shared::Background& background = scene.background;
    switch (background.kind) {
    case shared::BACKGROUND_CONSTANT:
        return fmt::format(R"({{"type": "constant", "radiance": {}}})", format_vector(background.bottom));
    case shared::BACKGROUND_GRADIENT:
        return fmt::format(R"({{"type": "gradient", "bottom": {}, "top": {}}})", format_vector(background.bottom),
                           format_vector(background.top));
    case shared::BACKGROUND_IMAGE: // the product is exact, and so is parse_scene's quotient of it
        return fmt::format(R"({{"type": {}, "scale": {}, "rotate_y": {}}})",
                           scene.images.at(background.image)->is_studio
                               ? R"("studio")"
                               : R"("image", "file": )" + format_image_file(scene, background.image),
                           format_vector(background.bottom), static_cast<double>(panorama_turn(background)) * 360.0);
    default: throw Error(ExitCode::INTERNAL, fmt::format("No table has a background of kind {}.", background.kind));
    }
}

std::string format_integrator(const Scene& scene) {
    std::string text = fmt::format(R"({{"spp": {}, "max_depth": {})", scene.spp, scene.max_depth);
    for (const MethodOption& option : METHOD_OPTIONS)
        text += fmt::format(R"(, "{}": {}{}{})", option.key.name, option.is_switch() ? "" : "\"",
                            option.value(scene.method), option.is_switch() ? "" : "\"");
    return text + "}";
}

/// `open` and `close` with one item a line between them.
template <typename Items, typename Line>
std::string lines(char open, const Items& items, char close, Line line) {
    std::string result(1, open);
    const char* separator = "\n    ";
    for (const auto& item : items) {
        result += separator + line(item);
        separator = ",\n    ";
    }
    return result + (items.empty() ? "" : "\n  ") + close;
}

/// An object with one named item a line, of the first `count`.
template <typename Item, typename Format>
std::string named_lines(const std::vector<Item>& items, std::size_t count, Format format) {
    return lines('{', std::span(items).first(std::min(count, items.size())), '}',
                 [&](const Item& item) { return format_string(item.name) + ": " + format(item); });
}

} // namespace

std::string format_number(float value) {
    std::string shortest = fmt::format("{}", value);
    return static_cast<float>(std::strtod(shortest.c_str(), nullptr)) == value ? shortest
                                                                               : fmt::format("{:.9g}", value);
}

std::string format_vector(vec3 v) {
    return fmt::format("[{}, {}, {}]", format_number(v.x), format_number(v.y), format_number(v.z));
}

std::string format_string(const std::string& text) { return nlohmann::json(text).dump(); }

std::string format_image_file(const Scene& scene, std::uint32_t image) {
    const std::string& file = scene.images.at(image)->file;
    return format_string(file.empty() ? fmt::format("array:image-{}", image) : file);
}

std::string format_mesh_file(const Scene& scene, std::uint32_t mesh) {
    const std::string& file = scene.meshes.at(mesh)->file;
    return format_string(file.empty() ? fmt::format("array:mesh-{}", mesh) : file);
}

std::string format_color(const Scene& scene, vec3 color, std::uint32_t texture) {
    return texture == shared::NONE ? format_vector(color) : format_string(scene.textures.at(texture).name);
}

std::string format_camera(const CameraDescription& camera) {
    const bool is_orthographic = camera.orthographic_height > 0.0;
    return fmt::format(R"({{"look_from": {}, "look_at": {}, "up": {}, "{}": {}, "defocus_angle": {}, )"
                       R"("focus_distance": {}, "shutter": [{}, {}]}})",
                       format_vector(camera.look_from), format_vector(camera.look_at), format_vector(camera.up),
                       is_orthographic ? "orthographic_height" : "vertical_fov",
                       is_orthographic ? camera.orthographic_height : camera.vertical_fov, camera.defocus_angle,
                       camera.focus_distance, format_number(camera.shutter_open), format_number(camera.shutter_close));
}

std::string format_scene(const Scene& scene) {
    std::string text = "{\n  \"triptych\": 1,\n";
    text += fmt::format("  \"image\": {{\"width\": {}, \"height\": {}}},\n", scene.width, scene.height);
    text += "  \"integrator\": " + format_integrator(scene) + ",\n";
    text += "  \"camera\": " + format_camera(scene.camera) + ",\n";
    text += "  \"background\": " + format_background(scene) + ",\n";
    text += "  \"textures\": " +
            named_lines(scene.textures, scene.own_textures, [&](const TextureDescription& description) {
                return format_texture(scene, description.texture);
            });
    text += ",\n  \"materials\": " +
            named_lines(scene.materials, scene.own_materials, [&](const MaterialDescription& description) {
                return format_material(scene, description.material);
            });
    text += ",\n  \"objects\": " +
            named_lines(scene.objects, scene.own_objects,
                        [&](const ObjectDescription& description) { return format_shape(scene, description.shape); });
    text += ",\n  \"shapes\": " +
            lines('[', scene.shapes, ']', [&](const ShapeDescription& shape) { return format_shape(scene, shape); });
    if (!scene.punctual_lights.empty())
        text += ",\n  \"lights\": " + lines('[', scene.punctual_lights, ']', format_light);
    if (!scene.light_groups.empty())
        text += ",\n  \"light_groups\": " +
                named_lines(scene.light_groups, scene.light_groups.size(),
                            [&](const LightGroup& group) { return format_light_group(scene, group); });
    return text + "\n}\n";
}

} // namespace triptych
