// A tile's samples, in the order in which kernels with many paths in flight begin them; included once for each
// instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_kernels.hpp"

namespace triptych {
namespace {

/// Where the next paths start: pixels, samples and places in the tile.
template <int ROOM>
struct alignas(64) Starts {
    shared::uint x[ROOM], y[ROOM], sample_index[ROOM], slot[ROOM];
};

/// Goes through all pixels for each sample in turn.
class TileSamples {
public:
    explicit TileSamples(const Tile& tile) : m_tile(tile), m_x(tile.x0), m_y(tile.y0), m_sample(tile.first_sample) {}

    /// Takes up to `most` samples, as long as the tile has any; returns how many.
    template <int ROOM>
    int take(Starts<ROOM>& starts, int most) {
        int taken = 0;
        while (taken < most && m_sample < m_tile.last_sample) {
            starts.x[taken] = m_x;
            starts.y[taken] = m_y;
            starts.sample_index[taken] = m_sample;
            starts.slot[taken] = (m_y - m_tile.y0) * (m_tile.x1 - m_tile.x0) + (m_x - m_tile.x0);
            taken++;
            if (++m_x < m_tile.x1) continue;
            m_x = m_tile.x0;
            if (++m_y < m_tile.y1) continue;
            m_y = m_tile.y0;
            m_sample++;
        }
        return taken;
    }

private:
    const Tile& m_tile;
    shared::uint m_x, m_y, m_sample; // the next one
};

} // namespace
} // namespace triptych
