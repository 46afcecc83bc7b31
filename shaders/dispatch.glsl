// What a dispatch of the Vulkan render kernels is told, and where its tiles lie.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_DISPATCH_GLSL
#define TRIPTYCH_DISPATCH_GLSL
#include "layout.glsl"

layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer FrameAddress { Frame frame; };
layout(buffer_reference, std430, buffer_reference_align = 16) buffer FilmAddress { FilmPixel pixels[]; };
/// Sums over the dispatch, by which the host checks that every lane came to its end.
layout(buffer_reference, std430, buffer_reference_align = 16) buffer CountersAddress {
    uint samples;
    uint rays_low;
    uint rays_high;
};

/// SceneAddress is declared by whoever includes this. Mirrored by RenderDispatch of
/// src/backend/vulkan/push_constants.hpp.
layout(push_constant) uniform Dispatch {
    SceneAddress scene;
    FrameAddress frame;
    FilmAddress film;
    CountersAddress counters;
    uint first_sample;
    uint last_sample;
    uint first_place; // the dispatch draws the tiles in places [first_place, end_place) of WindowTiles
    uint end_place;   // (src/backend/window_tiles.hpp)
    uint runs;
    uint run_length;
    uint tiles; // numbered over the window, row by row
    uint tiles_per_row;
    uint driver_threads; // neighbouring places go to workgroups of different threads of the driver
    uint groups_per_thread;
    uint tile_width_log2; // pixels; tiles are 8 high
    uint eight;           // 8, which no compiler knows
}
dispatch;

/// The tile of a workgroup, or NONE.
uint tile_of_group(uint group) {
    // A driver that hands each of its threads consecutive workgroups then gives all of them alike work.
    uint place = dispatch.first_place + (group % dispatch.groups_per_thread) * dispatch.driver_threads +
                 group / dispatch.groups_per_thread;
    if (place >= dispatch.end_place) return NONE;
    uint tile = (place % dispatch.runs) * dispatch.run_length + place / dispatch.runs;
    return tile < dispatch.tiles ? tile : NONE;
}

/// The upper left pixel of a tile.
uvec2 corner_of_tile(Frame frame, uint tile) {
    return uvec2(frame.x0 + ((tile % dispatch.tiles_per_row) << dispatch.tile_width_log2),
                 frame.y0 + (tile / dispatch.tiles_per_row) * 8u);
}

/// Whether a pixel of a tile lies within the window.
bool is_in_window(Frame frame, uvec2 pixel) { return pixel.x < frame.x1 && pixel.y < frame.y1; }

/// Adds what a lane's samples of a pixel gave to the film.
void add_to_film(Frame frame, uvec2 pixel, FilmPixel sums) {
    uint index = (pixel.y - frame.y0) * (frame.x1 - frame.x0) + (pixel.x - frame.x0);
    dispatch.film.pixels[index] = add_pixels(dispatch.film.pixels[index], sums);
}

/// Whether the driver has cut this invocation short: llvmpipe leaves every loop after a number of iterations over all
/// of them (render_queue.cpp), and from then on lets none turn more than twice.
bool is_cut_short() {
    uint turns = 0u;
    do {
        turns++;
    } while (turns < dispatch.eight);
    return turns != 8u;
}

/// Tells the host what a lane did, at the invocation's end.
void count(uint samples, uint rays) {
    if (is_cut_short()) return;
    atomicAdd(dispatch.counters.samples, samples);
    uint before = atomicAdd(dispatch.counters.rays_low, rays);
    if (before + rays < before) atomicAdd(dispatch.counters.rays_high, 1u);
}

#endif
