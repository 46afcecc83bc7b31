// The kinds of lights without extent and their keys.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/key.hpp"

namespace triptych {

/// Of a light's colours; what reaches a surface must stay within the film.
inline constexpr Range INTENSITY{0.0, 1e12};

/// A spot's angles from its direction in degrees: of its full brightness, and where it ends.
inline constexpr Range SPOT_ANGLE{0.0, 90.0, " (degrees)"};

inline constexpr Key POINT_LIGHT_KEYS[] = {
    required("position", ValueType::POINT, "where it is", COORDINATE),
    required("intensity", ValueType::COLOR, "power per solid angle", INTENSITY),
};
inline constexpr Key SPOT_LIGHT_KEYS[] = {
    required("position", ValueType::POINT, "where it is", COORDINATE),
    required("direction", ValueType::POINT, "where it shines; of any length from 1e-6 on", COORDINATE),
    optional("inner_angle", ValueType::REAL, "degrees from `direction` within which it has its full intensity",
             SPOT_ANGLE, "0"),
    required("outer_angle", ValueType::REAL, "degrees from `direction` at which it ends, above `inner_angle`",
             SPOT_ANGLE),
    required("intensity", ValueType::COLOR, "power per solid angle along `direction`", INTENSITY),
};
inline constexpr Key DIRECTIONAL_LIGHT_KEYS[] = {
    required("direction", ValueType::POINT, "where it shines; of any length from 1e-6 on", COORDINATE),
    required("irradiance", ValueType::COLOR, "power per area of a surface that faces it", INTENSITY),
};

inline constexpr Kind POINT_LIGHT{"point", "A point that shines equally in all directions.", POINT_LIGHT_KEYS};
inline constexpr Kind SPOT_LIGHT{"spot", "A point that shines into a cone.", SPOT_LIGHT_KEYS};
inline constexpr Kind DIRECTIONAL_LIGHT{"directional", "Parallel light from infinitely far away.",
                                        DIRECTIONAL_LIGHT_KEYS};

inline constexpr Kind LIGHT_KINDS[] = {POINT_LIGHT, SPOT_LIGHT, DIRECTIONAL_LIGHT};

} // namespace triptych
