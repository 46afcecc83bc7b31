// A tile drawn by the plain reference.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_kernels.hpp"

namespace triptych {

/// Adds a tile's samples to `pixels` (rows of `x1 - x0`); returns the rays traced.
std::uint64_t render_reference_tile(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                    shared::FilmPixel* pixels);

} // namespace triptych
