// The kinds of textures, their keys, and the names of what an image's texels mean.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/image_data.hpp"
#include "scene/key.hpp"

namespace triptych {

/// How an image continues beyond its sides: bits for u and for v of Texture::sampling.
struct WrapMode {
    std::string_view name;
    std::uint32_t u, v;
};
inline constexpr WrapMode WRAP_MODES[] = {{"repeat", 0, 0},
                                          {"clamp", shared::SAMPLING_CLAMP_U, shared::SAMPLING_CLAMP_V},
                                          {"mirror", shared::SAMPLING_MIRROR_U, shared::SAMPLING_MIRROR_V}};

/// Whether an image's texels are blended.
struct FilterMode {
    std::string_view name;
    std::uint32_t bit;
};
inline constexpr FilterMode FILTERS[] = {{"linear", 0}, {"nearest", shared::SAMPLING_NEAREST}};

/// What an image's codes mean, and the format that they get.
struct Encoding {
    std::string_view name;
    ImageUse value;
    std::uint32_t format;
};
inline constexpr Encoding ENCODINGS[] = {{"srgb", ImageUse::COLOR, shared::IMAGE_SRGB8},
                                         {"srgb_alpha", ImageUse::COLOR_ALPHA, shared::IMAGE_SRGBA8},
                                         {"linear", ImageUse::DATA, shared::IMAGE_RGBA8}};

/// What a noise texture looks like: TEXTURE_ of material_layout.glsl.
struct NoiseStyle {
    std::string_view name;
    std::uint32_t kind;
};
inline constexpr NoiseStyle NOISE_STYLES[] = {
    {"marble", shared::TEXTURE_MARBLE}, {"turbulence", shared::TEXTURE_TURBULENCE}, {"smooth", shared::TEXTURE_NOISE}};

inline constexpr auto WRAP_NAMES = names_of(WRAP_MODES);
inline constexpr auto FILTER_NAMES = names_of(FILTERS);
inline constexpr auto ENCODING_NAMES = names_of(ENCODINGS);
inline constexpr auto NOISE_STYLE_NAMES = names_of(NOISE_STYLES);

/// Texture coordinates stay far from where float32 could not tell texels apart.
inline constexpr Range UV_COEFFICIENT{-1e4, 1e4};

/// What of shared::Texture a key of a solid texture sets.
enum class TextureMember : std::uint8_t {
    SCALE,  // scale
    A,      // a, or texture_a
    B,      // b, or texture_b
    FACTOR, // a, which multiplies what the texture has; 1 without the key
    STYLE,  // kind: one of NOISE_STYLES
};

struct TextureKey {
    Key key;
    TextureMember member;
};

/// A texture that fills space, and whose numbers are all in shared::Texture.
struct SolidTextureKind {
    std::string_view name;
    std::string_view sentence;
    std::span<const Key> keys;
    std::span<const TextureKey> members; // as long as keys
    std::uint32_t kind;                  // TEXTURE_ of material_layout.glsl, unless a key of STYLE says so
    bool scale_is_length;                // kernels read 1 / scale
};

inline constexpr TextureKey CHECKER_MEMBERS[] = {
    {required("scale", ValueType::NUMBER, "the side of the cubes", LENGTH), TextureMember::SCALE},
    {required("even", ValueType::COLOR_OR_TEXTURE, "cubes whose three indices have an even sum", RADIANCE),
     TextureMember::A},
    {required("odd", ValueType::COLOR_OR_TEXTURE, "the other cubes", RADIANCE), TextureMember::B},
};
inline constexpr Key IMAGE_TEXTURE_KEYS[] = {
    required("file", ValueType::IMAGE_FILE, "[image file](#image-files)"),
    optional("color", ValueType::COLOR, "what the image is multiplied by", RADIANCE, "[1, 1, 1]"),
    choice("encoding", ENCODING_NAMES,
           "`srgb`; `srgb_alpha`: with alpha; `linear`: four numbers as they are stored, for roughness or normals. PNG "
           "with more than 8 bits is rounded to 8 by the last two; files of floats are linear and opaque in any case",
           R"("srgb")"),
    choice("filter", FILTER_NAMES, "`linear` interpolates between pixels, `nearest` does not", R"("linear")"),
    choice("wrap_u", WRAP_NAMES, "how the image continues beyond its left and right edges", R"("repeat")"),
    choice("wrap_v", WRAP_NAMES, "the same for its lower and upper edges", R"("clamp")"),
    optional("uv_set", ValueType::BIT, "which texture coordinates of a mesh; other shapes have one set", {0.0, 1.0},
             "0"),
    optional("uv_transform", ValueType::ROWS,
             "two rows of three numbers, which make new coordinates of (u, v, 1); v is counted from below",
             UV_COEFFICIENT),
};
inline constexpr TextureKey NOISE_MEMBERS[] = {
    {required("scale", ValueType::NUMBER, "what positions are multiplied by, so larger is finer", LENGTH),
     TextureMember::SCALE},
    {choice("style", NOISE_STYLE_NAMES,
            "`marble`: (1 + sin(`scale` z + 10 turbulence)) / 2, veins along z; `turbulence`: the size of the sum of "
            "seven octaves of Perlin's noise; `smooth`: (1 + noise) / 2, one octave",
            R"("marble")"),
     TextureMember::STYLE},
    {optional("color", ValueType::COLOR, "what the noise is multiplied by", RADIANCE, "[1, 1, 1]"),
     TextureMember::FACTOR},
};

inline constexpr auto CHECKER_KEYS = keys_of(CHECKER_MEMBERS);
inline constexpr auto NOISE_KEYS = keys_of(NOISE_MEMBERS);

inline constexpr SolidTextureKind SOLID_TEXTURE_KINDS[] = {
    {"checker", "Cubes of two colours in turn, solid in space.", CHECKER_KEYS, CHECKER_MEMBERS, shared::TEXTURE_CHECKER,
     true},
    {"noise", "Perlin noise, solid in space.", NOISE_KEYS, NOISE_MEMBERS, shared::TEXTURE_MARBLE, false},
};

inline constexpr Kind IMAGE_TEXTURE{"image", "An image over a surface's coordinates.", IMAGE_TEXTURE_KEYS};

/// The table's entry for a texture's kind; null of images, and of numbers that are no kind.
constexpr const SolidTextureKind* find_solid_texture_kind(std::uint32_t kind) {
    for (const NoiseStyle& style : NOISE_STYLES) {
        if (style.kind == kind) kind = shared::TEXTURE_MARBLE;
    }
    for (const SolidTextureKind& entry : SOLID_TEXTURE_KINDS) {
        if (entry.kind == kind) return &entry;
    }
    return nullptr;
}

} // namespace triptych
