// A picture over several moments is the sum of pictures of each.
// SPDX-License-Identifier: MIT
#include "format/scene_format.hpp"
#include "render/motion_blur.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <set>

namespace triptych::test {
namespace {

constexpr std::uint32_t SPP = 10;

/// A turning box, and a sphere that moves while the shutter is open.
Scene scene_at(double seconds) {
    return parse_scene(
        R"({"triptych": 1, "camera": {"look_from": {"keyframes": [[0, [0, 1, 4]], [1, [2, 1, 4]]]}, "shutter": [0.25, 0.75]},
        "materials": {"m": {"type": "lambertian", "albedo": [0.5, 0.6, 0.7]}},
        "shapes": [{"type": "box", "min": [-1, -1, -1], "max": [0, 0, 0], "material": "m",
                    "transform": [{"rotate_y": {"keyframes": [[0, 0], [1, 90]]}}]},
                   {"type": "sphere", "center": [1, 0, 0], "center_end": [1, 1, 0], "radius": 0.4, "material": "m"}]})",
        "moving", ".", seconds);
}

Picture picture_of(std::uint32_t moment, std::uint32_t moments, SampleRange samples) {
    Scene scene = scene_at(slice_of(moment, moments).middle());
    scene.camera = with_slice(scene.camera, slice_of(moment, moments));
    Picture picture;
    picture.scene_name = scene.name;
    picture.scene = std::make_shared<const PackedScene>(packed_with_bvh(scene));
    picture.settings = settings_of(16, 12, 3, 5);
    picture.settings.window = picture.settings.effective_window();
    picture.samples = samples;
    return picture;
}

OpenDevices cpu() {
    ChosenDevices chosen;
    for (const DeviceInfo& device : list_devices({}))
        if (device.backend == "cpu") chosen.devices.push_back(device);
    return {chosen, {}};
}

Rendering blurred(std::uint32_t moments, SampleRange samples) {
    OpenDevices devices = cpu();
    RenderHost host;
    return render_moments(moments, SPP, [&](std::uint32_t moment) { return picture_of(moment, moments, samples); },
                          devices, {.host = host});
}

TEST(MotionBlur, EverySampleHasOneMoment) {
    for (const std::uint32_t spp : {1u, 7u, 64u, 1048576u}) {
        for (std::uint32_t moments = 1; moments <= std::min(spp, 100u); moments++) {
            std::uint32_t next = 0;
            for (std::uint32_t moment = 0; moment < moments; moment++) {
                const SampleRange samples = samples_of_moment(moment, moments, spp);
                ASSERT_EQ(samples.first, next);
                ASSERT_GE(samples.count(), spp / moments);
                ASSERT_LE(samples.count(), spp / moments + 1);
                next = samples.last;
            }
            ASSERT_EQ(next, spp);
        }
    }
}

TEST(MotionBlur, SlicesTogetherAreTheShuttersOpening) {
    CameraDescription camera;
    camera.shutter_open = 0.25f;
    camera.shutter_close = 0.75f;
    EXPECT_EQ(with_slice(camera, slice_of(0, 4)).shutter_open, 0.25f);
    EXPECT_EQ(with_slice(camera, slice_of(0, 4)).shutter_close, 0.375f);
    EXPECT_EQ(with_slice(camera, slice_of(3, 4)).shutter_open, 0.625f);
    EXPECT_EQ(with_slice(camera, slice_of(3, 4)).shutter_close, 0.75f);
    EXPECT_EQ(slice_of(1, 4).middle(), 0.375);
}

TEST(MotionBlur, IsTheSumOfItsMoments) {
    constexpr std::uint32_t MOMENTS = 4;
    Film sum(settings_of(16, 12, 3, 5));
    std::set<std::string> moments;
    for (std::uint32_t moment = 0; moment < MOMENTS; moment++) {
        const Picture picture = picture_of(moment, MOMENTS, {});
        const std::unique_ptr<Backend> backend = open_cpu();
        const Film film = render(*backend, *picture.scene, picture.settings, {samples_of_moment(moment, MOMENTS, SPP)});
        moments.insert(film.hash());
        sum.add(film);
    }
    EXPECT_EQ(moments.size(), MOMENTS);
    const Rendering rendering = blurred(MOMENTS, {0, SPP});
    EXPECT_EQ(rendering.file.film.hash(), sum.hash());
    EXPECT_EQ(rendering.samples(), (SampleRange{0, SPP}));
    EXPECT_EQ(rendering.samples_done, std::uint64_t{16} * 12 * SPP);
}

TEST(MotionBlur, PartsAddUpToTheWhole) {
    Rendering first = blurred(4, {0, 3}), rest = blurred(4, {3, SPP});
    const Rendering whole = blurred(4, {0, SPP});
    EXPECT_EQ(first.file.scene_hash, whole.file.scene_hash);
    EXPECT_EQ(rest.file.scene_hash, whole.file.scene_hash);
    EXPECT_EQ(rest.samples(), (SampleRange{3, SPP}));
    first.file.film.add(rest.file.film);
    EXPECT_EQ(first.file.film.hash(), whole.file.film.hash());
    EXPECT_NE(blurred(5, {0, SPP}).file.scene_hash, whole.file.scene_hash);
}

} // namespace
} // namespace triptych::test
