// The settings and samples of a picture, from what is asked of it and what its scene says.
// SPDX-License-Identifier: MIT
#include "film/request.hpp"

#include "base/error.hpp"
#include "base/memory.hpp"
#include "scene/kinds_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace triptych {
namespace {

/// The side that keeps the scene's shape, at least 1.
std::uint64_t scaled_side(std::uint64_t other, std::uint32_t scene_side, std::uint32_t scene_other) {
    const double side = static_cast<double>(other) * scene_side / scene_other;
    return static_cast<std::uint64_t>(std::max(1.0, std::round(std::min(side, 1e18))));
}

/// What a pixel takes at the peak: its sums on the device, those fetched from there, those before, and what threads and
/// allocators hold beside; 115 bytes as measured for 12 million pixels on the CPU.
constexpr std::uint64_t BYTES_PER_PIXEL = 3 * sizeof(shared::FilmPixel) + 24;

void check_memory(const Window& window, std::uint64_t more_bytes_per_pixel) {
    const std::uint64_t needed =
        std::uint64_t(window.width()) * window.height() * (BYTES_PER_PIXEL + more_bytes_per_pixel);
    const std::uint64_t available = available_memory_bytes();
    if (needed > available)
        throw Error(ExitCode::LIMIT,
                    fmt::format("A picture of {} x {} pixels needs {} MiB, but only {} MiB of memory are available; "
                                "choose a smaller picture or render it in parts with --crop.",
                                window.width(), window.height(), needed >> 20, available >> 20));
}

} // namespace

RenderSettings settings_of(const PictureRequest& request, const Scene& scene) {
    std::uint64_t width = request.width.value_or(scene.width);
    std::uint64_t height = request.height.value_or(scene.height);
    if (request.width && !request.height) height = scaled_side(width, scene.height, scene.width);
    if (request.height && !request.width) width = scaled_side(height, scene.width, scene.height);
    if (width > MAX_SIDE || height > MAX_SIDE)
        throw Error(ExitCode::LIMIT, fmt::format("An image of {} x {} pixels is too large; neither side may exceed {}.",
                                                 width, height, MAX_SIDE));
    RenderSettings settings;
    settings.width = static_cast<std::uint32_t>(width);
    settings.height = static_cast<std::uint32_t>(height);
    settings.max_depth = request.max_depth.value_or(scene.max_depth);
    settings.seed = request.seed;
    settings.clamp_indirect = request.clamp_indirect;
    settings.method = request.method.over(scene.method);
    settings.window = request.crop.value_or(Window{0, 0, settings.width, settings.height});
    const Window& window = settings.window;
    if (window.x0 >= window.x1 || window.x1 > width || window.y0 >= window.y1 || window.y1 > height)
        throw Error(ExitCode::USAGE,
                    fmt::format("--crop {} {} {} {} is no window of the {} x {} image; X0 < X1 <= {} and Y0 < Y1 <= {} "
                                "are needed.",
                                window.x0, window.x1, window.y0, window.y1, width, height, width, height));
    // The film that coverage is counted in, the counts, and alpha.
    constexpr std::uint64_t COVERAGE = sizeof(shared::FilmPixel) + sizeof(std::uint32_t) + sizeof(float);
    check_memory(window, request.more_bytes_per_pixel + (settings.method.transparent ? COVERAGE : 0));
    return settings;
}

SampleRange samples_of(const PictureRequest& request, const Scene& scene) {
    const std::uint32_t spp = request.spp.value_or(scene.spp);
    if (!request.sample_range) return {0, spp};
    const SampleRange range = *request.sample_range;
    if (request.spp && range.last > spp)
        throw Error(ExitCode::USAGE, fmt::format("--sample-range {}:{} ends beyond the {} samples of --spp.",
                                                 range.first, range.last, spp));
    return range;
}

} // namespace triptych
