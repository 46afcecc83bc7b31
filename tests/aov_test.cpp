// What camera rays meet first: albedos, normals, places and numbers against known ones, with the same bits everywhere.
// SPDX-License-Identifier: MIT
#include "film/quantity.hpp"
#include "format/scene_format.hpp"
#include "load/load.hpp"
#include "render/aovs.hpp"
#include "rendering.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace triptych::test {
namespace {

constexpr std::uint32_t WIDTH = 48;
constexpr std::uint32_t HEIGHT = 32;

std::vector<DeviceInfo> usable_devices() {
    std::vector<DeviceInfo> devices = list_devices({});
    std::erase_if(devices, [](const DeviceInfo& device) { return !device.unavailable.empty(); });
    return devices;
}

/// At distance 1 the image is one unit high.
const std::string PERSPECTIVE = R"("vertical_fov": 53.13010235415598)";

/// A scene of these materials and shapes under a gray sky, seen from (0, 0, 5) along -z.
PackedScene packed(const std::string& materials, const std::string& shapes, const std::string& more = "",
                   const std::string& projection = PERSPECTIVE) {
    const std::string text = fmt::format(
        R"({{"triptych": 1, "background": {{"type": "constant", "radiance": [0.25, 0.5, 4]}},
            "camera": {{"look_from": [0, 0, 5], "look_at": [0, 0, 0], {}}},
            "materials": {{{}}}, "shapes": [{}]{}}})",
        projection, materials, shapes, more);
    return packed_with_bvh(parse_scene(text, "test.json", "."));
}

/// The AOVs of a scene on the fastest CPU device.
class Gathered {
public:
    explicit Gathered(PackedScene scene, std::uint32_t spp = 1)
        : m_scene(std::move(scene)), m_backend(open_cpu()),
          m_renderer(*m_backend, m_scene, settings_of(WIDTH, HEIGHT), {0, spp}) {
        m_backend->load(m_scene);
    }
    const std::vector<float>& plane(Aov aov, std::size_t channel) {
        return std::get<std::vector<float>>(channels(aov).at(channel).values);
    }
    const std::vector<std::uint32_t>& numbers(Aov aov) {
        return std::get<std::vector<std::uint32_t>>(channels(aov).at(0).values);
    }
    vec3 at(Aov aov, std::size_t pixel) { return {plane(aov, 0)[pixel], plane(aov, 1)[pixel], plane(aov, 2)[pixel]}; }

private:
    const std::vector<Channel>& channels(Aov aov) {
        auto found = m_channels.find(aov);
        if (found == m_channels.end()) found = m_channels.emplace(aov, m_renderer.channels(aov)).first;
        return found->second;
    }
    PackedScene m_scene;
    std::unique_ptr<Backend> m_backend;
    AovRenderer m_renderer;
    std::map<Aov, std::vector<Channel>> m_channels;
};

constexpr std::size_t MIDDLE = HEIGHT / 2 * WIDTH + WIDTH / 2;

/// What the middle of the picture shows of a quad that fills it, with its front (or back) towards the camera.
vec3 middle_of_quad(Aov aov, const std::string& material, bool from_behind = false, const std::string& more = "") {
    const char* sides = from_behind ? R"("u": [0, 20, 0], "v": [20, 0, 0])" : R"("u": [20, 0, 0], "v": [0, 20, 0])";
    const std::string shape = fmt::format(R"({{"type": "quad", "corner": [-10, -10, 0], {}, "material": "m"}})", sides);
    return Gathered(packed(R"("m": )" + material, shape, more)).at(aov, MIDDLE);
}

void expect_near(vec3 found, vec3 expected, float tolerance) {
    EXPECT_NEAR(found.x, expected.x, tolerance);
    EXPECT_NEAR(found.y, expected.y, tolerance);
    EXPECT_NEAR(found.z, expected.z, tolerance);
}

/// Where the picture is `height` units high, a place that is seen in a pixel lies no farther than `slack` pixels off
/// it.
void expect_within(std::size_t pixel, vec3 position, float height, float slack = 1e-4f) {
    const float column = position.x / height * HEIGHT + WIDTH / 2.0f - static_cast<float>(pixel % WIDTH);
    const float row = HEIGHT / 2.0f - position.y / height * HEIGHT - static_cast<float>(pixel / WIDTH);
    EXPECT_TRUE(column > -slack && column < 1.0f + slack) << column;
    EXPECT_TRUE(row > -slack && row < 1.0f + slack) << row;
}

