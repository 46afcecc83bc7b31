// The CPU's wide trees and the walks through them: the same hits and films as the plain reference, bit for bit.
// SPDX-License-Identifier: MIT
#include "plain_lanes.hpp"

#include "backend/cpu/path_tile.hpp"
#include "brute_force.hpp"
#include "descriptions.hpp"
#include "meshes.hpp"
#include "pack/bounds.hpp"

#include <cstring>

namespace triptych::test {
namespace {

/// Shapes of every kind, many of them in one leaf, and instances of some of them; a third of the shapes shine.
Scene every_kind(unsigned seed, int count, float spread) {
    Random random(seed);
    Scene scene = white_scene({0.0f, 0.0f, 3.0f * spread}, {0.0f, 0.0f, 0.0f});
    scene.background.bottom = vec3(0.1f);
    const std::uint32_t materials[] = {add_material(scene, lambertian(0.6f)), add_material(scene, glass(1.5f)),
                                       add_material(scene, metal(vec3(0.8f), 0.1f)),
                                       add_material(scene, light({5.0f, 3.0f, 1.0f}))};
    const auto shape = [&](float within, std::uint32_t material) {
        const vec3 a = random.in_cube(within);
        const vec3 b = random.in_cube(1.0f);
        const vec3 c = random.in_cube(1.0f);
        switch (random.below(7)) {
        case 0: return sphere(a, random(0.1f, 0.6f), material);
        case 1: return sphere(a, random(0.1f, 0.6f), material, b);
        case 2: return quad(a, b, c, material);
        case 3: return triangle(a, a + b, a + c, material);
        case 4: return disk(a, b, random(0.1f, 0.6f), material);
        case 5: return mesh_of(scene, bumpy_ball(2, a, 0.3f, shared::MESH_NORMALS), material);
        default: return box(a, a + vec3(0.5f), material);
        }
    };
    std::vector<ShapeDescription> placed;
    for (int i = 0; i < 3; i++) {
        std::vector<ShapeDescription> shapes;
        for (int j = 0; j < 1 + 20 * i; j++) shapes.push_back(shape(1.5f, materials[random.below(3)]));
        placed.push_back(instance_of(scene, group(shapes)));
    }
    for (int i = 0; i < count; i++) {
        const bool shines = i % 3 == 0;
        scene.shapes.push_back(shape(spread, materials[shines ? 3 : random.below(3)]));
        if (i % 10 != 0) continue;
        const vec3 to = random.in_cube(spread);
        const Steps steps{rotate(1, 2, 3, static_cast<double>(random(0.0f, 360.0f))), scale(1.5, 0.7, 1.2),
                          translate(static_cast<double>(to.x), static_cast<double>(to.y), static_cast<double>(to.z))};
        scene.shapes.push_back(under(steps, placed[random.below(placed.size())]));
    }
    return scene;
}

/// Small triangles and quads all over a bumpy ball, neighbours sharing edges.
Scene ball_of_flats(int rings) {
    Scene scene = white_scene({0.0f, 0.0f, 3.0f}, {0.0f, 0.0f, 0.0f});
    const std::uint32_t matte = add_material(scene, lambertian(0.5f));
    const auto point = [&](int ring, int place) {
        const auto turn = static_cast<float>(place % (2 * rings)) / static_cast<float>(2 * rings);
        const shared::CosSin around = shared::cos_sin_turn(turn);
        const shared::CosSin down = shared::cos_sin_turn(0.5f * static_cast<float>(ring) / static_cast<float>(rings));
        const float radius = 1.0f + 0.1f * around.sin_angle * down.cos_angle;
        return radius * vec3(down.sin_angle * around.cos_angle, down.cos_angle, down.sin_angle * around.sin_angle);
    };
    for (int ring = 0; ring < rings; ring++) {
        for (int place = 0; place < 2 * rings; place++) {
            const vec3 a = point(ring, place);
            const vec3 b = point(ring, place + 1);
            const vec3 c = point(ring + 1, place);
            if ((ring + place) % 4 == 0) {
                scene.shapes.push_back(quad(a, b - a, c - a, matte));
            } else {
                scene.shapes.push_back(triangle(a, b, c, matte));
                scene.shapes.push_back(triangle(b, c, point(ring + 1, place + 1), matte));
            }
        }
    }
    return scene;
}

/// A packed scene with a tree of W lanes.
template <int LANES>
struct Wide {
    explicit Wide(const Scene& scene) : packed(packed_with_bvh(scene)), tree(build_wide_tree<LANES>(packed)) {}
    WideScene<LANES> view() const {
        return {packed.view(),
                tree.nodes.data(),
                tree.spheres.data(),
                tree.moving_spheres.data(),
                tree.flats.data(),
                tree.triangles.data(),
                tree.outside.data(),
                static_cast<std::uint32_t>(tree.outside.size()),
                tree.root,
                tree.instance_roots.data(),
                static_cast<std::uint32_t>(packed.tags.size())};
    }
    PackedScene packed;
    WideTree<LANES> tree;
};

bool contains(const Bounds& outer, const Bounds& inner) {
    return outer.low.x <= inner.low.x && outer.low.y <= inner.low.y && outer.low.z <= inner.low.z &&
           outer.high.x >= inner.high.x && outer.high.y >= inner.high.y && outer.high.z >= inner.high.z;
}

/// Counts how often a walk from the root and the blocks outside reaches each shape, and each instance's shapes.
template <int LANES>
class Census {
public:
    explicit Census(const Scene& scene) : m_wide(scene), reached(m_wide.packed.tags.size()) {
        const Bounds everywhere{vec3(-1e30f), vec3(1e30f)};
        for (const std::uint32_t block : m_wide.tree.outside) visit(block, everywhere, 0);
        if (m_wide.tree.root != WIDE_NOTHING) visit(m_wide.tree.root, everywhere, 0);
        std::vector<bool> done(m_wide.packed.objects.size());
        for (std::size_t i = 0; i < m_wide.tree.instance_roots.size(); i++) {
            const std::uint32_t object = m_wide.packed.object_of[i];
            if (!done[object]) visit(m_wide.tree.instance_roots[i], everywhere, 0);
            done[object] = true;
        }
    }

private:
    void visit(std::uint32_t child, const Bounds& box, std::uint32_t depth) {
        ASSERT_LE(depth, WIDE_MAX_DEPTH);
        const std::uint32_t index = child & WIDE_INDEX_MASK;
        switch (child >> WIDE_KIND_SHIFT) {
        case WIDE_NODE: {
            const WideNode<LANES>& node = m_wide.tree.nodes[index];
            for (int lane = 0; lane < LANES; lane++) {
                const auto corner = [&](int first) {
                    return vec3(node.plane[first][lane], node.plane[first + 1][lane], node.plane[first + 2][lane]);
                };
                const Bounds inner{corner(0), corner(3)};
                ASSERT_EQ(inner.empty(), node.child[lane] == WIDE_NOTHING);
                if (inner.empty()) continue;
                ASSERT_TRUE(contains(box, inner));
                visit(node.child[lane], inner, depth + 1);
            }
            break;
        }
        case WIDE_SPHERES: count(m_wide.tree.spheres[index].shape, child, box); break;
        case WIDE_MOVING_SPHERES: count(m_wide.tree.moving_spheres[index].at_start.shape, child, box); break;
        case WIDE_QUADS:
        case WIDE_DISKS: count(m_wide.tree.flats[index].shape, child, box); break;
        case WIDE_TRIANGLES: count(m_wide.tree.triangles[index].shape, child, box); break;
        case WIDE_INSTANCE: instances.push_back(index); break;
        default: FAIL() << child;
        }
    }

