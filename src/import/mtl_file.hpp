// The materials of an MTL file as it has them (Wavefront Technologies, "Advanced Visualizer manual", appendix B2; the
// physically based keys by Exocortex, 2015).
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/warnings.hpp"
#include "scene/scene.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// A key that names an image: the file and what becomes of its texture coordinates and values.
struct MtlMap {
    std::string file; // folders are separated by /
    std::size_t line = 0;
    float scale_u = 1.0f, scale_v = 1.0f, offset_u = 0.0f, offset_v = 0.0f; // -s and -o
    float strength = 1.0f;                                                  // -bm
    bool clamps = false;                                                    // -clamp on
    char channel = 0; // -imfchan: r, g, b, m (alpha), l or z; 0 where it is not given
};

/// What an image is for.
enum class MtlMapUse { DIFFUSE, SPECULAR, EXPONENT, EMISSION, OPACITY, ROUGHNESS, METALLIC, BUMP, NORMAL };

/// A material of an MTL file. Colours and shares lie in [0, 1], emission in what a film holds.
struct MtlMaterial {
    std::string name;
    vec3 diffuse{0.8f};                // Kd
    std::optional<vec3> specular;      // Ks
    std::optional<vec3> filter;        // Tf
    vec3 emission{0.0f};               // Ke
    std::optional<float> exponent;     // Ns, >= 0
    std::optional<float> dissolve;     // d
    std::optional<float> transparency; // Tr
    std::optional<float> roughness;    // Pr
    std::optional<float> metallic;     // Pm
    float ior = 1.5f;                  // Ni, [1, 100]
    float clearcoat = 0.0f;            // Pc
    float clearcoat_roughness = 0.0f;  // Pcr
    float sheen = 0.0f;                // Ps
    int illumination = 2;              // illum, 0 to 10
    std::map<MtlMapUse, MtlMap> maps;

    /// Whether it has physically based keys.
    bool is_physical() const {
        return roughness || metallic || maps.contains(MtlMapUse::ROUGHNESS) || maps.contains(MtlMapUse::METALLIC);
    }

    /// Null where there is none.
    const MtlMap* find_map(MtlMapUse use) const {
        const auto found = maps.find(use);
        return found == maps.end() ? nullptr : &found->second;
    }
};

/// All materials of a file's text, in its order. Keys count in letters of either case. A line whose values cannot be
/// read is passed over with a warning.
std::vector<MtlMaterial> parse_mtl(std::string_view text, Warnings& warnings);

} // namespace triptych
