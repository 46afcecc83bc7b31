// What a picture for compositing leaves out of a path's light: fireflies and the background behind the scene.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_COMPOSITE_GLSL
#define TRIPTYCH_COMPOSITE_GLSL
#include "layout.glsl"
#include "real.glsl"

SHARED_BEGIN

/// Whether the frame has one of these FRAME_ bits, which only kernels with FEATURE_COMPOSITING know.
FN bool composites(Frame frame, uint flag) {
    return (FEATURES & FEATURE_COMPOSITING) != 0u && (frame.flags & flag) != 0u;
}

/// Light that comes to the camera after that many scatterings: where it is indirect, after two or more, and the frame
/// clamps it, scaled so that its brightest channel is at most frame.clamp_indirect.
FN vec3 clamped_light(Frame frame, vec3 light, uint scatterings) {
    if (!composites(frame, FRAME_CLAMP) || scatterings < 2u) return light;
    float brightest = max_component(light);
    if (!(brightest > frame.clamp_indirect)) return light;
    return divide(frame.clamp_indirect, brightest) * light;
}

SHARED_END
#endif
