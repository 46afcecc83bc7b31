// What every walk of a tree must find: each shape and each instance's shapes tested one after the other.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/tile_kernel.hpp"
#include "base/float_mode.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace triptych::test {

using shared::Hit;
using shared::Ray;

class Random {
public:
    explicit Random(unsigned seed) : m_engine(seed) {}
    float operator()(float low, float high) {
        return low + (high - low) * 0x1p-24f * static_cast<float>(m_engine() >> 8);
    }
    std::uint32_t below(std::size_t count) { return static_cast<std::uint32_t>(m_engine() % count); }
    vec3 in_cube(float half) {
        const float x = (*this)(-half, half);
        const float y = (*this)(-half, half);
        const float z = (*this)(-half, half);
        return {x, y, z};
    }
    vec3 direction() {
        const float u = (*this)(0.0f, 1.0f);
        return shared::sample_sphere(u, (*this)(0.0f, 1.0f));
    }

private:
    std::mt19937 m_engine;
};

/// The better of `best` and the nearest hit among all but large spheres, without trees.
inline Hit nearest_by_brute_force(const PackedScene& scene, const Ray& ray, Hit best) {
    const shared::Scene view = scene.view();
    shared::Space world = shared::space_of(ray, 1.0f, scene.tolerance, shared::NONE);
    if (ray.origin_instance != shared::NONE) world.ray.origin_shape = shared::ORIGIN_NOWHERE;
    for (std::uint32_t i = scene.large_count; i < scene.top_count; i++) {
        if (scene.shapes.empty() || scene.shapes[i].kind != shared::SHAPE_INSTANCE) {
            best = shared::closer_hit(view, world, i, best);
            continue;
        }
        const std::uint32_t number = scene.shapes[i].instance;
        const shared::Instance& instance = scene.instances[number];
        const shared::ObjectRay object = shared::object_ray(instance, number, ray);
        const shared::Space space = shared::space_of(object.ray, object.scale, instance.tolerance, number);
        const ShapeRange range = scene.objects[scene.object_of[number]];
        for (std::uint32_t j = range.first; j < range.first + range.count; j++) {
            best = shared::closer_hit(view, space, j, best);
        }
    }
    return best;
}

/// The nearest hit in a packed scene without trees. Beside large spheres, distances count from where the ray comes near
/// all else, as in closest_hit.
inline Hit nearest_by_brute_force(const PackedScene& scene, const Ray& ray) {
    const Hit none{shared::NO_DISTANCE, shared::NONE, shared::NONE};
    if (scene.large_count == 0) return nearest_by_brute_force(scene, ray, none);
    const Hit large = shared::large_sphere_hit(scene.view(), ray, none);
    const shared::NearRay near = shared::near_ray(scene.view(), ray);
    if (!(near.offset < large.distance)) return large;
    Hit found = nearest_by_brute_force(scene, near.ray, {large.distance - near.offset, large.shape, large.instance});
    if (found.shape == large.shape) return large;
    found.distance = found.distance + near.offset;
    return found;
}

/// Makes rays of the kinds that paths have, and those that are hardest for padded boxes.
class RayMaker {
public:
    RayMaker(const PackedScene& scene, unsigned seed) : m_scene(scene), m_random(seed) {}

    Ray operator()(int i) {
        const float time = m_random(0.0f, 1.0f);
        Ray ray{m_scene.camera.look_from, shared::ORIGIN_NOWHERE, m_random.direction(), shared::NONE, time};
        if (i % 4 == 0) {
            if (m_random.below(2) == 0) look_at_an_edge(ray);
        } else if (i % 4 == 1) {
            graze(ray);
        } else {
            go_between_shapes(ray, i % 3 == 0 ? 1 : 0);
        }
        return ray;
    }

private:
    /// A shape that is no instance: one of the scene's own, or one of an instance's object.
    struct Choice {
        std::uint32_t index, instance;
        shared::Shape shape;
    };

    Choice choose() {
        const shared::Scene view = m_scene.view();
        Choice choice{m_random.below(m_scene.top_count), shared::NONE, {}};
        choice.shape = shared::read_shape(view, choice.index);
        if (choice.shape.kind == shared::SHAPE_INSTANCE) {
            choice.instance = choice.shape.instance;
            const ShapeRange range = m_scene.objects[m_scene.object_of[choice.instance]];
            choice.index = range.first + m_random.below(range.count);
            choice.shape = shared::read_shape(view, choice.index);
        }
        return choice;
    }

    /// In the world.
    vec3 place(const Choice& choice, vec3 p) const {
        return choice.instance == shared::NONE ? p : shared::world_point(m_scene.instances[choice.instance], p);
    }

    /// Anywhere on the shape, on flat ones often on an edge.
    vec3 point_of(const Choice& choice, float time) {
        const shared::Shape& shape = choice.shape;
        if (shape.kind == shared::SHAPE_SPHERE) {
            const shared::Sphere sphere = shared::sphere_at(shape, time);
            return place(choice, sphere.center + sphere.radius * m_random.direction());
        }
        const float least = shape.kind == shared::SHAPE_DISK ? -1.0f : 0.0f;
        float a = m_random(least, 1.0f);
        const float b = shape.kind == shared::SHAPE_TRIANGLE ? m_random(0.0f, 1.0f - a) : m_random(least, 1.0f);
        if (m_random(0.0f, 1.0f) < 0.25f) a = std::min(std::max(4.0f * a - 1.5f, least), 1.0f);
        const shared::Sides sides = shared::sides_of(shape);
        return place(choice, shape.origin + a * sides.u + b * sides.v);
    }

