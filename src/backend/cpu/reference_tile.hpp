// A tile drawn by the plain reference: the shared kernel as GPUs run it, pixel by pixel. Of internal linkage, since its
// text is compiled for several sets of features.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/reference_kernels.hpp"
#include "path.glsl"

namespace triptych {
namespace {

std::uint64_t render_tile(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                          shared::FilmPixel* pixels) {
    std::uint64_t rays = 0;
    for (std::uint32_t y = tile.y0; y < tile.y1; y++) {
        for (std::uint32_t x = tile.x0; x < tile.x1; x++, pixels++) {
            const shared::PixelResult result =
                shared::render_pixel(scene, frame, x, y, tile.first_sample, tile.last_sample);
            *pixels = shared::add_pixels(*pixels, result.film);
            rays += result.rays;
        }
    }
    return rays;
}

} // namespace
} // namespace triptych
