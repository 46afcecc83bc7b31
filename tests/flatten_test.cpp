// From described shapes to the kernels': where each lands, which way it faces, what is shared and what copied.
// SPDX-License-Identifier: MIT
#include "descriptions.hpp"
#include "expect_error.hpp"
#include "pack/bounds.hpp"
#include "shapes.glsl"

#include <gtest/gtest.h>

#include <cmath>

namespace triptych::test {
namespace {

constexpr std::uint32_t MATTE = 0, LAMP = 1, PICTURE = 2;

/// Three materials: a matte one, a lamp, and one with a picture behind a checker.
Scene scene_of(std::vector<ShapeDescription> shapes) {
    Scene scene;
    scene.name = "test";
    auto image = std::make_shared<ImageData>();
    image->width = image->height = 1;
    image->words = {0xffffffffu};
    scene.images.push_back(image);
    constexpr std::uint32_t NONE = shared::NONE;
    scene.textures.push_back(
        {"picture",
         {vec3(1.0f), NONE, vec3(0.0f), NONE, shared::TEXTURE_IMAGE, 1.0f, 0, 0, vec3(0.0f), 0, vec3(0.0f), 0}});
    scene.textures.push_back(
        {"checks",
         {vec3(1.0f), NONE, vec3(0.0f), 0, shared::TEXTURE_CHECKER, 1.0f, NONE, 0, vec3(0.0f), 0, vec3(0.0f), 0}});
    scene.materials.push_back({"matte", {vec3(0.5f), shared::MATERIAL_LAMBERTIAN, 0.0f, 1.0f, NONE, NONE}});
    scene.materials.push_back({"lamp", {vec3(3.0f), shared::MATERIAL_LIGHT, 0.0f, 1.0f, NONE, NONE}});
    scene.materials.push_back({"picture", {vec3(0.0f), shared::MATERIAL_METAL, 0.0f, 1.0f, 1, NONE}});
    scene.shapes = std::move(shapes);
    return scene;
}

Vec3d point(const shared::Shape& shape, double a, double b) {
    const shared::Sides sides = shared::sides_of(shape);
    return to_double(shape.origin) + a * to_double(sides.u) + b * to_double(sides.v);
}

Vec3d normal(const shared::Shape& shape) {
    const shared::Sides sides = shared::sides_of(shape);
    return unit(cross(to_double(sides.u), to_double(sides.v)));
}

void expect_near(Vec3d actual, Vec3d expected, double error) {
    EXPECT_NEAR(actual.x, expected.x, error);
    EXPECT_NEAR(actual.y, expected.y, error);
    EXPECT_NEAR(actual.z, expected.z, error);
}

const Steps TURNED{scale(2, 3, 0.5), rotate(1, 2, 3, 40), translate(1, -2, 5)};
const Steps MIRRORED{scale(2, -3, 0.5), rotate(1, 2, 3, 40), translate(1, -2, 5)};

std::vector<ShapeDescription> flat_shapes() {
    return {quad({1, 2, 3}, {2, 0, 1}, {0, 1, 1}, MATTE), triangle({1, 2, 3}, {3, 2, 4}, {1, 3, 4}, MATTE),
            disk({1, 2, 3}, {1, 4, -2}, 1.5f, MATTE), disk({1, 2, 3}, {0, -4, 0}, 1.5f, MATTE)};
}

TEST(Flatten, KeepsWhatNeedsNoTransform) {
    const PackedScene packed = pack_scene(scene_of(flat_shapes()));
    ASSERT_EQ(packed.shapes.size(), 4u);
    expect_near(point(packed.shapes[0], 1, 0), {3, 2, 4}, 0.0);
    expect_near(point(packed.shapes[0], 0, 1), {1, 3, 4}, 0.0);
    expect_near(point(packed.shapes[1], 1, 0), {3, 2, 4}, 0.0);
    expect_near(point(packed.shapes[1], 0, 1), {1, 3, 4}, 0.0);
    EXPECT_EQ(packed.shapes[0].kind, shared::SHAPE_QUAD);
    EXPECT_EQ(packed.shapes[1].kind, shared::SHAPE_TRIANGLE);
    for (std::size_t i = 2; i < 4; i++) {
        const shared::Shape& shape = packed.shapes[i];
        EXPECT_EQ(shape.kind, shared::SHAPE_DISK);
        expect_near(to_double(shape.origin), {1, 2, 3}, 0.0);
        EXPECT_NEAR(length(to_double(shape.u)), 1.5, 1e-6);
        EXPECT_NEAR(length(to_double(shape.v)), 1.5, 1e-6);
        EXPECT_NEAR(dot(to_double(shape.u), to_double(shape.v)), 0.0, 1e-6);
        EXPECT_EQ(shape.u.y, 0.0f); // horizontal
    }
    expect_near(normal(packed.shapes[2]), unit({1, 4, -2}), 1e-6);
    expect_near(normal(packed.shapes[3]), {0, -1, 0}, 1e-6);
}

TEST(Flatten, BakesFlatShapesPointForPoint) {
    const PackedScene before = pack_scene(scene_of(flat_shapes()));
    for (const Steps& steps : {TURNED, MIRRORED}) {
        const Affine affine = transform_of(steps);
        const bool mirrors = affine.determinant() < 0.0;
        Scene scene = scene_of(flat_shapes());
        for (ShapeDescription& shape : scene.shapes) shape.transform = steps;
        const PackedScene packed = pack_scene(scene);
        ASSERT_EQ(packed.shapes.size(), 4u);
        EXPECT_TRUE(packed.instances.empty());
        const Affine back = invert(affine);
        for (std::size_t i = 0; i < 4; i++) {
            for (const auto& [a, b] : {std::pair{0.0, 0.0}, {0.25, 0.5}, {1.0, 0.0}, {0.0, 1.0}}) {
                const Vec3d expected = affine.point(point(before.shapes[i], mirrors ? b : a, mirrors ? a : b));
                expect_near(point(packed.shapes[i], a, b), expected, 4e-6);
            }
            // The normal's image is that of the inverse transposed: columns of `back` are its rows.
            const Vec3d n = normal(before.shapes[i]);
            Vec3d image{0, 0, 0};
            for (int j = 0; j < 3; j++) {
                const double weight = j == 0 ? n.x : j == 1 ? n.y : n.z;
                image = image + weight * Vec3d{back.rows[j][0], back.rows[j][1], back.rows[j][2]};
            }
            expect_near(normal(packed.shapes[i]), unit(image), 1e-5);
        }
    }
}

TEST(Flatten, ABoxIsSixFacesOutwardsAndUpright) {
    const PackedScene packed = pack_scene(scene_of({box({1, 2, 3}, {2, 4, 6}, MATTE)}));
    ASSERT_EQ(packed.shapes.size(), 6u);
    const Vec3d normals[] = {{0, 0, 1}, {1, 0, 0}, {0, 0, -1}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}};
    const Vec3d upward[] = {{0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}};
    for (std::size_t i = 0; i < 6; i++) {
        const shared::Shape& face = packed.shapes[i];
        expect_near(normal(face), normals[i], 0.0);
        expect_near(unit(to_double(face.v)), upward[i], 0.0);
        const Vec3d half{0.5, 1.0, 1.5};
        const Vec3d n = normals[i];
        expect_near(point(face, 0.5, 0.5), Vec3d{1.5, 3, 4.5} + Vec3d{n.x * half.x, n.y * half.y, n.z * half.z}, 1e-6);
    }
    for (const Steps& steps : {TURNED, MIRRORED}) {
        const PackedScene moved = pack_scene(scene_of({under(steps, box({1, 2, 3}, {2, 4, 6}, MATTE))}));
        const Vec3d middle = transform_of(steps).point({1.5, 3, 4.5});
        for (const shared::Shape& face : moved.shapes) {
            EXPECT_GT(dot(normal(face), point(face, 0.5, 0.5) - middle), 0.1);
        }
    }
}

TEST(Flatten, SpheresTurnAndGrowWithSimilarities) {
    const Steps similar{rotate(0, 0, 1, 90), scale(-2, 2, 2), translate(10, 0, 0)};
    const PackedScene packed = pack_scene(scene_of({under(similar, sphere({1, 2, 3}, 0.5f, MATTE, {1, 0, 0}))}));
    ASSERT_EQ(packed.shapes.size(), 1u);
    EXPECT_EQ(packed.shapes[0].kind, shared::SHAPE_SPHERE);
    expect_near(to_double(packed.shapes[0].origin), {14, 2, 6}, 0.0);
    expect_near(to_double(packed.shapes[0].u), {0, 2, 0}, 0.0);
    EXPECT_EQ(packed.shapes[0].radius, 1.0f);
    // A picture may move and grow with its sphere, but not turn.
    const Steps moved{scale(2, 2, 2), translate(10, 0, 0)};
    EXPECT_TRUE(pack_scene(scene_of({under(moved, sphere({1, 2, 3}, 0.5f, PICTURE))})).instances.empty());
    EXPECT_EQ(pack_scene(scene_of({under(similar, sphere({1, 2, 3}, 0.5f, PICTURE))})).instances.size(), 1u);
}

Vec3d to_world(const shared::Instance& i, Vec3d p) {
    const auto row = [&](vec3 r, float t) { return dot(to_double(r), p) + static_cast<double>(t); };
    return {row(i.world_from_object_x, i.world_from_object_tx), row(i.world_from_object_y, i.world_from_object_ty),
            row(i.world_from_object_z, i.world_from_object_tz)};
}

Vec3d to_object(const shared::Instance& i, Vec3d p) {
    const auto row = [&](vec3 r, float t) { return dot(to_double(r), p) + static_cast<double>(t); };
    return {row(i.object_from_world_x, i.object_from_world_tx), row(i.object_from_world_y, i.object_from_world_ty),
            row(i.object_from_world_z, i.object_from_world_tz)};
}

TEST(Flatten, EllipsoidsAreInstancesOfAUnitSphere) {
    const PackedScene packed = pack_scene(
        scene_of({under(TURNED, sphere({1, 2, 3}, 0.5f, MATTE)), sphere(vec3(0.0f), 1.0f, MATTE),
                  under(MIRRORED, sphere({3, 2, 1}, 4.0f, MATTE)), under(TURNED, sphere({3, 2, 1}, 4.0f, LAMP)),
                  under(TURNED, sphere({3, 2, 1}, 4.0f, MATTE, {0, 2, 0}))}));
    EXPECT_EQ(packed.top_count, 5u);
    ASSERT_EQ(packed.instances.size(), 4u);
    EXPECT_EQ(packed.object_of, (std::vector<std::uint32_t>{0, 0, 1, 2}));
    ASSERT_EQ(packed.objects.size(), 3u);
    for (const ShapeRange range : packed.objects) {
        ASSERT_EQ(range.count, 1u);
        EXPECT_EQ(packed.shapes[range.first].kind, shared::SHAPE_SPHERE);
        EXPECT_EQ(packed.shapes[range.first].radius, 1.0f);
        expect_near(to_double(packed.shapes[range.first].origin), {0, 0, 0}, 0.0);
    }
    EXPECT_EQ(packed.shapes[packed.objects[2].first].u.y, 0.5f);
    EXPECT_TRUE(packed.lights.empty()); // a light within an instance is met, but not sampled
    const Affine affine = transform_of(TURNED);
    expect_near(to_world(packed.instances[0], {0, 1, 0}), affine.point({1, 2.5, 3}), 2e-6);
    expect_near(to_object(packed.instances[0], affine.point({1, 2.5, 3})), {0, 1, 0}, 4e-6);
    EXPECT_EQ(packed.shapes[1].kind, shared::SHAPE_SPHERE);
    EXPECT_EQ(packed.shapes[2].kind, shared::SHAPE_INSTANCE);
    EXPECT_EQ(packed.shapes[2].instance, 1u);
}

TEST(Flatten, AMirroredPictureStaysOnItsInstance) {
    const PackedScene packed = pack_scene(scene_of({under(MIRRORED, quad(vec3(0.0f), {1, 0, 0}, {0, 1, 0}, PICTURE)),
                                                    under(MIRRORED, box(vec3(0.0f), vec3(1.0f), PICTURE)),
                                                    under(TURNED, box(vec3(0.0f), vec3(1.0f), PICTURE))}));
    EXPECT_EQ(packed.top_count, 8u);
    ASSERT_EQ(packed.objects.size(), 2u);
    EXPECT_EQ(packed.objects[0].count, 1u);
    EXPECT_EQ(packed.objects[1].count, 6u);
}

TEST(Flatten, GroupsComposeTransforms) {
    const ShapeDescription inner = under({translate(1, 0, 0)}, sphere(vec3(0.0f), 1.0f, MATTE));
    const PackedScene packed = pack_scene(scene_of({under(
        {rotate(0, 0, 1, 90)}, group({under({scale(2, 2, 2)}, group({inner, sphere({0, 1, 0}, 1.0f, LAMP)}))}))}));
    ASSERT_EQ(packed.spheres.size(), 2u);
    expect_near(to_double(packed.spheres[0].center), {0, 2, 0}, 0.0);
    expect_near(to_double(packed.spheres[1].center), {-2, 0, 0}, 0.0);
    EXPECT_EQ(packed.spheres[0].radius, 2.0f);
    EXPECT_EQ(packed.tags[1].material, LAMP);
}

TEST(Flatten, ObjectsArePackedOnceBehindTheScene) {
    Scene scene = scene_of({sphere(vec3(0.0f), 1.0f, MATTE)});
    const ShapeDescription placed = instance_of(
        scene, under({scale(2, 2, 2)}, group({box(vec3(0.0f), vec3(1.0f), MATTE), sphere(vec3(3.0f), 1.0f, PICTURE)})));
    instance_of(scene, box(vec3(0.0f), vec3(1.0f), MATTE)); // placed nowhere
    scene.shapes.push_back(under(TURNED, placed));
    scene.shapes.push_back(group({under(MIRRORED, placed), sphere(vec3(9.0f), 1.0f, LAMP)}));
    const PackedScene packed = pack_scene(scene);
    EXPECT_EQ(packed.top_count, 4u);
    ASSERT_EQ(packed.objects.size(), 1u);
    EXPECT_EQ(packed.objects[0].first, 4u);
    EXPECT_EQ(packed.objects[0].count, 7u);
    EXPECT_EQ(packed.shapes.size(), 11u);
    EXPECT_EQ(packed.object_of, (std::vector<std::uint32_t>{0, 0}));
    for (std::uint32_t i = 0; i < packed.tags.size(); i++) EXPECT_EQ(packed.tags[i].id, i);
    EXPECT_EQ(packed.tags[2].material, shared::NONE); // of an instance
    EXPECT_EQ(packed.tags[3].light, 0u);
    EXPECT_EQ(packed.tags[10].material, PICTURE);
    EXPECT_EQ(packed.shapes[10].radius, 2.0f);
    const Vec3d p{0.5, 0.25, 0.125};
    for (std::size_t i = 0; i < 2; i++) {
        const Vec3d image = transform_of(i == 0 ? TURNED : MIRRORED).point(p);
        expect_near(to_world(packed.instances[i], p), image, 2e-6);
        expect_near(to_object(packed.instances[i], image), p, 4e-6);
        EXPECT_GT(packed.instances[i].tolerance, 0.0f);
    }
}

TEST(Flatten, CopiesWhatInstancesCannotShareAndWhatIsSmall) {
    const auto pack_placed = [](ShapeDescription object, const Steps& steps) {
        Scene scene = scene_of({});
        const ShapeDescription placed = instance_of(scene, std::move(object));
        scene.shapes.push_back(under(steps, placed));
        return pack_scene(scene);
    };
    const Steps moved{translate(1, 2, 3)};
    const auto three = [](std::uint32_t material) {
        return group({sphere(vec3(0.0f), 1.0f, material), quad(vec3(0.0f), {1, 0, 0}, {0, 1, 0}, material),
                      sphere(vec3(2.0f), 1.0f, material)});
    };
    EXPECT_TRUE(pack_placed(three(MATTE), moved).instances.empty());
    EXPECT_TRUE(pack_placed(three(PICTURE), moved).instances.empty());
    EXPECT_EQ(pack_placed(three(MATTE), TURNED).instances.size(), 1u); // ellipsoids
    EXPECT_EQ(pack_placed(three(PICTURE), {rotate(0, 1, 0, 5)}).instances.size(), 1u);
    EXPECT_EQ(pack_placed(three(PICTURE), {rotate(0, 1, 0, 5)}).objects[0].count, 3u);
    EXPECT_EQ(pack_placed(group({three(MATTE), three(MATTE)}), moved).objects.size(), 1u);
    const PackedScene single = pack_placed(sphere({1, 1, 1}, 1.0f, MATTE), moved);
    ASSERT_EQ(single.spheres.size(), 1u); // as if it stood there itself
    expect_near(to_double(single.spheres[0].center), {2, 3, 4}, 0.0);

    const PackedScene lamps = pack_placed(group({three(MATTE), three(LAMP)}), moved);
    EXPECT_TRUE(lamps.instances.empty());
    EXPECT_EQ(lamps.lights.size(), 3u);
    // Two ellipsoids in an object are instances themselves, so the object is not one.
    const PackedScene eggs = pack_placed(group({three(MATTE), under(TURNED, three(MATTE))}), moved);
    EXPECT_EQ(eggs.instances.size(), 2u);
    EXPECT_EQ(eggs.top_count, 6u);
}

TEST(Flatten, NestedInstancesAreCopiedIntoTheirObject) {
    Scene scene = scene_of({});
    const ShapeDescription inner = instance_of(scene, box(vec3(0.0f), vec3(1.0f), MATTE));
    const ShapeDescription outer =
        instance_of(scene, group({inner, under({translate(5, 0, 0)}, inner), under({translate(0, 5, 0)}, inner)}));
    scene.shapes = {outer, under(TURNED, outer), under(TURNED, inner)};
    const PackedScene packed = pack_scene(scene);
    EXPECT_EQ(packed.instances.size(), 3u);
    ASSERT_EQ(packed.objects.size(), 2u);
    EXPECT_EQ(packed.objects[0].count, 18u);
    EXPECT_EQ(packed.objects[1].count, 6u);
    EXPECT_EQ(packed.shapes[packed.objects[0].first + 6].origin.x, 5.0f);
}

TEST(Flatten, BoundariesOfMediaStandLast) {
    Scene scene = scene_of({});
    scene.shapes.push_back(under({translate(1, 0, 0)}, medium_in(scene, sphere(vec3(0.0f), 2.0f, shared::NONE), 0.5f)));
    const ShapeDescription cloud = medium_in(scene, box(vec3(0.0f), vec3(1.0f), shared::NONE), 0.25f);
    const ShapeDescription placed = instance_of(scene, group({cloud, box(vec3(0.0f), vec3(1.0f), MATTE)}));
    scene.shapes.push_back(under({scale(3, 3, 3)}, placed));
    scene.shapes.push_back(sphere(vec3(5.0f), 1.0f, MATTE));
    const PackedScene packed = pack_scene(scene);
    EXPECT_EQ(packed.top_count, 7u);
    ASSERT_EQ(packed.media.size(), 2u);
    EXPECT_TRUE(packed.instances.empty());
    EXPECT_EQ(packed.media[0].first, 7u);
    EXPECT_EQ(packed.media[0].end, 8u);
    EXPECT_EQ(packed.media[1].first, 8u);
    EXPECT_EQ(packed.media[1].end, 14u);
    EXPECT_EQ(packed.media[0].density, 0.5f);
    EXPECT_EQ(packed.media[1].density, 0.25f); // per unit of length in the world
    EXPECT_EQ(packed.tags[7].material, shared::NONE);
    EXPECT_LT(packed.media[0].box_min.x, -1.0f);
    EXPECT_GT(packed.media[0].box_max.x, 3.0f);
    EXPECT_LT(packed.media[0].box_max.x, 3.001f);
    EXPECT_GT(packed.media[1].box_max.y, 3.0f);
    EXPECT_EQ(packed.features, shared::FEATURE_SHAPES | shared::FEATURE_MEDIA);
}

TEST(Flatten, RefusesWhatItCannotHold) {
    Scene egg = scene_of({sphere(vec3(5.0f), 1.0f, MATTE)});
    egg.shapes.push_back(under(TURNED, medium_in(egg, sphere(vec3(0.0f), 2.0f, shared::NONE), 0.5f)));
    expect_error(ExitCode::INVALID_INPUT, {"test at /shapes/1: ", "uniformly"}, [&] { pack_scene(egg); });

    const Scene far = scene_of({under({scale(1e9, 1e9, 1e9)}, sphere(vec3(100.0f), 1.0f, MATTE))});
    expect_error(ExitCode::INVALID_INPUT, {"test at /shapes/0: ", "1e10"}, [&] { pack_scene(far); });
    const Scene small = scene_of({under({scale(1e-12, 1e-9, 1e-9)}, sphere(vec3(100.0f), 1.0f, MATTE))});
    expect_error(ExitCode::INVALID_INPUT, {"test at /shapes/0: ", "1e10"}, [&] { pack_scene(small); });
    const Scene thin = scene_of({under({scale(1e-12, 1, 1)}, box(vec3(0.0f), vec3(1e-7f), MATTE))});
    expect_error(ExitCode::INVALID_INPUT, {"test at /shapes/0: ", "1e-18"}, [&] { pack_scene(thin); });
}

TEST(Flatten, HoldsTheLimits) {
    // Each object holds ten of the one before and a lamp, so that all are copied: 10^9 shapes.
    Scene many = scene_of({});
    ShapeDescription placed = instance_of(many, sphere(vec3(0.0f), 1.0f, LAMP));
    for (int i = 0; i < 9; i++) placed = instance_of(many, group(std::vector(10, placed)));
    many.shapes = {placed};
    expect_error(ExitCode::LIMIT, {"test at /shapes/0: ", "268435456 shapes"}, [&] { pack_scene(many); });
    Scene nothing = scene_of({});
    placed = instance_of(nothing, group({}));
    for (int i = 0; i < 20; i++) placed = instance_of(nothing, group(std::vector(10, placed)));
    nothing.shapes = {placed};
    EXPECT_EQ(pack_scene(nothing).shape_count(), 0u);

    Scene media = scene_of({});
    const ShapeDescription cloud = medium_in(media, sphere(vec3(0.0f), 1.0f, shared::NONE), 1.0f);
    media.shapes.assign(4096, cloud);
    EXPECT_EQ(pack_scene(media).media.size(), 4096u);
    media.shapes.push_back(cloud);
    expect_error(ExitCode::LIMIT, {"test at /shapes/4096: ", "4096 media"}, [&] { pack_scene(media); });

    Scene instances = scene_of({});
    placed = under({translate(1, 2, 3)}, instance_of(instances, box(vec3(0.0f), vec3(1.0f), MATTE)));
    const ShapeDescription thousand = group(std::vector(1024, placed));
    instances.shapes.assign(1025, thousand);
    expect_error(ExitCode::LIMIT, {"test at /shapes/1024: ", "1048576 instances"}, [&] { pack_scene(instances); });
}

} // namespace
} // namespace triptych::test
