// The stream kernels with 16 lanes, compiled for AVX-512.
// SPDX-License-Identifier: MIT
#include "backend/cpu/lanes_16.hpp"
#include "backend/cpu/stream_tile.hpp"

namespace triptych {

[[gnu::flatten]] std::uint64_t render_stream_tile_16(const WideScene<16>& scene, const shared::Frame& frame,
                                                     const Tile& tile, shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

void trace_stream_rays_16(const WideScene<16>& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = nearest_sphere(scene, rays[i]);
}

} // namespace triptych
