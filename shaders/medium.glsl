// Homogeneous media within closed boundaries ("Ray Tracing: The Next Week", chapter 9), which may overlap and be nested
// in anything: each scatters on its own, and the nearest event counts.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_MEDIUM_GLSL
#define TRIPTYCH_MEDIUM_GLSL
#include "sampler.glsl"
#include "walk.glsl"

SHARED_BEGIN

/// How many crossings of a boundary ahead of a ray are followed; beyond the last of them the ray counts as outside.
const uint MAX_CROSSINGS = 16u;

/// Where a ray crosses a boundary, in ascending order; `inside` is 1 where it starts within.
struct Crossings {
    float distance[MAX_CROSSINGS];
    uint count;
    uint inside;
};

FN Crossings no_crossings() {
    Crossings crossings;
    for (uint i = 0u; i < MAX_CROSSINGS; i++) crossings.distance[i] = NO_DISTANCE;
    crossings.count = 0u;
    crossings.inside = 0u;
    return crossings;
}

/// The crossings with one more at `distance`, where that lies ahead. `inside` counts them modulo 2 on the way: a ray
/// that crosses a closed boundary an odd number of times starts within, whichever way its shapes face.
FN Crossings with_crossing(Crossings crossings, float distance) {
    if (!(distance > 0.0f && distance < NO_DISTANCE)) return crossings;
    crossings.inside = 1u - crossings.inside;
    uint place = min(crossings.count, MAX_CROSSINGS - 1u);
    if (crossings.count == MAX_CROSSINGS && distance >= crossings.distance[place]) return crossings;
    while (place > 0u && crossings.distance[max(place, 1u) - 1u] > distance) {
        crossings.distance[place] = crossings.distance[place - 1u];
        place = place - 1u;
    }
    crossings.distance[place] = distance;
    crossings.count = min(crossings.count + 1u, MAX_CROSSINGS);
    return crossings;
}

/// The distance along a whole ray of what its near part meets at `distance`; NO_DISTANCE where that is behind it.
FN float distance_from(NearRay near, float distance) {
    return distance > 0.0f && near.offset < NO_DISTANCE ? distance + near.offset : NO_DISTANCE;
}

/// All crossings of a medium's boundary ahead of a ray. What surface the ray leaves does not matter: a boundary that
/// coincides with it is crossed at a distance of about 0 or not at all, and both tell the same interval.
FN Crossings boundary_crossings(Scene scene, Medium medium, Ray ray) {
    Crossings crossings = no_crossings();
    Space space = space_of(ray, 1.0f, scene.tolerance, NONE);
    NearRay near = {ray, 0.0f};
    if (enter_box(medium.box_min, medium.box_max, ray.origin, space.inverse_direction, NO_DISTANCE) < NO_DISTANCE) {
        if (USES(scene, FEATURE_LARGE_SPHERES)) {
            near = near_ray(scene, ray);
            space = space_of(near.ray, 1.0f, scene.tolerance, NONE);
        }
        for (uint i = medium.first; i < medium.end; i++) {
            Shape shape = read_shape(scene, i);
            if (is_large_sphere(shape)) {
                LargeSphere sphere = large_sphere_at(shape, ray.time);
                LargeChord chord = large_chord(sphere, ray.origin, ray.direction, false);
                crossings = with_crossing(crossings, chord.enter);
                crossings = with_crossing(crossings, chord.leave);
            } else if (shape.kind == SHAPE_SPHERE) {
                Chord chord = sphere_chord(sphere_at(shape, ray.time), space.ray.origin, ray.direction);
                crossings = with_crossing(crossings, distance_from(near, chord.enter));
                crossings = with_crossing(crossings, distance_from(near, chord.leave));
            } else {
                FlatHit hit = intersect_flat(shape, space);
                crossings = with_crossing(crossings, distance_from(near, hit.distance));
            }
        }
    }
    return crossings;
}

/// How much of the first `distance` of a ray lies within the boundary.
FN float length_within(Crossings crossings, float distance) {
    float within = 0.0f;
    float from = 0.0f;
    bool inside = crossings.inside != 0u;
    for (uint i = 0u; i < crossings.count; i++) {
        float to = min(crossings.distance[i], distance);
        if (inside) within = within + (to - from);
        from = to;
        inside = !inside;
    }
    return within;
}

/// The distance at which a ray has been within the boundary for `length`, or NO_DISTANCE where it never is.
FN float distance_of_length(Crossings crossings, float length_left) {
    float result = NO_DISTANCE;
    float from = 0.0f;
    bool inside = crossings.inside != 0u;
    for (uint i = 0u; i < crossings.count; i++) {
        float to = crossings.distance[i];
        if (inside && result == NO_DISTANCE) {
            if (length_left <= to - from) result = from + length_left;
            length_left = length_left - (to - from);
        }
        from = to;
        inside = !inside;
    }
    return result;
}

/// An event within medium `medium`, or none (NONE) at `distance`.
struct MediumEvent {
    float distance;
    uint medium;
};

/// The first event of a ray before `distance`: each medium draws its own free flight, one for each leg of the path
/// (leg_number of straight.glsl), and the nearest wins.
FN MediumEvent sample_media(Scene scene, Frame frame, Ray ray, float distance, uint pixel, uint sample_index,
                            uint leg) {
    MediumEvent event = {distance, NONE};
    for (uint i = 0u; i < scene.medium_count; i++) {
        Medium medium = read_medium(scene, i);
        Random4 u = random4(frame.seed, pixel, sample_index, GROUP_MEDIA + i * GROUPS_PER_MEDIUM + leg);
        float free_flight = divide(-natural_log(1.0f - u.x), medium.density);
        Crossings crossings = boundary_crossings(scene, medium, ray);
        float at = distance_of_length(crossings, free_flight);
        if (at < event.distance) {
            event.distance = at;
            event.medium = i;
        }
    }
    return event;
}

/// The share of light that the media let through over the first `distance` of a ray.
FN float transmittance(Scene scene, Ray ray, float distance) {
    float optical_depth = 0.0f;
    for (uint i = 0u; i < scene.medium_count; i++) {
        Medium medium = read_medium(scene, i);
        optical_depth =
            optical_depth + medium.density * length_within(boundary_crossings(scene, medium, ray), distance);
    }
    return exp_minus(optical_depth);
}

SHARED_END
#endif
