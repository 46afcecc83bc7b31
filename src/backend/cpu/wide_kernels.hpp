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
    std::uint32_t shape_count; // instances included
};

/// A square of pixels and the samples to add to each.
struct Tile {
    std::uint32_t x0, y0, x1, y1;
    std::uint32_t first_sample, last_sample;
};

constexpr std::uint32_t TILE_SIZE = 16; // pixels a side, at most

/// The kernel with W lanes for scenes that use FEATURES, a set of features.glsl, or less: for plain scenes
/// (stream_kernel.cpp) and lit ones (lit_kernel.cpp) many paths in flight, for others one path after the other
/// (path_kernel.cpp). Each of those files defines both functions once for each pair that CMakeLists.txt compiles it
/// for.
template <int W, shared::uint FEATURES>
struct WideFunctions {
    /// Adds a tile's samples to `pixels` (rows of `x1 - x0`); returns the rays traced.
    static std::uint64_t render(const WideScene<W>& scene, const shared::Frame& frame, const Tile& tile,
                                shared::FilmPixel* pixels);
    /// Nearest hits of `count` rays.
    static void trace(const WideScene<W>& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count);
};

} // namespace triptych
