// The plain reference, compiled for sets of features.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_kernels.hpp"

namespace triptych {

/// The plain reference for scenes that use FEATURES, a set of features.glsl, or less. reference_kernel.cpp defines both
/// functions for each set that CMakeLists.txt names.
template <shared::uint FEATURES>
struct ReferenceFunctions {
    /// Adds a tile's samples to `pixels` (rows of `x1 - x0`); returns the rays traced.
    static std::uint64_t render(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                shared::FilmPixel* pixels);
    /// Nearest hits of `count` rays.
    static void trace(const shared::Scene& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count);
};

} // namespace triptych
