// How a frame's window is cut into workgroups.
// SPDX-License-Identifier: MIT
#pragma once

#include "lane.hpp"

#include <algorithm>
#include <cstdint>

namespace triptych {

/// Workgroups of GROUP_WIDTH x GROUP_HEIGHT pixels over a window, numbered row by row from its corner.
class WindowGroups {
public:
    WindowGroups() = default;
    explicit WindowGroups(const shared::Frame& frame)
        : m_width(frame.x1 - frame.x0), m_height(frame.y1 - frame.y0),
          m_per_row((m_width + shared::GROUP_WIDTH - 1) / shared::GROUP_WIDTH),
          m_rows((m_height + shared::GROUP_HEIGHT - 1) / shared::GROUP_HEIGHT) {}

    std::uint64_t per_row() const { return m_per_row; }
    std::uint64_t count() const { return m_per_row * m_rows; }
    std::uint64_t pixels() const { return m_width * m_height; }

    /// Pixels of the window in groups [first, first + count).
    std::uint64_t pixels(std::uint64_t first, std::uint64_t count) const {
        return pixels_before(first + count) - pixels_before(first);
    }

private:
    std::uint64_t pixels_before(std::uint64_t group) const {
        if (group == count()) return pixels();
        const std::uint64_t above = group / m_per_row * shared::GROUP_HEIGHT;
        const std::uint64_t left = group % m_per_row * shared::GROUP_WIDTH;
        return above * m_width + left * std::min<std::uint64_t>(shared::GROUP_HEIGHT, m_height - above);
    }

    std::uint64_t m_width = 0;
    std::uint64_t m_height = 0;
    std::uint64_t m_per_row = 0;
    std::uint64_t m_rows = 0;
};

} // namespace triptych
