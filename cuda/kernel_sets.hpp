// The sets of features that the render kernel is compiled for.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"

#include <array>
#include <cstddef>

namespace triptych {

/// What a kernel could do beyond its scene costs registers, and with them the lanes that hide each other's waiting.
struct KernelSet {
    const char* name;
    shared::uint features; // a set of features.glsl
    unsigned groups;       // workgroups that a multiprocessor shall hold: as many as cost at most a few spilled words
};

/// Narrowest first: each holds the ones before it. "full" draws every scene, "aov" gathers quantities of any
/// (aov.glsl), and "composite" draws what else frames ask for (composite.glsl).
inline constexpr std::array KERNEL_SETS{
    KernelSet{"plain", shared::FEATURES_PLAIN, 18u},  KernelSet{"lit", shared::FEATURES_LIT, 12u},
    KernelSet{"common", shared::FEATURES_COMMON, 8u}, KernelSet{"full", shared::FEATURES_FULL, 8u},
    KernelSet{"aov", shared::FEATURES_AOV, 12u},      KernelSet{"composite", shared::FEATURES_COMPOSITE, 8u},
};

/// The number of the narrowest set with all features of a scene (Scene::features) and a frame (frame_features).
constexpr std::size_t kernel_set_for(shared::uint features) {
    std::size_t set = 0;
    while (set + 1 < KERNEL_SETS.size() && (features & ~KERNEL_SETS[set].features) != 0) set++;
    return set;
}

} // namespace triptych
