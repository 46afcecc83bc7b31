// What a sphere's radius is compared with, and its height above the origin in double precision.
// SPDX-License-Identifier: MIT
#include "pack/large_spheres.hpp"

#include "pack/bounds.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

constexpr double NOTHING = std::numeric_limits<double>::infinity();

double diagonal_of(const Bounds& box) { return box.empty() ? 0.0 : length(to_double(box.high) - to_double(box.low)); }

shared::Shape shape_of(const shared::Sphere& sphere) {
    return {sphere.center, shared::SHAPE_SPHERE, vec3(0.0f), sphere.radius, vec3(0.0f), shared::NONE};
}

/// The median of the sizes below `size`.
double median_below(const std::vector<double>& sizes, double size) {
    const auto end = std::lower_bound(sizes.begin(), sizes.end(), size);
    if (end == sizes.begin()) return NOTHING;
    return *(sizes.begin() + (end - sizes.begin() - 1) / 2);
}

/// How far the camera is from a sphere's surface, at the time at which it is nearer to it; on it, it tells nothing.
double distance_of(const CameraDescription& camera, const shared::Shape& sphere) {
    const Vec3d from = to_double(camera.look_from) - to_double(sphere.origin);
    const auto distance = [&](Vec3d offset) { return std::abs(length(offset) - static_cast<double>(sphere.radius)); };
    const double nearer = std::min(distance(from), distance(from - to_double(sphere.u)));
    return nearer > 0.0 ? nearer : NOTHING;
}

/// Gives a sphere its heights: (|c + t u|^2 - r^2) / (2 r) as a polynomial in the time t.
void make_large(shared::Shape& sphere) {
    const Vec3d center = to_double(sphere.origin), motion = to_double(sphere.u);
    const auto radius = static_cast<double>(sphere.radius);
    sphere.instance = shared::LARGE_SPHERE;
    sphere.v = to_float({(dot(center, center) - radius * radius) / (2.0 * radius), dot(center, motion) / radius,
                         dot(motion, motion) / (2.0 * radius)});
}

/// Which of a scene's spheres are large.
class LargeTest {
public:
    LargeTest(const CameraDescription& camera, const std::vector<double>& sizes)
        : m_camera(camera), m_looks_to(length(to_double(camera.look_at) - to_double(camera.look_from))),
          m_sizes(sizes) {}
    bool operator()(const shared::Shape& shape) const {
        if (shape.kind != shared::SHAPE_SPHERE) return false;
        const auto radius = static_cast<double>(shape.radius);
        const double distance = distance_of(m_camera, shape);
        if (distance >= radius && distance != NOTHING) return false;
        const double least = std::min(distance, m_looks_to);
        return radius > LARGE_RATIO * least || radius > LARGE_RATIO * median_below(m_sizes, 2.0 * radius);
    }

private:
    const CameraDescription& m_camera;
    double m_looks_to;
    const std::vector<double>& m_sizes;
};

/// Of instances' spheres that would be large ones in the world, the first.
void warn_of_instances(const PackedScene& packed, const LargeTest& is_large_here) {
    for (std::size_t i = 0; i < packed.instances.size(); i++) {
        const Affine world_from_object = invert(object_from_world(packed.instances[i]));
        const ShapeRange object = packed.objects[packed.object_of[i]];
        for (std::uint32_t k = object.first; k < object.first + object.count; k++) {
            shared::Shape sphere = packed.shapes[k];
            if (sphere.kind != shared::SHAPE_SPHERE) continue;
            sphere.origin = to_float(world_from_object.point(to_double(sphere.origin)));
            sphere.u = to_float(world_from_object.direction(to_double(sphere.u)));
            sphere.radius = static_cast<float>(stretch(world_from_object) * static_cast<double>(sphere.radius));
            if (!is_large_here(sphere)) continue;
            spdlog::warn(
                "A sphere within an instance or under a transform that deforms it is {:g} units in radius, large "
                "beside the camera's distance from it or other shapes; single precision moves its surface by up "
                "to {:.2g} units, so put a plain sphere in its place.",
                sphere.radius, 10.0 * 0x1p-24 * static_cast<double>(sphere.radius));
            return;
        }
    }
}

} // namespace

