// Vulkan entry: adds samples [first_sample, last_sample) to every pixel of the dispatch's tiles; one lane a pixel, one
// workgroup an 8x8 tile.
// SPDX-License-Identifier: MIT
#version 460
#include "aov.glsl"
#define SceneAddress Scene // which is an address itself (see IN_BUFFER)
#include "dispatch.glsl"
#include "path.glsl"

// One-dimensional, so that a tile is whole whatever the width of the device's SIMD units: llvmpipe computes garbage
// where a workgroup's x is narrower than that.
layout(local_size_x = 64) in;

void main() {
    uint tile = tile_of_group(gl_WorkGroupID.x);
    if (tile == NONE) return;
    Frame frame = dispatch.frame.frame;
    uvec2 at = corner_of_tile(frame, tile) + uvec2(gl_LocalInvocationID.x & 7u, gl_LocalInvocationID.x >> 3u);
    if (!is_in_window(frame, at)) return;
    Scene scene = dispatch.scene;
    PixelResult result;
    if ((FEATURES & FEATURE_AOVS) != 0u) {
        result = render_quantity(scene, frame, at.x, at.y, dispatch.first_sample, dispatch.last_sample);
    } else {
        result = render_pixel(scene, frame, at.x, at.y, dispatch.first_sample, dispatch.last_sample);
    }
    add_to_film(frame, at, result.film);
    count(result.film.samples, result.rays);
}
