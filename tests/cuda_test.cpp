// The CUDA backend as far as it needs no GPU: its kernels on the host, their instructions, its absence.
// What it computes on a GPU is tested beside all other backends, in backends_test.cpp.
// SPDX-License-Identifier: MIT
#include "cuda_backend.hpp"

#include "backend/window_tiles.hpp"
#include "base/error.hpp"
#include "builtin/builtin_scenes.hpp"
#include "cuda_lanes.hpp"
#include "extended_balls.hpp"
#include "format/scene_format.hpp"
#include "kernel_sets.hpp"
#include "load/load.hpp"
#include "many_lights.hpp"
#include "rendering.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>

namespace triptych {

namespace {

/// The kernel of each of KERNEL_SETS, on the host.
constexpr std::array<decltype(&test::launch_on_host<0>), KERNEL_SETS.size()> HOST_LAUNCHES{
    test::launch_on_host<KERNEL_SETS[0].features>, test::launch_on_host<KERNEL_SETS[1].features>,
    test::launch_on_host<KERNEL_SETS[2].features>, test::launch_on_host<KERNEL_SETS[3].features>,
    test::launch_on_host<KERNEL_SETS[4].features>, test::launch_on_host<KERNEL_SETS[5].features>};

/// All but the last two draw plain pictures; these gather quantities, and draw pictures for compositing.
constexpr std::size_t PICTURE_SETS = KERNEL_SETS.size() - 2;
constexpr std::size_t COMPOSITE_SET = PICTURE_SETS + 1;

/// A built-in scene in a window whose sides are no multiples of a workgroup's.
struct Picture {
    PackedScene scene;
    RenderSettings settings;
    shared::Frame frame;

    explicit Picture(const Scene& description) : scene(test::packed_with_bvh(description)) {
        settings = test::settings_of(32, 24, 7, 20);
        settings.window = {3, 5, 30, 22};
        frame = make_frame(scene.camera, settings);
    }
    explicit Picture(const std::string& name) : Picture(load_scene(name)) {}

