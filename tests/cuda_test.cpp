// The CUDA backend as far as it needs no GPU: its lane body on the host, its kernels' instructions, its absence.
// What it computes on a GPU is tested beside all other backends, in backends_test.cpp.
// SPDX-License-Identifier: MIT
#include "cuda_backend.hpp"

#include "base/error.hpp"
#include "base/float_mode.hpp"
#include "rendering.hpp"
#include "window_groups.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>

namespace triptych {

namespace {

/// Three kinds of material, a lens, and a window whose sides are no multiples of a workgroup's.
struct Picture {
    PackedScene scene;
    RenderSettings settings;
    shared::Frame frame;

    Picture() {
        Scene description = test::white_scene({0.0f, 1.0f, 4.0f}, {0.0f, 0.3f, 0.0f});
        description.background = {vec3(1.0f), shared::BACKGROUND_GRADIENT, vec3(0.5f, 0.7f, 1.0f), 0.0f};
        description.camera.defocus_angle = 2.0;
        description.camera.focus_distance = 4.0;
        test::add_sphere(description, {0.0f, -1000.0f, 0.0f}, 1000.0f, test::lambertian(vec3(0.5f)));
        test::add_sphere(description, {-1.0f, 0.5f, 0.0f}, 0.5f, test::metal({0.8f, 0.6f, 0.4f}, 0.2f));
        test::add_sphere(description, {0.0f, 0.5f, 0.0f}, 0.5f, test::glass(1.5f));
        test::add_sphere(description, {1.0f, 0.5f, 0.0f}, 0.5f, test::lambertian({0.2f, 0.4f, 0.8f}));
        scene = test::packed_with_bvh(description);
        settings = test::settings_of(48, 40, 7, 20);
        settings.window = {3, 5, 40, 34};
        frame = make_frame(scene.camera, settings);
    }

    std::vector<shared::FilmPixel> empty_film() const {
        return std::vector<shared::FilmPixel>(WindowGroups(frame).pixels(), shared::empty_pixel());
    }
};

struct Rendered {
    std::vector<shared::FilmPixel> film;
    shared::Counters counters{0, 0};
};

/// The picture from the shared kernel alone, pixel by pixel.
Rendered render_plainly(const Picture& picture, SampleRange samples) {
    const FlushDenormals flush;
    Rendered rendered{{}, {0, 0}};
    for (shared::uint y = picture.frame.y0; y < picture.frame.y1; y++) {
        for (shared::uint x = picture.frame.x0; x < picture.frame.x1; x++) {
            const shared::PixelResult result =
                shared::render_pixel(picture.scene.view(), picture.frame, x, y, samples.first, samples.last);
            rendered.film.push_back(result.film);
            rendered.counters.samples += result.film.samples;
            rendered.counters.rays += result.rays;
        }
    }
    return rendered;
}

/// A launch of the CUDA kernel, lane after lane.
void launch_on_host(const Picture& picture, const shared::Dispatch& dispatch, shared::uint group_count,
                    Rendered& rendered) {
    const FlushDenormals flush;
    for (shared::uint group = 0; group < group_count; group++) {
        for (shared::uint lane = 0; lane < shared::GROUP_WIDTH * shared::GROUP_HEIGHT; lane++) {
            shared::render_lane(picture.scene.view(), picture.frame, dispatch, group, lane % shared::GROUP_WIDTH,
                                lane / shared::GROUP_WIDTH, rendered.film.data(), &rendered.counters,
                                [](unsigned long long* sum, unsigned long long value) { *sum += value; });
        }
    }
}

template <typename T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

} // namespace

TEST(CudaLane, DrawsTheSharedPicture) {
    const Picture picture;
    const WindowGroups groups(picture.frame);
    const Rendered expected = render_plainly(picture, {2, 7});
    Rendered rendered{picture.empty_film(), {0, 0}};
    launch_on_host(picture, {0, static_cast<shared::uint>(groups.per_row()), 2, 7},
                   static_cast<shared::uint>(groups.count()), rendered);
    EXPECT_TRUE(same_bits(rendered.film, expected.film));
    EXPECT_EQ(rendered.counters.samples, expected.counters.samples);
    EXPECT_EQ(rendered.counters.rays, expected.counters.rays);
}

TEST(CudaLane, SplitDispatchesAddUp) {
    const Picture picture;
    const WindowGroups groups(picture.frame);
    const Rendered expected = render_plainly(picture, {0, 6});
    Rendered rendered{picture.empty_film(), {0, 0}};
    std::uint64_t samples = 0;
    for (const SampleRange range : {SampleRange{4, 6}, SampleRange{0, 1}, SampleRange{1, 4}}) {
        for (std::uint64_t first = 0; first < groups.count(); first += 3) {
            const std::uint64_t count = std::min<std::uint64_t>(3, groups.count() - first);
            launch_on_host(picture,
                           {static_cast<shared::uint>(first), static_cast<shared::uint>(groups.per_row()), range.first,
                            range.last},
                           static_cast<shared::uint>(count), rendered);
            samples += groups.pixels(first, count) * range.count();
            EXPECT_EQ(rendered.counters.samples, samples) << "groups from " << first;
        }
    }
    EXPECT_TRUE(same_bits(rendered.film, expected.film));
    EXPECT_EQ(rendered.counters.rays, expected.counters.rays);
}

TEST(CudaWindow, CountsPixelsOfGroups) {
    for (const Window window : {Window{0, 0, 1, 1}, Window{3, 5, 40, 34}, Window{0, 0, 16, 24}, Window{1, 2, 10, 10}}) {
        shared::Frame frame{};
        frame.x0 = window.x0, frame.y0 = window.y0, frame.x1 = window.x1, frame.y1 = window.y1;
        const WindowGroups groups(frame);
        std::vector<std::uint64_t> pixels(groups.count());
        for (std::uint32_t y = 0; y < window.height(); y++) {
            for (std::uint32_t x = 0; x < window.width(); x++) {
                pixels.at(y / shared::GROUP_HEIGHT * groups.per_row() + x / shared::GROUP_WIDTH)++;
            }
        }
        for (std::uint64_t first = 0; first < groups.count(); first++) {
            std::uint64_t sum = 0;
            for (std::uint64_t last = first; last < groups.count(); last++) {
                sum += pixels[last];
                EXPECT_EQ(groups.pixels(first, last + 1 - first), sum) << first << " to " << last;
            }
        }
    }
}

/// A multiplication without rounding mode may be fused by the assembler; approximations are not correctly rounded.
TEST(CudaKernel, RoundsAsTheFloatContractWrites) {
    const std::string path = TRIPTYCH_CUDA_PTX;
    if (path.empty()) GTEST_SKIP() << "this build has no CUDA backend";
    std::ifstream file(path);
    const std::string ptx((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::regex arithmetic(
        "\\b(add|sub|mul|mad|fma|div|rcp|sqrt|rsqrt|sin|cos|lg2|ex2|tanh)(\\.[a-z]+)*\\.f(32|64)");
    std::map<std::string, int> instructions;
    for (std::sregex_iterator it(ptx.begin(), ptx.end(), arithmetic); it != std::sregex_iterator(); ++it) {
        instructions[it->str()]++;
    }
    for (const char* name : {"add", "sub", "mul", "div", "rcp", "sqrt"}) {
        EXPECT_GT(instructions.erase(std::string(name) + ".rn.ftz.f32"), 0u) << name;
    }
    for (const auto& [name, count] : instructions) ADD_FAILURE() << count << " times " << name;
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
