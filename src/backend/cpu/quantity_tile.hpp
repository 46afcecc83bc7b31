// What a tile's camera rays meet first, found by any kernel.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/tile_kernel.hpp"

namespace triptych {

/// Adds the tile's samples of the frame's quantity to `pixels`, as TileKernel::render does those of radiance; returns
/// the rays traced.
std::uint64_t render_quantity_tile(const TileKernel& kernel, const shared::Frame& frame, const Tile& tile,
                                   shared::FilmPixel* pixels);

} // namespace triptych
