// Materials as the text of a scene file, by the tables of their keys.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "format/format_text.hpp"
#include "scene/kinds_material.hpp"
#include "scene/material_kinds.hpp"
#include "scene/principled_keys.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

/// Only what differs from the defaults.
std::string format_principled(const Scene& scene, const shared::Material& material) {
    const shared::Principled& principled = scene.principleds.at(principled_index(material));
    const shared::Principled defaults = default_principled();
    std::string text = R"({"type": "principled")";
    const auto add = [&](std::string_view key, const std::string& value) {
        text += fmt::format(R"(, "{}": {})", key, value);
    };
    const auto add_texture = [&](std::string_view key, std::uint32_t texture) {
        if (texture != shared::NONE) add(key, format_string(scene.textures.at(texture).name));
    };
    const auto differ = [](vec3 a, vec3 b) { return a.x != b.x || a.y != b.y || a.z != b.z; };
    for (const auto& [key, number, color, texture, bit, is_inverse] : PRINCIPLED_MEMBERS) {
        if (number && principled.*number != defaults.*number) add(key.name, format_number(principled.*number));
        if (color && differ(principled.*color, defaults.*color)) add(key.name, format_vector(principled.*color));
        if (texture) add_texture(key.name, principled.*texture);
        if ((principled.flags & bit) != 0) add(key.name, is_inverse ? "false" : "true");
    }
    for (const auto& [name, value] : ALPHA_MODES) {
        if (value == principled.alpha_mode && value != defaults.alpha_mode)
            add("alpha_mode", format_string(std::string(name)));
    }
    if (differ(material.color, vec3(0.0f))) add("emission", format_vector(material.color));
    add_texture("emission_texture", material.color_texture);
    return text + "}";
}

/// The value of one key of the table.
std::string format_member(const Scene& scene, const shared::Material& material, const MaterialKind& kind,
                          MaterialMember member) {
    switch (member) {
    case MaterialMember::COLOR: return format_color(scene, material.color, material.color_texture);
    case MaterialMember::FUZZ:
        return material.fuzz_texture == shared::NONE ? format_number(material.fuzz)
                                                     : format_string(scene.textures.at(material.fuzz_texture).name);
    case MaterialMember::IOR: return format_number(material.ior);
    case MaterialMember::SIDES: return material.kind == kind.kind ? "true" : "false";
    }
    throw Error(ExitCode::INTERNAL, "A key of a material sets nothing that a scene file can hold.");
}

} // namespace

std::string format_material(const Scene& scene, const shared::Material& material) {
    if (material.kind == shared::MATERIAL_PRINCIPLED) return format_principled(scene, material);
    const MaterialKind* kind = find_material_kind(material.kind);
    if (!kind) throw Error(ExitCode::INTERNAL, fmt::format("No table has a material of kind {}.", material.kind));
    std::string text = fmt::format(R"({{"type": "{}")", kind->name);
    for (const auto& [key, member] : kind->members) {
        text += fmt::format(R"(, "{}": {})", key.name, format_member(scene, material, *kind, member));
    }
    return text + "}";
}

} // namespace triptych
