// What one lane of the CUDA kernels does, as ordinary functions, so that tests run the very same body on the host.
// SPDX-License-Identifier: MIT
#pragma once

#include "aov.glsl"
#include "film/mean_radiance.hpp"

#include <cstddef>
#include <cstdint>

namespace triptych::shared {

/// Lanes of a workgroup, one a pixel, as in shaders/render.comp.
constexpr uint GROUP_WIDTH = 8u;
constexpr uint GROUP_HEIGHT = 8u;

/// A block of work: workgroups in places from `first_place` on of WindowTiles (src/backend/window_tiles.hpp).
struct Dispatch {
    uint first_place;
    uint runs;
    uint run_length;
    uint tiles;
    uint tiles_per_row;
    uint first_sample;
    uint last_sample;
};

/// Sums over all dispatches since the film was cleared, by which the host checks that every lane came to its end.
struct Counters {
    unsigned long long samples;
    unsigned long long rays;
};

/// Adds samples [first_sample, last_sample) to the pixel of lane (lane_x, lane_y) of the workgroup in place first_place
/// + group. `film` holds the window's pixels; `add(unsigned long long* sum, unsigned long long value)` adds atomically.
template <typename Add>
FN void render_lane(const Scene& scene, const Frame& frame, const Dispatch& dispatch, uint group, uint lane_x,
                    uint lane_y, FilmPixel* film, Counters* counters, Add add) {
    const uint place = dispatch.first_place + group;
    const uint tile = (place % dispatch.runs) * dispatch.run_length + place / dispatch.runs;
    if (tile >= dispatch.tiles) return;
    const uint x = frame.x0 + (tile % dispatch.tiles_per_row) * GROUP_WIDTH + lane_x;
    const uint y = frame.y0 + (tile / dispatch.tiles_per_row) * GROUP_HEIGHT + lane_y;
    if (x >= frame.x1 || y >= frame.y1) return;
    PixelResult result;
    if constexpr ((FEATURES & FEATURE_AOVS) != 0u) {
        result = render_quantity(scene, frame, x, y, dispatch.first_sample, dispatch.last_sample);
    } else {
        result = render_pixel(scene, frame, x, y, dispatch.first_sample, dispatch.last_sample);
    }
    FilmPixel& pixel = film[std::size_t(y - frame.y0) * (frame.x1 - frame.x0) + (x - frame.x0)];
    pixel = add_pixels(pixel, result.film);
    add(&counters->samples, result.film.samples);
    add(&counters->rays, result.rays);
}

/// Puts the mean of pixel `i` of the film into `rgb`, three floats a pixel, and adds the samples that are left out of
/// it to `invalid` (`add` as in render_lane).
template <typename Add>
FN void mean_lane(const FilmPixel* film, std::size_t i, float* rgb, unsigned long long* invalid, Add add) {
    const vec3 mean = mean_of(film[i]);
    rgb[3 * i + 0] = mean.x;
    rgb[3 * i + 1] = mean.y;
    rgb[3 * i + 2] = mean.z;
    if (film[i].invalid != 0u) add(invalid, film[i].invalid);
}

} // namespace triptych::shared
