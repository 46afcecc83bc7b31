// Triangle meshes: no ray slips through an edge, no hit is lost on slivers, corners' attributes are blended.
// SPDX-License-Identifier: MIT
#include "brute_force.hpp"
#include "descriptions.hpp"
#include "meshes.hpp"
#include "rendering.hpp"
#include "test_scenes.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

using shared::Hit;
using shared::Ray;
using shared::Surface;

Ray ray_from(vec3 origin, vec3 direction) {
    return {origin, shared::ORIGIN_NOWHERE, shared::unit(direction), shared::NONE, 0.0f};
}

Scene scene_with(MeshData mesh, const Steps& transform = {}, const shared::Material& material = lambertian(0.5f)) {
    Scene scene = white_scene({0.0f, 0.0f, 5.0f}, {0.0f, 0.0f, 0.0f});
    const std::uint32_t number = add_material(scene, material);
    scene.shapes.push_back(under(transform, mesh_of(scene, std::move(mesh), number)));
    return scene;
}

/// From within a closed mesh every ray meets it, wherever it is and whatever it aims at: corners, points of edges, or
/// anything.
TEST(Mesh, IsWatertight) {
    Random random(1);
    for (const vec3 center : {vec3(0.0f), vec3(1000.0f, -300.0f, 77.0f)}) {
        const MeshData mesh = bumpy_ball(4, center, 1.0f);
        const PackedScene packed = packed_with_bvh(scene_with(mesh));
        const shared::Scene view = packed.view();
        for (int i = 0; i < 60000; i++) {
            const auto& triangle = mesh.triangles[random.below(mesh.triangles.size())];
            const vec3 a = mesh.positions[triangle[0]];
            const vec3 b = mesh.positions[triangle[1]];
            const vec3 origin = center + random.in_cube(0.5f);
            vec3 target = a;
            if (i % 3 == 1) target = a + random(0.0f, 1.0f) * (b - a);
            if (i % 3 == 2) target = center + random.direction();
            const Hit hit = shared::closest_hit(view, ray_from(origin, target - origin));
            ASSERT_NE(hit.shape, shared::NONE) << "ray " << i;
            ASSERT_LT(hit.distance, 2.0f);
        }
    }
}

/// Light in a closed white room without sharp creases bounces without end and never gets out, although rays start at
/// points that are rounded.
TEST(Mesh, LetsNothingOutWhereRaysBounceWithin) {
    const MeshData mesh = bumpy_ball(5, vec3(0.0f), 1.0f, 0, 0.002f);
    Scene scene = scene_with(mesh, {translate(30.0, 5.0, -20.0)}, lambertian(1.0f));
    scene.camera.look_from = {30.0f, 5.0f, -20.0f};
    scene.camera.look_at = {30.0f, 5.0f, -21.0f};
    const PackedScene packed = packed_with_bvh(scene);
    const shared::Scene view = packed.view();
    RenderSettings settings = settings_of(32, 32);
    settings.max_depth = 200;
    const shared::Frame frame = make_frame(packed.camera, settings);
    std::uint64_t rays = 0;
    for (std::uint32_t y = 0; y < 32; y++) {
        for (std::uint32_t x = 0; x < 32; x++) {
            const shared::PixelResult pixel = shared::render_pixel(view, frame, x, y, 0, 4);
            EXPECT_EQ(pixel.film.red.low, 0u) << x << ", " << y;
            rays += pixel.rays;
        }
    }
    EXPECT_EQ(rays, 32u * 32u * 4u * 200u);
}

