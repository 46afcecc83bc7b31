// An image's turn and brightness as the kernels and the film can hold them.
// SPDX-License-Identifier: MIT
#include "scene/background.hpp"

#include "scene/image_data.hpp"
#include "scene/ranges.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
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

std::shared_ptr<const ImageData> held_background(std::shared_ptr<const ImageData> image, vec3 scale,
                                                 const std::string& name) {
    const std::string why = why_too_bright(scale * largest_color(*image));
    if (why.empty()) return image;
    // Only floats are brighter than 1, and no scale is more than the film's end.
    const std::array<float, 3> factors{scale.x, scale.y, scale.z};
    auto held = std::make_shared<ImageData>(*image);
    std::size_t texels = 0;
    for (std::size_t i = 0; i + 2 < held->words.size(); i += 3) {
        bool is_held = false;
        for (std::size_t c = 0; c < factors.size(); c++) {
            const float value = shared::uintBitsToFloat(held->words[i + c]);
            if (value * factors[c] <= static_cast<float>(MAX_RADIANCE)) continue;
            held->words[i + c] =
                shared::floatBitsToUint(static_cast<float>(MAX_RADIANCE / static_cast<double>(factors[c])));
            is_held = true;
        }
        texels += is_held ? 1 : 0;
    }
    spdlog::warn("{} {}; {} of its pixels are held to {:g}.", name, why, texels, MAX_RADIANCE);
    return held;
}

} // namespace triptych
