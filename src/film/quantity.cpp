// What camera rays meet first, read off films that sum it up.
// SPDX-License-Identifier: MIT
#include "film/quantity.hpp"

#include "scene/transform.hpp"

#include <limits>

namespace triptych {

namespace {

/// Samples that have a value.
std::uint32_t value_count(const shared::FilmPixel& pixel) { return pixel.samples - pixel.invalid; }

/// The mean over the samples that have a value; 0 without any.
Vec3d mean_value(const shared::FilmPixel& pixel) {
    const auto mean = [&](shared::Sum sum) { return mean_radiance(to_integer(sum), value_count(pixel)); };
    return {mean(pixel.red), mean(pixel.green), mean(pixel.blue)};
}

/// An image of value(pixel), and 0 where a pixel has no sample with a value.
template <typename Value>
Image image_of(const Film& film, Value value) {
    Image image{film.window.width(), film.window.height(), {}};
    image.rgb.reserve(3 * film.pixels.size());
    for (const shared::FilmPixel& pixel : film.pixels) {
        const vec3 rgb = value_count(pixel) == 0 ? vec3(0.0f) : to_float(value(pixel));
        image.rgb.insert(image.rgb.end(), {rgb.x, rgb.y, rgb.z});
    }
    return image;
}

Vec3d position_of(const shared::FilmPixel& pixel, const shared::Frame& frame) {
    return to_double(frame.low) + 1.0 / static_cast<double>(frame.position_scale) * mean_value(pixel);
}

} // namespace

Image albedo_image(const Film& film) { return image_of(film, mean_value); }

Image normal_image(const Film& film) {
    return image_of(film, [](const shared::FilmPixel& pixel) { return mean_value(pixel) - Vec3d{1.0, 1.0, 1.0}; });
}

Image position_image(const Film& film, const shared::Frame& frame) {
    return image_of(film, [&](const shared::FilmPixel& pixel) { return position_of(pixel, frame); });
}

std::vector<float> depth_plane(const Film& film, const shared::Frame& frame) {
    const shared::Camera& camera = frame.camera;
    const Vec3d forward = unit(cross(to_double(camera.pixel_right), to_double(camera.pixel_down)));
    const Vec3d center = to_double(camera.center);
    std::vector<float> depths;
    depths.reserve(film.pixels.size());
    for (const shared::FilmPixel& pixel : film.pixels) {
        depths.push_back(value_count(pixel) == 0
                             ? std::numeric_limits<float>::infinity()
                             : static_cast<float>(dot(position_of(pixel, frame) - center, forward)));
    }
    return depths;
}

std::vector<std::uint32_t> coverage_counts(const Film& film) {
    std::vector<std::uint32_t> counts;
    counts.reserve(film.pixels.size());
    for (const shared::FilmPixel& pixel : film.pixels)
        counts.push_back(static_cast<std::uint32_t>(to_integer(pixel.red) >> shared::FILM_FRACTION_BITS));
    return counts;
}

std::vector<std::uint32_t> number_plane(const Film& film) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(film.pixels.size());
    for (const shared::FilmPixel& pixel : film.pixels) {
        if (value_count(pixel) == 0) {
            numbers.push_back(0);
            continue;
        }
        const Vec3d halves = mean_value(pixel);
        numbers.push_back(static_cast<std::uint32_t>(halves.x) + (static_cast<std::uint32_t>(halves.y) << 16u) + 1);
    }
    return numbers;
}

} // namespace triptych
