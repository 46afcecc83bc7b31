// Bad samples are found by bisection: half of a pixel's samples at a time, rendered alone.
// SPDX-License-Identifier: MIT
#include "render/bad_samples.hpp"

namespace triptych {

std::vector<BadSample> find_bad_samples(Backend& backend, const CameraDescription& camera,
                                        const RenderSettings& settings, SampleRange samples, const Film& film,
                                        std::size_t max_pixels) {
    std::vector<BadSample> found;
    for (std::size_t i = 0; i < film.pixels.size() && found.size() < max_pixels; ++i) {
        if (film.pixels[i].invalid == 0) continue;
        const auto column = static_cast<std::uint32_t>(i % film.window.width());
        const auto row = static_cast<std::uint32_t>(i / film.window.width());
        BadSample bad{film.window.x0 + column, film.window.y0 + row, 0};
        RenderSettings pixel = settings;
        pixel.window = {bad.x, bad.y, bad.x + 1, bad.y + 1};
        // The first bad sample is in [first, last).
        std::uint32_t first = samples.first;
        std::uint32_t last = samples.last;
        while (last - first > 1) {
            const std::uint32_t middle = first + (last - first) / 2;
            Film half(pixel);
            backend.begin(make_frame(camera, pixel));
            backend.render({first, middle}, {});
            backend.read(half);
            (half.invalid_samples() > 0 ? last : first) = middle;
        }
        bad.sample = first;
        found.push_back(bad);
    }
    return found;
}

} // namespace triptych
