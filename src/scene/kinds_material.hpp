// The kinds of materials: their names, keys and kernel constants, and what kernels need to draw them.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/key.hpp"

namespace triptych {

/// What of shared::Material a key sets.
enum class MaterialMember : std::uint8_t {
    COLOR, // color, or color_texture
    FUZZ,  // fuzz, or fuzz_texture
    IOR,   // ior
    SIDES, // whether the kind is `kind` (true) or `one_sided_kind`
};

struct MaterialKey {
    Key key;
    MaterialMember member;
};

/// A kind of material whose numbers are all in shared::Material.
struct MaterialKind {
    std::string_view name;
    std::string_view sentence;
    std::span<const Key> keys;
    std::span<const MaterialKey> members; // as long as keys
    std::uint32_t kind;                   // MATERIAL_ of material_layout.glsl
    std::uint32_t one_sided_kind;         // of a key of SIDES that is false; else the same
    std::uint32_t features;               // FEATURE_ bits that kernels need for it
};

inline constexpr MaterialKey LAMBERTIAN_MEMBERS[] = {
    {required("albedo", ValueType::COLOR_OR_TEXTURE, "share of light that is scattered", FRACTION),
     MaterialMember::COLOR},
};
inline constexpr MaterialKey METAL_MEMBERS[] = {
    {required("albedo", ValueType::COLOR_OR_TEXTURE, "share of light that is reflected", FRACTION),
     MaterialMember::COLOR},
    {optional("fuzz", ValueType::NUMBER_OR_TEXTURE,
              "radius of the sphere about the mirrored unit direction in which reflections end; of a texture, its red",
              FRACTION, "0"),
     MaterialMember::FUZZ},
};
inline constexpr MaterialKey DIELECTRIC_MEMBERS[] = {
    {required("ior", ValueType::NUMBER, "index of refraction over that of what is around it", INDEX_OF_REFRACTION),
     MaterialMember::IOR},
};
inline constexpr MaterialKey DIFFUSE_LIGHT_MEMBERS[] = {
    {required("emission", ValueType::COLOR_OR_TEXTURE, "radiance", RADIANCE), MaterialMember::COLOR},
    {optional("two_sided", ValueType::BOOLEAN,
              "whether it shines on both sides, or only where the normal of its shape points", {0, 0}, "true"),
     MaterialMember::SIDES},
};

inline constexpr auto LAMBERTIAN_KEYS = keys_of(LAMBERTIAN_MEMBERS);
inline constexpr auto METAL_KEYS = keys_of(METAL_MEMBERS);
inline constexpr auto DIELECTRIC_KEYS = keys_of(DIELECTRIC_MEMBERS);
inline constexpr auto DIFFUSE_LIGHT_KEYS = keys_of(DIFFUSE_LIGHT_MEMBERS);

/// All kinds but the principled one (principled_keys.hpp). A kind without features must be drawn by the CPU's vector
/// kernels, too (stream_tile.hpp); FEATURE_MATERIALS is for those that have no other.
inline constexpr MaterialKind MATERIAL_KINDS[] = {
    {"lambertian", "Matte.", LAMBERTIAN_KEYS, LAMBERTIAN_MEMBERS, shared::MATERIAL_LAMBERTIAN,
     shared::MATERIAL_LAMBERTIAN, 0},
    {"metal", "A mirror, clear or fuzzy.", METAL_KEYS, METAL_MEMBERS, shared::MATERIAL_METAL, shared::MATERIAL_METAL,
     0},
    {"dielectric", "Glass, water, air.", DIELECTRIC_KEYS, DIELECTRIC_MEMBERS, shared::MATERIAL_DIELECTRIC,
     shared::MATERIAL_DIELECTRIC, 0},
    {"diffuse_light", "A lamp: emits and scatters nothing.", DIFFUSE_LIGHT_KEYS, DIFFUSE_LIGHT_MEMBERS,
     shared::MATERIAL_LIGHT, shared::MATERIAL_ONE_SIDED_LIGHT, shared::FEATURE_EMISSION},
};

/// The table's entry for a material's kind; null of principled materials, and of numbers that are no kind.
constexpr const MaterialKind* find_material_kind(std::uint32_t kind) {
    for (const MaterialKind& entry : MATERIAL_KINDS) {
        if (entry.kind == kind || entry.one_sided_kind == kind) return &entry;
    }
    return nullptr;
}

} // namespace triptych
