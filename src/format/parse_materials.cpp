// Reads one of a scene file's "materials".
// SPDX-License-Identifier: MIT
#include "format/parse_textures.hpp"
#include "scene/material_kinds.hpp"

namespace triptych {

namespace {

/// `material` with the colour or texture that `json` gives.
shared::Material with_color(shared::Material material, JsonCursor json, Range range, TextureTable& textures) {
    const ColorSource source = textures.color(json, range);
    material.color = source.color;
    material.color_texture = source.texture;
    return material;
}

shared::Material parse_lambertian(JsonCursor json, TextureTable& textures, Scene&) {
    json.allow_keys({"type", "albedo"});
    return with_color(make_lambertian(vec3(0.0f)), json.at("albedo"), FRACTION, textures);
}

shared::Material parse_metal(JsonCursor json, TextureTable& textures, Scene&) {
    json.allow_keys({"type", "albedo", "fuzz"});
    shared::Material metal = with_color(make_metal(vec3(0.0f), 0.0f), json.at("albedo"), FRACTION, textures);
    const auto fuzz = json.find("fuzz");
    if (!fuzz) return metal;
    if (fuzz->is_text()) return with_fuzz_texture(metal, textures.find(*fuzz, FRACTION));
    if (!fuzz->is_number()) fuzz->fail_expected("a number in [0, 1] or the name of a texture");
    metal.fuzz = fuzz->single(FRACTION);
    return metal;
}

shared::Material parse_dielectric(JsonCursor json, TextureTable&, Scene&) {
    json.allow_keys({"type", "ior"});
    return make_dielectric(json.at("ior").single(INDEX_OF_REFRACTION));
}

shared::Material parse_light(JsonCursor json, TextureTable& textures, Scene&) {
    json.allow_keys({"type", "emission", "two_sided"});
    const auto two_sided = json.find("two_sided");
    return with_color(make_light(vec3(0.0f), !two_sided || two_sided->boolean()), json.at("emission"), RADIANCE,
                      textures);
}

struct MaterialType {
    std::string_view name;
    shared::Material (*parse)(JsonCursor, TextureTable&, Scene&);
};
constexpr MaterialType MATERIAL_TYPES[] = {{"lambertian", parse_lambertian},
                                           {"metal", parse_metal},
                                           {"dielectric", parse_dielectric},
                                           {"diffuse_light", parse_light},
                                           {"principled", parse_principled}};

} // namespace

shared::Material parse_material(JsonCursor json, TextureTable& textures, Scene& scene) {
    return choose(json.at("type"), MATERIAL_TYPES).parse(json, textures, scene);
}

} // namespace triptych
