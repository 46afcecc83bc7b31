// One way of rendering a tile on a core; the backend feeds it tiles from all cores at once.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_kernels.hpp"
#include "pack/pack.hpp"
#include "pack/scene_change.hpp"

#include <memory>
#include <string>
#include <vector>

namespace triptych {

/// Renders tiles of a loaded scene. render() may be called from several threads at once.
class TileKernel {
public:
    virtual ~TileKernel() = default;
    /// `scene` is read in place, and must stay as it is until the next one is loaded.
    virtual void load(const PackedScene& scene) = 0;
    void load(const PackedScene&&) = delete;
    /// The loaded scene has changed where it lies.
    virtual void update(const PackedScene& scene, const SceneChange& /*change*/) { load(scene); }
    /// The loaded scene.
    virtual shared::Scene scene() const = 0;
    /// Adds the tile's samples to `pixels`, rows of `tile.x1 - tile.x0`; returns the rays traced.
    virtual std::uint64_t render(const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels) const = 0;
    /// The nearest hits of rays, in the packed scene's indices.
    virtual void trace(const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) const = 0;
    /// The function whose machine code renders a tile; null where it is not of interest.
    virtual const void* entry() const { return nullptr; }
};

/// A kernel that this processor can run.
struct TileKernelKind {
    std::string name; // as a user reads it: "AVX-512, 16 lanes"
    std::unique_ptr<TileKernel> (*make)();
};

/// The kernels for this processor, fastest first; the last is the plain reference, one path at a time.
std::vector<TileKernelKind> tile_kernels();

} // namespace triptych
