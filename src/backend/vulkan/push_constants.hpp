// What each dispatch is told: the push constants of the render kernels and of probe.comp, the same bytes as there.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace triptych {

/// Push constants of render.comp and render_pooled.comp (dispatch.glsl); the first four are device addresses.
struct RenderDispatch {
    std::uint64_t scene;
    std::uint64_t frame;
    std::uint64_t film;
    std::uint64_t counters;
    std::uint32_t first_sample;
    std::uint32_t last_sample;
    std::uint32_t first_place;
    std::uint32_t end_place;
    std::uint32_t runs;
    std::uint32_t run_length;
    std::uint32_t tiles;
    std::uint32_t tiles_per_row;
    std::uint32_t driver_threads;
    std::uint32_t groups_per_thread;
    std::uint32_t tile_width_log2;
    std::uint32_t eight;
};

/// Push constants of probe.comp; the first two are device addresses.
struct ProbeDispatch {
    std::uint64_t inputs;
    std::uint64_t outputs;
    std::uint32_t count;
    std::uint32_t reserved;
};

/// What a render kernel counts over a dispatch.
struct RenderCounters {
    std::uint32_t samples;
    std::uint32_t rays_low;
    std::uint32_t rays_high;
};

} // namespace triptych
