// The keys of principled materials, each with what it sets.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/kinds_material.hpp"

namespace triptych {

/// A key of shared::Principled and the one thing of it that the key sets: a number, a colour, a texture's index, or a
/// bit of Principled::flags that stands for true or, where `is_inverse`, for false.
struct PrincipledKey {
    Key key;
    float shared::Principled::*number = nullptr;
    vec3 shared::Principled::*color = nullptr;
    std::uint32_t shared::Principled::*texture = nullptr;
    std::uint32_t bit = 0;
    bool is_inverse = false;
};

constexpr PrincipledKey number_key(float shared::Principled::*member, std::string_view name, Range range,
                                   std::string_view fallback, std::string_view sentence) {
    return {optional(name, ValueType::NUMBER, sentence, range, fallback), member};
}

constexpr PrincipledKey color_key(vec3 shared::Principled::*member, std::string_view name, Range range,
                                  std::string_view fallback, std::string_view sentence) {
    return {optional(name, ValueType::COLOR, sentence, range, fallback), nullptr, member};
}

/// The texture's values lie in [0, 1].
constexpr PrincipledKey texture_key(std::uint32_t shared::Principled::*member, std::string_view name,
                                    std::string_view sentence) {
    return {optional(name, ValueType::TEXTURE, sentence, FRACTION), nullptr, nullptr, member};
}

constexpr PrincipledKey flag_key(std::uint32_t bit, bool is_inverse, std::string_view name, std::string_view sentence) {
    return {optional(name, ValueType::BOOLEAN, sentence, {0, 0}, is_inverse ? "true" : "false"),
            nullptr,
            nullptr,
            nullptr,
            bit,
            is_inverse};
}

/// A value of Principled::alpha_mode.
struct AlphaMode {
    std::string_view name;
    std::uint32_t value;
};
inline constexpr AlphaMode ALPHA_MODES[] = {
    {"opaque", shared::ALPHA_OPAQUE}, {"mask", shared::ALPHA_MASK}, {"blend", shared::ALPHA_BLEND}};
inline constexpr auto ALPHA_MODE_NAMES = names_of(ALPHA_MODES);

using P = shared::Principled;

inline constexpr PrincipledKey PRINCIPLED_MEMBERS[] = {
    color_key(&P::base_color, "base_color", FRACTION, "[1, 1, 1]",
              "colour of the diffuse body, of metal's reflection and of transmitted light"),
    texture_key(&P::base_color_texture, "base_color_texture", "multiplies it, and its alpha multiplies `alpha`"),
    number_key(&P::alpha, "alpha", FRACTION, "1", "share of light that meets the surface"),
    number_key(&P::alpha_cutoff, "alpha_cutoff", {0.0, 1e6}, "0.5", "with `mask`: the least alpha of the surface"),
    number_key(&P::metallic, "metallic", FRACTION, "1", "share of metal"),
    number_key(&P::roughness, "roughness", FRACTION, "1",
               "the alpha of the GGX distribution is its square, and below 0.001 the surface is perfectly smooth"),
    texture_key(&P::metallic_roughness_texture, "metallic_roughness_texture",
                "blue multiplies `metallic`, green `roughness`"),
    texture_key(&P::normal_texture, "normal_texture",
                "normals in the surface's frame, as 2 c - 1 of red, green and blue"),
    number_key(&P::normal_scale, "normal_scale", {-100.0, 100.0}, "1", "multiplies their x and y"),
    number_key(&P::ior, "ior", {1.0, 1e4}, "1.5", "index of refraction"),
    number_key(&P::specular, "specular", FRACTION, "1", "strength of the dielectric's reflection"),
    texture_key(&P::specular_texture, "specular_texture", "its alpha multiplies `specular`"),
    color_key(&P::specular_color, "specular_color", {0.0, 1e4}, "[1, 1, 1]",
              "colour of that reflection at normal incidence"),
    texture_key(&P::specular_color_texture, "specular_color_texture", "multiplies it"),
    number_key(&P::transmission, "transmission", FRACTION, "0", "share of the dielectric that is transparent"),
    texture_key(&P::transmission_texture, "transmission_texture", "its red multiplies `transmission`"),
    flag_key(shared::PRINCIPLED_THIN, false, "thin_walled",
             "whether the surface is a sheet, which does not bend light, instead of the boundary of a body"),
    color_key(&P::attenuation, "attenuation_color", FRACTION, "[1, 1, 1]",
              "what white light becomes over `attenuation_distance` in the body"),
    number_key(&P::attenuation_distance, "attenuation_distance", LENGTH, "", "without it nothing is absorbed"),
    number_key(&P::clearcoat, "clearcoat", FRACTION, "0", "strength of a coat of index 1.5"),
    texture_key(&P::clearcoat_texture, "clearcoat_texture", "its red multiplies `clearcoat`"),
    number_key(&P::clearcoat_roughness, "clearcoat_roughness", FRACTION, "0", "roughness of the coat"),
    texture_key(&P::clearcoat_roughness_texture, "clearcoat_roughness_texture",
                "its green multiplies `clearcoat_roughness`"),
    texture_key(&P::clearcoat_normal_texture, "clearcoat_normal_texture",
                "normals of the coat, which are independent of those below it"),
    number_key(&P::clearcoat_normal_scale, "clearcoat_normal_scale", {-100.0, 100.0}, "1", "multiplies their x and y"),
    color_key(&P::sheen_color, "sheen_color", FRACTION, "[0, 0, 0]", "colour of fibres on the surface"),
    texture_key(&P::sheen_color_texture, "sheen_color_texture", "multiplies it"),
    number_key(&P::sheen_roughness, "sheen_roughness", FRACTION, "0", "roughness of the fibres"),
    texture_key(&P::sheen_roughness_texture, "sheen_roughness_texture", "its alpha multiplies `sheen_roughness`"),
    number_key(
        &P::anisotropy, "anisotropy", FRACTION, "0",
        "how far highlights of the body are stretched along the tangent: alpha there goes up to 1 with its square"),
    number_key(&P::anisotropy_rotation, "anisotropy_rotation", {-3600.0, 3600.0}, "0",
               "degrees by which that direction is turned, from the tangent towards the bitangent"),
    texture_key(
        &P::anisotropy_texture, "anisotropy_texture",
        "its red and green are the direction as 2 c - 1, before that turn, and its blue multiplies `anisotropy`"),
    number_key(&P::iridescence, "iridescence", FRACTION, "0",
               "strength of a thin film on the body, in which light interferes"),
    texture_key(&P::iridescence_texture, "iridescence_texture", "its red multiplies `iridescence`"),
    number_key(&P::iridescence_ior, "iridescence_ior", {1.0, 100.0}, "1.3", "index of refraction of the film"),
    number_key(&P::iridescence_thickness_minimum, "iridescence_thickness_minimum", {0.0, 1e6}, "100",
               "nanometres of the film where the texture is 0"),
    number_key(&P::iridescence_thickness_maximum, "iridescence_thickness_maximum", {0.0, 1e6}, "400",
               "nanometres where it is 1, or where there is no texture"),
    texture_key(&P::iridescence_thickness_texture, "iridescence_thickness_texture",
                "its green goes from one thickness to the other"),
    number_key(&P::dispersion, "dispersion", {0.0, 100.0}, "0",
               "20 over Abbe's number: how much more a transparent body bends blue light than red"),
    number_key(&P::diffuse_transmission, "diffuse_transmission", FRACTION, "0",
               "share of the diffuse light that goes through to the other side"),
    texture_key(&P::diffuse_transmission_texture, "diffuse_transmission_texture",
                "its alpha multiplies `diffuse_transmission`"),
    color_key(&P::diffuse_transmission_color, "diffuse_transmission_color", FRACTION, "[1, 1, 1]",
              "colour of that light, in place of the base colour"),
    texture_key(&P::diffuse_transmission_color_texture, "diffuse_transmission_color_texture", "multiplies it"),
    flag_key(shared::PRINCIPLED_DOUBLE_SIDED, false, "double_sided",
             "kept from glTF; both sides are rendered unless `culled` is `true`"),
    flag_key(shared::PRINCIPLED_CULLED, false, "culled",
             "whether the camera sees through the surface from behind; light and reflections meet both sides"),
    flag_key(shared::PRINCIPLED_UNLIT, false, "unlit",
             "whether the surface shines in its base colour, to all rays, and scatters nothing"),
    flag_key(shared::PRINCIPLED_SINGLE_SCATTERING, true, "multiple_scattering",
             "whether light that rough surfaces reflect repeatedly is accounted for"),
};

/// What a principled material has beside these: its emission is that of shared::Material.
inline constexpr Key PRINCIPLED_OTHER_KEYS[] = {
    choice("alpha_mode", ALPHA_MODE_NAMES,
           "`opaque`: alpha does not count; `mask`: the surface is there from `alpha_cutoff` on; `blend`: the rest of "
           "the light goes straight on",
           R"("opaque")"),
    optional("emission", ValueType::COLOR, "radiance on both sides", RADIANCE, "[0, 0, 0]"),
    optional("emission_texture", ValueType::TEXTURE, "multiplies it", RADIANCE),
};

inline constexpr auto PRINCIPLED_KEYS = [] {
    constexpr std::size_t COUNT = std::size(PRINCIPLED_MEMBERS);
    std::array<Key, COUNT + std::size(PRINCIPLED_OTHER_KEYS)> keys;
    for (std::size_t i = 0; i < COUNT; i++) keys[i] = PRINCIPLED_MEMBERS[i].key;
    for (std::size_t i = COUNT; i < keys.size(); i++) keys[i] = PRINCIPLED_OTHER_KEYS[i - COUNT];
    return keys;
}();

inline constexpr Kind PRINCIPLED{"principled", "glTF's metallic-roughness model and its extensions.", PRINCIPLED_KEYS};
inline constexpr std::uint32_t PRINCIPLED_FEATURES = shared::FEATURE_PRINCIPLED | shared::FEATURE_EMISSION;

} // namespace triptych
