// Values of a scene file that change over time.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"
#include "json/json_cursor.hpp"

namespace triptych {

/// Puts in the place of each value {"keyframes": [[TIME, VALUE], ...], "interpolation": NAME} what it is at a time.
///
/// VALUE is a number or an array of numbers, each of which is interpolated by itself: linearly ("linear", the default),
/// or by a cubic that goes through all of them, whose slope at each is that between its neighbours ("catmull-rom":
/// Catmull and Rom, "A Class of Local Interpolating Splines", 1974, with slopes by the times where these are uneven).
/// Before the first and after the last time the value stays as it is there. Throws Error (INVALID_INPUT) where times do
/// not ascend or values are of unequal length. Returns what of the scene has keyframes.
TimeDependence resolve_keyframes(JsonDocument& document, double seconds);

} // namespace triptych