/// One sample a pixel, so that every pixel is one point: it must lie on the sphere and be seen within its pixel, and
/// its normal and depth must fit it. `height_at` tells how high the picture is at a depth.
void expect_sphere(const std::string& projection, float (*height_at)(float)) {
    const vec3 center(0.5f, 0.25f, -1.0f);
    Gathered aovs(packed(R"("m": {"type": "metal", "albedo": [1, 1, 1]})",
                         R"({"type": "sphere", "center": [0.5, 0.25, -1], "radius": 2, "material": "m"})", "",
                         projection));
    std::size_t hits = 0;
    for (std::size_t i = 0; i < std::size_t{WIDTH} * HEIGHT; i++) {
        const float depth = aovs.plane(Aov::DEPTH, 0)[i];
        const vec3 position = aovs.at(Aov::POSITION, i);
        const vec3 normal = aovs.at(Aov::NORMAL, i);
        if (std::isinf(depth)) {
            expect_near(position, vec3(0.0f), 0.0f);
            expect_near(normal, vec3(0.0f), 0.0f);
            expect_near(aovs.at(Aov::ALBEDO, i), {0.25f, 0.5f, 1.0f}, 0.0f);
            EXPECT_EQ(aovs.numbers(Aov::ID)[i], 0u);
            continue;
        }
        hits++;
        expect_near(normal, 0.5f * (position - center), 2e-6f);
        EXPECT_NEAR(length(to_double(normal)), 1.0, 1e-6);
        EXPECT_NEAR(depth, 5.0f - position.z, 1e-6f);
        expect_within(i, position, height_at(depth));
        EXPECT_EQ(aovs.numbers(Aov::ID)[i], 1u);
        EXPECT_EQ(aovs.numbers(Aov::INSTANCE)[i], 0u);
    }
    EXPECT_GT(hits, 300u);
    EXPECT_LT(hits, std::size_t{WIDTH} * HEIGHT - 300);
}

TEST(Aov, SphereHasItsNormalsPlacesAndDepths) {
    expect_sphere(PERSPECTIVE, [](float depth) { return depth; });
    expect_sphere(R"("orthographic_height": 5)", [](float) { return 5.0f; });
}

/// Through an orthographic lens (of radius 5 tan(10 degrees)), what lies at the distance of focus is sharp, and what
/// lies twice as far is seen as far beside its pixel as the lens is wide.
TEST(Aov, OrthographicLensesFocus) {
    const std::string lens = R"("orthographic_height": 5, "defocus_angle": 20, "focus_distance": 5)";
    const auto wall = [&](float z) {
        const std::string quad =
            R"({{"type": "quad", "corner": [-20, -20, {}], "u": [40, 0, 0], "v": [0, 40, 0], "material": "m"}})";
        return Gathered(
            packed(R"("m": {"type": "metal", "albedo": [1, 1, 1]})", fmt::format(fmt::runtime(quad), z), "", lens));
    };
    Gathered sharp = wall(0.0f);
    Gathered blurred = wall(-5.0f);
    const float radius_pixels = 0.8816349f / 5.0f * HEIGHT;
    std::size_t beside = 0;
    for (std::size_t i = 0; i < std::size_t{WIDTH} * HEIGHT; i++) {
        expect_within(i, sharp.at(Aov::POSITION, i), 5.0f);
        const vec3 position = blurred.at(Aov::POSITION, i);
        expect_within(i, position, 5.0f, radius_pixels);
        const float column = position.x / 5.0f * HEIGHT + WIDTH / 2.0f - static_cast<float>(i % WIDTH);
        beside += column < -0.5f * radius_pixels ? 1 : 0;
    }
    // Of a disk's area, 0.1955 lies beyond half its radius on one side; a pixel's width more or less.
    EXPECT_NEAR(static_cast<double>(beside) / (WIDTH * HEIGHT), 0.15, 0.05);
}

