// From a pixel and random numbers to a ray through a thin lens ("Ray Tracing in One Weekend", chapters 12 and 13).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_CAMERA_GLSL
#define TRIPTYCH_CAMERA_GLSL
#include "layout.glsl"
#include "random.glsl"
#include "ray.glsl"
#include "sampling.glsl"

SHARED_BEGIN

/// A ray through pixel (x, y): u.x and u.y place it in the pixel's box, u.z and u.w on the lens, `moment` in [0, 1) in
/// the time that the shutter is open.
FN Ray camera_ray(Camera camera, uint x, uint y, Random4 u, float moment) {
    float column = float(x) + (u.x - 0.5f);
    float row = float(y) + (u.y - 0.5f);
    bool is_orthographic = (camera.flags & CAMERA_ORTHOGRAPHIC) != 0u;
    vec3 first = is_orthographic ? camera.center : camera.first_pixel;
    vec3 place = first + column * camera.pixel_right + row * camera.pixel_down;
    vec3 origin = is_orthographic ? place : camera.center;
    vec3 direction = is_orthographic ? camera.first_pixel : place;
    if ((camera.flags & CAMERA_LENS) != 0u) {
        vec3 disk = sample_disk(u.z, u.w);
        vec3 offset = disk.x * camera.lens_right + disk.y * camera.lens_up;
        origin = origin + offset;
        direction = direction - offset;
    }
    Ray ray = {origin, ORIGIN_NOWHERE, unit(direction), NONE, camera.shutter_open + moment * camera.shutter_duration};
    return ray;
}

SHARED_END
#endif
