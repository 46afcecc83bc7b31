// One path after the other over wide trees; CMakeLists.txt compiles it for each pair of TRIPTYCH_LANES and
// TRIPTYCH_FEATURES.
// SPDX-License-Identifier: MIT
#include "backend/cpu/lanes.hpp"
#include "backend/cpu/path_tile.hpp"

namespace triptych {

template <>
std::uint64_t WideFunctions<TRIPTYCH_LANES, shared::FEATURES>::render(const WideScene<TRIPTYCH_LANES>& scene,
                                                                      const shared::Frame& frame, const Tile& tile,
                                                                      shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

template <>
void WideFunctions<TRIPTYCH_LANES, shared::FEATURES>::trace(const WideScene<TRIPTYCH_LANES>& scene,
                                                            const shared::Ray* rays, shared::Hit* hits,
                                                            std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i++) hits[i] = nearest_wide_hit(scene, rays[i]);
}

} // namespace triptych
