// The stream kernels with 8 lanes, compiled for AVX2.
// SPDX-License-Identifier: MIT
#include "backend/cpu/lanes_8.hpp"
#include "backend/cpu/stream_tile.hpp"

namespace triptych {

[[gnu::flatten]] std::uint64_t render_stream_tile_8(const WideScene<8>& scene, const shared::Frame& frame,
                                                    const Tile& tile, shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

void trace_stream_rays_8(const WideScene<8>& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = nearest_sphere(scene, rays[i]);
}

} // namespace triptych
