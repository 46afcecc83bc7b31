// The CPU's own ways through a tile, in vector registers: many paths in flight, or one path after the other.
// SPDX-License-Identifier: MIT
#pragma once

#include "path.glsl"

#include <cstdint>

namespace triptych {

template <int W>
struct WideNode;
template <int W>
struct SphereBlock;
template <int W>
struct MovingSphereBlock;
template <int W>
struct FlatBlock;
template <int W>
struct TriangleBlock;

/// A scene for kernels with W lanes: what WideTree holds. The arrays belong to somebody else. Only plain data: the
/// kernels are compiled for several instruction sets, and nothing that the linker could merge may be shared between
/// them.
template <int W>
struct WideScene {
    shared::Scene scene;
    const WideNode<W>* nodes;
    const SphereBlock<W>* spheres;
    const MovingSphereBlock<W>* moving_spheres;
    const FlatBlock<W>* flats;
    const TriangleBlock<W>* triangles;
    const std::uint32_t* outside;
    std::uint32_t outside_count;
    std::uint32_t root;
    const std::uint32_t* instance_roots;
};

/// A square of pixels and the samples to add to each.
struct Tile {
    std::uint32_t x0, y0, x1, y1;
    std::uint32_t first_sample, last_sample;
};

constexpr std::uint32_t TILE_SIZE = 16; // pixels a side, at most

/// Adds a tile's samples to `pixels` (rows of `x1 - x0`); returns the rays traced.
template <int W>
using RenderTile = std::uint64_t (*)(const WideScene<W>& scene, const shared::Frame& frame, const Tile& tile,
                                     shared::FilmPixel* pixels);

/// Nearest hits of `count` rays.
template <int W>
using TraceRays = void (*)(const WideScene<W>& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count);

// Streams: many paths in flight, for scenes without further features (layout.glsl).
std::uint64_t render_stream_tile_4(const WideScene<4>&, const shared::Frame&, const Tile&, shared::FilmPixel*);
std::uint64_t render_stream_tile_8(const WideScene<8>&, const shared::Frame&, const Tile&, shared::FilmPixel*);
std::uint64_t render_stream_tile_16(const WideScene<16>&, const shared::Frame&, const Tile&, shared::FilmPixel*);

void trace_stream_rays_4(const WideScene<4>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_stream_rays_8(const WideScene<8>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_stream_rays_16(const WideScene<16>&, const shared::Ray*, shared::Hit*, std::uint32_t);

// One path after the other, for scenes with FEATURES_OF_BOOKS alone.
std::uint64_t render_book_tile_4(const WideScene<4>&, const shared::Frame&, const Tile&, shared::FilmPixel*);
std::uint64_t render_book_tile_8(const WideScene<8>&, const shared::Frame&, const Tile&, shared::FilmPixel*);
std::uint64_t render_book_tile_16(const WideScene<16>&, const shared::Frame&, const Tile&, shared::FilmPixel*);

void trace_book_rays_4(const WideScene<4>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_book_rays_8(const WideScene<8>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_book_rays_16(const WideScene<16>&, const shared::Ray*, shared::Hit*, std::uint32_t);

// One path after the other, for any scene.
std::uint64_t render_path_tile_4(const WideScene<4>&, const shared::Frame&, const Tile&, shared::FilmPixel*);
std::uint64_t render_path_tile_8(const WideScene<8>&, const shared::Frame&, const Tile&, shared::FilmPixel*);
std::uint64_t render_path_tile_16(const WideScene<16>&, const shared::Frame&, const Tile&, shared::FilmPixel*);

void trace_path_rays_4(const WideScene<4>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_path_rays_8(const WideScene<8>&, const shared::Ray*, shared::Hit*, std::uint32_t);
void trace_path_rays_16(const WideScene<16>&, const shared::Ray*, shared::Hit*, std::uint32_t);

} // namespace triptych
