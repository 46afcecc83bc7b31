// A scene file's "light_groups": which materials, lights and background each one holds.
// SPDX-License-Identifier: MIT
#include "base/names.hpp"
#include "format/format_text.hpp"
#include "format/parse_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace triptych {

namespace {

bool is_group_name(std::string_view name) {
    return !name.empty() && name != UNGROUPED_LIGHT && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

/// What is in a group already.
struct Taken {
    std::set<std::uint32_t> materials, lights;
    bool has_background = false;
};

void take(std::set<std::uint32_t>& taken, std::uint32_t index, JsonCursor json) {
    if (!taken.insert(index).second) json.fail("it is in a light group already");
}

std::uint32_t material_of(JsonCursor json, const Scene& scene) {
    std::vector<std::string_view> names;
    for (const MaterialDescription& material : scene.materials) names.push_back(material.name);
    const auto found = std::find(names.begin(), names.end(), json.text());
    if (found == names.end()) json.fail_expected("the name of a material", suggestion(json.text(), names));
    return static_cast<std::uint32_t>(found - names.begin());
}

std::uint32_t light_of(JsonCursor json, const Scene& scene) {
    const std::size_t count = scene.punctual_lights.size();
    if (count == 0) json.fail("the scene has no \"lights\"");
    const double number = json.real({0.0, static_cast<double>(count - 1)});
    const auto index = static_cast<std::uint32_t>(number);
    if (static_cast<double>(index) != number) json.fail_expected("the number of a light, counted from 0");
    return index;
}

} // namespace

void parse_light_groups(JsonCursor json, Scene& scene) {
    Taken taken;
    json.for_each_member([&](std::string_view name, JsonCursor members) {
        if (!is_group_name(name))
            members.fail(fmt::format("a light group's name has letters, digits, \"_\" and \"-\", and is not \"{}\"",
                                     UNGROUPED_LIGHT));
        members.allow_keys({"materials", "lights", "background"});
        LightGroup group;
        group.name = name;
        if (const auto materials = members.find("materials")) {
            materials->for_each_element([&](JsonCursor material) {
                group.materials.push_back(material_of(material, scene));
                take(taken.materials, group.materials.back(), material);
            });
        }
        if (const auto lights = members.find("lights")) {
            lights->for_each_element([&](JsonCursor light) {
                group.lights.push_back(light_of(light, scene));
                take(taken.lights, group.lights.back(), light);
            });
        }
        if (const auto background = members.find("background")) {
            group.has_background = background->boolean();
            if (group.has_background && taken.has_background) background->fail("it is in a light group already");
            taken.has_background = taken.has_background || group.has_background;
        }
        scene.light_groups.push_back(std::move(group));
    });
}

std::string format_light_group(const Scene& scene, const LightGroup& group) {
    std::string materials, lights;
    for (const std::uint32_t material : group.materials)
        materials += (materials.empty() ? "" : ", ") + format_string(scene.materials.at(material).name);
    for (const std::uint32_t light : group.lights) lights += fmt::format("{}{}", lights.empty() ? "" : ", ", light);
    return fmt::format(R"({{"materials": [{}], "lights": [{}], "background": {}}})", materials, lights,
                       group.has_background);
}

} // namespace triptych
