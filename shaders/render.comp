// Vulkan entry: adds samples [first_sample, last_sample) to every pixel of the window; one lane a pixel.
// SPDX-License-Identifier: MIT
#version 460
#include "path.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer SceneAddress { Scene scene; };
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer FrameAddress { Frame frame; };
layout(buffer_reference, std430, buffer_reference_align = 16) buffer FilmAddress { FilmPixel pixels[]; };
/// Sums over the dispatch, by which the host checks that every lane came to its end.
layout(buffer_reference, std430, buffer_reference_align = 16) buffer CountersAddress {
    uint samples;
    uint rays_low;
    uint rays_high;
};

layout(push_constant) uniform Dispatch {
    SceneAddress scene;
    FrameAddress frame;
    FilmAddress film;
    CountersAddress counters;
    uint first_sample;
    uint last_sample;
    uint first_group; // workgroups are numbered over the window; this dispatch starts at this one
    uint groups_per_row;
}
dispatch;

void main() {
    Frame frame = dispatch.frame.frame;
    uint group = dispatch.first_group + gl_WorkGroupID.x;
    uint x = frame.x0 + (group % dispatch.groups_per_row) * 8u + gl_LocalInvocationID.x;
    uint y = frame.y0 + (group / dispatch.groups_per_row) * 8u + gl_LocalInvocationID.y;
    if (x >= frame.x1 || y >= frame.y1) return;
    PixelResult result = render_pixel(dispatch.scene.scene, frame, x, y, dispatch.first_sample, dispatch.last_sample);
    uint index = (y - frame.y0) * (frame.x1 - frame.x0) + (x - frame.x0);
    dispatch.film.pixels[index] = add_pixels(dispatch.film.pixels[index], result.film);
    atomicAdd(dispatch.counters.samples, result.film.samples);
    uint before = atomicAdd(dispatch.counters.rays_low, result.rays);
    if (before + result.rays < before) atomicAdd(dispatch.counters.rays_high, 1u);
}
