// How a frame's window is cut into tiles, one a workgroup, and in which order dispatches take them.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace triptych {

/// Tiles of SIDE rows of SIDE pixels or a multiple, numbered row by row from the window's corner. Dispatches take them
/// in places [0, place_count()): neighbouring places lie in different parts of the window, so that however costs differ
/// over the picture, a dispatch costs about as much as the one before. The tiles are laid out in runs of equal length;
/// places go through all runs' first tiles, then through their second ones, and so on (as in shaders/dispatch.glsl,
/// cuda/lane.hpp). Some places at the end of the last runs have no tile.
class WindowTiles {
public:
    static constexpr std::uint64_t SIDE = 8; // pixels; see dispatch.glsl

    WindowTiles() = default;
    explicit WindowTiles(const shared::Frame& frame, std::uint64_t tile_width = SIDE)
        : m_tile_width(tile_width), m_width(frame.x1 - frame.x0), m_height(frame.y1 - frame.y0),
          m_per_row((m_width + tile_width - 1) / tile_width), m_count(m_per_row * ((m_height + SIDE - 1) / SIDE)) {
        // Some 64 runs, each some whole rows and the golden ratio of one, or one row divided by a whole number and the
        // golden ratio: so their starts are a Fibonacci lattice, even in both directions.
        constexpr double GOLDEN = 0.6180339887498949;
        if (m_count == 0) return;
        const std::uint64_t rows = m_count / m_per_row;
        const std::uint64_t whole = rows >= RUNS ? rows / RUNS : RUNS / rows;
        const double parts = double(whole) + GOLDEN;
        const double rows_a_run = rows >= RUNS ? parts : 1.0 / parts;
        m_run_length = static_cast<std::uint64_t>(std::max(std::round(rows_a_run * double(m_per_row)), 1.0));
        m_runs = (m_count + m_run_length - 1) / m_run_length;
    }

    std::uint64_t tile_width() const { return m_tile_width; }
    std::uint64_t per_row() const { return m_per_row; }
    std::uint64_t count() const { return m_count; }
    std::uint64_t runs() const { return m_runs; }
    std::uint64_t run_length() const { return m_run_length; }
    std::uint64_t place_count() const { return m_runs * m_run_length; }
    std::uint64_t pixels() const { return m_width * m_height; }

    /// The tile in a place; count() or above where there is none.
    std::uint64_t tile(std::uint64_t place) const { return place % m_runs * m_run_length + place / m_runs; }

    /// Pixels of the window in the tiles of places [first, first + count).
    std::uint64_t pixels(std::uint64_t first, std::uint64_t count) const {
        std::uint64_t sum = 0;
        for (std::uint64_t run = 0; run < m_runs; run++) {
            // Of a run, a dispatch takes neighbouring tiles.
            const std::uint64_t start = run * m_run_length;
            sum += pixels_before(start + places_of(run, first + count)) - pixels_before(start + places_of(run, first));
        }
        return sum;
    }

private:
    static constexpr std::uint64_t RUNS = 64; // about; more would leave less memory to share between neighbours

    /// Of places [0, place), those in a run.
    std::uint64_t places_of(std::uint64_t run, std::uint64_t place) const {
        return (place + m_runs - 1 - run) / m_runs;
    }

    std::uint64_t pixels_before(std::uint64_t tile) const {
        if (tile >= m_count) return pixels();
        const std::uint64_t above = tile / m_per_row * SIDE;
        const std::uint64_t left = tile % m_per_row * m_tile_width;
        return above * m_width + left * std::min(SIDE, m_height - above);
    }

    std::uint64_t m_tile_width = SIDE;
    std::uint64_t m_width = 0;
    std::uint64_t m_height = 0;
    std::uint64_t m_per_row = 0;
    std::uint64_t m_count = 0;
    std::uint64_t m_run_length = 1;
    std::uint64_t m_runs = 0;
};

} // namespace triptych
