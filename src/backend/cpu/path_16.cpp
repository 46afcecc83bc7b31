// One path after the other with 16 lanes, compiled for AVX-512.
// SPDX-License-Identifier: MIT
#include "backend/cpu/lanes_16.hpp"
#include "backend/cpu/path_tile.hpp"

namespace triptych {

std::uint64_t render_path_tile_16(const WideScene<16>& scene, const shared::Frame& frame, const Tile& tile,
                                  shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

void trace_path_rays_16(const WideScene<16>& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = nearest_wide_hit(scene, rays[i]);
}

} // namespace triptych
