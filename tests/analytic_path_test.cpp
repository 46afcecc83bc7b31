// Cameras, time, textures and the length of paths: pictures that are known exactly.
// SPDX-License-Identifier: MIT
#include "known_value.hpp"

namespace triptych::test {
namespace {

constexpr vec3 EMISSION(3.0f, 2.0f, 1.0f);

/// Looks from the origin down the z axis, narrowly.
Scene down_the_axis() {
    Scene scene = dark_scene();
    look_at_point(scene, {0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -5.0f});
    return scene;
}

/// A wall across the axis, facing the camera.
ShapeDescription wall(float z, float left = -2.0f, float right = 2.0f) {
    return quad({left, -2.0f, z}, {right - left, 0.0f, 0.0f}, {0.0f, 4.0f, 0.0f}, 0);
}

Known light_seen() {
    Scene scene = down_the_axis();
    add_shape(scene, wall(-5.0f), one_sided_light(EMISSION));
    return {scene, 1.0 * EMISSION};
}

Known light_seen_from_behind() {
    Scene scene = down_the_axis();
    scene.background.bottom = {0.1f, 0.2f, 0.3f};
    add_shape(scene, under({rotate(0.0, 1.0, 0.0, 180.0)}, wall(5.0f)), one_sided_light(EMISSION));
    return {scene, grey(0.0)}; // dark, but not transparent
}

Known two_sided_light_seen_from_behind() {
    Scene scene = down_the_axis();
    add_shape(scene, under({rotate(0.0, 1.0, 0.0, 180.0)}, wall(5.0f)), light(EMISSION));
    return {scene, 1.0 * EMISSION};
}

Known one_sided_ball_seen_from_within() {
    Scene scene = down_the_axis();
    add_sphere(scene, {0.0f, 0.0f, -1.0f}, 2.0f, one_sided_light(EMISSION));
    return {scene, grey(0.0)};
}

/// A ball of radius 0.4 that moves from x = -1 to 1: on the axis while |2 t - 1| < 0.4, so for t in (0.3, 0.7).
Known ball_in_motion(float open, float close, double share) {
    Scene scene = down_the_axis();
    scene.camera.shutter_open = open;
    scene.camera.shutter_close = close;
    add_sphere(scene, {-1.0f, 0.0f, -5.0f}, 0.4f, light(EMISSION), {2.0f, 0.0f, 0.0f});
    return {scene, share * EMISSION, 50, false, 1024};
}
Known motion_over_the_whole_shutter() { return ball_in_motion(0.0f, 1.0f, 0.4); }
Known motion_over_a_part() { return ball_in_motion(0.25f, 0.5f, 0.2 / 0.25); }
Known motion_at_one_moment() { return ball_in_motion(0.65f, 0.65f, 1.0); }
Known motion_beside_the_moment() { return ball_in_motion(0.75f, 0.75f, 0.0); }

/// The same under a transform that makes an ellipsoid of it: path and width are stretched alike.
Known ellipsoid_in_motion() {
    Known known = ball_in_motion(0.0f, 1.0f, 0.4);
    known.scene.shapes[0].transform = {scale(2.0, 1.0, 1.0)};
    return known;
}

/// A half-plane out of focus: from a point of the lens at x the axis is met at x (1 - distance / focus), and of a unit
/// lens the part beyond an edge at `e` is a segment of acos(e) - e sqrt(1 - e^2) over pi.
Known edge_out_of_focus(float distance) {
    Scene scene = down_the_axis();
    scene.camera.focus_distance = 4.0;
    scene.camera.defocus_angle = 2.0 * std::atan(0.25 / 4.0) * 180.0 / M_PI; // a lens of radius 0.25
    const double magnified = 0.25 * std::abs(1.0 - static_cast<double>(distance) / 4.0);
    const double edge = 0.4;
    const ShapeDescription half = wall(-distance, static_cast<float>(edge * magnified), 3.0f);
    add_shape(scene, half, light(EMISSION));
    return {scene, (std::acos(edge) - edge * std::sqrt(1.0 - edge * edge)) / M_PI * EMISSION, 50, false, 1024};
}
Known edge_behind_the_focus() { return edge_out_of_focus(8.0f); }
Known edge_before_the_focus() { return edge_out_of_focus(2.0f); }

/// The same with an edge above.
Known level_edge_out_of_focus() {
    Known known = edge_out_of_focus(8.0f);
    known.scene.shapes[0].transform = {rotate(0.0, 0.0, 1.0, 90.0)};
    return known;
}

Known checker_cell(vec3 at, double share_of_even) {
    Scene scene = dark_scene();
    look_at_point(scene, at + vec3(0.0f, 3.0f, 0.5f), at);
    shared::Material lamp = light(vec3(0.0f));
    lamp.color_texture = add_texture(scene, checker(0.5f, vec3(1.0f), vec3(0.25f)));
    add_quad(scene, {-9.0f, at.y, 9.0f}, {18.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -18.0f}, lamp);
    return {scene, grey(share_of_even + 0.25 * (1.0 - share_of_even)), 50, false, 16};
}
Known checker_here() { return checker_cell({0.2f, 0.1f, 0.3f}, 1.0); }
Known checker_across_zero() { return checker_cell({-0.2f, 0.1f, 0.3f}, 0.0); }
Known checker_below_zero() { return checker_cell({-0.2f, -0.1f, -0.7f}, 1.0); } // cells -1, -1, -2

/// A picture on a ball: each quarter of it in its place.
Known picture_on_a_ball() {
    Scene scene = dark_scene();
    shared::Texture picture = make_texture(shared::TEXTURE_IMAGE);
    picture.a = vec3(1.0f);
    picture.image = add_image(scene, 4, 2, [](std::uint32_t x, std::uint32_t y) {
        return vec3(static_cast<float>(x), static_cast<float>(y + 1), 1.0f);
    });
    shared::Material lamp = light(vec3(0.0f));
    lamp.color_texture = add_texture(scene, picture);
    add_sphere(scene, vec3(0.0f), 1.0f, lamp);
    // u grows from -x over +z: at longitude 3/8 of a turn, the middle of the picture's column 1, from -x that is
    // (+1, +1) in x and z; v = 3/4 is 45 degrees up, the middle of row 0.
    const Vec3d out = unit({1.0 / std::sqrt(2.0), 1.0, 1.0 / std::sqrt(2.0)});
    look_at_point(scene, to_float(4.0 * out), to_float(out));
    return {scene, grey(1.0), 50, false, 64, 1e-4}; // a pixel sees more than one point
}

/// The book's gradient, by the height of where one looks.
Known gradient_seen() {
    Scene scene = dark_scene();
    look_at_point(scene, vec3(0.0f), {0.6f, 0.8f, 0.0f});
    scene.background = {{1.0f, 2.0f, 0.0f}, shared::BACKGROUND_GRADIENT, {0.0f, 4.0f, 1.0f}, shared::NONE};
    return {scene, {0.1, 0.1 * 2.0 + 0.9 * 4.0, 0.9}, 50, false, 16, 1e-4};
}

/// On a level floor the gradient's share of the top is (1 + 2/3) / 2, since 2/3 is the cosine's mean by itself.
Known floor_under_a_gradient() {
    Scene scene = dark_scene();
    look_at_point(scene, {2.0f, 1.5f, 1.0f}, vec3(0.0f));
    scene.background = {{1.0f, 2.0f, 0.0f}, shared::BACKGROUND_GRADIENT, {0.0f, 4.0f, 1.0f}, shared::NONE};
    add_quad(scene, {-3.0f, 0.0f, 3.0f}, {6.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -6.0f}, lambertian(vec3(0.5f)));
    return {scene, {0.5 / 6.0, 0.5 * (2.0 + 20.0) / 6.0, 0.5 * 5.0 / 6.0}};
}

/// A white ball around a lamp, from within: of the wall's light a share q = (r / R)^2 falls on the lamp and is lost,
/// the rest on the wall again. At most `depth` scatterings count, the last of which must still reach the lamp.
Known integrating_sphere(std::uint32_t depth, bool roulette, double albedo = 0.8) {
    Scene scene = dark_scene();
    constexpr double LAMP = 0.25;
    look_at_point(scene, {0.6f, 0.3f, 0.0f}, {0.6f, 0.8f, 0.0f});
    add_sphere(scene, vec3(0.0f), 1.0f, lambertian(vec3(static_cast<float>(albedo))));
    add_sphere(scene, vec3(0.0f), static_cast<float>(LAMP), light(vec3(10.0f)));
    double radiance = 0.0, share = albedo;
    for (std::uint32_t i = 2; i <= depth; i++) {
        radiance += share * 10.0 * LAMP * LAMP;
        share *= albedo * (1.0 - LAMP * LAMP);
    }
    return {scene, grey(radiance), depth, roulette};
}
Known one_scattering_adds_nothing() { return integrating_sphere(1, false); }
Known two_are_direct_light() { return integrating_sphere(2, false); }
Known three_add_a_bounce() { return integrating_sphere(3, false); }
Known four_add_two() { return integrating_sphere(4, false); }
Known all_bounces() { return integrating_sphere(100, false); }
Known all_bounces_with_roulette() { return integrating_sphere(100, true); }
Known roulette_in_the_dark() { return integrating_sphere(100, true, 0.3); }

/// A pane under a bright sky and over darkness: what it reflects at this angle.
Known pane_seen_aslant() {
    Scene scene = white_scene(vec3(0.0f), {0.0f, 0.0f, -1.0f});
    look_at_point(scene, {0.0f, 0.75f, 1.0f}, vec3(0.0f)); // cosine 0.6
    add_quad(scene, {-1.0f, 0.0f, 1.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -2.0f}, glass(1.5f));
    add_quad(scene, {-9.0f, -1.0f, 9.0f}, {18.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -18.0f}, lambertian(vec3(0.0f)));
    return {scene, grey(schlick(0.6, 1.5)), 50, false, 1024};
}

/// The same at a grazing angle, where most is reflected.
Known pane_seen_grazing() {
    Known known = pane_seen_aslant();
    look_at_point(known.scene, {0.0f, 0.175f, 0.6f}, vec3(0.0f)); // cosine 0.28
    known.radiance = grey(schlick(0.28, 1.5));
    return known;
}

using Pictures = KnownValues;
TEST_P(Pictures, AreKnown) { run(); }

const std::vector<KnownCase> CASES = {{"light_seen", light_seen},
                                      {"light_from_behind", light_seen_from_behind},
                                      {"two_sided_from_behind", two_sided_light_seen_from_behind},
                                      {"one_sided_from_within", one_sided_ball_seen_from_within},
                                      {"motion", motion_over_the_whole_shutter},
                                      {"motion_part", motion_over_a_part},
                                      {"motion_moment", motion_at_one_moment},
                                      {"motion_beside", motion_beside_the_moment},
                                      {"ellipsoid_in_motion", ellipsoid_in_motion},
                                      {"behind_focus", edge_behind_the_focus},
                                      {"before_focus", edge_before_the_focus},
                                      {"level_edge", level_edge_out_of_focus},
                                      {"checker", checker_here},
                                      {"checker_across_zero", checker_across_zero},
                                      {"checker_below_zero", checker_below_zero},
                                      {"picture_on_a_ball", picture_on_a_ball},
                                      {"gradient", gradient_seen},
                                      {"floor_under_a_gradient", floor_under_a_gradient},
                                      {"pane_aslant", pane_seen_aslant},
                                      {"pane_grazing", pane_seen_grazing},
                                      {"depth_1", one_scattering_adds_nothing},
                                      {"depth_2", two_are_direct_light},
                                      {"depth_3", three_add_a_bounce},
                                      {"depth_4", four_add_two},
                                      {"all_bounces", all_bounces},
                                      {"roulette", all_bounces_with_roulette},
                                      {"roulette_in_the_dark", roulette_in_the_dark}};

INSTANTIATE_TEST_SUITE_P(Exactly, Pictures, with_both(CASES), known_name);

/// Renders `scene` at that size and holds each pixel's red against `expected` (column, row), over 64 seeds.
void expect_pixels(const Scene& scene, std::uint32_t width, std::uint32_t height, std::uint32_t spp, double tolerance,
                   const std::function<double(std::uint32_t, std::uint32_t)>& expected) {
    constexpr int SEEDS = 64;
    PackedScene packed = pack_scene(scene);
    build_bvh(packed);
    std::vector<double> sum(std::size_t{width} * height, 0.0), sum_of_squares = sum;
    RenderSettings settings;
    settings.width = width;
    settings.height = height;
    for (int seed = 0; seed < SEEDS; seed++) {
        settings.seed = static_cast<std::uint32_t>(seed);
        const Image image = render_by_kernel(packed, settings, {0, spp}).mean();
        for (std::size_t i = 0; i < sum.size(); i++) {
            const auto value = static_cast<double>(image.rgb[3 * i]);
            sum[i] += value / SEEDS;
            sum_of_squares[i] += value * value / SEEDS;
        }
    }
    for (std::size_t i = 0; i < sum.size(); i++) {
        const double known = expected(static_cast<std::uint32_t>(i) % width, static_cast<std::uint32_t>(i) / width);
        const double variance = (sum_of_squares[i] - sum[i] * sum[i]) / (SEEDS - 1.0);
        EXPECT_NEAR(sum[i], known, 5.0 * std::sqrt(std::max(variance, 0.0)) + tolerance) << "pixel " << i;
    }
}

TEST(Camera, PixelsAreBoxesOnTheImagePlane) {
    // At 90 degrees the plane at distance 1 is 2 high; 4 x 4 pixels of 0.5. The lit quad ends within pixels.
    Scene scene = dark_scene();
    scene.camera.vertical_fov = 90.0;
    add_quad(scene, {-0.85f, -2.0f, -1.0f}, {1.15f, 0.0f, 0.0f}, {0.0f, 2.4f, 0.0f}, light(vec3(1.0f)));
    const auto overlap = [](double from, double to, double low, double high) {
        return std::max(0.0, std::min(to, high) - std::max(from, low)) / (high - low);
    };
    expect_pixels(scene, 4, 4, 64, 1e-6, [&](std::uint32_t column, std::uint32_t row) {
        const double left = -1.0 + 0.5 * column;
        const double top = 1.0 - 0.5 * row;
        return overlap(-0.85, 0.3, left, left + 0.5) * overlap(-2.0, 0.4, top - 0.5, top);
    });
}

TEST(Background, ImageStandsAsItIsDescribed) {
    // Seen from within, the image's middle is at +x and its right at +z; rows go from +y down.
    Scene scene = dark_scene();
    set_background(scene, 8, 4,
                   [](std::uint32_t x, std::uint32_t y) { return vec3(static_cast<float>(x * x + 10 * y)); });
    for (const auto& [column, row] : {std::pair(4, 1), std::pair(6, 2), std::pair(1, 0), std::pair(7, 3)}) {
        const double longitude = 2.0 * M_PI * ((column + 0.5) / 8.0 - 0.5);
        const double latitude = M_PI * ((row + 0.5) / 4.0);
        look_at_point(scene, vec3(0.0f),
                      to_float({std::sin(latitude) * std::cos(longitude), std::cos(latitude),
                                std::sin(latitude) * std::sin(longitude)}));
        expect_pixels(scene, 1, 1, 4, 5e-3,
                      [&, c = column, r = row](std::uint32_t, std::uint32_t) { return c * c + 10 * r; });
    }
}

} // namespace
} // namespace triptych::test
