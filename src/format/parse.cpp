// From version 1 of the JSON scene format (docs/scene-format.md) to a Scene.
// SPDX-License-Identifier: MIT
#include "format/fields.hpp"
#include "format/keyframes.hpp"
#include "format/parse_parts.hpp"
#include "format/parse_textures.hpp"
#include "format/scene_format.hpp"
#include "import/mesh_table.hpp"
#include "scene/kinds_settings.hpp"

namespace triptych {

namespace {

void parse_image(JsonCursor json, Scene& scene) {
    const Fields fields(json, IMAGE_KEYS);
    fields.read("width", scene.width);
    fields.read("height", scene.height);
}

void parse_integrator(JsonCursor json, Scene& scene) {
    const Fields fields(json, INTEGRATOR_KEYS);
    fields.read("spp", scene.spp);
    fields.read("max_depth", scene.max_depth);
    for (const MethodOption& option : METHOD_OPTIONS) {
        const auto given = fields.find(option.key.name);
        if (given) option.set(scene.method, option.is_switch() ? given->boolean() : choose(*given, option.values));
    }
}

} // namespace

Scene parse_scene(std::string_view json_text, const std::string& origin, const SceneFolder& folder, double seconds) {
    return parse_scene(JsonDocument(json_text, origin), folder, seconds);
}

Scene parse_scene(JsonDocument&& document, const SceneFolder& folder, double seconds) {
    const JsonCursor root(document);
    if (!root.at("triptych").is(1.0)) {
        root.at("triptych").fail_expected("1, the only version of the format that this program reads");
    }
    root.allow_keys({"triptych", "image", "integrator", "camera", "background", "textures", "materials", "objects",
                     "shapes", "lights", "light_groups", "$schema"});
    if (const auto schema = root.find("$schema")) schema->text();

    Scene scene;
    scene.name = document.origin();
    scene.over_time = resolve_keyframes(document, seconds);
    if (const auto image = root.find("image")) parse_image(*image, scene);
    if (const auto integrator = root.find("integrator")) parse_integrator(*integrator, scene);
    if (const auto camera = root.find("camera")) scene.camera = parse_camera(*camera);
    ImageTable images(folder, scene);
    if (const auto background = root.find("background")) scene.background = parse_background(*background, images);
    TextureTable textures(root.find("textures"), images, scene);
    if (const auto materials = root.find("materials")) {
        materials->for_each_member([&](std::string_view name, JsonCursor material) {
            scene.materials.push_back({std::string(name), parse_material(material, textures, scene)});
        });
    }
    scene.own_textures = static_cast<std::uint32_t>(scene.textures.size());
    scene.own_materials = static_cast<std::uint32_t>(scene.materials.size());
    MeshTable meshes(folder, scene);
    parse_shapes(root, textures, meshes, scene);
    if (const auto lights = root.find("lights")) {
        lights->for_each_element([&](JsonCursor light) { scene.punctual_lights.push_back(parse_light(light)); });
    }
    if (const auto groups = root.find("light_groups")) parse_light_groups(*groups, scene);
    return scene;
}

} // namespace triptych
