// Media whose light is known: what comes through, what one scattering adds, and furnaces in which nothing can be seen.
// SPDX-License-Identifier: MIT
#include "known_value.hpp"

namespace triptych::test {
namespace {

MediumDescription absorbing(float density) { return {vec3(0.0f), shared::NONE, density, 0.0f}; }
MediumDescription scattering(float density, float anisotropy, vec3 albedo = vec3(1.0f)) {
    return {albedo, shared::NONE, density, anisotropy};
}

/// A white surrounding seen along +x through the origin.
Scene through_the_origin() {
    Scene scene = white_scene({-6.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.0f});
    look_at_point(scene, {-6.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.0f});
    return scene;
}

Known sphere_chord() {
    Scene scene = through_the_origin();
    add_medium(scene, sphere({0.5f, 0.6f, 0.0f}, 1.0f, 0), absorbing(0.8f)); // a chord of 1.6
    return {scene, grey(std::exp(-0.8 * 1.6)), 50, false, 4096};             // enough to tell 1 % of density
}

Known turned_box() {
    Scene scene = through_the_origin();
    const auto boundary = box({-1.0f, -1.0f, -0.5f}, {1.0f, 1.0f, 0.5f}, 0);
    add_medium(scene, under({rotate(0.0, 1.0, 0.0, 30.0), scale(1.5, 1.5, 1.5)}, boundary), absorbing(0.5f));
    return {scene, grey(std::exp(-0.5 * 1.5 * std::min(2.0 / std::cos(M_PI / 6.0), 1.0 / std::sin(M_PI / 6.0))))};
}

Known overlapping() {
    Scene scene = through_the_origin();
    add_medium(scene, sphere({0.0f, 0.0f, 0.0f}, 1.0f, 0), absorbing(0.5f));
    add_medium(scene, box({-0.5f, -1.0f, -1.0f}, {2.0f, 1.0f, 1.0f}, 0), absorbing(0.3f));
    return {scene, grey(std::exp(-0.5 * 2.0 - 0.3 * 2.5))};
}

Known two_boxes_of_one_medium() {
    Scene scene = through_the_origin();
    add_medium(
        scene,
        group({box({-2.0f, -1.0f, -1.0f}, {-1.5f, 1.0f, 1.0f}, 0), box({1.0f, -1.0f, -1.0f}, {2.5f, 1.0f, 1.0f}, 0)}),
        absorbing(0.6f));
    return {scene, grey(std::exp(-0.6 * 2.0))};
}

/// An L of three unit squares in the plane, made of quads that share their edges.
ShapeDescription letter_l() {
    std::vector<ShapeDescription> faces;
    for (const vec3 corner : {vec3(0.0f, 0.0f, 0.0f), vec3(1.0f, 0.0f, 0.0f), vec3(0.0f, 1.0f, 0.0f)}) {
        faces.push_back(quad(corner, {1.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, 0));
        faces.push_back(quad(corner + vec3(0.0f, 0.0f, 1.0f), {1.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, 0));
    }
    const vec3 outline[] = {{0.0f, 0.0f, 0.0f}, {1.0f, 0.0f, 0.0f}, {2.0f, 0.0f, 0.0f}, {2.0f, 1.0f, 0.0f},
                            {1.0f, 1.0f, 0.0f}, {1.0f, 2.0f, 0.0f}, {0.0f, 2.0f, 0.0f}, {0.0f, 1.0f, 0.0f}};
    for (int i = 0; i < 8; i++)
        faces.push_back(quad(outline[i], outline[(i + 1) % 8] - outline[i], {0.0f, 0.0f, 1.0f}, 0));
    return group(faces);
}

/// A ray cuts off both ends of the L and passes outside its inner corner.
Known concave_boundary() {
    Scene scene = white_scene({3.7f, -1.0f, 0.5f}, {0.0f, 2.7f, 0.5f});
    look_at_point(scene, {3.7f, -1.0f, 0.5f}, {0.0f, 2.7f, 0.5f}); // x + y = 2.7
    add_medium(scene, letter_l(), absorbing(1.2f));
    return {scene, grey(std::exp(-1.2 * 2.0 * 0.3 * std::sqrt(2.0)))};
}

Known camera_within_a_concave_boundary() {
    Scene scene = white_scene({1.8f, 0.9f, 0.5f}, {0.0f, 2.7f, 0.5f});
    look_at_point(scene, {1.8f, 0.9f, 0.5f}, {0.0f, 2.7f, 0.5f});
    add_medium(scene, letter_l(), absorbing(1.2f));
    return {scene, grey(std::exp(-1.2 * (0.1 + 0.3) * std::sqrt(2.0)))};
}

/// A camera ray that meets a glowing quad behind a slab.
Known emission_through_a_slab() {
    Scene scene = through_the_origin();
    scene.background.bottom = vec3(0.0f);
    add_medium(scene, box({-1.0f, -1.0f, -1.0f}, {0.5f, 1.0f, 1.0f}, 0), absorbing(0.7f));
    add_quad(scene, {2.0f, -1.0f, -1.0f}, {0.0f, 2.0f, 0.0f}, {0.0f, 0.0f, 2.0f}, light({3.0f, 2.0f, 1.0f}));
    return {scene, std::exp(-0.7 * 1.5) * vec3(3.0f, 2.0f, 1.0f)};
}

/// A floor under a disk light, with a slab of two media in between: a ray at an angle sees more of them.
Known floor_behind_a_slab() {
    Scene scene = dark_scene();
    look_at_point(scene, {1.5f, 0.3f, 1.0f}, {0.0f, 0.0f, 0.0f});
    add_quad(scene, {-3.0f, 0.0f, 3.0f}, {6.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -6.0f}, lambertian(vec3(0.8f)));
    add_disk(scene, {0.0f, 2.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, 1.5f, light(vec3(3.0f)));
    add_medium(scene, box({-9.0f, 0.5f, -9.0f}, {9.0f, 1.25f, 9.0f}, 0), absorbing(0.6f));
    add_medium(scene, box({-9.0f, 1.0f, -9.0f}, {9.0f, 1.5f, 9.0f}, 0), absorbing(0.9f));
    double irradiance = 0.0;
    constexpr int STEPS = 20000;
    const double widest = std::atan(1.5 / 2.0);
    for (int i = 0; i < STEPS; i++) {
        const double angle = widest * (i + 0.5) / STEPS;
        irradiance += 3.0 * 2.0 * M_PI * std::cos(angle) * std::sin(angle) *
                      std::exp(-(0.6 * 0.75 + 0.9 * 0.5) / std::cos(angle)) * widest / STEPS;
    }
    return {scene, grey(0.8 / M_PI * irradiance)};
}

/// A glass ball full of an absorbing medium, seen through its centre: of the light that entered, part is kept by each
/// reflection within.
Known glass_ball_of_ink() {
    Scene scene = through_the_origin();
    add_sphere(scene, vec3(0.0f), 1.0f, glass(1.5f));
    add_medium(scene, sphere(vec3(0.0f), 1.0f, 0), absorbing(0.5f));
    constexpr double MIRRORED = 0.04;
    const double through = std::exp(-0.5 * 2.0);
    return {scene, grey(MIRRORED + (1.0 - MIRRORED) * (1.0 - MIRRORED) * through / (1.0 - MIRRORED * through))};
}

/// What the middle of a ball of that density sees in a white surrounding by at most one scattering, per unit of albedo,
/// and without any: a double integral over where it is and by which angle.
struct OneScattering {
    double scattered, straight;
};

OneScattering one_scattering(double radius, double density, double g) {
    OneScattering result{0.0, std::exp(-density * radius)};
    constexpr int STEPS = 1000;
    for (int i = 0; i < STEPS; i++) {
        const double at = radius * (i + 0.5) / STEPS;
        for (int j = 0; j < STEPS; j++) {
            const double cosine = -1.0 + 2.0 * (j + 0.5) / STEPS; // to the ray's direction, which is outward
            const double phase = 0.5 * (1.0 - g * g) / std::pow(1.0 + g * g - 2.0 * g * cosine, 1.5);
            const double way_out = -at * cosine + std::sqrt(radius * radius - at * at * (1.0 - cosine * cosine));
            result.scattered +=
                density * std::exp(-density * (at + way_out)) * phase * (radius / STEPS) * (2.0 / STEPS);
        }
    }
    return result;
}

Scene within_a_ball(const MediumDescription& medium) {
    Scene scene = white_scene(vec3(0.0f), {1.0f, 0.5f, 0.3f});
    look_at_point(scene, vec3(0.0f), {1.0f, 0.5f, 0.3f});
    add_medium(scene, sphere(vec3(0.0f), 1.5f, 0), medium);
    return scene;
}

Known scattered_once(float anisotropy, bool image) {
    const vec3 albedo(1.0f, 0.5f, 0.2f);
    Scene scene = within_a_ball(scattering(0.8f, anisotropy, albedo));
    if (image) set_background(scene, 4, 4, [](std::uint32_t, std::uint32_t) { return vec3(1.0f); });
    const OneScattering known = one_scattering(1.5, 0.8, static_cast<double>(anisotropy));
    return {scene,
            {known.straight + 1.0 * known.scattered, known.straight + 0.5 * known.scattered,
             known.straight + 0.2 * known.scattered},
            2};
}
Known scattered_once_in_all_directions() { return scattered_once(0.0f, true); }
Known scattered_once_forward() { return scattered_once(0.7f, true); }
Known scattered_once_back() { return scattered_once(-0.7f, true); }
Known scattered_once_without_light_sampling() { return scattered_once(0.7f, false); }

/// The surrounding is a glowing shell here, which is looked for from within.
Known scattered_once_in_a_shell() {
    Known known = scattered_once(0.4f, false);
    known.scene.background.bottom = vec3(0.0f);
    add_sphere(known.scene, {0.5f, 0.0f, 0.0f}, 4.0f, light(vec3(1.0f)));
    return known;
}

/// Two media in one place: each event is of one of them, by their densities; one's albedo comes from a texture.
Known scattered_once_in_a_mixture() {
    MediumDescription red = scattering(0.3f, 0.5f, vec3(0.0f));
    Scene scene = within_a_ball(scattering(0.5f, 0.5f, {0.0f, 1.0f, 0.4f}));
    red.albedo_texture = add_texture(scene, checker(1.0f, {1.0f, 0.0f, 0.4f}, {1.0f, 0.0f, 0.4f}));
    add_medium(scene, sphere(vec3(0.0f), 1.5f, 0), red);
    set_background(scene, 4, 4, [](std::uint32_t, std::uint32_t) { return vec3(1.0f); });
    const OneScattering known = one_scattering(1.5, 0.8, 0.5);
    return {scene,
            {known.straight + 0.3 / 0.8 * known.scattered, known.straight + 0.5 / 0.8 * known.scattered,
             known.straight + 0.4 * known.scattered},
            2};
}

/// What scatters all light cannot be seen in a white surrounding, however it is shaped. The depth suffices for all but
/// a path in 10^9.
Known furnace(const std::function<void(Scene&)>& add) {
    Scene scene = through_the_origin();
    set_background(scene, 6, 3, [](std::uint32_t, std::uint32_t) { return vec3(1.0f); });
    add(scene);
    return {scene, grey(1.0), 2000};
}
Known white_ball() {
    return furnace([](Scene& scene) {
        add_medium(scene, sphere({0.2f, 0.1f, 0.0f}, 1.0f, 0), scattering(2.0f, 0.0f));
    });
}
Known white_box() {
    return furnace([](Scene& scene) {
        add_medium(scene, under({rotate(1.0, 1.0, 0.0, 25.0)}, box({-1.0f, -0.5f, -0.7f}, {1.0f, 0.5f, 0.7f}, 0)),
                   scattering(2.0f, 0.8f));
    });
}
Known white_nested_and_overlapping() {
    return furnace([](Scene& scene) {
        add_medium(scene, sphere({0.0f, 0.0f, 0.0f}, 1.0f, 0), scattering(1.0f, -0.5f));
        add_medium(scene, sphere({0.1f, 0.0f, 0.0f}, 0.5f, 0), scattering(2.0f, 0.5f));
        add_medium(scene, box({-0.3f, -2.0f, -0.3f}, {2.0f, 0.3f, 0.3f}, 0), scattering(1.5f, 0.0f));
        add_sphere(scene, {0.8f, 0.0f, 0.0f}, 0.4f, lambertian(vec3(1.0f)));
    });
}
Known white_concave() {
    return furnace([](Scene& scene) {
        add_medium(scene, under({translate(-0.8, -0.8, -0.5)}, letter_l()), scattering(1.5f, 0.3f));
    });
}
Known white_in_glass() {
    return furnace([](Scene& scene) {
        add_sphere(scene, vec3(0.0f), 1.0f, glass(1.4f));
        add_medium(scene, sphere(vec3(0.0f), 1.0f, 0), scattering(1.0f, 0.0f));
        add_sphere(scene, {0.3f, 0.0f, 0.0f}, 0.4f, metal(vec3(1.0f), 0.0f));
    });
}

using Media = KnownValues;
TEST_P(Media, AreKnown) { run(); }

const std::vector<KnownCase> CASES = {{"sphere_chord", sphere_chord},
                                      {"turned_box", turned_box},
                                      {"overlapping", overlapping},
                                      {"two_boxes", two_boxes_of_one_medium},
                                      {"concave", concave_boundary},
                                      {"camera_within", camera_within_a_concave_boundary},
                                      {"emission_behind", emission_through_a_slab},
                                      {"floor_behind", floor_behind_a_slab},
                                      {"glass_ball_of_ink", glass_ball_of_ink},
                                      {"once_isotropic", scattered_once_in_all_directions},
                                      {"once_forward", scattered_once_forward},
                                      {"once_back", scattered_once_back},
                                      {"once_plain", scattered_once_without_light_sampling},
                                      {"once_in_a_shell", scattered_once_in_a_shell},
                                      {"once_in_a_mixture", scattered_once_in_a_mixture},
                                      {"white_ball", white_ball},
                                      {"white_box", white_box},
                                      {"white_nested", white_nested_and_overlapping},
                                      {"white_concave", white_concave},
                                      {"white_in_glass", white_in_glass}};

INSTANTIATE_TEST_SUITE_P(Light, Media, with_both(CASES), known_name);

} // namespace
} // namespace triptych::test
