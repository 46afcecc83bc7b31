// Reads a scene file's "textures".
// SPDX-License-Identifier: MIT
#include "format/parse_textures.hpp"

#include "base/names.hpp"
#include "format/fields.hpp"
#include "scene/kinds_texture.hpp"
#include "scene/material_kinds.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

/// How an image's texels are found.
void parse_sampling(const Fields& fields, shared::Texture& texture) {
    const auto wrap_u = fields.find("wrap_u");
    const auto wrap_v = fields.find("wrap_v");
    texture.sampling = wrap_u ? choose(*wrap_u, WRAP_MODES).u : 0u;
    texture.sampling |= wrap_v ? choose(*wrap_v, WRAP_MODES).v : shared::SAMPLING_CLAMP_V;
    if (const auto filter = fields.find("filter")) texture.sampling |= choose(*filter, FILTERS).bit;
    if (const auto set = fields.find("uv_set")) {
        if (!set->is(0.0) && !set->is(1.0)) set->fail_expected("0 or 1");
        texture.sampling |= set->is(1.0) ? shared::SAMPLING_UV_1 : 0u;
    }
    if (const auto rows = fields.find("uv_transform")) {
        if (!rows->is_array() || rows->size() != 2) rows->fail_expected("an array of two rows of three numbers");
        texture.row_u = rows->element(0).vector(fields.range("uv_transform"));
        texture.row_v = rows->element(1).vector(fields.range("uv_transform"));
        texture.sampling |= shared::SAMPLING_TRANSFORM;
    }
}

} // namespace

TextureTable::TextureTable(std::optional<JsonCursor> members, ImageTable& images, Scene& scene)
    : m_images(images), m_scene(scene),
      m_definitions(NameTable("texture", members),
                    [this](std::uint32_t number, JsonCursor json) { read(number, json); }),
      m_indices(m_definitions.names().size(), shared::NONE) {
    m_definitions.read_all();
}

void TextureTable::read(std::uint32_t number, JsonCursor json) {
    const Read read = read_kind(json);
    m_indices[number] = static_cast<std::uint32_t>(m_scene.textures.size());
    m_scene.textures.push_back({std::string(m_definitions.names().name(number)), read.texture});
    m_largest.push_back(read.largest);
}

TextureTable::Read TextureTable::read_kind(JsonCursor json) {
    const JsonCursor type = json.at("type");
    std::vector<std::string_view> names;
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) {
        if (type.text() == kind.name) return read_solid(json, kind);
        names.push_back(kind.name);
    }
    if (type.text() == IMAGE_TEXTURE.name) return read_image(json);
    names.push_back(IMAGE_TEXTURE.name);
    type.fail_expected("one of " + list_names(names), suggestion(type.text(), names));
}

TextureTable::Read TextureTable::read_solid(JsonCursor json, const SolidTextureKind& kind) {
    const Fields fields(json, {kind.name, kind.sentence, kind.keys});
    Read read{make_texture(kind.kind), vec3(0.0f)};
    shared::Texture& texture = read.texture;
    const auto read_color = [&](const Key& key, vec3& target, std::uint32_t& index) {
        const ColorSource source = color(fields.at(key.name), key.range);
        target = source.color;
        index = source.texture;
        read.largest = shared::max(read.largest, index == shared::NONE ? target : m_largest[index]);
    };
    for (const auto& [key, member] : kind.members) {
        switch (member) {
        case TextureMember::SCALE: fields.read(key.name, texture.scale); break;
        case TextureMember::A: read_color(key, texture.a, texture.texture_a); break;
        case TextureMember::B: read_color(key, texture.b, texture.texture_b); break;
        case TextureMember::FACTOR:
            texture.a = vec3(1.0f);
            fields.read(key.name, texture.a);
            read.largest = shared::max(read.largest, texture.a);
            break;
        case TextureMember::STYLE:
            if (const auto style = fields.find(key.name)) texture.kind = choose(*style, NOISE_STYLES).kind;
            break;
        }
    }
    return read;
}

TextureTable::Read TextureTable::read_image(JsonCursor json) {
    const Fields fields(json, IMAGE_TEXTURE);
    shared::Texture texture = make_texture(shared::TEXTURE_IMAGE);
    texture.a = vec3(1.0f);
    fields.read("color", texture.a);
    const auto encoding = fields.find("encoding");
    texture.image = m_images.load(fields.at("file"), encoding ? choose(*encoding, ENCODINGS).value : ImageUse::COLOR);
    parse_sampling(fields, texture);
    return {texture, texture.a * m_images.largest_color(texture.image)};
}

std::uint32_t TextureTable::find(JsonCursor reference, Range range) {
    const std::uint32_t index = m_indices[m_definitions.resolve(reference)];
    const vec3 color = m_largest[index];
    const float largest = std::max({color.x, color.y, color.z});
    const auto limit = static_cast<float>(range.max);
    if (range.open ? largest >= limit : largest > limit) {
        reference.fail(fmt::format("the texture {} reaches {:g}, and what it is used for ends {} {:g}; give it a "
                                   "lower colour",
                                   in_quotes(reference.text()), largest, range.open ? "below" : "at", limit));
    }
    return index;
}

ColorSource TextureTable::color(JsonCursor json, Range range) {
    if (json.is_text()) return {vec3(0.0f), find(json, range)};
    if (!json.is_array()) json.fail_expected("a colour, as [0.5, 0.5, 0.5], or the name of a texture");
    return {json.vector(range), shared::NONE};
}

} // namespace triptych
