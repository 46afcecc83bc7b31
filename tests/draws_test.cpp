// No random number of a path decides two events: the shared kernel, compiled so that it notes which numbers it reads.
// SPDX-License-Identifier: MIT
#include "recorded_draws.hpp"
// The above changes what shared files mean, so it comes before all of them.
#include "aov.glsl"
#include "bvh/build.hpp"
#include "extended_balls.hpp"
#include "format/scene_format.hpp"
#include "many_lights.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

/// Veils, fog within fog, a lens, a shutter, moving shapes, rough and smooth materials; lights of every kind, `more` of
/// them.
std::string everything(const std::string& more) {
    return R"({"triptych": 1, "integrator": {"max_depth": 40},
      "camera": {"look_from": [0, 1, 6], "look_at": [0, 0.5, 0], "vertical_fov": 50, "defocus_angle": 1,
                 "focus_distance": 6, "shutter": [0, 1]},
      "background": {"type": "gradient", "bottom": [0.5, 0.5, 0.5], "top": [1, 1, 1]},
      "materials": {
        "floor": {"type": "lambertian", "albedo": [0.9, 0.9, 0.9]},
        "glass": {"type": "dielectric", "ior": 1.5},
        "steel": {"type": "metal", "albedo": [0.8, 0.8, 0.9], "fuzz": 0.3},
        "lamp": {"type": "diffuse_light", "emission": [9, 8, 7]},
        "veil": {"type": "principled", "metallic": 0, "roughness": 0.4, "alpha": 0.4, "alpha_mode": "blend"},
        "faint": {"type": "principled", "metallic": 0, "alpha": 0.1, "alpha_mode": "blend"},
        "coated": {"type": "principled", "metallic": 0, "roughness": 0.3, "transmission": 0.5, "clearcoat": 1,
                   "sheen_color": [0.5, 0.5, 0.5], "sheen_roughness": 0.5, "attenuation_distance": 1,
                   "attenuation_color": [0.9, 0.5, 0.5]}},
      "shapes": [
        {"type": "quad", "corner": [-5, 0, 5], "u": [10, 0, 0], "v": [0, 0, -10], "material": "floor"},
        {"type": "sphere", "center": [-1.5, 0.5, 0], "radius": 0.5, "material": "glass"},
        {"type": "sphere", "center": [-1.5, 0.5, 1], "center_end": [-1.2, 0.6, 1], "radius": 0.3, "material": "steel"},
        {"type": "sphere", "center": [0, 0.7, 0], "radius": 0.7, "material": "veil"},
        {"type": "sphere", "center": [0, 0.7, 0], "radius": 0.5, "material": "faint"},
        {"type": "sphere", "center": [1.5, 0.5, 0], "radius": 0.5, "material": "coated"},
        {"type": "quad", "corner": [-2, 0, 2], "u": [4, 0, 0], "v": [0, 2, 0], "material": "faint"},
        {"type": "constant_medium", "density": 0.3, "albedo": [0.9, 0.9, 0.9], "anisotropy": 0.4,
         "boundary": {"type": "sphere", "center": [0, 1, 0], "radius": 2.5}},
        {"type": "constant_medium", "density": 0.8, "albedo": [0.9, 0.9, 0.9],
         "boundary": {"type": "box", "min": [-1, 0, -1], "max": [1, 1.4, 1]}},
        {"type": "quad", "corner": [-0.5, 3, -0.5], "u": [1, 0, 0], "v": [0, 0, 1], "material": "lamp"},
        {"type": "sphere", "center": [2, 2, 0], "radius": 0.2, "material": "lamp"})" +
           more + "]}";
}

/// Enough small lamps for a tree to choose among them, and deep enough a tree to use up a number.
std::string many_lamps() {
    std::string shapes;
    for (int row = 0; row < 10; row++) {
        for (int column = 0; column < 20; column++) {
            shapes +=
                fmt::format(R"(, {{"type": "sphere", "center": [{}, {}, {}], "radius": 0.02, "material": "lamp"}})",
                            0.4 * column - 4.0, 3.0 + 0.04 * row, 0.5 * row - 3.0);
        }
    }
    return shapes;
}

