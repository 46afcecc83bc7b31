// The CPU's way through a tile: many paths in flight, stage by stage, in vector registers.
// SPDX-License-Identifier: MIT
#pragma once

#include "path.glsl"

#include <cstdint>

namespace triptych {

template <int W>
struct WideNode;
template <int W>
struct SphereBlock;

/// A scene for kernels with W lanes; the arrays belong to somebody else. Only plain data: the kernels are compiled for
/// several instruction sets, and nothing that the linker could merge may be shared between them.
template <int W>
struct StreamScene {
    shared::Scene scene;
    const WideNode<W>* nodes;
    const SphereBlock<W>* blocks;
    std::uint32_t node_count;
};

/// A square of pixels and the samples to add to each.
struct StreamTile {
    std::uint32_t x0, y0, x1, y1;
    std::uint32_t first_sample, last_sample;
};

constexpr std::uint32_t STREAM_TILE = 16; // pixels a side, at most

/// Adds a tile's samples to `pixels` (rows of `x1 - x0`); returns the rays traced.
template <int W>
using RenderStreamTile = std::uint64_t (*)(const StreamScene<W>& scene, const shared::Frame& frame,
                                           const StreamTile& tile, shared::FilmPixel* pixels);

/// Nearest hits of `count` rays.
template <int W>
using TraceStreamRays = void (*)(const StreamScene<W>& scene, const shared::Ray* rays, shared::Hit* hits,
                                 std::uint32_t count);

std::uint64_t render_stream_tile_4(const StreamScene<4>&, const shared::Frame&, const StreamTile&, shared::FilmPixel*);
std::uint64_t render_stream_tile_8(const StreamScene<8>&, const shared::Frame&, const StreamTile&, shared::FilmPixel*);
std::uint64_t render_stream_tile_16(const StreamScene<16>&, const shared::Frame&, const StreamTile&,
                                    shared::FilmPixel*);

void trace_stream_rays_4(const StreamScene<4>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_stream_rays_8(const StreamScene<8>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_stream_rays_16(const StreamScene<16>&, const shared::Ray*, shared::Hit*, std::uint32_t);

} // namespace triptych
