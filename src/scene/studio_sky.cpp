// Each soft box is a rectangle on a plane before its axis, with smooth edges.
// SPDX-License-Identifier: MIT
#include "scene/studio_sky.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace triptych {

namespace {

constexpr std::uint32_t WIDTH = 256, HEIGHT = 128;

struct SoftBox {
    Vec3d towards;
    double half_width, half_height; // on a plane at distance 1
    double softness;                // half the width of its edges
    double radiance;
};
constexpr SoftBox SOFT_BOXES[] = {{{-0.75, 0.75, 0.7}, 0.4, 0.4, 0.12, 3.7},
                                  {{1.2, 0.35, 0.35}, 0.22, 0.55, 0.1, 1.9},
                                  {{-0.3, 0.6, -1.0}, 0.6, 0.2, 0.1, 2.2}};
constexpr double FLOOR = 0.14, HORIZON = 0.26, CEILING = 0.37;

/// 0 below `from`, 1 above `to`, and a cubic between them.
double smooth_step(double from, double to, double x) {
    const double t = std::clamp((x - from) / (to - from), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}

double radiance_of(const SoftBox& box, Vec3d direction) {
    const Vec3d axis = unit(box.towards);
    const double ahead = dot(direction, axis);
    if (!(ahead > 0.1)) return 0.0;
    const Vec3d right = unit(cross({0.0, 1.0, 0.0}, axis));
    const auto share = [&](Vec3d side, double half) {
        return 1.0 - smooth_step(half - box.softness, half + box.softness, std::abs(dot(direction, side)) / ahead);
    };
    return box.radiance * share(right, box.half_width) * share(cross(axis, right), box.half_height);
}

double studio_radiance(Vec3d direction) {
    double radiance = FLOOR + (HORIZON - FLOOR) * smooth_step(-0.6, 0.1, direction.y) +
                      (CEILING - HORIZON) * smooth_step(0.0, 1.0, direction.y);
    for (const SoftBox& box : SOFT_BOXES) radiance += radiance_of(box, direction);
    return radiance;
}

} // namespace

std::shared_ptr<const ImageData> make_studio_sky() {
    auto image = std::make_shared<ImageData>();
    image->is_studio = true;
    image->width = WIDTH;
    image->height = HEIGHT;
    image->format = shared::IMAGE_FLOAT;
    image->words.reserve(std::size_t{3} * WIDTH * HEIGHT);
    for (std::uint32_t y = 0; y < HEIGHT; y++) {
        const CosSinDegrees down = cos_sin_degrees((y + 0.5) * 180.0 / HEIGHT);
        for (std::uint32_t x = 0; x < WIDTH; x++) {
            const CosSinDegrees around = cos_sin_degrees((x + 0.5) * 360.0 / WIDTH - 180.0); // as background_uv has it
            const Vec3d direction{down.sine * around.cosine, down.cosine, down.sine * around.sine};
            image->words.insert(image->words.end(), 3,
                                std::bit_cast<std::uint32_t>(static_cast<float>(studio_radiance(direction))));
        }
    }
    return image;
}

} // namespace triptych