    void go_between_shapes(Ray& ray, std::uint32_t inside) {
        const Choice from = choose();
        const Choice to = choose();
        ray.origin = point_of(from, ray.time);
        ray.origin_shape = 2 * from.index + inside;
        ray.origin_instance = from.instance;
        const vec3 toward = point_of(to, ray.time) - ray.origin;
        if (shared::dot3(toward, toward) > 1e-12f) ray.direction = shared::unit(toward);
    }

    /// From the camera past a sphere's rim, or to any point of a flat shape.
    void look_at_an_edge(Ray& ray) {
        const Choice choice = choose();
        vec3 target;
        if (choice.shape.kind == shared::SHAPE_SPHERE) {
            const shared::Sphere sphere = shared::sphere_at(choice.shape, ray.time);
            const vec3 sideways = shared::cross3(place(choice, sphere.center) - ray.origin, m_random.direction());
            if (shared::dot3(sideways, sideways) < 1e-12f) return;
            target = place(choice, sphere.center + m_random(0.8f, 1.1f) * sphere.radius * shared::unit(sideways));
        } else {
            target = point_of(choice, ray.time);
        }
        const vec3 toward = target - ray.origin;
        if (shared::dot3(toward, toward) > 1e-12f) ray.direction = shared::unit(toward);
    }

    /// Along a face of a sphere's unpadded box, where rounding alone decides between hit and miss, or nearly within the
    /// plane of a flat shape, where the distance may come out as anything.
    void graze(Ray& ray) {
        const Choice choice = choose();
        const float far = std::sqrt(shared::dot3(m_scene.camera.look_from, m_scene.camera.look_from));
        const float x = m_random(-1.0f, 1.0f);
        const float y = m_random(-1.0f, 1.0f);
        vec3 along{x, y, 0.0f};
        vec3 target;
        if (choice.shape.kind == shared::SHAPE_SPHERE) {
            const shared::Sphere sphere = shared::sphere_at(choice.shape, ray.time);
            target = place(choice, sphere.center + vec3(0.0f, 0.0f, sphere.radius));
        } else {
            target = point_of(choice, ray.time);
            const shared::Sides sides = shared::sides_of(choice.shape);
            const vec3 tip = place(choice, choice.shape.origin + x * sides.u + y * sides.v);
            along = tip - target + m_random(-1e-6f, 1e-6f) * m_random.direction();
        }
        if (shared::dot3(along, along) < 1e-12f) return;
        along = shared::unit(along);
        ray.origin = target + m_random(0.0f, 1.0f) * far * along;
        ray.direction = -along;
    }

    const PackedScene& m_scene;
    Random m_random;
};

/// A hit with the shape's place in the description instead of its index.
inline Hit described(const PackedScene& scene, Hit hit) {
    if (hit.shape != shared::NONE) hit.shape = scene.tags[hit.shape].id;
    return hit;
}

inline bool operator==(const Hit& a, const Hit& b) {
    return a.distance == b.distance && a.shape == b.shape && a.instance == b.instance;
}

/// Every kernel of this processor, the plain walk among them, must find what brute force finds. Returns the share of
/// rays that hit something.
inline double expect_same_hits(const Scene& scene, unsigned seed, int count) {
    const FlushDenormals flush;
    const PackedScene bare = pack_scene(scene);
    const PackedScene tree = packed_with_bvh(scene);
    std::vector<std::uint32_t> index_of(bare.tags.size());
    for (std::uint32_t i = 0; i < tree.tags.size(); i++) index_of[tree.tags[i].id] = i;
    RayMaker make_ray(bare, seed);
    std::vector<Ray> rays;
    std::vector<Hit> expected;
    int hits = 0;
    for (int i = 0; i < count; i++) {
        Ray ray = make_ray(i);
        expected.push_back(described(bare, nearest_by_brute_force(bare, ray)));
        hits += expected.back().shape != shared::NONE;
        if (ray.origin_shape != shared::ORIGIN_NOWHERE) {
            ray.origin_shape = 2 * index_of[bare.tags[ray.origin_shape >> 1u].id] + (ray.origin_shape & 1u);
        }
        rays.push_back(ray);
    }
    for (const TileKernelKind& kind : tile_kernels()) {
        const auto kernel = kind.make();
        kernel->load(tree);
        std::vector<Hit> found(rays.size());
        kernel->trace(rays.data(), found.data(), static_cast<std::uint32_t>(rays.size()));
        for (std::size_t i = 0; i < rays.size(); i++) {
            const Hit hit = described(tree, found[i]);
            if (hit == expected[i]) continue;
            ADD_FAILURE() << kind.name << ", ray " << i << ": shape " << hit.shape << " of instance " << hit.instance
                          << " at " << hit.distance << " and not shape " << expected[i].shape << " of instance "
                          << expected[i].instance << " at " << expected[i].distance;
            break;
        }
    }
    return static_cast<double>(hits) / count;
}

} // namespace triptych::test
