// Reads a scene file's "textures".
// SPDX-License-Identifier: MIT
#include "format/parse_textures.hpp"

#include "scene/principled_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

struct NoiseStyle {
    std::string_view name;
    std::uint32_t kind;
};
constexpr NoiseStyle NOISE_STYLES[] = {
    {"marble", shared::TEXTURE_MARBLE}, {"turbulence", shared::TEXTURE_TURBULENCE}, {"smooth", shared::TEXTURE_NOISE}};

shared::Texture make_texture(std::uint32_t kind) {
    shared::Texture texture{};
    texture.kind = kind;
    texture.scale = 1.0f;
    texture.texture_a = shared::NONE;
    texture.texture_b = shared::NONE;
    texture.image = shared::NONE;
    texture.sampling = shared::SAMPLING_CLAMP_V;
    return texture;
}

/// How an image's texels are found.
void parse_sampling(JsonCursor json, shared::Texture& texture) {
    const auto wrap_u = json.find("wrap_u");
    const auto wrap_v = json.find("wrap_v");
    texture.sampling = wrap_u ? choose(*wrap_u, WRAP_MODES).u : 0u;
    texture.sampling |= wrap_v ? choose(*wrap_v, WRAP_MODES).v : shared::SAMPLING_CLAMP_V;
    if (const auto filter = json.find("filter")) texture.sampling |= choose(*filter, FILTERS).bit;
    if (const auto set = json.find("uv_set")) {
        if (!set->is(0.0) && !set->is(1.0)) set->fail_expected("0 or 1");
        texture.sampling |= set->is(1.0) ? shared::SAMPLING_UV_1 : 0u;
    }
    if (const auto rows = json.find("uv_transform")) {
        if (!rows->is_array() || rows->size() != 2) rows->fail_expected("an array of two rows of three numbers");
        texture.row_u = rows->element(0).vector(UV_COEFFICIENT);
        texture.row_v = rows->element(1).vector(UV_COEFFICIENT);
        texture.sampling |= shared::SAMPLING_TRANSFORM;
    }
}

vec3 parse_factor(JsonCursor json) {
    const auto color = json.find("color");
    return color ? color->vector(RADIANCE) : vec3(1.0f);
}

} // namespace

struct TextureTable::Type {
    std::string_view name;
    Read (TextureTable::*read)(JsonCursor);
};

TextureTable::TextureTable(std::optional<JsonCursor> members, ImageTable& images, Scene& scene)
    : m_images(images), m_scene(scene),
      m_definitions(NameTable("texture", members),
                    [this](std::uint32_t number, JsonCursor json) { read(number, json); }),
      m_indices(m_definitions.names().size(), shared::NONE) {
    m_definitions.read_all();
}

void TextureTable::read(std::uint32_t number, JsonCursor json) {
    static constexpr Type TYPES[] = {{"checker", &TextureTable::read_checker},
                                     {"image", &TextureTable::read_image},
                                     {"noise", &TextureTable::read_noise}};
    const Read read = (this->*choose(json.at("type"), TYPES).read)(json);
    m_indices[number] = static_cast<std::uint32_t>(m_scene.textures.size());
    m_scene.textures.push_back({std::string(m_definitions.names().name(number)), read.texture});
    m_largest.push_back(read.largest);
}

TextureTable::Read TextureTable::read_checker(JsonCursor json) {
    json.allow_keys({"type", "scale", "even", "odd"});
    shared::Texture texture = make_texture(shared::TEXTURE_CHECKER);
    texture.scale = json.at("scale").single(LENGTH);
    const ColorSource even = color(json.at("even"), RADIANCE);
    const ColorSource odd = color(json.at("odd"), RADIANCE);
    texture.a = even.color;
    texture.texture_a = even.texture;
    texture.b = odd.color;
    texture.texture_b = odd.texture;
    const auto largest = [&](const ColorSource& source) {
        return source.texture == shared::NONE ? source.color : m_largest[source.texture];
    };
    return {texture, shared::max(largest(even), largest(odd))};
}

TextureTable::Read TextureTable::read_image(JsonCursor json) {
    json.allow_keys({"type", "file", "color", "encoding", "filter", "wrap_u", "wrap_v", "uv_set", "uv_transform"});
    shared::Texture texture = make_texture(shared::TEXTURE_IMAGE);
    texture.a = parse_factor(json);
    const auto encoding = json.find("encoding");
    texture.image = m_images.load(json.at("file"), encoding ? choose(*encoding, ENCODINGS).value : ImageUse::COLOR);
    parse_sampling(json, texture);
    return {texture, texture.a * m_images.largest_color(texture.image)};
}

TextureTable::Read TextureTable::read_noise(JsonCursor json) {
    json.allow_keys({"type", "scale", "style", "color"});
    const auto style = json.find("style");
    shared::Texture texture = make_texture(style ? choose(*style, NOISE_STYLES).kind : shared::TEXTURE_MARBLE);
    texture.scale = json.at("scale").single(LENGTH);
    texture.a = parse_factor(json);
    return {texture, texture.a};
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
