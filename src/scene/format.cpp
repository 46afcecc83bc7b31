// From a Scene to the text of a scene file, one line a material and a shape.
// SPDX-License-Identifier: MIT
#include "scene/load.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace triptych {

namespace {

/// The shortest decimals that parse_scene, which rounds to double and then to float32, turns back into `value`. The
/// shortest for float32 alone may lie so near the middle of two that the first rounding moves it there (7.038531e-26).
std::string number(float value) {
    std::string shortest = fmt::format("{}", value);
    return static_cast<float>(std::strtod(shortest.c_str(), nullptr)) == value ? shortest
                                                                               : fmt::format("{:.9g}", value);
}

std::string vector(vec3 v) { return fmt::format("[{}, {}, {}]", number(v.x), number(v.y), number(v.z)); }

std::string string(const std::string& text) { return nlohmann::json(text).dump(); }

std::string background(const shared::Background& background) {
    if (background.kind == shared::BACKGROUND_CONSTANT) {
        return fmt::format(R"({{"type": "constant", "radiance": {}}})", vector(background.bottom));
    }
    return fmt::format(R"({{"type": "gradient", "bottom": {}, "top": {}}})", vector(background.bottom),
                       vector(background.top));
}

std::string material(const shared::Material& material) {
    switch (material.kind) {
    case shared::MATERIAL_METAL:
        return fmt::format(R"({{"type": "metal", "albedo": {}, "fuzz": {}}})", vector(material.albedo),
                           number(material.fuzz));
    case shared::MATERIAL_DIELECTRIC:
        return fmt::format(R"({{"type": "dielectric", "ior": {}}})", number(material.ior));
    default: return fmt::format(R"({{"type": "lambertian", "albedo": {}}})", vector(material.albedo));
    }
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

} // namespace

std::string format_scene(const Scene& scene) {
    const CameraDescription& camera = scene.camera;
    std::string text = "{\n  \"triptych\": 1,\n";
    text += fmt::format("  \"image\": {{\"width\": {}, \"height\": {}}},\n", scene.width, scene.height);
    text += fmt::format("  \"integrator\": {{\"spp\": {}, \"max_depth\": {}}},\n", scene.spp, scene.max_depth);
    text += fmt::format("  \"camera\": {{\"look_from\": {}, \"look_at\": {}, \"up\": {}, \"vertical_fov\": {}, "
                        "\"defocus_angle\": {}, \"focus_distance\": {}}},\n",
                        vector(camera.look_from), vector(camera.look_at), vector(camera.up), camera.vertical_fov,
                        camera.defocus_angle, camera.focus_distance);
    text += fmt::format("  \"background\": {},\n", background(scene.background));
    text += "  \"materials\": " + lines('{', scene.materials, '}', [](const MaterialDescription& description) {
                return fmt::format("{}: {}", string(description.name), material(description.material));
            });
    text += ",\n  \"shapes\": " + lines('[', scene.spheres, ']', [&](const SphereDescription& description) {
                return fmt::format(R"({{"type": "sphere", "center": {}, "radius": {}, "material": {}}})",
                                   vector(description.sphere.center), number(description.sphere.radius),
                                   string(scene.materials.at(description.material).name));
            });
    return text + "\n}\n";
}

} // namespace triptych
