// Axis-aligned boxes around shapes, and how far they must be padded so that no tree can change a picture.
// SPDX-License-Identifier: MIT
//
// The tree proposes, the shape's own test disposes: every box must be entered, at a distance no greater than the hit's,
// by every ray that the shared tests (shapes.glsl) let hit a shape in it. Below, u = 2^-24, D is the diagonal of the
// box around all shapes and the lens and so the greatest distance from a ray's origin to a hit, and C is the largest
// coordinate of those shapes whose place the tests round: flat ones and moving spheres.
//
// Spheres. intersect_sphere's distance of the ray from the centre is off by less than 10 u D (three roundings in
// `along`, one in each product and difference after), and the point it reports by as much along the ray; a moving
// sphere's centre by 4 u C more.
//
// Flat shapes. Near grazing incidence, and for slivers, the distance that their tests compute may be off by any amount.
// So within_box puts it between the distances at which the ray enters and leaves the computed box around the shape,
// extended by the tolerance 8 u (D + C), and there is no hit where the ray passes that box by. Each step of that box
// test is monotonic in the box's planes, rounding included, and the trees' box tests take the same steps: whatever box
// holds this one is entered at no greater and left at no smaller a distance. Computed corners lie within 4 u C of the
// exact ones, so boxes padded by 16 u (D + C), twice the tolerance, hold it; and all of a hit's surroundings, 6 u D
// far.
//
// Instances. In an object's space the same holds with D' = D times the largest stretch s of object_from_world, since
// distances to the ray's origin grow by that factor at most, and C' of the object's shapes. With R the length of the
// longest position vector in the world and T the translation of object_from_world, object_ray's origin is off by less
// than 8 u (s R + |T|): a float32 matrix, products and sums. So far from where it should be, a ray that leaves a sphere
// inwards may start, and "meet" the sphere there; objects with spheres are padded by as much more. (In the world such
// an origin is off by half a unit in the last place of its coordinates, and boxes are rounded outwards by one.)
// For the instance's box in the world only matters where in the world the ray is at a hit in the object. Its directions
// and distances going in and out are off by less than 16 u D'. So the object's padded box grows by
// 16 u (s R + |T| + D') in the object's space, is brought to the world, and grows by the padding there.
//
// Large spheres. Their own test needs no box (large_sphere.glsl). Rays that start far off, on them, are tested against
// all else from where they enter the box around that (near_ray of walk.glsl), so D is the diagonal of that box.
//
// Corners are computed in double precision.
#pragma once

#include "pack/pack.hpp"
#include "scene/transform.hpp"

#include <cmath>
#include <limits>

namespace triptych {

/// An axis-aligned box; empty until something is added.
struct Bounds {
    vec3 low{std::numeric_limits<float>::max()};
    vec3 high{std::numeric_limits<float>::lowest()};

    void add(vec3 point) {
        low = shared::min(low, point);
        high = shared::max(high, point);
    }
    void add(const Bounds& other) {
        low = shared::min(low, other.low);
        high = shared::max(high, other.high);
    }
    bool empty() const { return high.x < low.x; }
    vec3 size() const { return high - low; }
    /// Half the surface area; 0 where empty.
    float half_area() const {
        if (empty()) return 0.0f;
        const vec3 s = size();
        return s.x * s.y + s.y * s.z + s.z * s.x;
    }
};

/// The box between two corners, extended by `padding` and rounded outwards.
inline Bounds padded_bounds(Vec3d low, Vec3d high, double padding) {
    const auto below = [](double x) {
        const auto rounded = static_cast<float>(x);
        return rounded - shared::abs(rounded) * 0x1p-23f;
    };
    return {{below(low.x - padding), below(low.y - padding), below(low.z - padding)},
            {-below(-high.x - padding), -below(-high.y - padding), -below(-high.z - padding)}};
}

inline Bounds shape_bounds(const shared::Sphere& sphere, float padding) {
    const Vec3d center = to_double(sphere.center);
    return padded_bounds(center, center, static_cast<double>(sphere.radius) + static_cast<double>(padding));
}

/// Around a sphere at all times from 0 to 1, or around a flat shape (a disk's is that of its parallelogram). The shape
/// is no instance.
Bounds shape_bounds(const shared::Shape& shape, float padding);

/// Around shapes [first, first + count), none of them an instance.
Bounds range_bounds(const PackedScene& scene, ShapeRange range, float padding);

/// Around each object that instances place, without padding.
std::vector<Bounds> object_bounds(const PackedScene& scene);

/// Whether a shape is a sphere that large_sphere.glsl tests.
inline bool is_large(const shared::Shape& shape) {
    return shape.kind == shared::SHAPE_SPHERE && shape.instance == shared::LARGE_SPHERE;
}

/// The transform into an instance's object.
Affine object_from_world(const shared::Instance& instance);

/// What a scene holds, large spheres and the camera left out.
struct ContentExtent {
    Bounds box;
    double rounded_coordinate = 0.0; // C above
    bool has_large = false;
};

/// Of the scene's own shapes and its media's boundaries; `object_boxes` are those of the objects, without padding.
ContentExtent content_of(const PackedScene& scene, const std::vector<Bounds>& object_boxes);

/// What the rounding of all tests depends on.
struct Extent {
    Bounds box;
    double diagonal = 0.0;           // D above: of the box
    double rounded_coordinate = 0.0; // C
    double farthest = 0.0;           // R
};

/// Of all that a scene holds and the camera's lens. Where there are large spheres, the box reaches a sixteenth of its
/// diagonal beyond all that.
Extent extent_of(const ContentExtent& content, const CameraDescription& camera);

/// Sets the scene's corners, its tolerance and those of its instances, and its media's boxes.
void set_tolerances(PackedScene& scene, const Extent& extent, const std::vector<Bounds>& object_boxes);

/// The tolerance of the scene, see above.
float tolerance_of(const Extent& world);

/// The tolerance in the space of an instance whose object has that box.
float instance_tolerance(const Extent& world, const shared::Instance& instance, const Bounds& object_box);

/// How far boxes reach beyond shapes that are tested with that tolerance.
inline float padding_of(float tolerance) { return 2.0f * tolerance; }

/// How far object_ray's origin may be off in the instance's space.
float origin_error(const Extent& world, const shared::Instance& instance);

/// Around an instance in the world: `object_box` is that of its object, `padding` the world's.
Bounds instance_bounds(const Extent& world, const shared::Instance& instance, const Bounds& object_box, float padding);

} // namespace triptych
