// The stream kernels with 4 lanes, compiled for the baseline instruction set.
// SPDX-License-Identifier: MIT
#include "backend/cpu/lanes_4.hpp"
#include "backend/cpu/stream_tile.hpp"

namespace triptych {

[[gnu::flatten]] std::uint64_t render_stream_tile_4(const WideScene<4>& scene, const shared::Frame& frame,
                                                    const Tile& tile, shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

void trace_stream_rays_4(const WideScene<4>& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = nearest_sphere(scene, rays[i]);
}

} // namespace triptych