/// Where an edge crosses a pixel, depth and place are those of the samples that meet the quad, and the normal's length
/// is their share.
TEST(Aov, EdgesMixOnlyWhatHasAMean) {
    Gathered aovs(packed(R"("m": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]})",
                         R"({"type": "quad", "corner": [-9, -9, -2], "u": [9.03, 0, 0], "v": [0, 18, 0],
                             "material": "m"})"),
                  64);
    int edges = 0;
    for (std::size_t i = 0; i < std::size_t{WIDTH} * HEIGHT; i++) {
        const float share = aovs.plane(Aov::NORMAL, 2)[i];
        const float depth = aovs.plane(Aov::DEPTH, 0)[i];
        if (share == 0.0f) {
            EXPECT_EQ(depth, std::numeric_limits<float>::infinity());
            continue;
        }
        EXPECT_EQ(share * 64.0f, std::round(share * 64.0f));
        EXPECT_NEAR(depth, 7.0f, 2e-6f);
        EXPECT_NEAR(aovs.plane(Aov::POSITION, 2)[i], -2.0f, 2e-6f);
        EXPECT_NEAR(aovs.plane(Aov::ALBEDO, 2)[i], 0.5f * share + 1.0f * (1.0f - share), 1e-6f);
        if (share < 1.0f) edges++;
    }
    EXPECT_EQ(edges, static_cast<int>(HEIGHT));
}

/// The camera axis's depth, not the ray's length, and places far beyond the largest film value as well as near by.
TEST(Aov, PlacesKeepTheirDigitsAtEveryScale) {
    for (const float size : {0.125f, 1.0f, 1e7f}) {
        Gathered aovs(packed(R"("m": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]})",
                             fmt::format(R"({{"type": "quad", "corner": [{0}, {0}, {1}], "u": [{2}, 0, 0],
                                              "v": [0, {2}, 0], "material": "m"}})",
                                         -10.0f * size, 5.0f - size, 20.0f * size)));
        for (std::size_t i = 0; i < std::size_t{WIDTH} * HEIGHT; i++) {
            EXPECT_NEAR(aovs.plane(Aov::DEPTH, 0)[i], size, 1e-6f * (size + 5.0f));
            const vec3 position = aovs.at(Aov::POSITION, i);
            const float middle = static_cast<float>(i % WIDTH) - WIDTH / 2.0f + 0.5f;
            EXPECT_NEAR(position.x / size * HEIGHT, middle, 0.501f);
        }
    }
}

TEST(Aov, InnerAndBackSidesTurnTheirNormals) {
    expect_near(middle_of_quad(Aov::NORMAL, R"({"type": "lambertian", "albedo": [0.5, 0.5, 0.5]})"), {0.0f, 0.0f, 1.0f},
                0.0f);
    expect_near(middle_of_quad(Aov::NORMAL, R"({"type": "lambertian", "albedo": [0.5, 0.5, 0.5]})", true),
                {0.0f, 0.0f, 1.0f}, 0.0f);
    Gathered within(packed(R"("m": {"type": "dielectric", "ior": 1.5})",
                           R"({"type": "sphere", "center": [0, 0, 5], "radius": 4, "material": "m"})"));
    const vec3 normal = within.at(Aov::NORMAL, MIDDLE);
    EXPECT_NEAR(normal.z, 1.0f, 1e-3f);
}

/// A normal map that leans by (0.5, 0, 1) along u.
TEST(Aov, NormalsFollowNormalMaps) {
    const std::string map = R"(, "textures": {"lean": {"type": "checker", "scale": 1, "even": [0.75, 0.5, 1],
                                                       "odd": [0.75, 0.5, 1]}})";
    const float length = std::sqrt(1.25f);
    expect_near(middle_of_quad(Aov::NORMAL, R"({"type": "principled", "normal_texture": "lean"})", false, map),
                {0.5f / length, 0.0f, 1.0f / length}, 1e-6f);
}

