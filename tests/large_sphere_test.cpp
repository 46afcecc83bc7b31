// Spheres as large as planets: their own test against exact arithmetic, and pictures in which they cannot be seen.
// SPDX-License-Identifier: MIT
#include "pack/bounds.hpp"
#include "rendering.hpp"
#include "sampling.glsl"
#include "surface.glsl"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace triptych::test {
namespace {

using Exact = long double;

/// A point or direction without rounding to speak of.
struct Exact3 {
    Exact x, y, z;
    explicit Exact3(vec3 v) : x(v.x), y(v.y), z(v.z) {}
    Exact3(Exact x_, Exact y_, Exact z_) : x(x_), y(y_), z(z_) {}
};
Exact3 operator+(Exact3 a, Exact3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Exact3 operator-(Exact3 a, Exact3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Exact3 operator*(Exact s, Exact3 v) { return {s * v.x, s * v.y, s * v.z}; }
Exact dot(Exact3 a, Exact3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

/// A ground of that radius under the origin, which moves a little, packed under a camera that makes it a large one.
shared::Shape ground_of(float radius, vec3 center, vec3 motion) {
    Scene scene = white_scene({0.0f, 0.03f, 0.0f}, {0.0f, 0.0f, -0.01f});
    add_sphere(scene, center, radius, lambertian(vec3(1.0f)), motion);
    add_sphere(scene, vec3(0.0f), 0.01f, lambertian(vec3(1.0f)));
    const PackedScene packed = pack_scene(scene);
    EXPECT_EQ(packed.large_count, 1u);
    EXPECT_TRUE(is_large(packed.shapes.at(0)));
    return packed.shapes.at(0);
}

class Numbers {
public:
    float between(float low, float high) { return low + (high - low) * 0x1p-32f * static_cast<float>(m_engine()); }
    vec3 within(float extent) { return {between(-extent, extent), between(-extent, extent), between(-extent, extent)}; }
    vec3 direction() { return shared::sample_sphere(between(0.0f, 1.0f), between(0.0f, 1.0f)); }

private:
    std::mt19937 m_engine{3};
};

class LargeSpheres : public testing::TestWithParam<float> {};

/// The roots of |o + t d - c|^2 = r^2, nearest in front of the origin first; negative: none.
Exact exact_distance(Exact3 from_center, Exact3 d, Exact radius) {
    const Exact a = dot(d, d), b = dot(from_center, d) / a, c = (dot(from_center, from_center) - radius * radius) / a;
    const Exact discriminant = b * b - c;
    if (discriminant < 0.0L) return -1.0L;
    const Exact root = std::sqrt(discriminant);
    const Exact one = b < 0.0L ? root - b : -root - b;
    const Exact other = c / one;
    const Exact nearer = std::min(one, other), farther = std::max(one, other);
    return nearer > 0.0L ? nearer : farther;
}

/// Points, normals and distances are off by no more than a few units in the last place of the coordinates at hand,
/// whatever the radius.
TEST_P(LargeSpheres, AreMetAsExactlyAsCoordinatesTell) {
    const float radius = GetParam();
    Numbers make;
    for (int round = 0; round < 20; round++) {
        const vec3 center = vec3(0.0f, -radius, 0.0f) + make.within(1.0f);
        const vec3 motion = make.within(0.5f);
        const shared::Shape ground = ground_of(radius, center, motion);
        for (int i = 0; i < 2000; i++) {
            const float time = i % 2 == 0 ? 0.0f : make.between(0.0f, 1.0f);
            const vec3 origin = make.within(10.0f);
            const vec3 steep = make.direction();
            const vec3 direction = i % 3 == 0 ? shared::unit({steep.x, 0.01f * steep.y, steep.z}) : steep;
            const shared::Ray ray{origin, shared::ORIGIN_NOWHERE, direction, shared::NONE, time};
            const shared::LargeSphere sphere = shared::large_sphere_at(ground, time);
            const Exact3 exact_center = Exact3(center) + Exact(time) * Exact3(motion);
            const Exact3 from_center = Exact3(origin) - exact_center;
            const Exact height = (dot(from_center, from_center) - Exact(radius) * radius) / (2 * Exact(radius));
            EXPECT_NEAR(double(height), double(shared::height_above(sphere, origin)), 1e-5);
            if (std::abs(height) < 1e-3L) continue; // which side it is on is a matter of rounding
            const Exact expected = exact_distance(from_center, Exact3(direction), radius);
            const float found = shared::intersect_large_sphere(sphere, 0, ray);
            ASSERT_EQ(found >= shared::NO_DISTANCE, expected < 0.0L) << i;
            if (expected < 0.0L) continue;

            const shared::LargeHit hit = shared::large_hit(sphere, 0, ray, found);
            const Exact3 outward = (1 / Exact(radius)) * (Exact3(hit.position) - exact_center);
            const Exact off_surface = (dot(outward, outward) - 1) * Exact(radius) / 2;
            const double size = 10.0 + double(expected);
            EXPECT_LT(std::abs(double(off_surface)), 5e-7 * size) << i;
            const Exact cosine = std::abs(dot(outward, Exact3(direction)));
            EXPECT_LT(std::abs(double((found - expected) * cosine)), 1e-6 * size) << i;
            EXPECT_NEAR(double(outward.x), double(hit.outward.x), 1e-6);
            EXPECT_NEAR(double(outward.y), double(hit.outward.y), 1e-6);
            EXPECT_NEAR(double(outward.z), double(hit.outward.z), 1e-6);
            EXPECT_EQ(hit.inside != 0, height < 0.0L);
        }
    }
}

/// A ray that leaves outwards never meets the sphere again; one that leaves inwards meets its far side.
TEST_P(LargeSpheres, AreLeftForGood) {
    const float radius = GetParam();
    const shared::LargeSphere ground =
        shared::large_sphere_at(ground_of(radius, {0.0f, -radius, 0.0f}, vec3(0.0f)), 0.0f);
    Numbers make;
    for (int i = 0; i < 1000; i++) {
        const vec3 above = {make.between(-9.0f, 9.0f), 1.0f, make.between(-9.0f, 9.0f)};
        const shared::Ray down{above, shared::ORIGIN_NOWHERE, {0.0f, -1.0f, 0.0f}, shared::NONE, 0.0f};
        const shared::LargeHit hit =
            shared::large_hit(ground, 0, down, shared::intersect_large_sphere(ground, 0, down));
        const vec3 direction = make.direction();
        const bool inwards = shared::dot3(direction, hit.outward) < 0.0f;
        const shared::Ray ray{hit.position, inwards ? 1u : 0u, direction, shared::NONE, 0.0f};
        const float distance = shared::intersect_large_sphere(ground, 0, ray);
        if (!inwards) {
            EXPECT_GE(distance, shared::NO_DISTANCE);
        } else {
            const double chord = -2.0 * double(radius) * double(shared::dot3(direction, hit.outward));
            EXPECT_NEAR(double(distance), chord, 1e-5 * chord + 1e-3);
        }
    }
}

constexpr float PLANETS[] = {1e3f, 1e4f, 1e5f, 1e6f, 6371000.0f, 1e7f, 1e8f, 1e9f};
INSTANTIATE_TEST_SUITE_P(Radii, LargeSpheres, testing::ValuesIn(PLANETS));

/// A room's furniture on a ground of that radius, all white: balls that rest on it, one of them moving, a box that
/// stands in it, a floating quad, a glass ball.
Scene furniture_on(float radius, const shared::Material& material) {
    Scene scene = white_scene({0.0f, 1.0f, 5.0f}, {0.0f, 0.5f, 0.0f});
    add_sphere(scene, {0.0f, -radius, 0.0f}, radius, material);
    add_sphere(scene, {0.0f, 0.5f, 0.0f}, 0.5f, material);
    add_sphere(scene, {1.1f, 0.25f, 0.5f}, 0.25f, material, {0.2f, 0.1f, 0.0f});
    add_sphere(scene, {-1.1f, 0.3f, 0.5f}, 0.3f, glass(1.5f));
    add_shape(scene, box({1.5f, -0.1f, -1.0f}, {2.5f, 1.0f, 0.0f}, 0), material);
    add_quad(scene, {-3.0f, 0.5f, -2.0f}, {1.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.5f}, material);
    return scene;
}

struct Seen {
    double mean, least, greatest;
};

Seen seen(const Scene& scene, std::uint32_t max_depth, Integrator integrator = Integrator::PATH_MIS) {
    RenderSettings settings = settings_of(48, 32, 1, max_depth);
    settings.method.integrator = integrator;
    const Film film = render(*open_cpu(), packed_with_bvh(scene), settings, {{0, 16}});
    EXPECT_EQ(film.invalid_samples(), 0u);
    const Image image = film.mean();
    Seen result{0.0, 1e9, 0.0};
    for (const float value : image.rgb) {
        result.mean += static_cast<double>(value) / static_cast<double>(image.rgb.size());
        result.least = std::min(result.least, static_cast<double>(value));
        result.greatest = std::max(result.greatest, static_cast<double>(value));
    }
    return result;
}

class Planets : public testing::TestWithParam<float> {};

TEST_P(Planets, CannotBeSeenInAFurnace) {
    for (const shared::Material& material : {lambertian(vec3(1.0f)), metal(vec3(1.0f), 0.0f)}) {
        const Seen found = seen(furniture_on(GetParam(), material), 5000);
        EXPECT_EQ(found.greatest, 1.0);
        EXPECT_GT(found.least, 0.999);
        EXPECT_GT(found.mean, 0.99999);
    }
}

/// Nothing shines up through the ground, into it, or out of what stands on it.
TEST_P(Planets, LetNoLightThrough) {
    const float radius = GetParam();
    Scene above = dark_scene({0.0f, 1.0f, 5.0f}, {0.0f, 0.5f, 0.0f});
    add_sphere(above, {0.0f, -radius, 0.0f}, radius, lambertian(vec3(1.0f)));
    add_sphere(above, {0.0f, 0.5f, 0.0f}, 0.5f, lambertian(vec3(1.0f)));
    add_sphere(above, {0.0f, -1.0f, 0.0f}, 0.5f, light(vec3(10.0f))); // below ground
    EXPECT_EQ(seen(above, 50).greatest, 0.0);
    Scene below = white_scene({0.0f, -1.0f, 0.0f}, {0.0f, -1.0f, -1.0f});
    add_sphere(below, {0.0f, -radius, 0.0f}, radius, lambertian(vec3(1.0f)));
    add_sphere(below, {0.0f, -1.5f, -2.0f}, 0.5f, lambertian(vec3(1.0f)));
    EXPECT_EQ(seen(below, 20).greatest, 0.0);
}

/// A body above a glowing ground sees it in half of all directions, and the sky's dome in the other half; both are
/// looked for.
TEST_P(Planets, ShineOnWhatIsNearThem) {
    for (const Integrator integrator : {Integrator::PATH, Integrator::PATH_MIS}) {
        Scene scene = dark_scene({0.0f, 1.0f, 5.0f}, {0.0f, 1.0f, 0.0f});
        scene.camera.vertical_fov = 2.0; // the ball alone
        add_sphere(scene, {0.0f, -GetParam(), 0.0f}, GetParam(), light(vec3(1.0f)));
        add_sphere(scene, {0.0f, 0.0f, 0.0f}, 50.0f, light(vec3(1.0f)));
        add_sphere(scene, {0.0f, 1.0f, 0.0f}, 0.5f, lambertian(vec3(0.5f)));
        EXPECT_NEAR(seen(scene, 10, integrator).mean, 0.5, 0.002) << int(integrator);
    }
}

/// The ground is a medium's boundary: fog above it scatters nothing away, and is where it should be.
TEST_P(Planets, BoundMedia) {
    Scene scene = white_scene({0.0f, 1.0f, 5.0f}, {0.0f, 0.5f, 0.0f});
    MediumDescription fog{};
    fog.density = 0.2f;
    fog.albedo = vec3(0.0f);
    fog.albedo_texture = shared::NONE;
    const float radius = GetParam();
    add_medium(scene, sphere({0.0f, -radius, 0.0f}, radius, 0), fog); // begins at the ground
    add_sphere(scene, {0.0f, 0.5f, 0.0f}, 0.5f, lambertian(vec3(1.0f)));
    scene.camera.look_from = {0.0f, 3.0f, 0.0f};
    scene.camera.look_at = {0.0f, 3.0f, -1.0f};
    scene.camera.vertical_fov = 10.0; // above the horizon, except that of small radii
    EXPECT_GT(seen(scene, 10).greatest, 0.999);
    scene.camera.look_from = {3.0f, 1.0f, 0.0f};
    scene.camera.look_at = {3.0f, -2.0f, 0.0f};
    scene.camera.up = {0.0f, 0.0f, 1.0f};
    add_quad(scene, {1.0f, -2.0f, 2.0f}, {4.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -4.0f}, light(vec3(1.0f)));
    scene.camera.vertical_fov = 1.0;
    EXPECT_NEAR(seen(scene, 1).mean, std::exp(-0.4), 0.02);
}

INSTANTIATE_TEST_SUITE_P(Radii, Planets, testing::ValuesIn(PLANETS));

/// A tree, none, and the kernels' own: rays from far off meet the same.
TEST(Planets, NoTreeChangesAPixel) {
    for (const float radius : PLANETS) {
        Scene scene = furniture_on(radius, lambertian(vec3(0.8f)));
        add_sphere(scene, {0.0f, 3.0f, 0.0f}, 0.2f, light(vec3(30.0f)));
        const RenderSettings settings = settings_of(40, 30);
        const std::string expected = render(*open_cpu(), pack_scene(scene), settings, {{0, 8}}).hash();
        for (const DeviceInfo& device : list_devices({})) {
            if (!device.unavailable.empty()) continue;
            EXPECT_EQ(render(*open_device(device, {}), packed_with_bvh(scene), settings, {{0, 8}}).hash(), expected)
                << device.name << ", " << radius;
        }
    }
}

/// The rest of the scene keeps the precision that it has without a planet.
TEST(Planets, LeaveTheOthersTheirPrecision) {
    Scene scene = furniture_on(1e9f, lambertian(vec3(1.0f)));
    const PackedScene with = pack_scene(scene);
    scene.shapes.erase(scene.shapes.begin());
    const PackedScene without = pack_scene(scene);
    EXPECT_LT(with.tolerance, 1.2f * without.tolerance);
    EXPECT_EQ(with.large_count, 1u);
    EXPECT_EQ(without.large_count, 0u);
}

TEST(Planets, AreOnlyWhatIsLargeBesideTheRest) {
    const auto large_count = [](float radius, float distance, float size) {
        Scene scene = white_scene({0.0f, distance, 0.0f}, {0.0f, 0.0f, -1.0f});
        add_sphere(scene, {0.0f, -radius, 0.0f}, radius, lambertian(vec3(1.0f)));
        for (int i = 0; i < 3; i++) add_sphere(scene, {3.0f * float(i), size, -5.0f}, size, lambertian(vec3(1.0f)));
        return pack_scene(scene).large_count;
    };
    EXPECT_EQ(large_count(1000.0f, 1.0f, 0.5f), 0u);
    EXPECT_EQ(large_count(1e6f, 1.0f, 0.5f), 1u);
    EXPECT_EQ(large_count(1e6f, 1000.0f, 0.5f), 1u); // small things, seen from afar
    EXPECT_EQ(large_count(1e6f, 3e6f, 0.5f), 0u);    // a planet seen as a whole
    EXPECT_EQ(large_count(1.0f, 1e-4f, 1e-4f), 1u);  // whatever the unit
}

} // namespace
} // namespace triptych::test
