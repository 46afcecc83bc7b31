// Textures as the text of a scene file.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "format/format_text.hpp"
#include "scene/kinds_texture.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

std::string format_image_texture(const Scene& scene, const shared::Texture& texture) {
    const ImageData& image = *scene.images.at(texture.image);
    std::string text = fmt::format(R"({{"type": "image", "file": {}, "color": {})",
                                   format_image_file(scene, texture.image), format_vector(texture.a));
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

/// The value of one key of the table.
std::string format_member(const Scene& scene, const shared::Texture& texture, TextureMember member) {
    switch (member) {
    case TextureMember::SCALE: return format_number(texture.scale);
    case TextureMember::A: return format_color(scene, texture.a, texture.texture_a);
    case TextureMember::B: return format_color(scene, texture.b, texture.texture_b);
    case TextureMember::FACTOR: return format_vector(texture.a);
    case TextureMember::STYLE:
        for (const auto& [style, kind] : NOISE_STYLES) {
            if (texture.kind == kind) return format_string(std::string(style));
        }
        break;
    }
    throw Error(ExitCode::INTERNAL, "A key of a texture sets nothing that a scene file can hold.");
}

} // namespace

std::string format_texture(const Scene& scene, const shared::Texture& texture) {
    if (texture.kind == shared::TEXTURE_IMAGE) return format_image_texture(scene, texture);
    const SolidTextureKind* kind = find_solid_texture_kind(texture.kind);
    if (!kind) throw Error(ExitCode::INTERNAL, fmt::format("No table has a texture of kind {}.", texture.kind));
    std::string text = fmt::format(R"({{"type": "{}")", kind->name);
    for (const auto& [key, member] : kind->members) {
        text += fmt::format(R"(, "{}": {})", key.name, format_member(scene, texture, member));
    }
    return text + "}";
}

} // namespace triptych
