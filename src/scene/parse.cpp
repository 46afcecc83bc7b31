// From version 1 of the JSON scene format (docs/scene-format.md) to a Scene.
// SPDX-License-Identifier: MIT
#include "scene/json_cursor.hpp"
#include "scene/load.hpp"
#include "scene/material_kinds.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>
#include <vector>

namespace triptych {

namespace {

constexpr std::uint32_t MAX_SIDE = 65535; // pixels
constexpr std::uint32_t MAX_SPP = shared::FILM_MAX_SAMPLES;
constexpr std::uint32_t MAX_DEPTH = 65535;

// Bounds that keep squares of lengths, and products of what the camera multiplies, normal in float32.
constexpr Range COORDINATE{-1e9, 1e9};
constexpr Range LENGTH{1e-6, 1e9};
constexpr Range FIELD_OF_VIEW{1e-6, 179.9, " (degrees)"};
constexpr Range DEFOCUS{0.0, 179.9, " (degrees)"};
constexpr Range FRACTION{0.0, 1.0};
constexpr Range RADIANCE{0.0, 1 << shared::FILM_MAX_EXPONENT, "", true}; // what the film can hold
constexpr Range INDEX_OF_REFRACTION{0.01, 100.0};

/// Directions whose sine to each other is below this count as parallel.
constexpr double MIN_SINE = 1e-6;

/// Names of materials, to their indices in Scene::materials.
using MaterialIndices = std::unordered_map<std::string_view, std::uint32_t>;

/// The entry of `table`, a list of structs with a `name`, that the string `type` names.
template <typename Entry, std::size_t N>
const Entry& choose(JsonCursor type, const Entry (&table)[N]) {
    std::vector<std::string_view> names;
    for (const Entry& entry : table) {
        if (type.text() == entry.name) return entry;
        names.push_back(entry.name);
    }
    type.fail_expected((N > 1 ? "one of " : "") + list_names(names), suggestion(type.text(), names));
}

void parse_image(JsonCursor image, Scene& scene) {
    image.allow_keys({"width", "height"});
    scene.width = image.at("width").count(MAX_SIDE);
    scene.height = image.at("height").count(MAX_SIDE);
}

void parse_integrator(JsonCursor integrator, Scene& scene) {
    integrator.allow_keys({"spp", "max_depth"});
    if (const auto spp = integrator.find("spp")) scene.spp = spp->count(MAX_SPP);
    if (const auto max_depth = integrator.find("max_depth")) scene.max_depth = max_depth->count(MAX_DEPTH);
}

/// In double precision, where no square of a difference of coordinates overflows.
struct Vector3d {
    double x, y, z;
};

Vector3d difference(vec3 a, vec3 b) {
    const auto minus = [](float s, float t) { return static_cast<double>(s) - static_cast<double>(t); };
    return {minus(a.x, b.x), minus(a.y, b.y), minus(a.z, b.z)};
}

double squared(Vector3d v) { return v.x * v.x + v.y * v.y + v.z * v.z; }

void parse_camera(JsonCursor json, Scene& scene) {
    json.allow_keys({"look_from", "look_at", "up", "vertical_fov", "defocus_angle", "focus_distance"});
    CameraDescription& camera = scene.camera;
    const auto read_vector = [&](std::string_view key, vec3& target) {
        if (const auto value = json.find(key)) target = value->vector(COORDINATE);
    };
    const auto read_real = [&](std::string_view key, double& target, Range range) {
        if (const auto value = json.find(key)) target = value->real(range);
    };
    read_vector("look_from", camera.look_from);
    read_vector("look_at", camera.look_at);
    read_vector("up", camera.up);
    read_real("vertical_fov", camera.vertical_fov, FIELD_OF_VIEW);
    read_real("defocus_angle", camera.defocus_angle, DEFOCUS);
    read_real("focus_distance", camera.focus_distance, LENGTH);

    if (camera.defocus_angle > 0.0 && camera.defocus_angle < FIELD_OF_VIEW.min) {
        json.at("defocus_angle").fail_expected(fmt::format("0 or an angle from {} degrees on", FIELD_OF_VIEW.min));
    }
    const Vector3d view = difference(camera.look_at, camera.look_from);
    const Vector3d up = difference(camera.up, vec3(0.0f));
    if (squared(view) < LENGTH.min * LENGTH.min) {
        json.fail(fmt::format("look_from and look_at must lie at least {} apart", LENGTH.min));
    }
    if (squared(up) < LENGTH.min * LENGTH.min) json.fail(fmt::format("up must be at least {} long", LENGTH.min));
    const Vector3d cross{view.y * up.z - view.z * up.y, view.z * up.x - view.x * up.z, view.x * up.y - view.y * up.x};
    if (squared(cross) <= MIN_SINE * MIN_SINE * squared(view) * squared(up)) {
        json.fail("up must not be parallel to the view, from look_from to look_at");
    }
}

shared::Background parse_gradient(JsonCursor json) {
    json.allow_keys({"type", "bottom", "top"});
    shared::Background background = Scene{}.background;
    if (const auto bottom = json.find("bottom")) background.bottom = bottom->vector(RADIANCE);
    if (const auto top = json.find("top")) background.top = top->vector(RADIANCE);
    return background;
}

shared::Background parse_constant(JsonCursor json) {
    json.allow_keys({"type", "radiance"});
    shared::Background background{};
    background.kind = shared::BACKGROUND_CONSTANT;
    background.bottom = json.at("radiance").vector(RADIANCE);
    return background;
}

struct BackgroundType {
    std::string_view name;
    shared::Background (*parse)(JsonCursor);
};
constexpr BackgroundType BACKGROUND_TYPES[] = {{"gradient", parse_gradient}, {"constant", parse_constant}};

void refuse_textures(JsonCursor textures) {
    textures.for_each_member([](const std::string& name, JsonCursor texture) {
        texture.fail(fmt::format("textures are not supported yet; remove {} and write its colour where it is used",
                                 in_quotes(name)));
    });
}

vec3 parse_albedo(JsonCursor albedo) {
    if (albedo.is_text()) {
        albedo.fail(fmt::format("textures such as {} are not supported yet; write a colour, as [0.5, 0.5, 0.5]",
                                in_quotes(albedo.text())));
    }
    return albedo.vector(FRACTION);
}

shared::Material parse_lambertian(JsonCursor json) {
    json.allow_keys({"type", "albedo"});
    return make_lambertian(parse_albedo(json.at("albedo")));
}

shared::Material parse_metal(JsonCursor json) {
    json.allow_keys({"type", "albedo", "fuzz"});
    const auto fuzz = json.find("fuzz");
    return make_metal(parse_albedo(json.at("albedo")), fuzz ? fuzz->single(FRACTION) : 0.0f);
}

shared::Material parse_dielectric(JsonCursor json) {
    json.allow_keys({"type", "ior"});
    return make_dielectric(json.at("ior").single(INDEX_OF_REFRACTION));
}

struct MaterialType {
    std::string_view name;
    shared::Material (*parse)(JsonCursor);
};
constexpr MaterialType MATERIAL_TYPES[] = {
    {"lambertian", parse_lambertian}, {"metal", parse_metal}, {"dielectric", parse_dielectric}};

/// The index of the material that a shape's member "material" names.
std::uint32_t parse_material_name(JsonCursor json, const MaterialIndices& indices, const Scene& scene) {
    const auto found = indices.find(json.text());
    if (found != indices.end()) return found->second;
    std::vector<std::string_view> names;
    for (const MaterialDescription& material : scene.materials) names.push_back(material.name);
    json.fail(fmt::format("the scene has no material {}; {}{}", in_quotes(json.text()),
                          names.empty() ? "it has none" : "its materials are " + list_names(names),
                          suggestion(json.text(), names)));
}

void parse_sphere(JsonCursor json, const MaterialIndices& indices, Scene& scene) {
    json.allow_keys({"type", "center", "radius", "material"});
    scene.spheres.push_back({{json.at("center").vector(COORDINATE), json.at("radius").single(LENGTH)},
                             parse_material_name(json.at("material"), indices, scene)});
}

struct ShapeType {
    std::string_view name;
    void (*parse)(JsonCursor, const MaterialIndices&, Scene&);
};
constexpr ShapeType SHAPE_TYPES[] = {{"sphere", parse_sphere}};

} // namespace

Scene parse_scene(std::string_view json_text, const std::string& origin) {
    const JsonDocument document(json_text, origin);
    const JsonCursor root(document);
    if (!root.at("triptych").is(1.0)) {
        root.at("triptych").fail_expected("1, the only version of the format that this program reads");
    }
    root.allow_keys({"triptych", "image", "integrator", "camera", "background", "textures", "materials", "shapes"});

    Scene scene;
    scene.name = origin;
    if (const auto image = root.find("image")) parse_image(*image, scene);
    if (const auto integrator = root.find("integrator")) parse_integrator(*integrator, scene);
    if (const auto camera = root.find("camera")) parse_camera(*camera, scene);
    if (const auto background = root.find("background")) {
        scene.background = choose(background->at("type"), BACKGROUND_TYPES).parse(*background);
    }
    if (const auto textures = root.find("textures")) refuse_textures(*textures);

    MaterialIndices indices; // its views point into the document
    if (const auto materials = root.find("materials")) {
        materials->for_each_member([&](const std::string& name, JsonCursor material) {
            indices.emplace(name, static_cast<std::uint32_t>(scene.materials.size()));
            scene.materials.push_back({name, choose(material.at("type"), MATERIAL_TYPES).parse(material)});
        });
    }
    if (const auto shapes = root.find("shapes")) {
        shapes->for_each_element(
            [&](JsonCursor shape) { choose(shape.at("type"), SHAPE_TYPES).parse(shape, indices, scene); });
    }
    return scene;
}

} // namespace triptych
