// One ray through a scene of any shapes; included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_walk.hpp"

namespace triptych {
namespace {

/// A ray in the world or in an instance's object, for the walk.
struct WideSpace {
    WideRay ray;
    float scale, tolerance; // as in shared::Space
    std::uint32_t instance;
    float time;
};

ALWAYS_INLINE WideSpace wide_space(const shared::Space& space) {
    return {wide_ray(space), space.scale, space.tolerance, space.instance, space.ray.time};
}

/// A ray in every lane, or rays lane by lane, as the tests of flat shapes want them.
struct LaneRays {
    Lanes3 origin, direction, inverse;
    Float tolerance; // as in shared::Space
};

ALWAYS_INLINE LaneRays lane_rays(const WideSpace& space) {
    return {all_lanes(space.ray.origin), all_lanes(space.ray.direction), all_lanes(space.ray.inverse),
            Lanes::all(space.tolerance)};
}

/// within_box, lane by lane, for what is `met` so far; NO_DISTANCE in the other lanes.
ALWAYS_INLINE Float within_boxes(const LaneRays& rays, const Lanes3& low, const Lanes3& high, Float distance,
                                 Mask met) {
    const Float tolerance = rays.tolerance;
    const auto plane = [](Float corner, Float origin, Float inverse) __attribute__((always_inline)) {
        return (corner - origin) * inverse;
    };
    const Lanes3& origin = rays.origin;
    const Lanes3& inverse = rays.inverse;
    const Lanes3 a{plane(low.x - tolerance, origin.x, inverse.x), plane(low.y - tolerance, origin.y, inverse.y),
                   plane(low.z - tolerance, origin.z, inverse.z)};
    const Lanes3 b{plane(high.x + tolerance, origin.x, inverse.x), plane(high.y + tolerance, origin.y, inverse.y),
                   plane(high.z + tolerance, origin.z, inverse.z)};
    const Float enter = Lanes::max(Lanes::max(Lanes::min(a.x, b.x), Lanes::min(a.y, b.y)),
                                   Lanes::max(Lanes::min(a.z, b.z), Lanes::all(0.0f)));
    const Float leave = Lanes::min(Lanes::min(Lanes::max(a.x, b.x), Lanes::max(a.y, b.y)), Lanes::max(a.z, b.z));
    return Lanes::select(Lanes::both(met, Lanes::at_most(enter, leave)), Lanes::min(Lanes::max(distance, enter), leave),
                         Lanes::all(shared::NO_DISTANCE));
}

ALWAYS_INLINE Lanes3 least(const Lanes3& a, const Lanes3& b) {
    return {Lanes::min(a.x, b.x), Lanes::min(a.y, b.y), Lanes::min(a.z, b.z)};
}
ALWAYS_INLINE Lanes3 greatest(const Lanes3& a, const Lanes3& b) {
    return {Lanes::max(a.x, b.x), Lanes::max(a.y, b.y), Lanes::max(a.z, b.z)};
}

/// Quads or disks, or one of them in every lane, as shared::Shape has them.
struct LaneFlats {
    Lanes3 origin, u, v;
};

/// intersect_parallelogram for quads or for disks: lane by lane, for all `others`, which are not the rays' own. Returns
/// whether any is met.
template <bool DISKS>
ALWAYS_INLINE bool flat_distances(const LaneFlats& flats, const LaneRays& rays, Mask others, Float& distances) {
    const Lanes3& origin = flats.origin;
    const Lanes3& u = flats.u;
    const Lanes3& v = flats.v;
    const Lanes3& direction = rays.direction;
    const Lanes3 across = cross3(direction, v);
    const Float determinant = dot3(u, across);
    const Float inverse = Lanes::all(1.0f) / determinant;
    const Lanes3 from_corner = rays.origin - origin;
    const Float a = dot3(from_corner, across) * inverse;
    const Lanes3 upright = cross3(from_corner, u);
    const Float b = dot3(direction, upright) * inverse;
    const Float distance = dot3(v, upright) * inverse;
    Mask met = Lanes::both(Lanes::at_most(Lanes::all(1.0e-35f), Lanes::absolute(determinant)), others);
    if (DISKS) {
        met = Lanes::both(met, Lanes::at_most(a * a + b * b, Lanes::all(1.0f)));
    } else {
        met = Lanes::both(met, Lanes::at_most(Lanes::all(0.0f), Lanes::min(a, b)));
        met = Lanes::both(met, Lanes::at_most(Lanes::max(a, b), Lanes::all(1.0f)));
    }
    met = Lanes::both(met,
                      Lanes::both(Lanes::positive(distance), Lanes::below(distance, Lanes::all(shared::NO_DISTANCE))));
    if (Lanes::bits(met) == 0) return false;

    Lanes3 corner = origin;
    const Lanes3 opposite = origin + u + v;
    Lanes3 along_u = origin + u;
    Lanes3 along_v = origin + v;
    if (DISKS) {
        corner = origin - (u + v);
        along_u = along_u - v;
        along_v = origin - u + v;
    }
    distances = within_boxes(rays, least(least(corner, opposite), least(along_u, along_v)),
                             greatest(greatest(corner, opposite), greatest(along_u, along_v)), distance, met);
    return true;
}

template <bool DISKS>
ALWAYS_INLINE bool flat_distances(const FlatBlock<W>& block, const WideSpace& space, Float& distances) {
    const LaneFlats flats{load3(block.origin), load3(block.u), load3(block.v)};
    return flat_distances<DISKS>(flats, lane_rays(space), Lanes::differ(block.shape, space.ray.own_shape), distances);
}

/// intersect_triangle: lane by lane, for all but the ray's own. Returns whether any is met.
ALWAYS_INLINE bool triangle_distances(const TriangleBlock<W>& block, const WideSpace& space, Float& distances) {
    const WideRay& ray = space.ray;
    const std::size_t z = ray.axis; // the main one comes last
    const std::size_t x = z == 2 ? 0 : z + 1;
    const std::size_t y = z == 0 ? 2 : z - 1;
    const Lanes3 origin{Lanes::all(ray.origin[x]), Lanes::all(ray.origin[y]), Lanes::all(ray.origin[z])};
    const Float shear_x = Lanes::all(ray.shear[0]);
    const Float shear_y = Lanes::all(ray.shear[1]);
    const auto corner = [&](int i) __attribute__((always_inline)) {
        const Float along = Lanes::load(block.corner[i][z]) - origin.z;
        return Lanes3{(Lanes::load(block.corner[i][x]) - origin.x) - shear_x * along,
                      (Lanes::load(block.corner[i][y]) - origin.y) - shear_y * along, along};
    };
    const Lanes3 p = corner(0);
    const Lanes3 q = corner(1);
    const Lanes3 r = corner(2);
    const Float at_p = r.x * q.y - r.y * q.x;
    const Float at_q = p.x * r.y - p.y * r.x;
    const Float at_r = q.x * p.y - q.y * p.x;
    const Float zero = Lanes::all(0.0f);
    const Float lowest = Lanes::min(Lanes::min(at_p, at_q), at_r);
    const Float highest = Lanes::max(Lanes::max(at_p, at_q), at_r);
    const Float determinant = at_p + at_q + at_r;
    Mask met = Lanes::either(Lanes::at_most(zero, lowest), Lanes::at_most(highest, zero));
    met = Lanes::both(met, Lanes::at_most(Lanes::all(1.0e-30f), Lanes::absolute(determinant)));
    if (Lanes::bits(met) == 0) return false;

    const Float inverse = Lanes::all(1.0f) / determinant;
    const Float distance = (at_p * p.z + at_q * q.z + at_r * r.z) * Lanes::all(ray.shear[2]) * inverse;
    met = Lanes::both(met, Lanes::differ(block.shape, ray.own_shape));
    met = Lanes::both(met,
                      Lanes::both(Lanes::positive(distance), Lanes::below(distance, Lanes::all(shared::NO_DISTANCE))));
    if (Lanes::bits(met) == 0) return false;
    const Lanes3 first = load3(block.corner[0]);
    const Lanes3 second = load3(block.corner[1]);
    const Lanes3 third = load3(block.corner[2]);
    distances = within_boxes(lane_rays(space), least(least(first, second), third),
                             greatest(greatest(first, second), third), distance, met);
    return true;
}

/// The best hit after the shapes of one block; `farthest` is its distance in the space's own units.
template <bool IN_OBJECT>
[[gnu::noinline]] void test_block(const WideScene<W>& scene, const WideSpace& space, std::uint32_t block,
                                  float& farthest, shared::Hit& best) {
    const std::uint32_t index = block & WIDE_INDEX_MASK;
    const std::uint32_t* shapes = nullptr;
    Float distances;
    bool met = false;
    switch (block >> WIDE_KIND_SHIFT) {
    case WIDE_SPHERES: {
        const SphereBlock<W>& spheres = scene.spheres[index];
        met = sphere_distances(spheres, load3(spheres.center), space.ray, distances);
        shapes = spheres.shape;
        break;
    }
    case WIDE_MOVING_SPHERES: {
        const MovingSphereBlock<W>& spheres = scene.moving_spheres[index];
        const Lanes3 center = load3(spheres.at_start.center) + Lanes::all(space.time) * load3(spheres.motion);
        met = sphere_distances(spheres.at_start, center, space.ray, distances);
        shapes = spheres.at_start.shape;
        break;
    }
    case WIDE_QUADS:
        met = flat_distances<false>(scene.flats[index], space, distances);
        shapes = scene.flats[index].shape;
        break;
    case WIDE_DISKS:
        met = flat_distances<true>(scene.flats[index], space, distances);
        shapes = scene.flats[index].shape;
        break;
    default:
        met = triangle_distances(scene.triangles[index], space, distances);
        shapes = scene.triangles[index].shape;
        break;
    }
    if (!met) return;
    if (IN_OBJECT) {
        const Float none = Lanes::all(shared::NO_DISTANCE);
        distances = Lanes::select(Lanes::below(distances, none), distances / Lanes::all(space.scale), none);
    }
    take_nearest(scene.scene, distances, shapes, space.instance, best);
    farthest = IN_OBJECT ? shared::min(best.distance * space.scale, shared::NO_DISTANCE) : best.distance;
}

/// What a ray is traced for: its nearest hit, or, with `ends_early`, only whether there is another than that of
/// `target`, nearer than `limit`.
struct Aim {
    std::uint32_t target;
    bool ends_early;
    float limit;
    ALWAYS_INLINE bool is_reached(const shared::Hit& best) const {
        return ends_early && best.shape != target && best.distance < limit;
    }
};

/// The best hit after the shapes of instance `index`; a function of its own, since it walks a tree within a tree.
[[gnu::noinline]] shared::Hit walk_object(const WideScene<W>& scene, const shared::Ray& ray, std::uint32_t index,
                                          Aim aim, shared::Hit best) {
    const shared::Instance& instance = scene.scene.instances.data[index];
    const shared::ObjectRay object = shared::object_ray(instance, index, ray);
    const WideSpace space = wide_space(shared::space_of(object.ray, object.scale, instance.tolerance, index));
    float farthest = shared::min(best.distance * space.scale, shared::NO_DISTANCE);
    walk_wide(
        scene.nodes, scene.instance_roots[index], space.ray,
        farthest, [&](std::uint32_t block) __attribute__((always_inline)) {
            test_block<true>(scene, space, block, farthest, best);
            return aim.is_reached(best);
        });
    return best;
}

/// As in closest_hit: a ray that leaves a shape of an instance leaves none of the world's.
ALWAYS_INLINE shared::Space world_space(const shared::Scene& scene, const shared::Ray& ray) {
    shared::Space world = shared::space_of(ray, 1.0f, scene.tolerance, shared::NONE);
    if (ray.origin_instance != shared::NONE) world.ray.origin_shape = shared::ORIGIN_NOWHERE;
    return world;
}

/// The hit of the sphere from within which a ray starts; no block test meets the shape that a ray leaves.
[[gnu::noinline]] shared::Hit own_hit(const shared::Scene& scene, const shared::Ray& ray, shared::Hit best) {
    const std::uint32_t own = ray.origin_shape >> 1;
    if (ray.origin_instance == shared::NONE) return shared::closer_hit(scene, world_space(scene, ray), own, best);
    const shared::Instance& instance = scene.instances.data[ray.origin_instance];
    const shared::ObjectRay object = shared::object_ray(instance, ray.origin_instance, ray);
    const shared::Space space = shared::space_of(object.ray, object.scale, instance.tolerance, ray.origin_instance);
    return shared::closer_hit(scene, space, own, best);
}

/// The better of `best` and the nearest hit of no large sphere, which shared::nearest_hit finds by another way; or,
/// with an early end, any hit that is nearer than `best`, or the one that wins over it at its distance.
[[gnu::noinline]] shared::Hit wide_hit(const WideScene<W>& scene, const shared::Ray& ray, bool ends_early,
                                       shared::Hit best) {
    const Aim aim{best.shape, ends_early, best.shape == shared::NONE ? best.distance : shared::NO_DISTANCE};
    const bool leaves_large = ray.origin_instance == shared::NONE && ray.origin_shape >> 1u < scene.scene.large_count;
    if (ray.origin_shape != shared::ORIGIN_NOWHERE && (ray.origin_shape & 1u) != 0 && !leaves_large) {
        best = own_hit(scene.scene, ray, best);
        if (aim.is_reached(best)) return best;
    }
    const WideSpace space = wide_space(world_space(scene.scene, ray));
    float farthest = best.distance;
    for (std::uint32_t i = 0; i < scene.outside_count; i++) {
        test_block<false>(scene, space, scene.outside[i], farthest, best);
        if (aim.is_reached(best)) return best;
    }
    if (scene.root == WIDE_NOTHING) return best;
    walk_wide(
        scene.nodes, scene.root, space.ray, farthest, [&](std::uint32_t child) __attribute__((always_inline)) {
            if (child >> WIDE_KIND_SHIFT == WIDE_INSTANCE) {
                best = walk_object(scene, ray, child & WIDE_INDEX_MASK, aim, best);
                farthest = best.distance;
            } else {
                test_block<false>(scene, space, child, farthest, best);
            }
            return aim.is_reached(best);
        });
    return best;
}

/// As wide_hit, in a scene with large spheres. `target`: a shape, of which `best` is the hit where it is a large
/// sphere, or NONE.
[[gnu::noinline]] shared::Hit wide_hit_from_afar(const WideScene<W>& scene, const shared::Ray& ray, bool ends_early,
                                                 std::uint32_t target, shared::Hit best) {
    best = shared::large_sphere_hit(scene.scene, ray, best);
    const shared::NearRay near = shared::near_ray(scene.scene, ray);
    if (!(near.offset < best.distance)) return best;
    shared::Hit start = best;
    start.distance = best.distance - near.offset;
    if (target != shared::NONE && target >= scene.scene.large_count) {
        start = shared::closer_hit(scene.scene, world_space(scene.scene, near.ray), target, start);
    }
    shared::Hit found = wide_hit(scene, near.ray, ends_early, start);
    if (found.shape == best.shape) return best;
    found.distance = found.distance + near.offset;
    return found;
}

ALWAYS_INLINE bool has_large_spheres(const shared::Scene& scene) {
    return (shared::FEATURES & scene.features & shared::FEATURE_LARGE_SPHERES) != 0;
}

/// The nearest hit of a ray.
ALWAYS_INLINE shared::Hit nearest_wide_hit(const WideScene<W>& scene, const shared::Ray& ray) {
    const shared::Hit none{shared::NO_DISTANCE, shared::NONE, shared::NONE};
    if (has_large_spheres(scene.scene)) return wide_hit_from_afar(scene, ray, false, shared::NONE, none);
    return wide_hit(scene, ray, false, none);
}

} // namespace
} // namespace triptych
