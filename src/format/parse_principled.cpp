// Reads a material of type "principled".
// SPDX-License-Identifier: MIT
#include "format/parse_textures.hpp"
#include "scene/material_kinds.hpp"
#include "scene/principled_keys.hpp"

#include <algorithm>

namespace triptych {

namespace {

std::vector<std::string_view> known_keys() {
    std::vector<std::string_view> keys{"type", "alpha_mode", "emission", "emission_texture"};
    for (const auto& key : NUMBER_KEYS) keys.push_back(key.name);
    for (const auto& key : COLOR_KEYS) keys.push_back(key.name);
    for (const auto& key : TEXTURE_KEYS) keys.push_back(key.name);
    for (const auto& key : FLAG_KEYS) keys.push_back(key.name);
    return keys;
}

} // namespace

shared::Material parse_principled(JsonCursor json, TextureTable& textures, Scene& scene) {
    json.allow_keys(known_keys());
    shared::Principled principled = default_principled();
    for (const auto& [name, member, range] : NUMBER_KEYS) {
        if (const auto value = json.find(name)) principled.*member = value->single(range);
    }
    for (const auto& [name, member, range] : COLOR_KEYS) {
        if (const auto value = json.find(name)) principled.*member = value->vector(range);
    }
    for (const auto& [name, member] : TEXTURE_KEYS) {
        if (const auto value = json.find(name)) principled.*member = textures.find(*value, FRACTION);
    }
    for (const auto& [name, bit, is_inverse] : FLAG_KEYS) {
        const auto value = json.find(name);
        if (value && value->boolean() != is_inverse) principled.flags |= bit;
    }
    if (const auto mode = json.find("alpha_mode")) principled.alpha_mode = choose(*mode, ALPHA_MODES).value;

    vec3 emission(0.0f);
    std::uint32_t emission_texture = shared::NONE;
    if (const auto value = json.find("emission")) emission = value->vector(RADIANCE);
    if (const auto value = json.find("emission_texture")) {
        const auto largest = static_cast<double>(std::max({emission.x, emission.y, emission.z}));
        emission_texture = textures.find(*value, {0.0, RADIANCE.max / std::max(largest, 1.0), "", true});
    }
    scene.principleds.push_back(principled);
    return make_principled(static_cast<std::uint32_t>(scene.principleds.size() - 1), emission, emission_texture);
}

} // namespace triptych
