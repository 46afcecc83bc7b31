// A light without extent as the text of a scene file.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "format/format_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

/// The angle in [0, 90] degrees of a cosine, by halving: the C library's arc cosine differs between machines.
double degrees_of(double cosine) {
    double low = 0.0, high = 90.0;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        (cos_sin_degrees(middle).cosine > cosine ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

} // namespace

std::string format_light(const shared::PunctualLight& light) {
    switch (light.kind) {
    case shared::PUNCTUAL_POINT:
        return fmt::format(R"({{"type": "point", "position": {}, "intensity": {}}})", format_vector(light.position),
                           format_vector(light.intensity));
    case shared::PUNCTUAL_DIRECTIONAL:
        return fmt::format(R"({{"type": "directional", "direction": {}, "irradiance": {}}})",
                           format_vector(light.direction), format_vector(light.intensity));
    case shared::PUNCTUAL_SPOT: break;
    default: throw Error(ExitCode::INTERNAL, fmt::format("No table has a light of kind {}.", light.kind));
    }
    const auto scale = static_cast<double>(light.spot_scale);
    const double outer = -static_cast<double>(light.spot_offset) / scale;
    return fmt::format(
        R"({{"type": "spot", "position": {}, "direction": {}, "inner_angle": {}, "outer_angle": {}, "intensity": {}}})",
        format_vector(light.position), format_vector(light.direction), degrees_of(std::min(outer + 1.0 / scale, 1.0)),
        degrees_of(outer), format_vector(light.intensity));
}

} // namespace triptych