/// What one kernel reads over a small picture, with or without a quantity in place of radiance.
DrawRecord draws_of(const Scene& scene, std::uint32_t flags, std::uint32_t quantity) {
    PackedScene packed = pack_scene(scene);
    build_bvh(packed);
    RenderSettings settings;
    settings.width = 24;
    settings.height = 18;
    settings.seed = 5;
    settings.max_depth = 40;
    const bool is_picture = quantity == shared::QUANTITY_RADIANCE;
    shared::Frame frame =
        is_picture ? make_frame(packed.camera, settings) : make_quantity_frame(packed, settings, quantity);
    frame.flags = flags;
    DrawRecord record;
    draw_record = &record;
    for (std::uint32_t y = 0; y < settings.height; y++) {
        for (std::uint32_t x = 0; x < settings.width; x++) {
            if (is_picture) {
                shared::render_pixel(packed.view(), frame, x, y, 0, 3);
            } else {
                shared::render_quantity(packed.view(), frame, x, y, 0, 3);
            }
        }
    }
    draw_record = nullptr;
    return record;
}

std::string name_of(const Draw& draw) {
    const auto [pixel, sample, group, component] = draw;
    return fmt::format("pixel {}, sample {}, group {:#x}, {}", pixel, sample, group, "xyzw"[component]);
}

void expect_no_repeat(const DrawRecord& record) {
    EXPECT_EQ(record.repeated().size(), 0u) << "first of them: " << name_of(*record.repeated().begin());
}

constexpr std::uint32_t END_OF_RAYS = shared::GROUP_ALPHA;

class Draws : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Draws, DecideOneEventEach) {
    const DrawRecord record = draws_of(parse_scene(everything(""), "test.json"), GetParam(), 0);
    expect_no_repeat(record);
    // All kinds of events took place.
    EXPECT_GT(record.reads_within(0, END_OF_RAYS), 10000u);
    EXPECT_GT(record.reads_within(shared::GROUP_ALPHA, shared::GROUP_MEDIA), 500u);
    EXPECT_GT(record.reads_within(shared::GROUP_MEDIA, shared::GROUP_MEDIA + shared::GROUPS_PER_MEDIUM), 1000u);
    EXPECT_GT(record.reads_within(shared::GROUP_MEDIA + shared::GROUPS_PER_MEDIUM, shared::GROUP_ROULETTE), 1000u);
    const bool plays = (GetParam() & shared::FRAME_ROULETTE) != 0;
    EXPECT_EQ(record.reads_within(shared::GROUP_ROULETTE, shared::GROUP_WAVELENGTH) > 100, plays);
    EXPECT_EQ(record.reads_within(shared::GROUP_WAVELENGTH, 0xffffffffu), 0u);
}

TEST_P(Draws, DecideOneEventEachInDispersiveGlass) {
    const DrawRecord record = draws_of(parse_scene(extended_balls(), "test.json"), GetParam(), 0);
    expect_no_repeat(record);
    EXPECT_GT(record.reads_within(shared::GROUP_WAVELENGTH, 0xffffffffu), 100u);
}

TEST_P(Draws, DecideOneEventEachUnderManyLights) {
    for (const Scene& scene : {parse_scene(everything(many_lamps()), "test.json"), lit_floor()}) {
        PackedScene packed = pack_scene(scene);
        ASSERT_NE(packed.features & shared::FEATURE_LIGHT_TREE, 0u);
        expect_no_repeat(draws_of(scene, GetParam(), 0));
    }
}

/// Of a quantity the same numbers are read as of the picture, each once there, too.
TEST_P(Draws, DecideOneEventEachOfWhatCameraRaysMeet) {
    const DrawRecord record = draws_of(parse_scene(everything(""), "test.json"), GetParam(), shared::QUANTITY_NORMAL);
    expect_no_repeat(record);
    EXPECT_GT(record.reads_within(shared::GROUP_ALPHA, shared::GROUP_MEDIA), 100u);
}

constexpr std::uint32_t EVERY_FLAG = shared::FRAME_SOBOL | shared::FRAME_LIGHT_SAMPLING | shared::FRAME_ROULETTE;

INSTANTIATE_TEST_SUITE_P(Flags, Draws, testing::Range(0u, EVERY_FLAG + 1));

} // namespace
} // namespace triptych::test
