// The plain reference for scenes of still spheres of the first materials under a plain background.
// SPDX-License-Identifier: MIT
#include "backend/cpu/reference_tile.hpp"

namespace triptych {

std::uint64_t render_plain_reference(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                     shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

} // namespace triptych