TEST(Aov, AlbedosAreTheMaterials) {
    const auto expect = [](vec3 albedo, const std::string& material, bool from_behind = false) {
        SCOPED_TRACE(material);
        expect_near(middle_of_quad(Aov::ALBEDO, material, from_behind), albedo, 1e-6f);
    };
    expect({0.75f, 0.5f, 0.25f}, R"({"type": "lambertian", "albedo": [0.75, 0.5, 0.25]})");
    expect({0.75f, 0.5f, 0.25f}, R"({"type": "metal", "albedo": [0.75, 0.5, 0.25], "fuzz": 0.5})");
    expect(vec3(1.0f), R"({"type": "dielectric", "ior": 1.5})");
    expect({1.0f, 0.5f, 0.0f}, R"({"type": "diffuse_light", "emission": [8, 0.5, 0]})");
    expect(vec3(0.0f), R"({"type": "diffuse_light", "emission": [8, 0.5, 0], "two_sided": false})", true);
    expect({0.75f, 0.5f, 0.25f}, R"({"type": "principled", "base_color": [0.75, 0.5, 0.25], "metallic": 1})");
    // Of index 1.5 it reflects 4 %, and the rest is the base colour's.
    expect({0.76f, 0.52f, 0.28f},
           R"({"type": "principled", "base_color": [0.75, 0.5, 0.25], "metallic": 0, "clearcoat": 1})");
    expect({0.76f, 0.77f, 0.28f},
           R"({"type": "principled", "base_color": [0.75, 0.5, 0.25], "metallic": 0, "emission": [0, 0.25, 0]})");
    expect({0.75f, 0.5f, 0.25f}, R"({"type": "principled", "base_color": [0.75, 0.5, 0.25], "unlit": true})");
}

/// Shapes count in the order of the description, and so do materials; instances in the order in which they stand.
TEST(Aov, NumbersNameShapesInstancesAndMaterials) {
    const std::string quad =
        R"({"type": "quad", "corner": [-2, -2, 0], "u": [2, 0, 0], "v": [0, 4, 0], "material": "b"})";
    const std::string far = R"({"type": "quad", "corner": [-2, -2, -9], "u": [1, 0, 0], "v": [0, 1, 0],
                                "material": "a"})";
    const std::string instance = R"({"type": "instance", "object": "o", "transform": [{"translate": [0, )";
    Gathered aovs(packed(
        R"("a": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]}, "b": {"type": "metal", "albedo": [0.5, 0.5, 0.5]}, "c": {"type": "lambertian", "albedo": [0.5, 0.5, 0.5]})",
        quad + R"(, {"type": "sphere", "center": [0, 40, 0], "radius": 1, "material": "a"}, )" + instance +
            "20, 0]}]}, " + instance + "0, 0]}]}",
        R"(, "objects": {"o": {"type": "group", "shapes": [)" + far + ", " + far + ", " + far +
            R"(, {"type": "quad", "corner": [0, -2, 0], "u": [2, 0, 0], "v": [0, 4, 0],
                                  "material": "c"}]}})"));
    const std::size_t left = MIDDLE - 6;
    const std::size_t right = MIDDLE + 6;
    EXPECT_EQ(aovs.numbers(Aov::ID)[left], 1u);
    EXPECT_EQ(aovs.numbers(Aov::INSTANCE)[left], 0u);
    EXPECT_EQ(aovs.numbers(Aov::MATERIAL)[left], 2u);
    EXPECT_EQ(aovs.numbers(Aov::ID)[right], 8u); // behind 2 shapes, 2 instances and 3 of the object's own
    EXPECT_EQ(aovs.numbers(Aov::INSTANCE)[right], 2u);
    EXPECT_EQ(aovs.numbers(Aov::MATERIAL)[right], 3u);
}

TEST(Aov, NumbersAreThoseOfTheFirstSample) {
    const PackedScene scene = packed_with_bvh(load_scene("one-weekend"));
    const auto numbers = [&](SampleRange samples) {
        const auto backend = open_cpu();
        backend->load(scene);
        AovRenderer renderer(*backend, scene, settings_of(WIDTH, HEIGHT), samples);
        return std::get<std::vector<std::uint32_t>>(renderer.channels(Aov::ID).at(0).values);
    };
    EXPECT_EQ(numbers({3, 4}), numbers({3, 9}));
    EXPECT_NE(numbers({3, 4}), numbers({4, 5}));
}