    std::vector<shared::FilmPixel> empty_film() const {
        return std::vector<shared::FilmPixel>(WindowTiles(frame).pixels(), shared::empty_pixel());
    }
};

struct Rendered {
    std::vector<shared::FilmPixel> film;
    shared::Counters counters{0, 0};
};

/// The picture and its rays from the CPU backend.
Rendered render_on_cpu(const Picture& picture, SampleRange samples) {
    const std::unique_ptr<Backend> cpu = test::open_cpu();
    const Film film = test::render(*cpu, picture.scene, picture.settings, {samples});
    return {film.pixels, {film.samples(), cpu->rays()}};
}

/// Samples of the tiles in places from `first` on.
shared::Dispatch dispatch_of(const WindowTiles& tiles, std::uint64_t first, SampleRange samples) {
    return {static_cast<shared::uint>(first),
            static_cast<shared::uint>(tiles.runs()),
            static_cast<shared::uint>(tiles.run_length()),
            static_cast<shared::uint>(tiles.count()),
            static_cast<shared::uint>(tiles.per_row()),
            samples.first,
            samples.last};
}

/// The whole picture in one launch of the kernel of KERNEL_SETS[set].
Rendered render_on_lanes(const Picture& picture, std::size_t set, SampleRange samples) {
    const WindowTiles tiles(picture.frame);
    Rendered rendered{picture.empty_film(), {0, 0}};
    HOST_LAUNCHES[set](picture.scene.view(), picture.frame, dispatch_of(tiles, 0, samples),
                       static_cast<shared::uint>(tiles.place_count()), rendered.film.data(), &rendered.counters);
    return rendered;
}

bool same_bits(const std::vector<shared::FilmPixel>& a, const std::vector<shared::FilmPixel>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(shared::FilmPixel)) == 0;
}

/// Text of a file of the build.
std::string read_text(const std::string& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

} // namespace

/// Every set that has a scene's features draws it as the CPU does: what a kernel leaves out is nothing that the scene
/// uses. The scenes of more shapes than are worth a test of seconds differ from others in their number alone.
TEST(CudaLane, EverySetDrawsTheScenesThatItHolds) {
    std::array<int, PICTURE_SETS> narrowest{};
    for (const BuiltinScene& builtin : builtin_scenes()) {
        const Scene description = builtin.make();
        if (description.shapes.size() > 10'000) continue;
        const Picture picture(description);
        const Rendered expected = render_on_cpu(picture, {2, 5});
        const std::size_t first_set = kernel_set_for(picture.scene.features);
        narrowest.at(first_set)++;
        for (std::size_t set = first_set; set < PICTURE_SETS; set++) {
            SCOPED_TRACE(fmt::format("{} by the {} kernel", builtin.name, KERNEL_SETS[set].name));
            const Rendered rendered = render_on_lanes(picture, set, {2, 5});
            EXPECT_TRUE(same_bits(rendered.film, expected.film));
            EXPECT_EQ(rendered.counters.samples, expected.counters.samples);
            EXPECT_EQ(rendered.counters.rays, expected.counters.rays);
        }
    }
    // No built-in scene has the features that the last set alone has; the next test draws one.
    for (std::size_t set = 0; set + 1 < PICTURE_SETS; set++)
        EXPECT_GT(narrowest.at(set), 0) << "no scene is for the " << KERNEL_SETS[set].name << " kernel";
}

TEST(CudaLane, TheFullSetDrawsExtensionsOfMaterials) {
    const Picture picture(parse_scene(test::extended_balls(), "balls.json", "."));
    const std::size_t set = kernel_set_for(picture.scene.features);
    EXPECT_EQ(set, PICTURE_SETS - 1);
    EXPECT_TRUE(same_bits(render_on_lanes(picture, set, {0, 3}).film, render_on_cpu(picture, {0, 3}).film));
}

/// Only sets from the common one on choose lights by a tree.
TEST(CudaLane, TheCommonSetChoosesAmongManyLights) {
    const Picture picture(test::lit_floor());
    const std::size_t set = kernel_set_for(picture.scene.features);
    EXPECT_EQ(set, PICTURE_SETS - 2);
    EXPECT_TRUE(same_bits(render_on_lanes(picture, set, {0, 3}).film, render_on_cpu(picture, {0, 3}).film));
}

/// All that a frame can ask for beside the scene is in every kernel.
TEST(CudaLane, EverySetHasEveryFlag) {
    for (const char* name : {"one-weekend", "cornell-box"}) {
        for (const Sampler sampler : {Sampler::INDEPENDENT, Sampler::SOBOL}) {
            for (const Integrator integrator : {Integrator::PATH, Integrator::PATH_MIS}) {
                for (const bool roulette : {false, true}) {
                    Picture picture(std::string{name});
                    picture.settings.method.sampler = sampler;
                    picture.settings.method.integrator = integrator;
                    picture.settings.method.roulette = roulette;
                    picture.frame = make_frame(picture.scene.camera, picture.settings);
                    const Rendered expected = render_on_cpu(picture, {0, 2});
                    for (std::size_t set = kernel_set_for(picture.scene.features); set < PICTURE_SETS; set++) {
                        EXPECT_TRUE(same_bits(render_on_lanes(picture, set, {0, 2}).film, expected.film))
                            << name << " by " << KERNEL_SETS[set].name << ", flags "
                            << frame_flags(picture.settings.method);
                    }
                }
            }
        }
    }
}

/// What camera rays meet first, in scenes of each picture set.
TEST(CudaLane, TheAovSetGathersEveryQuantity) {
    const std::unique_ptr<Backend> cpu = test::open_cpu();
    for (const char* name : {"one-weekend", "cornell-box", "next-week-final"}) {
        Picture picture(std::string{name});
        const std::size_t set = kernel_set_for(picture.scene.features | shared::FEATURE_AOVS);
        ASSERT_EQ(set, PICTURE_SETS);
        cpu->load(picture.scene);
        for (std::uint32_t quantity = shared::QUANTITY_ALBEDO; quantity <= shared::QUANTITY_COVERAGE; quantity++) {
            picture.frame = make_quantity_frame(picture.scene, picture.settings, quantity);
            cpu->begin(picture.frame);
            cpu->render({0, 3}, {});
            Film expected(picture.settings);
            cpu->read(expected);
            const Rendered rendered = render_on_lanes(picture, set, {0, 3});
            EXPECT_TRUE(same_bits(rendered.film, expected.pixels)) << "quantity " << quantity << " of " << name;
            EXPECT_EQ(rendered.counters.rays, cpu->rays());
        }
    }
}

TEST(CudaLane, TheCompositeSetDrawsPicturesForCompositing) {
    for (const char* name : {"one-weekend", "cornell-box", "next-week-final"}) {
        Picture picture(std::string{name});
        picture.settings.clamp_indirect = 0.125f;
        picture.settings.method.transparent = true;
        picture.frame = make_frame(picture.scene.camera, picture.settings);
        ASSERT_EQ(kernel_set_for(picture.scene.features | frame_features(picture.frame)), COMPOSITE_SET);
        const Rendered rendered = render_on_lanes(picture, COMPOSITE_SET, {0, 3});
        EXPECT_TRUE(same_bits(rendered.film, render_on_cpu(picture, {0, 3}).film)) << name;
    }
}

TEST(CudaLane, SplitDispatchesAddUp) {
    const Picture picture("one-weekend");
    const WindowTiles tiles(picture.frame);
    const Rendered expected = render_on_cpu(picture, {0, 6});
    Rendered rendered{picture.empty_film(), {0, 0}};
    std::uint64_t samples = 0;
    for (const SampleRange range : {SampleRange{4, 6}, SampleRange{0, 1}, SampleRange{1, 4}}) {
        for (std::uint64_t first = 0; first < tiles.place_count(); first += 3) {
            const std::uint64_t count = std::min<std::uint64_t>(3, tiles.place_count() - first);
            HOST_LAUNCHES[0](picture.scene.view(), picture.frame, dispatch_of(tiles, first, range),
                             static_cast<shared::uint>(count), rendered.film.data(), &rendered.counters);
            samples += tiles.pixels(first, count) * range.count();
            EXPECT_EQ(rendered.counters.samples, samples) << "places from " << first;
        }
    }
    EXPECT_TRUE(same_bits(rendered.film, expected.film));
    EXPECT_EQ(rendered.counters.rays, expected.counters.rays);
}

/// Each set holds the ones before it and is chosen where none before it does.
TEST(CudaSets, NarrowestWithAllFeaturesIsChosen) {
    EXPECT_EQ(KERNEL_SETS[PICTURE_SETS - 1].features, shared::FEATURES_FULL);
    for (shared::uint features = 0; features <= shared::FEATURES_COMPOSITE; features++) {
        const std::size_t chosen = kernel_set_for(features);
        EXPECT_EQ(features & ~KERNEL_SETS.at(chosen).features, 0u) << features;
        for (std::size_t set = 0; set < chosen; set++) EXPECT_NE(features & ~KERNEL_SETS[set].features, 0u) << features;
    }
    for (std::size_t set = 1; set < KERNEL_SETS.size(); set++)
        EXPECT_EQ(KERNEL_SETS[set - 1].features & ~KERNEL_SETS[set].features, 0u) << set;
}

/// A multiplication without rounding mode may be fused by the assembler; approximations are not correctly rounded.
TEST(CudaKernel, RoundsAsTheFloatContractWrites) {
    std::istringstream paths(TRIPTYCH_CUDA_PTX);
    const std::regex arithmetic(
        "\\b(add|sub|mul|mad|fma|div|rcp|sqrt|rsqrt|sin|cos|lg2|ex2|tanh)(\\.[a-z]+)*\\.f(32|64)");
    std::size_t files = 0;
    for (std::string path; std::getline(paths, path, ':'); files++) {
        SCOPED_TRACE(path);
        const std::string ptx = read_text(path);
        std::map<std::string, int> instructions;
        for (std::sregex_iterator it(ptx.begin(), ptx.end(), arithmetic); it != std::sregex_iterator(); ++it) {
            instructions[it->str()]++;
        }
        if (path.ends_with("mean.ptx")) { // doubles, which no flag makes less exact
            for (const char* name : {"mul.rn.f64", "div.rn.f64"}) EXPECT_GT(instructions.erase(name), 0u) << name;
        } else {
            for (const char* name : {"add", "sub", "mul", "div", "rcp", "sqrt"}) {
                EXPECT_GT(instructions.erase(std::string(name) + ".rn.ftz.f32"), 0u) << name;
            }
        }
        for (const auto& [name, count] : instructions) ADD_FAILURE() << count << " times " << name;
    }
    if (files == 0) GTEST_SKIP() << "this build has no CUDA backend";
    EXPECT_EQ(files, KERNEL_SETS.size() + 2) << "a file for each set, the mean, and the probes";
}

TEST(CudaDevices, EachIsUsableOrSaysWhyNot) {
    std::vector<DeviceInfo> devices;
    ASSERT_NO_THROW(devices = CUDA_BACKEND.list({}));
    ASSERT_FALSE(devices.empty());
    for (const DeviceInfo& device : devices) {
        EXPECT_EQ(device.backend, "cuda");
        if (device.unavailable.empty()) {
            EXPECT_FALSE(device.name.empty());
            EXPECT_EQ(device.uuid.size(), 36u);
            EXPECT_GT(device.memory_bytes, 0u);
        } else {
            EXPECT_GE(std::count(device.unavailable.begin(), device.unavailable.end(), ' '), 4) << device.unavailable;
            EXPECT_EQ(device.unavailable.find('\n'), std::string::npos) << device.unavailable;
        }
    }
}

TEST(CudaDevices, OpeningAnAbsentOneSaysWhy) {
    const std::vector<DeviceInfo> devices = CUDA_BACKEND.list({});
    const std::string& reason = devices.front().unavailable;
    const auto index = static_cast<std::uint32_t>(reason.empty() ? devices.size() : 0);
    try {
        CUDA_BACKEND.open(index, {});
        FAIL() << "opened a device that is not there";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::NO_DEVICE);
        EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
    }
}

} // namespace triptych
