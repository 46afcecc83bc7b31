// Vulkan entry: adds samples [first_sample, last_sample) to every pixel of the window; one lane a pixel, one workgroup
// an 8x8 tile.
// SPDX-License-Identifier: MIT
#version 460
#include "aov.glsl"
#include "path.glsl"

// One-dimensional, so that a tile is whole whatever the width of the device's SIMD units: llvmpipe computes garbage
// where a workgroup's x is narrower than that.
layout(local_size_x = 64) in;

layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer SceneAddress { Scene scene; };
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer FrameAddress { Frame frame; };
layout(buffer_reference, std430, buffer_reference_align = 16) buffer FilmAddress { FilmPixel pixels[]; };
/// Sums over the dispatch, by which the host checks that every lane came to its end.
layout(buffer_reference, std430, buffer_reference_align = 16) buffer CountersAddress {
    uint samples;
    uint rays_low;
    uint rays_high;
};

/// Mirrored by RenderDispatch of src/backend/vulkan/push_constants.hpp.
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
    uint strands; // neighbouring places go to different ones of so many strands of workgroups
    uint strand_length;
}
dispatch;

void main() {
    // A driver that hands each of its threads one strand of workgroups then gives all of them alike work.
    uint group = gl_WorkGroupID.x;
    uint place =
        dispatch.first_place + (group % dispatch.strand_length) * dispatch.strands + group / dispatch.strand_length;
    if (place >= dispatch.end_place) return;
    uint tile = (place % dispatch.runs) * dispatch.run_length + place / dispatch.runs;
    if (tile >= dispatch.tiles) return;
    Frame frame = dispatch.frame.frame;
    uint x = frame.x0 + (tile % dispatch.tiles_per_row) * 8u + (gl_LocalInvocationID.x & 7u);
    uint y = frame.y0 + (tile / dispatch.tiles_per_row) * 8u + (gl_LocalInvocationID.x >> 3u);
    if (x >= frame.x1 || y >= frame.y1) return;
    Scene scene = dispatch.scene.scene;
    PixelResult result;
    if ((FEATURES & FEATURE_AOVS) != 0u) {
        result = render_quantity(scene, frame, x, y, dispatch.first_sample, dispatch.last_sample);
    } else {
        result = render_pixel(scene, frame, x, y, dispatch.first_sample, dispatch.last_sample);
    }
    uint index = (y - frame.y0) * (frame.x1 - frame.x0) + (x - frame.x0);
    dispatch.film.pixels[index] = add_pixels(dispatch.film.pixels[index], result.film);
    atomicAdd(dispatch.counters.samples, result.film.samples);
    uint before = atomicAdd(dispatch.counters.rays_low, result.rays);
    if (before + result.rays < before) atomicAdd(dispatch.counters.rays_high, 1u);
}