std::vector<double> sizes_of(const PackedScene& packed) {
    std::vector<double> sizes;
    for (const shared::Sphere& sphere : packed.spheres) sizes.push_back(2.0 * static_cast<double>(sphere.radius));
    Bounds triangles;
    for (std::uint32_t i = 0; i < (packed.shapes.empty() ? 0 : packed.top_count); i++) {
        const shared::Shape& shape = packed.shapes[i];
        switch (shape.kind) {
        case shared::SHAPE_SPHERE: sizes.push_back(2.0 * static_cast<double>(shape.radius)); break;
        case shared::SHAPE_TRIANGLE: triangles.add(shape_bounds(shape, 0.0f)); break;
        case shared::SHAPE_INSTANCE: {
            const ShapeRange object = packed.objects[packed.object_of[shape.instance]];
            const double factor = 1.0 / stretch(object_from_world(packed.instances[shape.instance])); // roughly
            sizes.push_back(factor * diagonal_of(range_bounds(packed, object, 0.0f)));
            break;
        }
        default: sizes.push_back(diagonal_of(shape_bounds(shape, 0.0f))); break;
        }
    }
    if (!triangles.empty()) sizes.push_back(diagonal_of(triangles));
    std::sort(sizes.begin(), sizes.end());
    return sizes;
}

bool are_same_spheres_large(const PackedScene& packed, const CameraDescription& camera,
                            const std::vector<double>& sizes) {
    const LargeTest is_large_there(camera, sizes);
    const auto is_as_before = [&](const shared::Shape& shape) { return is_large_there(shape) == is_large(shape); };
    const auto own = packed.shapes.begin();
    const auto own_end = own + (packed.shapes.empty() ? 0 : packed.top_count);
    return std::none_of(packed.spheres.begin(), packed.spheres.end(),
                        [&](const shared::Sphere& sphere) { return is_large_there(shape_of(sphere)); }) &&
           std::all_of(own, own_end, is_as_before) &&
           std::all_of(packed.media.begin(), packed.media.end(), [&](const shared::Medium& medium) {
               return std::all_of(own + medium.first, own + medium.end, is_as_before);
           });
}

void set_large_spheres_apart(PackedScene& packed) {
    const std::vector<double> sizes = sizes_of(packed);
    const LargeTest is_large_here(packed.camera, sizes);
    warn_of_instances(packed, is_large_here);
    if (!packed.spheres.empty()) {
        const bool any = std::any_of(packed.spheres.begin(), packed.spheres.end(),
                                     [&](const shared::Sphere& sphere) { return is_large_here(shape_of(sphere)); });
        if (!any) return;
        for (const shared::Sphere& sphere : packed.spheres) packed.shapes.push_back(shape_of(sphere));
        packed.spheres.clear();
    }
    for (const shared::Medium& medium : packed.media) {
        for (std::uint32_t i = medium.first; i < medium.end; i++) {
            if (is_large_here(packed.shapes[i])) make_large(packed.shapes[i]);
        }
    }
    std::vector<shared::Shape> shapes;
    std::vector<shared::ShapeTag> tags;
    for (const bool large : {true, false}) {
        for (std::uint32_t i = 0; i < packed.top_count; i++) {
            if (is_large_here(packed.shapes[i]) != large) continue;
            shapes.push_back(packed.shapes[i]);
            tags.push_back(packed.tags[i]);
            if (large) make_large(shapes.back());
        }
        if (large) packed.large_count = static_cast<std::uint32_t>(shapes.size());
        if (large && shapes.empty()) return;
    }
    std::copy(shapes.begin(), shapes.end(), packed.shapes.begin());
    std::copy(tags.begin(), tags.end(), packed.tags.begin());
}

} // namespace triptych