/// Slivers in planes along the axes, seen from anywhere: exactly where their middle is aimed at, they are met.
TEST(Mesh, LosesNoHitOnSlivers) {
    Random random(2);
    for (const float thinness : {1.0f, 10.0f, 100.0f, 1000.0f}) {
        MeshData mesh;
        for (std::uint32_t i = 0; i < 100; i++) {
            const vec3 corner = random.in_cube(3.0f);
            const vec3 along[3] = {{1.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, {0.0f, 0.0f, 1.0f}};
            const vec3 u = along[i % 3];
            // Almost parallel to u, in one plane with it.
            const vec3 v = u + (1.0f / thinness) * along[(i + 1) % 3];
            mesh.positions.insert(mesh.positions.end(), {corner, corner + u, corner + v});
            mesh.triangles.push_back({3 * i, 3 * i + 1, 3 * i + 2});
        }
        const PackedScene packed = packed_with_bvh(scene_with(mesh));
        const shared::Scene view = packed.view();
        int lost = 0;
        for (std::uint32_t i = 0; i < 20000; i++) {
            const std::uint32_t shape = i % 100;
            const shared::Shape triangle = packed.shapes[shape];
            const vec3 middle =
                triangle.origin + 0.33f * (triangle.u - triangle.origin) + 0.33f * (triangle.v - triangle.origin);
            const vec3 direction = random.direction();
            const shared::Sides sides = shared::sides_of(triangle);
            if (std::abs(shared::dot3(direction, shared::unit(shared::cross3(sides.u, sides.v)))) < 0.2f) continue;
            const Ray ray = ray_from(middle - 2.0f * direction, direction);
            const shared::Space space = shared::space_of(ray, 1.0f, packed.tolerance, shared::NONE);
            const float distance = shared::intersect_shape(triangle, shape, space);
            lost += distance == shared::NO_DISTANCE;
            if (distance == shared::NO_DISTANCE) continue;
            EXPECT_NEAR(distance, 2.0f, 1e-4f);
            const Hit hit = shared::closest_hit(view, ray);
            ASSERT_LE(hit.distance, distance);
        }
        // Aiming itself is rounded; a sliver 1,000 times as long as wide is hit by 99 of 100.
        EXPECT_LE(lost, thinness < 1000.0f ? 20 : 200) << thinness;
    }
}

/// Neither trees nor the order of tests change a hit, coplanar rays and slivers included.
TEST(Mesh, TreesAgreeWithBruteForce) {
    Scene scene = scene_with(bumpy_ball(3, vec3(0.0f), 1.0f), {scale(1.0, 1.0, 1e-3)});
    scene.shapes.push_back(under({rotate(0, 1, 0, 45)}, scene.shapes[0]));
    const ShapeDescription ball = mesh_of(scene, bumpy_ball(2, vec3(0.0f), 0.5f, shared::MESH_NORMALS), 0);
    const ShapeDescription placed = instance_of(scene, ball);
    for (int i = 0; i < 6; i++) {
        scene.shapes.push_back(under({scale(1.0, 0.5 + i, -1.0), translate(i - 3.0, 1.0, 0.5)}, placed));
    }
    const PackedScene packed = packed_with_bvh(scene);
    ASSERT_EQ(packed.instances.size(), 6u);
    RayMaker make_ray(packed, 3);
    for (int i = 0; i < 20000; i++) {
        const Ray ray = make_ray(i);
        const Hit found = shared::closest_hit(packed.view(), ray);
        const Hit expected = nearest_by_brute_force(packed, ray);
        ASSERT_EQ(found.shape, expected.shape) << i;
        ASSERT_EQ(found.instance, expected.instance) << i;
        ASSERT_EQ(found.distance, expected.distance) << i;
    }
}

MeshData one_triangle(std::uint32_t attributes) {
    MeshData mesh;
    mesh.positions = {{0.0f, 0.0f, 0.0f}, {4.0f, 0.0f, 0.0f}, {0.0f, 4.0f, 0.0f}};
    const vec3 leaning = shared::unit(vec3(1.0f, 0.0f, 1.0f));
    mesh.vertices = {{{0, 0, 1}, 0.0f, {1, 0, 0}, 0.0f, {1, 0, 0}, 1.0f, 5.0f, 0.0f, 1.0f, 0},
                     {leaning, 1.0f, {1, 0, 0}, 0.0f, {0, 1, 0}, 0.5f, 6.0f, 0.0f, 1.0f, 0},
                     {{0, 0, 1}, 0.0f, {1, 0, 0}, 1.0f, {0, 0, 1}, 0.0f, 5.0f, 2.0f, 1.0f, 0}};
    mesh.attributes = attributes;
    mesh.triangles = {{0, 1, 2}};
    return mesh;
}

Surface seen(const Scene& scene, vec3 from, vec3 direction) {
    const PackedScene packed = packed_with_bvh(scene);
    const Ray ray = ray_from(from, direction);
    const Hit hit = shared::closest_hit(packed.view(), ray);
    EXPECT_NE(hit.shape, shared::NONE);
    return shared::surface_at(packed.view(), ray, hit);
}

constexpr std::uint32_t ALL_ATTRIBUTES = shared::MESH_NORMALS | shared::MESH_TANGENTS | shared::MESH_COLORS;

TEST(Mesh, BlendsWhatItsCornersSay) {
    const Surface surface = seen(scene_with(one_triangle(ALL_ATTRIBUTES)), {1.0f, 2.0f, 3.0f}, {0.0f, 0.0f, -1.0f});
    EXPECT_NEAR(surface.u, 0.25f, 1e-6f);
    EXPECT_NEAR(surface.v, 0.5f, 1e-6f);
    EXPECT_NEAR(surface.u_1, 5.25f, 1e-5f);
    EXPECT_NEAR(surface.v_1, 1.0f, 1e-6f);
    EXPECT_NEAR(surface.color.x, 0.25f, 1e-6f);
    EXPECT_NEAR(surface.color.y, 0.25f, 1e-6f);
    EXPECT_NEAR(surface.color.z, 0.5f, 1e-6f);
    EXPECT_NEAR(surface.alpha, 0.25f + 0.25f * 0.5f, 1e-6f);
    EXPECT_EQ(surface.normal.z, 1.0f);
    EXPECT_GT(surface.shading_normal.x, 0.1f);
    EXPECT_NEAR(shared::dot3(surface.shading_normal, surface.shading_normal), 1.0f, 1e-6f);
    EXPECT_EQ(surface.tangent.x, 1.0f);
    EXPECT_EQ(surface.handedness, 1.0f);
}

TEST(Mesh, ShadesFromBehindWithTheNormalTurned) {
    const Surface surface = seen(scene_with(one_triangle(ALL_ATTRIBUTES)), {1.0f, 2.0f, -3.0f}, {0.0f, 0.0f, 1.0f});
    EXPECT_EQ(surface.inside, 1u);
    EXPECT_EQ(surface.normal.z, -1.0f);
    EXPECT_LT(surface.shading_normal.z, -0.9f);
    EXPECT_LT(surface.shading_normal.x, -0.1f);
}

TEST(Mesh, WithoutNormalsShadesFlat) {
    MeshData mesh = one_triangle(0);
    mesh.vertices.clear();
    const Surface surface = seen(scene_with(mesh), {1.0f, 2.0f, 3.0f}, {0.0f, 0.0f, -1.0f});
    EXPECT_EQ(surface.shading_normal.x, 0.0f);
    EXPECT_EQ(surface.shading_normal.z, 1.0f);
    EXPECT_EQ(surface.color.x, 1.0f);
    EXPECT_EQ(pack_scene(scene_with(mesh)).mesh_triangles.size(), 0u);
}

TEST(Mesh, TextureCoordinatesNeedNoOtherAttribute) {
    MeshData mesh = one_triangle(ALL_ATTRIBUTES);
    mesh.attributes = 0;
    const Surface surface = seen(scene_with(mesh), {1.0f, 2.0f, 3.0f}, {0.0f, 0.0f, -1.0f});
    EXPECT_NEAR(surface.u, 0.25f, 1e-6f);
    EXPECT_NEAR(surface.v, 0.5f, 1e-6f);
    EXPECT_NEAR(surface.u_1, 5.25f, 1e-5f);
    EXPECT_EQ(surface.shading_normal.x, 0.0f);
}

/// The same surface whether a transform is baked into the mesh or kept in an instance, mirrored ones included.
TEST(Mesh, IsTheSameBakedAndInInstances) {
    const Steps steps{scale(-1.0, 2.0, 0.5), rotate(1, 2, 3, 70), translate(0.3, -0.2, 0.1)};
    const MeshData ball = bumpy_ball(3, vec3(0.0f), 1.0f, ALL_ATTRIBUTES);
    const Scene baked = scene_with(ball, steps);
    Scene instanced = scene_with(ball);
    const ShapeDescription placed = instance_of(instanced, instanced.shapes[0]);
    instanced.shapes = {under(steps, placed)};
    ASSERT_EQ(pack_scene(instanced).instances.size(), 1u);
    const PackedScene a = packed_with_bvh(baked);
    const PackedScene b = packed_with_bvh(instanced);
    Random random(4);
    int compared = 0;
    for (int i = 0; i < 2000; i++) {
        const vec3 from = 5.0f * random.direction();
        const Ray ray = ray_from(from, random.in_cube(0.5f) - from);
        const Hit in_a = shared::closest_hit(a.view(), ray);
        const Hit in_b = shared::closest_hit(b.view(), ray);
        if (in_a.shape == shared::NONE || in_b.shape == shared::NONE) continue;
        const Surface one = shared::surface_at(a.view(), ray, in_a);
        const Surface other = shared::surface_at(b.view(), ray, in_b);
        if (shared::dot3(one.normal, other.normal) < 0.9999f) continue; // at an edge either triangle may win
        compared++;
        ASSERT_NEAR(in_a.distance, in_b.distance, 1e-4f);
        ASSERT_GT(shared::dot3(one.shading_normal, other.shading_normal), 0.999f);
        ASSERT_NEAR(one.u, other.u, 1e-3f);
        ASSERT_NEAR(one.v, other.v, 1e-3f);
        ASSERT_EQ(one.inside, 0u);
        ASSERT_EQ(other.inside, 0u);
    }
    EXPECT_GT(compared, 1500);
}

TEST(Mesh, LeavesOutTrianglesWithoutArea) {
    MeshData mesh = one_triangle(0);
    mesh.triangles = {{0, 1, 1}, {0, 1, 2}, {2, 2, 2}};
    EXPECT_EQ(pack_scene(scene_with(mesh)).shapes.size(), 1u);
}

/// A room lit by each kind of light without extent: a wall's radiance is albedo / pi * irradiance.
TEST(PunctualLights, LightAWallAsTheirFormulasSay) {
    using shared::PunctualLight;
    const vec3 intensity{8.0f, 4.0f, 2.0f};
    const vec3 forward{0.0f, 0.0f, -1.0f};
    // Seen from (0, 0, 4), a wall in the plane z = 0; lights at a distance of 2 in front of its middle.
    const float scale = 1.0f / (1.0f - 0.5f); // a spot of 60 degrees to all sides, fading from its middle on
    const struct {
        PunctualLight light;
        float irradiance;
    } cases[] = {
        {{{0, 0, 2}, shared::PUNCTUAL_POINT, forward, 0.0f, intensity, 0.0f}, 0.25f},
        {{{0, 0, 2}, shared::PUNCTUAL_SPOT, forward, scale, intensity, -0.5f * scale}, 0.25f},
        // 40 degrees aside: it fades to the square of 2 cos(40) - 1.
        {{{0, 0, 2}, shared::PUNCTUAL_SPOT, {0, 0.642787610f, -0.766044443f}, scale, intensity, -0.5f * scale},
         0.25f * 0.532088886f * 0.532088886f},
        {{{0, 0, 0}, shared::PUNCTUAL_DIRECTIONAL, forward, 0.0f, intensity, 0.0f}, 1.0f},
        {{{0, 0, 2}, shared::PUNCTUAL_SPOT, {0, 0, 1}, scale, intensity, -0.5f * scale}, 0.0f},
        {{{0, 0, -2}, shared::PUNCTUAL_POINT, forward, 0.0f, intensity, 0.0f}, 0.0f}, // behind the wall
    };
    for (const auto& [light, irradiance] : cases) {
        Scene scene = dark_scene({0.0f, 0.0f, 4.0f}, {0.0f, 0.0f, 0.0f});
        scene.camera.vertical_fov = 0.01;
        add_quad(scene, {-5, -5, 0}, {10, 0, 0}, {0, 10, 0}, lambertian(0.5f));
        scene.punctual_lights = {light};
        const PackedScene packed = packed_with_bvh(scene);
        EXPECT_NE(packed.features & shared::FEATURE_PUNCTUAL_LIGHTS, 0u);
        const Image image = render(*open_cpu(1), packed, settings_of(1, 1), {{0, 64}}).mean();
        const float expected = 0.5f / 3.14159265f * irradiance * intensity.x;
        EXPECT_NEAR(image.rgb[0], expected, 1e-3f * expected + 1e-9f);
    }
}

} // namespace
} // namespace triptych::test
