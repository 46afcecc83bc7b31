// One picture, bit for bit: every backend and device against the CPU, whatever the split of the work.
// SPDX-License-Identifier: MIT
#include "base/float_mode.hpp"
#include "builtin/builtin_scenes.hpp"
#include "kinds.hpp"
#include "load/load.hpp"
#include "many_lights.hpp"
#include "probe_inputs.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

namespace triptych::test {
namespace {

/// A backend by name; its tests run on each of its devices and are skipped, with the reason, where it has none.
class EveryDevice : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        std::string reason;
        for (const DeviceInfo& device : list_devices({})) {
            if (device.backend != GetParam()) continue;
            if (device.unavailable.empty()) {
                m_devices.push_back(device);
            } else {
                reason += device.unavailable;
            }
        }
        if (m_devices.empty()) GTEST_SKIP() << GetParam() << ": " << reason;
    }
    std::vector<DeviceInfo> m_devices;
};

std::vector<std::string> backend_names() {
    std::vector<std::string> names;
    for (const BackendKind& kind : backend_kinds()) names.emplace_back(kind.name);
    return names;
}

PackedScene builtin(std::string_view name) {
    for (const BuiltinScene& scene : builtin_scenes()) {
        if (scene.name == name) return packed_with_bvh(scene.make());
    }
    throw std::invalid_argument(std::string(name));
}

/// The stored picture of each built-in scene: "name width height spp seed hash" a line.
struct StoredHash {
    std::string scene;
    std::uint32_t width, height, spp, seed;
    std::string hash;
};

std::vector<StoredHash> stored_hashes() {
    std::ifstream file(TRIPTYCH_SOURCE_DIR "/tests/film_hashes.txt");
    std::vector<StoredHash> hashes;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        StoredHash stored;
        std::istringstream(line) >> stored.scene >> stored.width >> stored.height >> stored.spp >> stored.seed >>
            stored.hash;
        hashes.push_back(stored);
    }
    return hashes;
}

TEST_P(EveryDevice, EverySharedFunctionGivesTheHostsBits) {
    for (const DeviceInfo& device : m_devices) {
        const auto backend = open_device(device, {});
        for (shared::uint which = 0; which < shared::PROBE_COUNT; which++) {
            const std::vector<shared::ProbeInput> inputs = probe_inputs(which);
            std::vector<shared::ProbeOutput> found(inputs.size());
            backend->probe(which, inputs, found);
            const FlushDenormals flush;
            for (std::size_t i = 0; i < inputs.size(); i++) {
                const shared::ProbeOutput expected = shared::run_probe(which, inputs[i]);
                ASSERT_EQ(expected.x, found[i].x) << device.name << ", probe " << which << ", input " << i;
                ASSERT_EQ(expected.y, found[i].y) << device.name << ", probe " << which << ", input " << i;
                ASSERT_EQ(expected.z, found[i].z) << device.name << ", probe " << which << ", input " << i;
                ASSERT_EQ(expected.w, found[i].w) << device.name << ", probe " << which << ", input " << i;
            }
        }
    }
}

TEST_P(EveryDevice, DrawsTheStoredPictureOfEveryBuiltinScene) {
    const std::vector<StoredHash> hashes = stored_hashes();
    for (const DeviceInfo& device : m_devices) {
        const auto backend = open_device(device, {});
        for (const StoredHash& stored : hashes) {
            const Film film = render(*backend, builtin(stored.scene),
                                     settings_of(stored.width, stored.height, stored.seed), {{0, stored.spp}});
            EXPECT_EQ(film.hash(), stored.hash) << stored.scene << " on " << device.name;
            EXPECT_EQ(film.invalid_samples(), 0u);
        }
    }
}

TEST_P(EveryDevice, DrawsEveryKindOfTheTables) {
    const PackedScene packed = packed_with_bvh(scene_of_all_kinds());
    for (const Integrator integrator : {Integrator::PATH, Integrator::PATH_MIS}) {
        RenderSettings settings = settings_of(64, 24);
        settings.method.integrator = integrator;
        const Film expected = render(*open_cpu(), packed, settings, {{0, 4}});
        for (const DeviceInfo& device : m_devices) {
            const auto backend = open_device(device, {});
            EXPECT_EQ(render(*backend, packed, settings, {{0, 4}}).hash(), expected.hash()) << device.name;
        }
    }
}

