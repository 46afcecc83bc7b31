// The ranges of numbers that many descriptions share.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"
#include "json/json_cursor.hpp"

namespace triptych {

// Bounds that keep squares of lengths, and products of what the camera multiplies, normal in float32.
constexpr Range COORDINATE{-1e9, 1e9};
constexpr Range LENGTH{1e-6, 1e9};
constexpr Range FRACTION{0.0, 1.0};
constexpr Range INDEX_OF_REFRACTION{0.01, 100.0};
constexpr Range RADIANCE{0.0, 1 << shared::FILM_MAX_EXPONENT, "", true}; // what the film can hold
constexpr double MAX_RADIANCE = (1 << shared::FILM_MAX_EXPONENT) - 1.0;  // a whole number below that end
constexpr Range ANGLE{-1e9, 1e9, " (degrees)"};

} // namespace triptych
