// The plain reference: the shared kernel as GPUs run it, pixel by pixel. CMakeLists.txt compiles it for each set of
// TRIPTYCH_FEATURES.
// SPDX-License-Identifier: MIT
#include "backend/cpu/reference_kernel.hpp"

namespace triptych {

template <>
std::uint64_t ReferenceFunctions<shared::FEATURES>::render(const shared::Scene& scene, const shared::Frame& frame,
                                                           const Tile& tile, shared::FilmPixel* pixels) {
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

template <>
void ReferenceFunctions<shared::FEATURES>::trace(const shared::Scene& scene, const shared::Ray* rays, shared::Hit* hits,
                                                 std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = shared::closest_hit(scene, rays[i]);
}

} // namespace triptych