TEST_P(EveryDevice, DrawsTheSameThroughEveryCamera) {
    Scene scene = load_scene("three-spheres");
    for (const double height : {0.0, 2.5}) {
        for (const double defocus : {0.0, 10.0}) {
            scene.camera.orthographic_height = height;
            scene.camera.defocus_angle = defocus;
            const PackedScene packed = packed_with_bvh(scene);
            const RenderSettings settings = settings_of(40, 30);
            const std::string expected = render(*open_cpu(), packed, settings, {{0, 5}}).hash();
            for (const DeviceInfo& device : m_devices) {
                EXPECT_EQ(render(*open_device(device, {}), packed, settings, {{0, 5}}).hash(), expected)
                    << device.name << ", " << height << ", " << defocus;
            }
        }
    }
}

/// Shapes, points and spots in the tree over lights, and what stands outside it; shadows and fog.
TEST_P(EveryDevice, DrawsTheSameUnderManyLights) {
    const PackedScene packed = packed_with_bvh(lit_floor());
    ASSERT_NE(packed.features & shared::FEATURE_LIGHT_TREE, 0u);
    for (const Sampler sampler : {Sampler::INDEPENDENT, Sampler::SOBOL}) {
        RenderSettings settings = settings_of(40, 30);
        settings.method.sampler = sampler;
        const std::string expected = render(*open_cpu(), packed, settings, {{0, 5}}).hash();
        for (const DeviceInfo& device : m_devices) {
            EXPECT_EQ(render(*open_device(device, {}), packed, settings, {{0, 5}}).hash(), expected) << device.name;
        }
    }
}

TEST_P(EveryDevice, SplittingTheSamplesChangesNothing) {
    const PackedScene scene = builtin("three-spheres");
    const RenderSettings settings = settings_of(50, 37, 5); // no multiples of 8
    for (const DeviceInfo& device : m_devices) {
        const auto backend = open_device(device, {});
        const std::string whole = render(*backend, scene, settings, {{0, 11}}).hash();
        const std::uint64_t rays = backend->rays();
        EXPECT_EQ(render(*backend, scene, settings, {{3, 4}, {0, 3}, {7, 11}, {4, 7}}).hash(), whole) << device.name;
        EXPECT_EQ(backend->rays(), rays);
        EXPECT_NE(render(*backend, scene, settings, {{0, 10}}).hash(), whole);
        RenderSettings reseeded = settings;
        reseeded.seed = 6;
        EXPECT_NE(render(*backend, scene, reseeded, {{0, 11}}).hash(), whole);
    }
}

TEST_P(EveryDevice, FilmsOfDisjointPartsAddExactly) {
    const PackedScene scene = builtin("three-spheres");
    const RenderSettings settings = settings_of(33, 20);
    for (const DeviceInfo& device : m_devices) {
        const auto backend = open_device(device, {});
        Film sum = render(*backend, scene, settings, {{5, 9}});
        sum.add(render(*backend, scene, settings, {{0, 5}}));
        EXPECT_EQ(sum.hash(), render(*backend, scene, settings, {{0, 9}}).hash()) << device.name;
    }
}

TEST_P(EveryDevice, AWindowIsPartOfTheWhole) {
    const PackedScene scene = builtin("one-weekend");
    const RenderSettings whole = settings_of(60, 40);
    RenderSettings part = whole;
    part.window = {7, 3, 30, 29};
    for (const DeviceInfo& device : m_devices) {
        const auto backend = open_device(device, {});
        const Film all = render(*backend, scene, whole, {{0, 2}});
        const Film some = render(*backend, scene, part, {{0, 2}});
        ASSERT_EQ(some.pixels.size(), std::size_t{23 * 26});
        for (std::uint32_t y = 3; y < 29; y++) {
            for (std::uint32_t x = 7; x < 30; x++) {
                const shared::FilmPixel& expected = all.pixels[y * 60 + x];
                const shared::FilmPixel& found = some.pixels[(y - 3) * 23 + (x - 7)];
                ASSERT_EQ(std::memcmp(&expected, &found, sizeof found), 0) << x << ", " << y << " on " << device.name;
            }
        }
    }
}

