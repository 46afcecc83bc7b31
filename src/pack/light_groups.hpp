// Which light group each light of a packed scene is in.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// A light group that a picture's light comes from.
struct PackedLightGroup {
    std::string name;
    std::uint32_t number = 0; // 0: of all that is in no group
};

/// `content_hash` with the groups that the scene names.
std::string with_light_groups(const Scene& scene, const std::string& content_hash);

/// Numbers the groups of a scene whose lights are packed: those that it names or, where there are none, one for each
/// name of a material that emits or of a light without extent, and "background" for a background that is not black.
void pack_light_groups(const Scene& scene, PackedScene& packed);

/// The groups that there is light of, in the order of their numbers. Throws Error (LIMIT) for more than
/// MAX_LIGHT_GROUPS.
std::vector<PackedLightGroup> light_groups_of(const PackedScene& packed);

constexpr std::size_t MAX_LIGHT_GROUPS = 64; // each takes as long as the picture

} // namespace triptych
