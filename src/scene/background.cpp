// An image's turn and brightness as the kernels and the film can hold them.
// SPDX-License-Identifier: MIT
#include "scene/background.hpp"

#include "scene/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

/// Degrees as turns in [0, 1), zero or normal. Turns of float32 times 360 are exact in double precision, and so is the
/// way back: format_scene relies on it.
float turns(double degrees) {
    const double turn = degrees / 360.0;
    const auto wrapped = static_cast<float>(turn - std::floor(turn));
    return wrapped < std::numeric_limits<float>::min() || wrapped >= 1.0f ? 0.0f : wrapped;
}

} // namespace

shared::Background make_panorama(std::uint32_t image, vec3 scale, float turns) {
    return {scale, shared::BACKGROUND_IMAGE, vec3(turns, 0.0f, 0.0f), image};
}

shared::Background image_background(std::uint32_t image, vec3 scale, double rotation_degrees) {
    return make_panorama(image, scale, turns(rotation_degrees));
}

std::string why_too_bright(vec3 largest) {
    const float radiance = std::max({largest.x, largest.y, largest.z});
    if (radiance < static_cast<float>(RADIANCE.max)) return "";
    return fmt::format("reaches a radiance of {:g}, and the film ends below {:g}", radiance, RADIANCE.max);
}

} // namespace triptych
