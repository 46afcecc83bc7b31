// Numbers of light groups go into the tags of shapes and beside the kinds of lights.
// SPDX-License-Identifier: MIT
#include "pack/light_groups.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "pack/material_traits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace triptych {

namespace {

/// Whether surfaces of that material shine, whether paths look for them or not.
bool shines(const Scene& scene, const shared::Material& material) {
    if (emits(material)) return true;
    return material.kind == shared::MATERIAL_PRINCIPLED &&
           (scene.principleds.at(principled_index(material)).flags & shared::PRINCIPLED_UNLIT) != 0;
}

bool is_black(const shared::Background& background) {
    const auto is_zero = [](vec3 color) { return color.x == 0.0f && color.y == 0.0f && color.z == 0.0f; };
    return is_zero(background.bottom) && (background.kind != shared::BACKGROUND_GRADIENT || is_zero(background.top));
}

/// A name as channels of images have it: letters, digits, "_" and "-".
std::string channel_name(const std::string& name) {
    std::string result = name;
    for (char& c : result) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!is_plain) c = '_';
    }
    return result.empty() || result == UNGROUPED_LIGHT ? result + "_" : result;
}

/// Names and members as a scene file would have them.
std::vector<LightGroup> groups_by_name(const Scene& scene) {
    std::vector<LightGroup> groups;
    const auto group = [&](const std::string& name) -> LightGroup& {
        const auto found =
            std::find_if(groups.begin(), groups.end(), [&](const LightGroup& other) { return other.name == name; });
        if (found != groups.end()) return *found;
        groups.push_back({name, {}, {}, false});
        return groups.back();
    };
    for (std::uint32_t i = 0; i < scene.materials.size(); i++)
        if (shines(scene, scene.materials[i].material))
            group(channel_name(scene.materials[i].name)).materials.push_back(i);
    for (std::uint32_t i = 0; i < scene.punctual_lights.size(); i++) {
        const bool has_name = i < scene.punctual_names.size() && !scene.punctual_names[i].empty();
        group(has_name ? channel_name(scene.punctual_names[i]) : "lights").lights.push_back(i);
    }
    if (!is_black(scene.background)) group("background").has_background = true;
    return groups;
}

} // namespace

std::string with_light_groups(const Scene& scene, const std::string& content_hash) {
    if (scene.light_groups.empty()) return content_hash;
    Hasher hasher;
    hasher.add(std::as_bytes(std::span(content_hash)));
    for (const LightGroup& group : scene.light_groups) {
        hasher.add_value(std::uint64_t{group.name.size()}).add(std::as_bytes(std::span(group.name)));
        for (const auto* members : {&group.materials, &group.lights})
            hasher.add_value(std::uint64_t{members->size()}).add(std::as_bytes(std::span(*members)));
        hasher.add_value(std::uint32_t{group.has_background});
    }
    return hasher.hex();
}

void pack_light_groups(const Scene& scene, PackedScene& packed) {
    const std::vector<LightGroup> groups = scene.light_groups.empty() ? groups_by_name(scene) : scene.light_groups;
    std::vector<std::uint32_t> by_material(scene.materials.size(), 0);
    std::string names;
    for (std::uint32_t i = 0; i < groups.size(); i++) {
        const std::uint32_t number = i + 1;
        names += "\n" + groups[i].name;
        for (const std::uint32_t material : groups[i].materials) by_material.at(material) = number;
        for (const std::uint32_t light : groups[i].lights)
            packed.punctual_lights.at(light).kind |= number << shared::PUNCTUAL_KIND_BITS;
        if (groups[i].has_background) packed.background_group = number;
    }
    bool has_more = packed.background_group == 0 && !is_black(scene.background);
    for (const shared::PunctualLight& light : packed.punctual_lights)
        has_more = has_more || light.kind >> shared::PUNCTUAL_KIND_BITS == 0;
    for (shared::ShapeTag& tag : packed.tags) {
        if (tag.material == shared::NONE || !shines(scene, packed.materials[tag.material])) continue;
        tag.light_group = by_material[tag.material];
        has_more = has_more || tag.light_group == 0;
    }
    packed.light_group_names = (has_more ? std::string(UNGROUPED_LIGHT) : "") + names;
}

std::vector<PackedLightGroup> light_groups_of(const PackedScene& packed) {
    std::vector<PackedLightGroup> groups;
    std::istringstream names(packed.light_group_names);
    std::uint32_t number = 0;
    for (std::string name; std::getline(names, name); number++)
        if (!name.empty()) groups.push_back({name, number});
    if (groups.size() > MAX_LIGHT_GROUPS)
        throw Error(ExitCode::LIMIT, fmt::format("The scene has {} light groups, and at most {} are drawn; put lights "
                                                 "together by \"light_groups\" in its file.",
                                                 groups.size(), MAX_LIGHT_GROUPS));
    return groups;
}

} // namespace triptych
