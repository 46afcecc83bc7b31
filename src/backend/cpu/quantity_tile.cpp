// shared::render_quantity for every pixel of a tile, except for who finds the hits.
// SPDX-License-Identifier: MIT
#include "backend/cpu/quantity_tile.hpp"

#include "aov.glsl"

namespace triptych {

namespace {

/// Adds one sample of the light of the frame's group, as shared::render_light_group does. Returns the rays traced.
std::uint64_t add_group_sample(const TileKernel& kernel, const shared::Scene& scene, const shared::Frame& frame,
                               std::uint32_t x, std::uint32_t y, std::uint32_t sample, shared::FilmPixel& pixel) {
    const shared::uint number = shared::pixel_number(frame, x, y);
    shared::Path path = shared::begin_path(frame, x, y, sample);
    shared::GroupLight light = shared::no_group_light();
    while (!shared::is_over(path)) {
        const shared::Ray ray = shared::next_ray(scene, path);
        shared::Hit hit;
        kernel.trace(&ray, &hit, 1);
        const bool is_ours = shared::group_at(scene, path, hit) == frame.light_group;
        const shared::vec3 before = path.radiance;
        path = shared::follow_ray(scene, frame, path, ray, hit, number, sample);
        if (is_ours) light = shared::add_group_light(light, before, path.radiance);
    }
    pixel = shared::add_group_sample(pixel, path.radiance, light);
    return path.rays + path.shadow_rays;
}

/// Adds one sample of what a camera ray meets first, as shared::render_quantity does. Returns the rays traced.
std::uint64_t add_quantity_sample(const TileKernel& kernel, const shared::Scene& scene, const shared::Frame& frame,
                                  std::uint32_t x, std::uint32_t y, std::uint32_t sample, shared::FilmPixel& pixel) {
    const shared::uint number = shared::pixel_number(frame, x, y);
    shared::Path path = shared::begin_path(frame, x, y, sample);
    while (path.done == 0) {
        shared::Hit hit;
        kernel.trace(&path.ray, &hit, 1);
        path = shared::look_at_hit(scene, frame, path, hit, number, sample);
    }
    pixel = shared::add_sample(pixel, path.radiance);
    return path.shadow_rays;
}

} // namespace

std::uint64_t render_quantity_tile(const TileKernel& kernel, const shared::Frame& frame, const Tile& tile,
                                   shared::FilmPixel* pixels) {
    const shared::Scene scene = kernel.scene();
    const auto add = frame.quantity == shared::QUANTITY_LIGHT_GROUP ? add_group_sample : add_quantity_sample;
    std::uint64_t rays = 0;
    for (std::uint32_t y = tile.y0; y < tile.y1; y++) {
        for (std::uint32_t x = tile.x0; x < tile.x1; x++, pixels++) {
            for (std::uint32_t sample = tile.first_sample; sample < tile.last_sample; sample++)
                rays += add(kernel, scene, frame, x, y, sample, *pixels);
        }
    }
    return rays;
}

} // namespace triptych
