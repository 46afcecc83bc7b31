// Reads one of a scene file's "materials" by the table of their kinds.
// SPDX-License-Identifier: MIT
#include "base/names.hpp"
#include "format/fields.hpp"
#include "format/parse_textures.hpp"
#include "scene/kinds_material.hpp"
#include "scene/material_kinds.hpp"
#include "scene/principled_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

/// A number, or the name of a texture whose red stands in for it.
void read_fuzz(JsonCursor json, Range range, TextureTable& textures, shared::Material& material) {
    if (json.is_text()) {
        material.fuzz_texture = textures.find(json, range);
        return;
    }
    if (!json.is_number())
        json.fail_expected(fmt::format("a number in [{}, {}] or the name of a texture", range.min, range.max));
    material.fuzz = json.single(range);
}

/// Sets what a key of the table stands for.
void read_member(JsonCursor json, const MaterialKind& kind, const MaterialKey& entry, TextureTable& textures,
                 shared::Material& material) {
    switch (entry.member) {
    case MaterialMember::COLOR: {
        const ColorSource source = textures.color(json, entry.key.range);
        material.color = source.color;
        material.color_texture = source.texture;
        return;
    }
    case MaterialMember::FUZZ: return read_fuzz(json, entry.key.range, textures, material);
    case MaterialMember::IOR: material.ior = json.single(entry.key.range); return;
    case MaterialMember::SIDES: material.kind = json.boolean() ? kind.kind : kind.one_sided_kind; return;
    }
}

shared::Material parse_kind(JsonCursor json, const MaterialKind& kind, TextureTable& textures) {
    const Fields fields(json, {kind.name, kind.sentence, kind.keys});
    shared::Material material = make_material(kind.kind);
    for (const MaterialKey& entry : kind.members) {
        const auto value =
            entry.key.is_required ? std::optional(fields.at(entry.key.name)) : fields.find(entry.key.name);
        if (value) {
            read_member(*value, kind, entry, textures, material);
        } else if (!entry.key.fallback.empty()) {
            const JsonDocument fallback(entry.key.fallback, "a default");
            read_member(JsonCursor(fallback), kind, entry, textures, material);
        }
    }
    return material;
}

shared::Material parse_principled(JsonCursor json, TextureTable& textures, Scene& scene) {
    const Fields fields(json, PRINCIPLED);
    shared::Principled principled = default_principled();
    for (const PrincipledKey& entry : PRINCIPLED_MEMBERS) {
        const auto value = json.find(entry.key.name);
        if (!value) continue;
        if (entry.number) principled.*entry.number = value->single(entry.key.range);
        if (entry.color) principled.*entry.color = value->vector(entry.key.range);
        if (entry.texture) principled.*entry.texture = textures.find(*value, entry.key.range);
        if (entry.bit != 0 && value->boolean() != entry.is_inverse) principled.flags |= entry.bit;
    }
    if (const auto mode = fields.find("alpha_mode")) principled.alpha_mode = choose(*mode, ALPHA_MODES).value;

    vec3 emission(0.0f);
    std::uint32_t emission_texture = shared::NONE;
    fields.read("emission", emission);
    if (const auto value = fields.find("emission_texture")) {
        const auto largest = static_cast<double>(std::max({emission.x, emission.y, emission.z}));
        emission_texture = textures.find(*value, {0.0, RADIANCE.max / std::max(largest, 1.0), "", true});
    }
    scene.principleds.push_back(principled);
    return make_principled(static_cast<std::uint32_t>(scene.principleds.size() - 1), emission, emission_texture);
}

} // namespace

shared::Material parse_material(JsonCursor json, TextureTable& textures, Scene& scene) {
    const JsonCursor type = json.at("type");
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        if (type.text() == kind.name) return parse_kind(json, kind, textures);
    }
    if (type.text() == PRINCIPLED.name) return parse_principled(json, textures, scene);
    std::vector<std::string_view> names;
    for (const MaterialKind& kind : MATERIAL_KINDS) names.push_back(kind.name);
    names.push_back(PRINCIPLED.name);
    type.fail_expected("one of " + list_names(names), suggestion(type.text(), names));
}

} // namespace triptych
