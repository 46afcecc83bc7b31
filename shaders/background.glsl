// Radiance of rays that leave the scene.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_BACKGROUND_GLSL
#define TRIPTYCH_BACKGROUND_GLSL
#include "layout.glsl"
#include "real.glsl"

SHARED_BEGIN

/// Radiance along a unit direction: constant, or the book's gradient with a = (y + 1) / 2.
FN vec3 background_radiance(Background background, vec3 direction) {
    if (background.kind == BACKGROUND_CONSTANT) return background.bottom;
    float a = 0.5f * (direction.y + 1.0f);
    return (1.0f - a) * background.bottom + a * background.top;
}

SHARED_END
#endif
