// Factors of glTF's materials: numbers and colours that exporters overstep by rounding, or write wrongly.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"

#include <array>

namespace triptych {

/// glTF has angles in radians.
inline constexpr double DEGREES_PER_RADIAN = 180.0 / 3.14159265358979323846;

/// A member that is a number, held in [least, most]; `otherwise` where there is none, and with a warning where it is no
/// number.
float factor_number(GltfDocument& document, JsonCursor json, std::string_view key, double otherwise, double least = 0.0,
                    double most = 1.0);

/// A colour likewise, each channel held in [0, most].
vec3 factor_color(GltfDocument& document, JsonCursor json, std::string_view key, double otherwise, double most = 1.0);

/// A colour and an alpha likewise, in [0, 1]; a colour alone is opaque.
std::array<float, 4> factor_rgba(GltfDocument& document, JsonCursor json, std::string_view key);

} // namespace triptych
