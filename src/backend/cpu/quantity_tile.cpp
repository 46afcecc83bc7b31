// shared::render_quantity for every pixel of a tile, except for who finds the hits.
// SPDX-License-Identifier: MIT
#include "backend/cpu/quantity_tile.hpp"

#include "aov.glsl"

namespace triptych {

std::uint64_t render_quantity_tile(const TileKernel& kernel, const shared::Frame& frame, const Tile& tile,
                                   shared::FilmPixel* pixels) {
    const shared::Scene scene = kernel.scene();
    std::uint64_t rays = 0;
    for (std::uint32_t y = tile.y0; y < tile.y1; y++) {
        for (std::uint32_t x = tile.x0; x < tile.x1; x++, pixels++) {
            const shared::uint pixel = shared::pixel_number(frame, x, y);
            for (std::uint32_t sample = tile.first_sample; sample < tile.last_sample; sample++) {
                shared::Path path = shared::begin_path(frame, x, y, sample);
                while (path.done == 0) {
                    shared::Hit hit;
                    kernel.trace(&path.ray, &hit, 1);
                    path = shared::look_at_hit(scene, frame, path, hit, pixel, sample);
                }
                *pixels = shared::add_sample(*pixels, path.radiance);
                rays += path.shadow_rays;
            }
        }
    }
    return rays;
}

} // namespace triptych
