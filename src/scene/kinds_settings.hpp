// The keys of a scene's size, integrator and camera.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/limits.hpp"
#include "scene/key.hpp"
#include "scene/method.hpp"

namespace triptych {

inline constexpr std::uint32_t MAX_SIDE = 65535; // pixels; a pixel's number must fit 32 bits
inline constexpr std::uint32_t MAX_DEPTH = 65535;

inline constexpr Key IMAGE_KEYS[] = {
    required("width", ValueType::WHOLE, "pixels from left to right", {1, MAX_SIDE}),
    required("height", ValueType::WHOLE, "pixels from top to bottom", {1, MAX_SIDE}),
};

inline constexpr Key PATH_KEYS[] = {
    optional("spp", ValueType::WHOLE, "samples (paths) per pixel", {1, shared::FILM_MAX_SAMPLES}, "100"),
    optional("max_depth", ValueType::WHOLE, "scatterings after which a path that still continues adds nothing",
             {1, MAX_DEPTH}, "50"),
};

inline constexpr auto INTEGRATOR_KEYS = joined(PATH_KEYS, keys_of(METHOD_OPTIONS));

enum class Interpolation : std::uint8_t { LINEAR, CATMULL_ROM };
inline constexpr std::string_view INTERPOLATIONS[] = {"linear", "catmull-rom"}; // in the order of Interpolation

inline constexpr Range KEYFRAME_TIME{-1e9, 1e9, " (seconds)"};
inline constexpr double MAX_KEYFRAME = 1e30; // far beyond what any key takes

inline constexpr Key KEYFRAMES_KEYS[] = {
    required(
        "keyframes", ValueType::KEYFRAMES,
        "pairs `[time, value]` in ascending order of times, in seconds; before the first and after the last the value "
        "is that of the first and the last"),
    choice(
        "interpolation", INTERPOLATIONS,
        "`linear`: along straight lines from value to value; `catmull-rom`: along a smooth curve through all of them",
        "\"linear\""),
};

inline constexpr Range FIELD_OF_VIEW{1e-6, 179.9, " (degrees)"};

inline constexpr Key CAMERA_KEYS[] = {
    optional("look_from", ValueType::POINT, "the lens's centre", COORDINATE, "[0, 0, 0]"),
    optional("look_at", ValueType::POINT, "the point in the middle of the picture", COORDINATE, "[0, 0, -1]"),
    optional("up", ValueType::POINT, "a direction of any length that is upward in the picture", COORDINATE,
             "[0, 1, 0]"),
    optional("vertical_fov", ValueType::REAL, "degrees from the lower to the upper edge", FIELD_OF_VIEW, "90"),
    optional(
        "orthographic_height", ValueType::REAL,
        "length from the lower to the upper edge, in place of `vertical_fov`, for a camera whose rays are parallel "
        "and start at the plane of `look_from`",
        LENGTH),
    optional("defocus_angle", ValueType::REAL_OR_ZERO,
             "degrees across the cone from the point of focus to the lens; 0 is a pinhole", FIELD_OF_VIEW, "0"),
    optional("focus_distance", ValueType::REAL, "length along the view to the plane that is sharp", LENGTH, "10"),
    optional("shutter", ValueType::PAIR,
             "`[open, close]`, 0 <= open <= close <= 1: the shutter is open from one time to the other, while moving "
             "spheres go from `center` at time 0 to `center_end` at time 1",
             FRACTION, "[0, 1]"),
};

} // namespace triptych
