// Many paths in flight over wide trees, for lit scenes; CMakeLists.txt compiles it for each number of TRIPTYCH_LANES.
// SPDX-License-Identifier: MIT
#include "backend/cpu/lanes.hpp"
#include "backend/cpu/lit_tile.hpp"

namespace triptych {

static_assert(shared::FEATURES == shared::FEATURES_LIT, "these stages know shapes and lights, and nothing further");

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
