// The shared kernel compiled for the tests: what every backend draws bit by bit, without any backend.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"
#include "pack/pack.hpp"

namespace triptych::test {

/// Samples `samples` of every pixel by shared::render_pixel, on all processors. Scenes without a tree are slow.
Film render_by_kernel(const PackedScene& scene, const RenderSettings& settings, SampleRange samples);

} // namespace triptych::test