/// Of things that only shine, in [0, 1], the albedo is the picture, to the last bit of its sums: the same rays meet the
/// same things through lens, shutter, textures, meshes' instances and alpha.
const std::string LAMPS = R"({"triptych": 1,
    "camera": {"look_from": [0, 1, 5], "look_at": [0, 0, 0], "vertical_fov": 60, "defocus_angle": 4, "focus_distance": 5},
    "background": {"type": "gradient", "bottom": [1, 1, 1], "top": [0.5, 0.7, 1.0]},
    "textures": {"checks": {"type": "checker", "scale": 0.3, "even": [1, 0.5, 0], "odd": [0, 0.5, 1]}},
    "materials": {"lamp": {"type": "diffuse_light", "emission": "checks"},
                  "one": {"type": "diffuse_light", "emission": [0, 1, 0], "two_sided": false},
                  "veil": {"type": "principled", "unlit": true, "base_color": [1, 0.25, 0.5], "alpha": 0.375,
                           "alpha_mode": "blend"}},
    "objects": {"four": {"type": "group", "shapes": [
        {"type": "quad", "corner": [0, 0, 0], "u": [0.5, 0, 0], "v": [0, 0.5, 0], "material": "one"},
        {"type": "quad", "corner": [0, 0, 1], "u": [0, 0.5, 0], "v": [0.5, 0, 0], "material": "one"},
        {"type": "triangle", "vertices": [[0, 0, 0.5], [1, 0, 0.5], [0, 1, 0.5]], "material": "veil"},
        {"type": "disk", "center": [0, 0, 0.2], "normal": [0, 1, 1], "radius": 0.4, "material": "lamp"}]}},
    "shapes": [
        {"type": "sphere", "center": [-1, 0, 0], "center_end": [-1, 0.5, 0], "radius": 0.7, "material": "lamp"},
        {"type": "sphere", "center": [0.5, 0, 1], "radius": 0.6, "material": "veil"},
        {"type": "sphere", "center": [0.8, 0.3, 2], "radius": 0.6, "material": "veil"},
        {"type": "instance", "object": "four", "transform": [{"translate": [1, -1, 0]}]},
        {"type": "instance", "object": "four", "transform": [{"rotate_y": 40}, {"translate": [-2, 0.5, 0]}]}]})";

TEST(Aov, AlbedoOfWhatShinesIsThePictureOnEveryDevice) {
    const PackedScene scene = packed_with_bvh(parse_scene(LAMPS, "lamps.json", "."));
    const RenderSettings settings = settings_of(41, 30, 9);
    const std::string picture = render(*open_cpu(), scene, settings, {{0, 5}}).hash();
    for (const DeviceInfo& device : usable_devices()) {
        const auto backend = open_device(device, {});
        backend->load(scene);
        AovRenderer renderer(*backend, scene, settings, {0, 5});
        EXPECT_EQ(renderer.film(shared::QUANTITY_ALBEDO).hash(), picture) << device.name;
    }
}

TEST(Aov, PicturesAndQuantitiesFollowEachOtherOnEveryDevice) {
    const PackedScene scene = packed_with_bvh(load_scene("three-spheres"));
    const RenderSettings settings = settings_of(24, 16);
    const std::string picture = render(*open_cpu(), scene, settings, {{0, 2}}).hash();
    for (const DeviceInfo& device : usable_devices()) {
        const auto backend = open_device(device, {});
        EXPECT_EQ(render(*backend, scene, settings, {{0, 2}}).hash(), picture) << device.name;
        AovRenderer renderer(*backend, scene, settings, {0, 2});
        EXPECT_NE(renderer.film(shared::QUANTITY_NORMAL).hash(), picture) << device.name;
        EXPECT_EQ(render(*backend, scene, settings, {{0, 2}}).hash(), picture) << device.name << " afterwards";
    }
}

/// Each quantity of scenes with every feature, on every device, bit for bit.
TEST(Aov, EveryDeviceGathersTheSameBits) {
    const std::string principled = TRIPTYCH_SOURCE_DIR "/scenes/principled.json";
    for (const std::string& name : {std::string("one-weekend"), principled}) {
        const PackedScene scene = packed_with_bvh(load_scene(name));
        std::map<std::uint32_t, std::string> expected;
        for (const DeviceInfo& device : usable_devices()) {
            const auto backend = open_device(device, {});
            backend->load(scene);
            AovRenderer renderer(*backend, scene, settings_of(37, 25, 3), {0, 3});
            for (std::uint32_t quantity = shared::QUANTITY_ALBEDO; quantity <= shared::QUANTITY_MATERIAL; quantity++) {
                const std::string hash = renderer.film(quantity).hash();
                EXPECT_EQ(expected.emplace(quantity, hash).first->second, hash)
                    << "quantity " << quantity << " of " << name << " on " << device.name;
            }
        }
    }
}

} // namespace
} // namespace triptych::test
