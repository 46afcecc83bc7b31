// What a picture depends on beside its scene.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <cstdint>

namespace triptych {

/// Columns [x0, x1) and rows [y0, y1) of the image.
struct Window {
    std::uint32_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    std::uint32_t width() const { return x1 - x0; }
    std::uint32_t height() const { return y1 - y0; }
    bool operator==(const Window&) const = default;
};

/// What a picture depends on beside its scene.
struct RenderSettings {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t max_depth = 50;
    std::uint32_t seed = 0;
    Method method;
    float clamp_indirect = 0.0f; // the most that one contribution of indirect light may have in a channel; 0: no limit
    Window window;               // x1 == 0: the whole image

    Window effective_window() const { return window.x1 == 0 ? Window{0, 0, width, height} : window; }
};

} // namespace triptych
