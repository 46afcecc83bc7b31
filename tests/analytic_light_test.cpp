// Light that falls on a point: closed forms and one-dimensional integrals, by both integrators and both samplers.
// SPDX-License-Identifier: MIT
#include "known_value.hpp"

namespace triptych::test {
namespace {

constexpr double ALBEDO = 0.8;

/// A floor seen at the origin from the side, and nothing else but what the case adds.
Scene floor_scene(vec3 from = {2.0f, 1.5f, 1.0f}) {
    Scene scene = dark_scene();
    look_at_point(scene, from, {0.0f, 0.0f, 0.0f});
    add_quad(scene, {-3.0f, 0.0f, 3.0f}, {6.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -6.0f},
             lambertian(vec3(static_cast<float>(ALBEDO))));
    return scene;
}

/// What a floor of ALBEDO sends out under that irradiance.
double reflected(double irradiance) { return ALBEDO / M_PI * irradiance; }

/// Lambert's formula: irradiance at the origin, whose normal is n, from a polygon of radiance 1 above the horizon.
double polygon_irradiance(const std::vector<Vec3d>& corners, Vec3d n = {0.0, 1.0, 0.0}) {
    double sum = 0.0;
    for (std::size_t i = 0; i < corners.size(); i++) {
        const Vec3d a = unit(corners[i]);
        const Vec3d b = unit(corners[(i + 1) % corners.size()]);
        sum += std::acos(dot(a, b)) * dot(unit(cross(a, b)), n);
    }
    return std::abs(0.5 * sum);
}

double quad_irradiance(Vec3d corner, Vec3d u, Vec3d v, Vec3d n = {0.0, 1.0, 0.0}) {
    return polygon_irradiance({corner, corner + u, corner + u + v, corner + v}, n);
}

/// Irradiance from a sphere of radiance 1 wholly above the horizon.
double sphere_irradiance(Vec3d center, double radius, Vec3d n = {0.0, 1.0, 0.0}) {
    return M_PI * radius * radius / dot(center, center) * dot(unit(center), n);
}

/// The midpoint rule.
double integrate(double from, double to, const std::function<double(double)>& f, int steps = 20000) {
    double sum = 0.0;
    for (int i = 0; i < steps; i++) sum += f(from + (to - from) * (i + 0.5) / steps);
    return sum * (to - from) / steps;
}

Known disk_light() {
    Scene scene = floor_scene();
    add_disk(scene, {0.0f, 2.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, 0.75f, light({4.0f, 2.0f, 1.0f}));
    const double irradiance = M_PI * 0.75 * 0.75 / (0.75 * 0.75 + 4.0);
    return {scene, reflected(irradiance) * vec3(4.0f, 2.0f, 1.0f)};
}

Known quad_light() {
    Scene scene = floor_scene();
    add_quad(scene, {-0.5f, 1.5f, -1.0f}, {1.0f, 0.3f, 0.0f}, {0.2f, 0.4f, 1.5f}, light(vec3(3.0f)));
    return {scene, grey(reflected(3.0 * quad_irradiance({-0.5, 1.5, -1.0}, {1.0, 0.3, 0.0}, {0.2, 0.4, 1.5})))};
}

Known near_large_quad_light() {
    Scene scene = floor_scene({2.0f, 0.1f, 1.0f});
    add_quad(scene, {-2.0f, 0.2f, -3.0f}, {4.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 6.0f}, light(vec3(1.0f)));
    return {scene, grey(reflected(quad_irradiance({-2.0, 0.2, -3.0}, {4.0, 0.0, 0.0}, {0.0, 0.0, 6.0})))};
}

Known triangle_light() {
    Scene scene = floor_scene();
    add_triangle(scene, {-1.0f, 1.0f, 0.0f}, {0.5f, 1.5f, -1.0f}, {0.3f, 2.0f, 0.8f}, light(vec3(3.0f)));
    return {scene, grey(reflected(3.0 * polygon_irradiance({{-1.0, 1.0, 0.0}, {0.5, 1.5, -1.0}, {0.3, 2.0, 0.8}})))};
}

Known sphere_light() {
    Scene scene = floor_scene();
    add_sphere(scene, {-1.0f, 1.2f, 0.5f}, 0.5f, light(vec3(3.0f)));
    return {scene, grey(reflected(3.0 * sphere_irradiance({-1.0, 1.2, 0.5}, 0.5)))};
}

/// Within a glowing shell a surface gets its radiance from everywhere.
Known shell_light() {
    Scene scene = floor_scene();
    add_sphere(scene, {0.0f, 1.0f, -2.0f}, 6.0f, light({0.5f, 1.0f, 2.0f}));
    return {scene, ALBEDO * vec3(0.5f, 1.0f, 2.0f)};
}

/// A ceiling just above a glowing planet, 2e-5 of its radius away.
Known planet_light() {
    Scene scene = dark_scene();
    look_at_point(scene, {0.05f, 0.005f, 0.02f}, {0.0f, 0.02f, 0.0f});
    scene.camera.vertical_fov = 0.5;
    add_quad(scene, {-1.0f, 0.02f, -1.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 2.0f}, lambertian(vec3(0.8f)));
    add_sphere(scene, {0.0f, -1000.0f, 0.0f}, 1000.0f, light(vec3(1.0f)));
    return {scene, grey(reflected(sphere_irradiance({0.0, 1000.02, 0.0}, 1000.0)))};
}

Known one_sided_light_from_its_back() {
    Scene scene = floor_scene();
    add_quad(scene, {-1.0f, 2.0f, 1.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -2.0f}, one_sided_light(vec3(3.0f))); // up
    return {scene, grey(0.0)};
}

Known one_sided_light_from_its_front() {
    Scene scene = floor_scene();
    add_quad(scene, {-1.0f, 2.0f, -1.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 2.0f}, one_sided_light(vec3(3.0f))); // down
    return {scene, grey(reflected(3.0 * quad_irradiance({-1.0, 2.0, -1.0}, {2.0, 0.0, 0.0}, {0.0, 0.0, 2.0})))};
}

/// A one-sided light that a mirroring transform must not turn over.
Known mirrored_one_sided_light() {
    Scene scene = floor_scene();
    const auto down = quad({-1.0f, 2.0f, -1.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 2.0f}, 0);
    add_shape(scene, under({scale(-1.5, 1.0, 1.0), translate(0.7, 0.0, 0.2)}, down), one_sided_light(vec3(3.0f)));
    return {scene, grey(reflected(3.0 * quad_irradiance({-0.8, 2.0, -0.8}, {3.0, 0.0, 0.0}, {0.0, 0.0, 2.0})))};
}

Known transformed_light() {
    Scene scene = floor_scene();
    const std::uint32_t lamp = add_material(scene, light(vec3(3.0f)));
    // A unit square turned by 90 degrees about y, stretched and lifted.
    scene.shapes.push_back(under({rotate(0.0, 1.0, 0.0, 90.0), scale(2.0, 1.0, 0.5), translate(-0.5, 1.5, 0.5)},
                                 group({quad({0.0f, 0.0f, 0.0f}, {1.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1.0f}, lamp)})));
    // x goes to -z, z to x.
    return {scene, grey(reflected(3.0 * quad_irradiance({-0.5, 1.5, 0.5}, {0.0, 0.0, -0.5}, {2.0, 0.0, 0.0})))};
}

/// A sphere whose texture keeps it from being turned in place: an instance, which is met but never looked for.
Known light_in_an_instance() {
    Scene scene = floor_scene();
    shared::Material lamp = light(vec3(1.0f));
    shared::Texture picture = make_texture(shared::TEXTURE_IMAGE);
    picture.a = vec3(3.0f);
    picture.image = add_image(scene, 2, 2, [](std::uint32_t, std::uint32_t) { return vec3(2.0f, 1.0f, 0.5f); });
    lamp.color_texture = add_texture(scene, picture);
    add_sphere(scene, {0.0f, 0.0f, 0.0f}, 0.25f, lamp).transform = {scale(2.0, 2.0, 2.0), rotate(1.0, 2.0, 3.0, 40.0),
                                                                    translate(-0.5, 1.2, 0.5)};
    return {scene, reflected(3.0 * sphere_irradiance({-0.5, 1.2, 0.5}, 0.5)) * vec3(2.0f, 1.0f, 0.5f)};
}

Known lights_of_very_different_power() {
    Scene scene = floor_scene();
    add_sphere(scene, {-1.0f, 1.2f, 0.5f}, 0.5f, light({1.0f, 0.0f, 0.0f}));
    add_sphere(scene, {1.0f, 10.0f, 1.0f}, 0.3f, light({0.0f, 100.0f, 0.0f}));
    add_quad(scene, {0.6f, 1.0f, -0.9f}, {0.4f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.4f}, light({0.0f, 0.0f, 0.05f}));
    for (int i = 0; i < 20; i++) add_sphere(scene, {-20.0f, -3.0f, static_cast<float>(i)}, 0.4f, light(vec3(2.0f)));
    return {scene,
            {reflected(sphere_irradiance({-1.0, 1.2, 0.5}, 0.5)),
             reflected(100.0 * sphere_irradiance({1.0, 10.0, 1.0}, 0.3)),
             reflected(0.05 * quad_irradiance({0.6, 1.0, -0.9}, {0.4, 0.0, 0.0}, {0.0, 0.0, 0.4}))},
            50,
            false,
            1024};
}

/// Lights of every shape all over the sky, none before another: enough of them for the tree over lights. Every fourth
/// turns its dark side to the floor, and as many stand below it.
Known sky_of_lights() {
    Scene scene = floor_scene();
    double irradiance = 0.0;
    constexpr int COUNT = 60;
    for (int i = 0; i < COUNT; i++) {
        // Even spread over the upper half, from near to far.
        const double height = (i + 1.5) / (COUNT + 2.0), angle = 2.39996323 * i;
        const double ring = std::sqrt(1.0 - height * height), distance = 1.0 + 0.15 * ((i * 17) % COUNT);
        const Vec3d direction{ring * std::cos(angle), height, ring * std::sin(angle)};
        const Vec3d center = distance * direction;
        const double size = 0.04 * distance, power = 1.0 + (i * 7) % 11;
        const Vec3d u = size * unit(cross(direction, {0.3, 0.1, 1.0})), v = size * unit(cross(direction, u) + 0.4 * u);
        const auto vec = [](Vec3d a) { return to_float(a); };
        const bool faces_away = i % 4 == 1;
        const auto lamp =
            i % 4 < 2 ? one_sided_light(vec3(static_cast<float>(power))) : light(vec3(static_cast<float>(power)));
        const Vec3d a = faces_away ? v : u, b = faces_away ? u : v; // a x b looks down, or up
        switch (i % 3) {
        case 0:
            add_quad(scene, vec(center), vec(b), vec(a), lamp);
            irradiance += faces_away ? 0.0 : power * quad_irradiance(center, b, a);
            break;
        case 1:
            add_triangle(scene, vec(center), vec(center + b), vec(center + a), lamp);
            irradiance += faces_away ? 0.0 : power * polygon_irradiance({center, center + a, center + b});
            break;
        default:
            add_sphere(scene, vec(center), static_cast<float>(size / 2.0), light(vec3(static_cast<float>(power))));
            irradiance += power * sphere_irradiance(center, size / 2.0);
            break;
        }
        add_sphere(scene, vec({center.x, -center.y - 0.1, center.z}), 0.1f, light(vec3(5.0f)));
    }
    return {scene, grey(reflected(irradiance)), 50, false, 1024};
}

/// A low ceiling of large tiles of different powers: light that is met by chance counts as much as light looked for.
Known tiled_ceiling() {
    Scene scene = floor_scene({2.0f, 0.1f, 1.0f});
    double irradiance = 0.0;
    for (int i = 0; i < 49; i++) {
        const double x = 0.5 * (i % 7) - 1.75, z = 0.5 * (i / 7) - 1.75, power = 0.5 + (i * 5) % 7;
        const auto lamp = one_sided_light(vec3(static_cast<float>(power)));
        add_quad(scene, to_float(Vec3d{x, 0.3, z}), {0.5f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.5f}, lamp);
        irradiance += power * quad_irradiance({x, 0.3, z}, {0.5, 0.0, 0.0}, {0.0, 0.0, 0.5});
    }
    return {scene, grey(reflected(irradiance))};
}

Known moving_light() {
    Scene scene = floor_scene();
    scene.camera.shutter_open = 0.25f;
    scene.camera.shutter_close = 0.75f;
    add_sphere(scene, {-1.5f, 1.0f, 0.0f}, 0.4f, light(vec3(3.0f)), {3.0f, 1.0f, -1.0f});
    const double mean = integrate(0.25, 0.75, [](double t) {
        return sphere_irradiance({-1.5 + 3.0 * t, 1.0 + t, -t}, 0.4) / 0.5;
    });
    return {scene, grey(reflected(3.0 * mean))};
}

/// Half of a disk light is hidden by a black sheet whose edge lies on the axis.
Known half_hidden_light() {
    Scene scene = floor_scene({0.5f, 0.5f, 2.0f});
    add_disk(scene, {0.0f, 2.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, 0.75f, light(vec3(3.0f)));
    add_quad(scene, {0.0f, 1.0f, -2.0f}, {-2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 4.0f}, lambertian(vec3(0.0f)));
    return {scene, grey(reflected(0.5 * 3.0 * M_PI * 0.75 * 0.75 / (0.75 * 0.75 + 4.0)))};
}

/// A mirror shows a light once more: its image behind the mirror shines as the light does.
Known light_and_its_image_in_a_mirror() {
    Scene scene = floor_scene({1.0f, 1.5f, 2.0f});
    add_sphere(scene, {-0.5f, 1.2f, 0.5f}, 0.5f, light(vec3(3.0f)));
    add_quad(scene, {-2.0f, 0.0f, 3.0f}, {0.0f, 0.0f, -6.0f}, {0.0f, 6.0f, 0.0f}, metal(vec3(0.5f), 0.0f)); // x = -2
    const double direct = sphere_irradiance({-0.5, 1.2, 0.5}, 0.5);
    const double image = 0.5 * sphere_irradiance({-3.5, 1.2, 0.5}, 0.5);
    return {scene, grey(reflected(3.0 * (direct + image))), 50, false, 512};
}

/// A lamp in a glass ball about the same centre. A ray that passes the centre at distance b passes it at b / ior
/// within, where it meets the lamp if that is below the lamp's radius.
Known light_through_glass() {
    Scene scene = floor_scene();
    constexpr double OUTER = 0.6, LAMP = 0.3, IOR = 1.5, HEIGHT = 1.25;
    add_sphere(scene, {0.0f, static_cast<float>(HEIGHT), 0.0f}, static_cast<float>(OUTER), glass(1.5f));
    add_sphere(scene, {0.0f, static_cast<float>(HEIGHT), 0.0f}, static_cast<float>(LAMP), light(vec3(6.0f)));
    const double greatest = std::min(OUTER, IOR * LAMP) / HEIGHT; // sine of the angle
    const double irradiance = integrate(0.0, greatest, [&](double sine) {
        const double sine_at_glass = sine * HEIGHT / OUTER;
        return 2.0 * M_PI * sine * (1.0 - schlick(std::sqrt(1.0 - sine_at_glass * sine_at_glass), IOR));
    });
    return {scene, grey(reflected(6.0 * irradiance)), 50, false, 512};
}

/// A light checkered in cubes of 0.5: each square is a light of its own.
Known checkered_light() {
    Scene scene = floor_scene();
    shared::Material lamp = light(vec3(0.0f));
    lamp.color_texture = add_texture(scene, checker(0.5f, {4.0f, 0.0f, 1.0f}, {0.0f, 1.0f, 1.0f}));
    add_quad(scene, {-1.0f, 1.25f, -0.5f}, {2.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1.5f}, lamp);
    double even = 0.0, odd = 0.0;
    for (int i = -2; i < 2; i++) {
        for (int j = -1; j < 2; j++) {
            const double square = quad_irradiance({0.5 * i, 1.25, 0.5 * j}, {0.5, 0.0, 0.0}, {0.0, 0.0, 0.5});
            ((i + j + 2) % 2 == 0 ? even : odd) += square; // height 1.25 is in layer 2
        }
    }
    return {scene, {reflected(4.0 * even), reflected(odd), reflected(even + odd)}};
}

/// A receiver whose normal comes from a transform: an ellipsoid with half-axes 0.5, 1 and 2 at a point of its surface.
Known ellipsoid_under_a_light() {
    Scene scene = dark_scene();
    const Vec3d on_sphere = unit({1.0, 1.0, 1.0});
    const Vec3d point{0.5 * on_sphere.x, on_sphere.y, 2.0 * on_sphere.z};
    const Vec3d normal = unit({on_sphere.x / 0.5, on_sphere.y, on_sphere.z / 2.0});
    add_sphere(scene, vec3(0.0f), 0.5f, lambertian(vec3(0.8f))).transform = {scale(1.0, 2.0, 4.0)};
    const Vec3d at_light = point + 2.0 * unit(normal + Vec3d{-0.5, 0.3, 0.1});
    add_sphere(scene, to_float(at_light), 0.5f, light(vec3(3.0f)));
    look_at_point(scene, to_float(point + 3.0 * unit(normal + Vec3d{0.5, -0.2, 0.4})), to_float(point));
    return {scene, grey(reflected(3.0 * sphere_irradiance(at_light - point, 0.5, normal)))};
}

/// Metal whose reflections end in a ball of radius `fuzz` about the mirrored direction, in whose middle a lamp stands:
/// what of the ball's surface lies within the lamp's cone shines.
Known lamp_in_fuzzy_metal(float fuzz, float radius) {
    Scene scene = dark_scene();
    look_at_point(scene, {-1.5f, 2.0f, 0.0f}, {0.0f, 0.0f, 0.0f});
    add_quad(scene, {-3.0f, 0.0f, 3.0f}, {6.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -6.0f}, metal({0.9f, 0.6f, 0.3f}, fuzz));
    add_sphere(scene, {1.5f, 2.0f, 0.0f}, radius, light(vec3(3.0f)));
    const double lobe = static_cast<double>(fuzz);
    const double tangent = std::tan(std::asin(static_cast<double>(radius) / 2.5));
    const double share = integrate(
        -1.0, 1.0, [&](double z) { return lobe * std::sqrt(1.0 - z * z) < tangent * (1.0 + lobe * z) ? 0.5 : 0.0; },
        1000000);
    return {scene, 3.0 * share * vec3(0.9f, 0.6f, 0.3f)};
}
Known lamp_in_metal() { return lamp_in_fuzzy_metal(0.3f, 0.5f); }
Known lamp_in_smooth_metal() { return lamp_in_fuzzy_metal(0.05f, 0.1f); }
Known lamp_in_rough_metal() { return lamp_in_fuzzy_metal(0.8f, 1.0f); }

/// Only one row of the image around the scene shines, unevenly; bilinear between its texels.
Known bright_row_in_the_background() {
    Scene scene = floor_scene();
    constexpr int WIDTH = 8, HEIGHT = 8, ROW = 2;
    const std::uint32_t image = add_image(scene, WIDTH, HEIGHT, [](std::uint32_t x, std::uint32_t y) {
        return y == ROW ? vec3(static_cast<float>(x % 3), 1.0f, x == 5 ? 10.0f : 0.0f) : vec3(0.0f);
    });
    scene.background = make_panorama(image, {1.0f, 2.0f, 1.0f}, 0.2f);
    // The floor is level: of what varies sideways only the mean counts. The row fades to both sides, by half of a
    // texel's height above and below its middle.
    const double row_height = M_PI / HEIGHT;
    const double flux = integrate(0.0, M_PI / 2.0, [&](double angle) {
        const double rows_off = std::abs(angle / row_height - (ROW + 0.5));
        return 2.0 * M_PI * std::cos(angle) * std::sin(angle) * std::max(1.0 - rows_off, 0.0);
    });
    return {scene, {reflected(flux * 7.0 / 8.0), reflected(flux * 2.0), reflected(flux * 10.0 / 8.0)}};
}

/// On an upright wall it counts which way the image is turned.
Known wall_under_an_image() {
    Scene scene = dark_scene();
    look_at_point(scene, {2.0f, 0.3f, 1.0f}, {0.0f, 0.0f, 0.0f});
    add_quad(scene, {0.0f, -3.0f, -3.0f}, {0.0f, 6.0f, 0.0f}, {0.0f, 0.0f, 6.0f}, lambertian(vec3(0.8f))); // faces +x
    constexpr int WIDTH = 12, HEIGHT = 6, COLUMN = 4;
    const std::uint32_t image =
        add_image(scene, WIDTH, HEIGHT, [](std::uint32_t x, std::uint32_t) { return vec3(x == COLUMN ? 3.0f : 0.0f); });
    scene.background = make_panorama(image, vec3(1.0f), 0.25f); // the image's middle from +x to +z
    // Column 4 then stands at (4.5 / 12 - 0.5 + 0.25) turns from +x to +z; the wall's cosine is sin(latitude)
    // cos(that).
    const double light = integrate(-M_PI / 2.0, M_PI / 2.0, [&](double longitude) {
        const double columns_off = std::abs(WIDTH * (longitude / (2.0 * M_PI) + 0.5 - 0.25) - (COLUMN + 0.5));
        return std::cos(longitude) * std::max(1.0 - columns_off, 0.0);
    });
    return {scene, grey(reflected(3.0 * light * M_PI / 2.0))}; // the integral of sin^2 over latitude is pi / 2
}

using LightOnAPoint = KnownValues;
TEST_P(LightOnAPoint, IsKnown) { run(); }

const std::vector<KnownCase> CASES = {{"disk", disk_light},
                                      {"quad", quad_light},
                                      {"near_large_quad", near_large_quad_light},
                                      {"triangle", triangle_light},
                                      {"sphere", sphere_light},
                                      {"shell", shell_light},
                                      {"planet", planet_light},
                                      {"one_sided_back", one_sided_light_from_its_back},
                                      {"one_sided_front", one_sided_light_from_its_front},
                                      {"mirrored_one_sided", mirrored_one_sided_light},
                                      {"transformed", transformed_light},
                                      {"instance", light_in_an_instance},
                                      {"different_powers", lights_of_very_different_power},
                                      {"sky", sky_of_lights},
                                      {"tiles", tiled_ceiling},
                                      {"moving", moving_light},
                                      {"half_hidden", half_hidden_light},
                                      {"mirror", light_and_its_image_in_a_mirror},
                                      {"glass", light_through_glass},
                                      {"checkered", checkered_light},
                                      {"ellipsoid", ellipsoid_under_a_light},
                                      {"fuzzy_metal", lamp_in_metal},
                                      {"smooth_metal", lamp_in_smooth_metal},
                                      {"rough_metal", lamp_in_rough_metal},
                                      {"bright_row", bright_row_in_the_background},
                                      {"turned_image", wall_under_an_image}};

INSTANTIATE_TEST_SUITE_P(Lights, LightOnAPoint, with_both(CASES), known_name);

} // namespace
} // namespace triptych::test
