// Vulkan entry for llvmpipe: adds samples [first_sample, last_sample) to every pixel of the dispatch's tiles. One
// workgroup a tile; each subgroup hands the paths of its share of it to its lanes as they become free. Where a lane
// keeps to a pixel of its own, most of a subgroup waits for its longest path.
// SPDX-License-Identifier: MIT
#version 460
#define TEXEL_READS
#include "aov.glsl"
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer SceneAddress { Scene scene; };
#include "dispatch.glsl"
#include "path.glsl"

const uint LANES = 64u;
layout(local_size_x = 64) in; // one-dimensional, as in render.comp

/// The most paths that the host gives a lane on average; as MAX_POOL of src/backend/vulkan/render_queue.cpp.
const uint MAX_POOL = 12u;

/// What each path gave: those of a subgroup side by side, sample by sample.
shared vec3 radiances[LANES * MAX_POOL];

/// A subgroup's pixels of a tile, row by row; the subgroups of a workgroup have a power of two of lanes each.
struct Share {
    uvec2 corner; // of the tile
    uint lanes;
    uint first_pixel;
    uint pixel_count_log2;
};

Share share_of_subgroup(Frame frame, uint tile) {
    uint pixels_per_lane_log2 = dispatch.tile_width_log2 - 3u;
    uint lanes = LANES / gl_NumSubgroups;
    Share share = {corner_of_tile(frame, tile), lanes, (gl_SubgroupID * lanes) << pixels_per_lane_log2,
                   uint(findMSB(lanes)) + pixels_per_lane_log2};
    return share;
}

/// The image's pixel `i` of the share, which may lie outside the window.
uvec2 pixel_of_share(Share share, uint i) {
    uint pixel = share.first_pixel + i;
    uint column = pixel & ((1u << dispatch.tile_width_log2) - 1u);
    return share.corner + uvec2(column, pixel >> dispatch.tile_width_log2);
}

/// What a lane did, by which the host sees that no path was cut short.
struct Work {
    uint paths;
    uint rays;
};

/// Follows all paths of the share to their ends, radiances[first_slot] being the first one's.
Work follow_paths(Scene scene, Frame frame, Share share, uint first_slot) {
    Work work = {0u, 0u};
    uint path_count = (dispatch.last_sample - dispatch.first_sample) << share.pixel_count_log2;
    uint handed_out = 0u;
    bool is_busy = false;
    uint slot = 0u;
    uint number = 0u; // of the path's pixel in the whole image
    uint sample_index = 0u;
    Path path = begin_path(frame, 0u, 0u, 0u);
    do {
        // All lanes are together again here: llvmpipe's always are, and where a GPU's were not, paths would lack.
        uvec4 idle = subgroupBallot(!is_busy);
        uint mine = handed_out + subgroupBallotExclusiveBitCount(idle);
        handed_out = handed_out + subgroupBallotBitCount(idle);
        if (!is_busy && mine < path_count) {
            uvec2 at = pixel_of_share(share, mine & ((1u << share.pixel_count_log2) - 1u));
            slot = first_slot + mine;
            number = pixel_number(frame, at.x, at.y);
            sample_index = dispatch.first_sample + (mine >> share.pixel_count_log2);
            path = begin_path(frame, at.x, at.y, sample_index);
            is_busy = is_in_window(frame, at);
        }
        if (is_busy) {
            Ray ray = next_ray(scene, path);
            path = follow_ray(scene, frame, path, ray, closest_hit(scene, ray), number, sample_index);
            if (is_over(path)) {
                radiances[slot] = path.radiance;
                work.paths = work.paths + 1u;
                work.rays = work.rays + path.rays + path.shadow_rays;
                is_busy = false;
            }
        }
    } while (subgroupAny(is_busy) || handed_out < path_count);
    return work;
}

void main() {
    uint tile = tile_of_group(gl_WorkGroupID.x);
    if (tile == NONE) return;
    Frame frame = dispatch.frame.frame;
    Scene scene = dispatch.scene.scene;
    Share share = share_of_subgroup(frame, tile);
    uint samples = dispatch.last_sample - dispatch.first_sample;
    uint first_slot = share.first_pixel * samples;
    Work work = {0u, 0u};
    if ((FEATURES & FEATURE_AOVS) == 0u) {
        work = follow_paths(scene, frame, share, first_slot);
        subgroupBarrier();
    }
    for (uint i = gl_SubgroupInvocationID; i < (1u << share.pixel_count_log2); i += share.lanes) {
        uvec2 at = pixel_of_share(share, i);
        if (!is_in_window(frame, at)) continue;
        FilmPixel sums = empty_pixel();
        if ((FEATURES & FEATURE_AOVS) != 0u) {
            PixelResult result = render_quantity(scene, frame, at.x, at.y, dispatch.first_sample, dispatch.last_sample);
            sums = result.film;
            work.paths = work.paths + sums.samples;
            work.rays = work.rays + result.rays;
        } else {
            for (uint s = 0u; s < samples; s++) {
                sums = add_sample(sums, radiances[first_slot + (s << share.pixel_count_log2) + i]);
            }
        }
        add_to_film(frame, at, sums);
    }
    count(work.paths, work.rays);
}
