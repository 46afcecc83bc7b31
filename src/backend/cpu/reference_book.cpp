// The plain reference for scenes with the books' features alone.
// SPDX-License-Identifier: MIT
#include "backend/cpu/reference_tile.hpp"

namespace triptych {

std::uint64_t render_book_reference(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                    shared::FilmPixel* pixels) {
    return render_tile(scene, frame, tile, pixels);
}

} // namespace triptych