TEST_P(EveryDevice, ProgressCountsAllSamplesAndMayStopTheRender) {
    struct Stop {};
    const PackedScene scene = builtin("three-spheres");
    for (const DeviceInfo& device : m_devices) {
        const auto backend = open_device(device, {});
        backend->load(scene);
        backend->begin(make_frame(scene.camera, settings_of(64, 64)));
        std::uint64_t last = 0;
        backend->render({0, 4}, [&](std::uint64_t done) {
            EXPECT_GT(done, last);
            last = done;
        });
        EXPECT_EQ(last, 4u * 64 * 64);
        EXPECT_THROW(backend->render({4, 8}, [](std::uint64_t) { throw Stop(); }), Stop);
        // What comes after a stop starts clean.
        EXPECT_EQ(render(*backend, scene, settings_of(64, 64), {{0, 1}}).hash(),
                  render(*open_cpu(), scene, settings_of(64, 64), {{0, 1}}).hash());
    }
}

TEST_P(EveryDevice, TheTreeChangesNoPixel) {
    const Scene scene = builtin_scenes()[0].make();
    for (const DeviceInfo& device : m_devices) {
        const auto backend = open_device(device, {});
        const RenderSettings settings = settings_of(24, 16);
        EXPECT_EQ(render(*backend, pack_scene(scene), settings, {{0, 2}}).hash(),
                  render(*backend, packed_with_bvh(scene), settings, {{0, 2}}).hash())
            << device.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Backends, EveryDevice, testing::ValuesIn(backend_names()),
                         [](const auto& device) { return device.param; });

TEST(Cpu, ThreadCountChangesNothing) {
    const PackedScene scene = builtin("one-weekend");
    const RenderSettings settings = settings_of(80, 45, 3);
    const std::string one = render(*open_cpu(1), scene, settings, {{0, 3}}).hash();
    for (const unsigned threads : {2u, 3u, 8u}) {
        EXPECT_EQ(render(*open_cpu(threads), scene, settings, {{0, 3}}).hash(), one) << threads;
    }
}

TEST(Film, StoredHashesNameEveryBuiltinScene) {
    for (const BuiltinScene& scene : builtin_scenes()) {
        const std::vector<StoredHash> hashes = stored_hashes();
        EXPECT_TRUE(
            std::any_of(hashes.begin(), hashes.end(), [&](const StoredHash& h) { return h.scene == scene.name; }))
            << scene.name << " has no line in tests/film_hashes.txt";
    }
}

/// Films of random values in random order against 128-bit arithmetic.
TEST(Film, SumsAreExactAndWithoutOrder) {
    std::mt19937 random(11);
    std::vector<float> values;
    for (int i = 0; i < 20000; i++)
        values.push_back(std::ldexp(static_cast<float>(random() >> 8), static_cast<int>(random() % 60) - 66));
    values.insert(values.end(), {0.0f, -0.0f, 0x1p-27f, 0x1.fffffep-28f, 0x1p-26f, 262143.98f});
    std::uint64_t expected = 0;
    for (const float value : values)
        expected += static_cast<std::uint64_t>(std::floor(std::ldexp(static_cast<double>(value), 26) + 0.5));
    for (int round = 0; round < 3; round++) {
        std::shuffle(values.begin(), values.end(), random);
        shared::FilmPixel pixel = shared::empty_pixel();
        for (const float value : values) pixel = shared::add_sample(pixel, vec3(value));
        EXPECT_EQ((std::uint64_t{pixel.red.high} << 32) | pixel.red.low, expected);
        EXPECT_EQ(pixel.samples, values.size());
        EXPECT_EQ(pixel.invalid, 0u);
    }
}

TEST(Film, WhatCannotBeSummedIsCounted) {
    const float bad[] = {std::numeric_limits<float>::quiet_NaN(),
                         std::numeric_limits<float>::infinity(),
                         -std::numeric_limits<float>::infinity(),
                         -1.0f,
                         262144.0f,
                         1e30f};
    shared::FilmPixel pixel = shared::empty_pixel();
    for (const float value : bad) pixel = shared::add_sample(pixel, {1.0f, value, 1.0f});
    EXPECT_EQ(pixel.invalid, std::size(bad));
    EXPECT_EQ(pixel.samples, std::size(bad));
    EXPECT_EQ(pixel.red.low | pixel.red.high | pixel.green.low | pixel.green.high, 0u);
}

} // namespace
} // namespace triptych::test