    void count(const std::uint32_t (&shapes)[LANES], std::uint32_t child, const Bounds& box) {
        for (const std::uint32_t shape : shapes) {
            if (shape == shared::NONE) continue;
            const shared::Shape& s = m_wide.packed.shapes[shape];
            const bool moves = s.u.x != 0.0f || s.u.y != 0.0f || s.u.z != 0.0f;
            const std::uint32_t kind = s.kind == shared::SHAPE_SPHERE     ? (moves ? WIDE_MOVING_SPHERES : WIDE_SPHERES)
                                       : s.kind == shared::SHAPE_DISK     ? WIDE_DISKS
                                       : s.kind == shared::SHAPE_TRIANGLE ? WIDE_TRIANGLES
                                                                          : WIDE_QUADS;
            ASSERT_EQ(child >> WIDE_KIND_SHIFT, kind);
            ASSERT_TRUE(contains(box, shape_bounds(s, 0.0f)));
            reached[shape]++;
        }
    }

    Wide<LANES> m_wide;

public:
    std::vector<int> reached;             // by shape
    std::vector<std::uint32_t> instances; // met in the scene's own tree
};

template <int LANES>
void expect_every_shape_once(const Scene& scene) {
    Census<LANES> census(scene);
    const PackedScene packed = packed_with_bvh(scene);
    for (std::uint32_t i = 0; i < packed.tags.size(); i++) {
        const bool is_instance = packed.shapes[i].kind == shared::SHAPE_INSTANCE;
        const bool is_boundary = !packed.media.empty() && i >= packed.media[0].first;
        ASSERT_EQ(census.reached[i], is_instance || is_boundary ? 0 : 1) << i;
    }
    std::sort(census.instances.begin(), census.instances.end());
    ASSERT_EQ(census.instances.size(), packed.instances.size());
    for (std::uint32_t i = 0; i < census.instances.size(); i++) ASSERT_EQ(census.instances[i], i);
}

TEST(WideTree, HoldsEveryShapeOnceInABlockOfItsKind) {
    Scene scene = every_kind(1, 400, 8.0f);
    scene.shapes.push_back(quad({-100.0f, -20.0f, -100.0f}, {200.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 200.0f}, 0));
    scene.shapes.push_back(medium_in(scene, box(vec3(-1.0f), vec3(1.0f), shared::NONE), 1.0f));
    expect_every_shape_once<4>(scene);
    expect_every_shape_once<8>(scene);
    expect_every_shape_once<16>(scene);
}

/// The walk with 16 lanes, whatever this processor has, against the plain one.
void expect_same_walk(const Scene& scene, unsigned seed, int count) {
    const FlushDenormals flush;
    const Wide<W> wide(scene);
    const WideScene<W> view = wide.view();
    RayMaker make_ray(wide.packed, seed);
    int hits = 0;
    for (int i = 0; i < count; i++) {
        const Ray ray = make_ray(i);
        const Hit expected = shared::closest_hit(view.scene, ray);
        ASSERT_TRUE(wide_hit(view, ray, false, NO_HIT) == expected) << "ray " << i;
        hits += expected.shape != shared::NONE;
    }
    EXPECT_GT(hits, count / 10);
}

TEST(WideWalk, SixteenLanesMeetWhatThePlainWalkMeets) {
    expect_same_walk(every_kind(2, 5, 1.0f), 2, 20000);
    expect_same_walk(every_kind(3, 500, 8.0f), 3, 40000);
    Scene twice = every_kind(4, 60, 3.0f);
    const std::vector<ShapeDescription> shapes = twice.shapes;
    twice.shapes.insert(twice.shapes.end(), shapes.rbegin(), shapes.rend());
    expect_same_walk(twice, 4, 40000);
}

TEST(WideWalk, MeetsWhatThePlainWalkMeetsInAMesh) {
    const FlushDenormals flush;
    const Scene scene = ball_of_flats(220);
    const PackedScene packed = packed_with_bvh(scene);
    ASSERT_GT(packed.shapes.size(), 150000u);
    expect_same_walk(scene, 5, 20000);
    RayMaker make_ray(packed, 6);
    std::vector<Ray> rays;
    for (int i = 0; i < 40000; i++) rays.push_back(make_ray(i));
    std::vector<Hit> hits(rays.size());
    for (const TileKernelKind& kind : tile_kernels()) {
        const auto kernel = kind.make();
        kernel->load(packed);
        kernel->trace(rays.data(), hits.data(), static_cast<std::uint32_t>(rays.size()));
        for (std::size_t i = 0; i < rays.size(); i++) {
            ASSERT_TRUE(hits[i] == shared::closest_hit(packed.view(), rays[i])) << kind.name << ", ray " << i;
            if (i >= 100) continue;
            ASSERT_TRUE(hits[i] == nearest_by_brute_force(packed, rays[i])) << kind.name << ", ray " << i;
        }
    }
}

/// A walk that ends early tells what a whole one would: whether a ray towards a shape meets something else first.
TEST(WideWalk, AnEarlyEndTellsWhetherAShapeIsHidden) {
    const FlushDenormals flush;
    const Wide<W> wide(every_kind(7, 150, 4.0f));
    const WideScene<W> view = wide.view();
    RayMaker make_ray(wide.packed, 7);
    Random random(7);
    int seen = 0;
    int hidden = 0;
    for (int i = 0; i < 60000; i++) {
        Ray ray = make_ray(i);
        std::uint32_t target = random.below(wide.packed.top_count);
        const shared::Shape& shape = wide.packed.shapes[target];
        if (shape.kind == shared::SHAPE_INSTANCE) continue;
        const bool looks_at_shape = i % 4 != 0; // else into the open
        if (!looks_at_shape) target = shared::NONE;
        const shared::Sides sides = shared::sides_of(shape);
        const vec3 toward = shape.origin + random(0.0f, 0.3f) * (sides.u + sides.v) - ray.origin;
        if (looks_at_shape && shared::dot3(toward, toward) > 1e-6f) ray.direction = shared::unit(toward);
        shared::Path path{};
        path.ray = ray;
        path.shadow.direction = ray.direction;
        path.shadow.shape = target;
        path.shadow.pending = 1;
        const Hit nearest = shared::closest_hit(view.scene, ray);
        const Hit found = next_hit(view, path, ray);
        const bool meets_target = nearest.shape == target && nearest.instance == shared::NONE;
        ASSERT_EQ(found.shape == target && found.instance == shared::NONE, meets_target) << "ray " << i;
        (meets_target ? seen : hidden)++;
        if (!meets_target) continue;
        ASSERT_EQ(found.distance, nearest.distance) << "ray " << i;
    }
    EXPECT_GT(seen, 5000);
    EXPECT_GT(hidden, 5000);
}

/// Lamps behind glass, in mirrors and in fog, with a picture around them: every kernel's film is the plain reference's.
TEST(WideWalk, EveryKernelDrawsThePlainReferencesFilm) {
    const FlushDenormals flush;
    Scene scene = every_kind(8, 120, 4.0f);
    scene.shapes.push_back(medium_in(scene, sphere({0.0f, 0.0f, 1.0f}, 4.0f, shared::NONE), 0.05f));
    Scene under_picture = scene;
    set_background(under_picture, 8, 4,
                   [](std::uint32_t x, std::uint32_t y) { return vec3(x == 3 && y == 1 ? 20.0f : 0.2f); });
    Scene with_points = scene;
    for (const float x : {-2.0f, 0.5f, 3.0f}) {
        with_points.punctual_lights.push_back(
            {vec3(x, 2.0f, 1.0f), shared::PUNCTUAL_POINT, vec3(0.0f, 1.0f, 0.0f), 0.0f, vec3(20.0f), 0.0f});
    }
    for (const Scene& drawn : {scene, under_picture, with_points, every_kind(9, 3, 1.0f)}) {
        const PackedScene packed = packed_with_bvh(drawn);
        for (const bool roulette : {false, true}) {
            RenderSettings settings = settings_of(16, 16, 1, 12);
            settings.method.roulette = roulette;
            const shared::Frame frame = make_frame(packed.camera, settings);
            std::vector<std::vector<shared::FilmPixel>> films;
            std::vector<std::uint64_t> rays;
            for (const TileKernelKind& kind : tile_kernels()) {
                const auto kernel = kind.make();
                kernel->load(packed);
                films.emplace_back(256, shared::empty_pixel());
                rays.push_back(kernel->render(frame, {0, 0, 16, 16, 0, 16}, films.back().data()));
            }
            films.emplace_back(256, shared::empty_pixel());
            const Wide<W> wide(drawn);
            rays.push_back(render_tile(wide.view(), frame, {0, 0, 16, 16, 0, 16}, films.back().data()));
            for (std::size_t i = 0; i < films.size(); i++) {
                EXPECT_EQ(std::memcmp(films[i].data(), films[0].data(), 256 * sizeof(shared::FilmPixel)), 0) << i;
                EXPECT_EQ(rays[i], rays[0]) << i;
            }
        }
    }
}

} // namespace
} // namespace triptych::test
