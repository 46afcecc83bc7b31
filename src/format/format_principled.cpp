// A principled material or a texture's image as JSON: only what differs from the defaults.
// SPDX-License-Identifier: MIT
#include "format/format_text.hpp"
#include "scene/material_kinds.hpp"
#include "scene/principled_keys.hpp"

#include <fmt/format.h>

namespace triptych {

std::string format_image_texture(const Scene& scene, const shared::Texture& texture) {
    const ImageData& image = *scene.images.at(texture.image);
    std::string text = fmt::format(R"({{"type": "image", "file": {}, "color": {})", format_string(image.file),
                                   format_vector(texture.a));
    const auto add = [&](std::string_view key, std::string_view value) {
        text += fmt::format(R"(, "{}": "{}")", key, value);
    };
    for (const auto& [name, use, format] : ENCODINGS) {
        if (image.format == format && use != ImageUse::COLOR) add("encoding", name);
    }
    if ((texture.sampling & shared::SAMPLING_NEAREST) != 0) add("filter", "nearest");
    constexpr std::uint32_t U_BITS = shared::SAMPLING_CLAMP_U | shared::SAMPLING_MIRROR_U;
    constexpr std::uint32_t V_BITS = shared::SAMPLING_CLAMP_V | shared::SAMPLING_MIRROR_V;
    for (const auto& [name, u, v] : WRAP_MODES) {
        if (u != 0 && (texture.sampling & U_BITS) == u) add("wrap_u", name);
    }
    for (const auto& [name, u, v] : WRAP_MODES) {
        if (v != shared::SAMPLING_CLAMP_V && (texture.sampling & V_BITS) == v) add("wrap_v", name);
    }
    if ((texture.sampling & shared::SAMPLING_UV_1) != 0) text += R"(, "uv_set": 1)";
    if ((texture.sampling & shared::SAMPLING_TRANSFORM) != 0) {
        text +=
            fmt::format(R"(, "uv_transform": [{}, {}])", format_vector(texture.row_u), format_vector(texture.row_v));
    }
    return text + "}";
}

std::string format_principled(const Scene& scene, const shared::Material& material) {
    const shared::Principled& principled = scene.principleds.at(material.fuzz_texture);
    const shared::Principled defaults = default_principled();
    std::string text = R"({"type": "principled")";
    const auto add = [&](std::string_view key, const std::string& value) {
        text += fmt::format(R"(, "{}": {})", key, value);
    };
    const auto add_texture = [&](std::string_view key, std::uint32_t texture) {
        if (texture != shared::NONE) add(key, format_string(scene.textures.at(texture).name));
    };
    const auto differ = [](vec3 a, vec3 b) { return a.x != b.x || a.y != b.y || a.z != b.z; };
    for (const auto& [name, member, range] : COLOR_KEYS) {
        if (differ(principled.*member, defaults.*member)) add(name, format_vector(principled.*member));
    }
    for (const auto& [name, member, range] : NUMBER_KEYS) {
        if (principled.*member != defaults.*member) add(name, format_number(principled.*member));
    }
    for (const auto& [name, member] : TEXTURE_KEYS) add_texture(name, principled.*member);
    for (const auto& [name, bit, is_inverse] : FLAG_KEYS) {
        if ((principled.flags & bit) != 0) add(name, is_inverse ? "false" : "true");
    }
    for (const auto& [name, value] : ALPHA_MODES) {
        if (value == principled.alpha_mode && value != defaults.alpha_mode)
            add("alpha_mode", format_string(std::string(name)));
    }
    if (differ(material.color, vec3(0.0f))) add("emission", format_vector(material.color));
    add_texture("emission_texture", material.color_texture);
    return text + "}";
}

} // namespace triptych
