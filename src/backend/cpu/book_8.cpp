// One path after the other with 8 lanes, compiled for AVX2, for scenes with the books' features alone.
// SPDX-License-Identifier: MIT
#include "backend/cpu/lanes_8.hpp"
#include "backend/cpu/path_tile.hpp"

namespace triptych {

std::uint64_t render_book_tile_8(const WideScene<8>& scene, const shared::Frame& frame, const Tile& tile,
                                 shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

void trace_book_rays_8(const WideScene<8>& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = nearest_wide_hit(scene, rays[i]);
}

} // namespace triptych
