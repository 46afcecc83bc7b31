// The plain reference, compiled for the features of some scenes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_kernels.hpp"

namespace triptych {

/// Adds a tile's samples to `pixels` (rows of `x1 - x0`); returns the rays traced. For scenes without further features,
/// with those of the books' scenes, and with any.
std::uint64_t render_plain_reference(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                     shared::FilmPixel* pixels);
std::uint64_t render_book_reference(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                    shared::FilmPixel* pixels);
std::uint64_t render_full_reference(const shared::Scene& scene, const shared::Frame& frame, const Tile& tile,
                                    shared::FilmPixel* pixels);

/// The nearest hits of rays.
void trace_full_reference(const shared::Scene& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count);

} // namespace triptych
