// The plain reference for any scene.
// SPDX-License-Identifier: MIT
#include "backend/cpu/reference_tile.hpp"

namespace triptych {

std::uint64_t render_full_reference(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                    shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

void trace_full_reference(const shared::Scene& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = shared::closest_hit(scene, rays[i]);
}

} // namespace triptych
