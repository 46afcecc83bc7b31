// The keys of principled materials and their images in scene files, each with what it sets; parser and formatter go
// through them.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/image_data.hpp"
#include "scene/ranges.hpp"

#include <string_view>

namespace triptych {

/// A number of shared::Principled.
struct NumberKey {
    std::string_view name;
    float shared::Principled::*member;
    Range range;
};
inline constexpr NumberKey NUMBER_KEYS[] = {
    {"alpha", &shared::Principled::alpha, FRACTION},
    {"alpha_cutoff", &shared::Principled::alpha_cutoff, {0.0, 1e6}},
    {"metallic", &shared::Principled::metallic, FRACTION},
    {"roughness", &shared::Principled::roughness, FRACTION},
    {"normal_scale", &shared::Principled::normal_scale, {-100.0, 100.0}},
    {"ior", &shared::Principled::ior, {1.0, 1e4}},
    {"specular", &shared::Principled::specular, FRACTION},
    {"transmission", &shared::Principled::transmission, FRACTION},
    {"attenuation_distance", &shared::Principled::attenuation_distance, LENGTH},
    {"clearcoat", &shared::Principled::clearcoat, FRACTION},
    {"clearcoat_roughness", &shared::Principled::clearcoat_roughness, FRACTION},
    {"clearcoat_normal_scale", &shared::Principled::clearcoat_normal_scale, {-100.0, 100.0}},
    {"sheen_roughness", &shared::Principled::sheen_roughness, FRACTION},
};

/// A colour of shared::Principled.
struct ColorKey {
    std::string_view name;
    vec3 shared::Principled::*member;
    Range range;
};
inline constexpr ColorKey COLOR_KEYS[] = {
    {"base_color", &shared::Principled::base_color, FRACTION},
    {"specular_color", &shared::Principled::specular_color, {0.0, 1e4}},
    {"attenuation_color", &shared::Principled::attenuation, FRACTION},
    {"sheen_color", &shared::Principled::sheen_color, FRACTION},
};

/// A texture of shared::Principled, whose values lie in [0, 1].
struct TextureKey {
    std::string_view name;
    std::uint32_t shared::Principled::*member;
};
inline constexpr TextureKey TEXTURE_KEYS[] = {
    {"base_color_texture", &shared::Principled::base_color_texture},
    {"metallic_roughness_texture", &shared::Principled::metallic_roughness_texture},
    {"normal_texture", &shared::Principled::normal_texture},
    {"specular_texture", &shared::Principled::specular_texture},
    {"specular_color_texture", &shared::Principled::specular_color_texture},
    {"transmission_texture", &shared::Principled::transmission_texture},
    {"clearcoat_texture", &shared::Principled::clearcoat_texture},
    {"clearcoat_roughness_texture", &shared::Principled::clearcoat_roughness_texture},
    {"clearcoat_normal_texture", &shared::Principled::clearcoat_normal_texture},
    {"sheen_color_texture", &shared::Principled::sheen_color_texture},
    {"sheen_roughness_texture", &shared::Principled::sheen_roughness_texture},
};

/// A bit of Principled::flags; the key says true where the bit is set or, where `is_inverse`, where it is not.
struct FlagKey {
    std::string_view name;
    std::uint32_t bit;
    bool is_inverse;
};
inline constexpr FlagKey FLAG_KEYS[] = {
    {"double_sided", shared::PRINCIPLED_DOUBLE_SIDED, false},
    {"culled", shared::PRINCIPLED_CULLED, false},
    {"unlit", shared::PRINCIPLED_UNLIT, false},
    {"thin_walled", shared::PRINCIPLED_THIN, false},
    {"multiple_scattering", shared::PRINCIPLED_SINGLE_SCATTERING, true},
};

/// A value of Principled::alpha_mode.
struct AlphaMode {
    std::string_view name;
    std::uint32_t value;
};
inline constexpr AlphaMode ALPHA_MODES[] = {
    {"opaque", shared::ALPHA_OPAQUE}, {"mask", shared::ALPHA_MASK}, {"blend", shared::ALPHA_BLEND}};

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

/// Texture coordinates stay far from where float32 could not tell texels apart.
constexpr Range UV_COEFFICIENT{-1e4, 1e4};

} // namespace triptych
