// HDR-FLIP: FLIP at each of a range of exposures. Also the colours of errors.
// SPDX-License-Identifier: MIT
//
// P. Andersson, J. Nilsson, P. Shirley, T. Akenine-Moeller: "Visualizing Errors in Rendered High Dynamic Range Images",
// Eurographics Short Papers 2021. The curve is K. Narkowicz's fit of ACES (2015) with its input scaled by 0.6.
#include "compare/flip.hpp"

#include "image/srgb.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace triptych {

namespace {

// (A x^2 + B x) / (C x^2 + D x + E)
constexpr double SCALE = 0.6;
constexpr double CURVE_A = 2.51 * SCALE * SCALE, CURVE_B = 0.03 * SCALE;
constexpr double CURVE_C = 2.43 * SCALE * SCALE, CURVE_D = 0.59 * SCALE, CURVE_E = 0.14;

double aces(double x) {
    return std::clamp(x * (CURVE_A * x + CURVE_B) / (x * (CURVE_C * x + CURVE_D) + CURVE_E), 0.0, 1.0);
}

/// The light that the curve maps to `value`: the larger root of a quadratic.
double light_of(double value) {
    const double a = CURVE_A - value * CURVE_C, b = CURVE_B - value * CURVE_D, c = -value * CURVE_E;
    return (-b + std::sqrt(b * b - 4.0 * a * c)) / (2.0 * a);
}

Image exposed(const Image& image, double stops) {
    Image result{image.width, image.height, std::vector<float>(image.rgb.size())};
    const double factor = std::exp2(stops);
    for (std::size_t i = 0; i < image.rgb.size(); ++i) {
        const double light = std::max(double(image.rgb[i]), 0.0) * factor;
        result.rgb[i] = std::isfinite(image.rgb[i]) ? float(aces(light)) : image.rgb[i];
    }
    return result;
}

} // namespace

Exposures hdr_exposures(const Image& reference) {
    constexpr double WHITE_SHARE = 0.85; // of a display's white
    constexpr double DARKEST = 1e-7;     // a black picture is looked at as this one
    std::vector<double> luminances(reference.rgb.size() / 3);
    for (std::size_t i = 0; i < luminances.size(); ++i) {
        const float* rgb = reference.rgb.data() + 3 * i;
        luminances[i] = 0.2126 * std::max(double(rgb[0]), 0.0) + 0.7152 * std::max(double(rgb[1]), 0.0) +
                        0.0722 * std::max(double(rgb[2]), 0.0);
    }
    std::sort(luminances.begin(), luminances.end());
    const double median = luminances[luminances.size() / 2]; // the upper of two, as the authors' evaluator has it
    const double light = light_of(WHITE_SHARE);
    Exposures exposures;
    exposures.start = std::log2(light / std::max(luminances.back(), DARKEST));
    exposures.stop = std::log2(light / std::max(median, DARKEST));
    exposures.count = std::uint32_t(std::max(2.0, std::ceil(exposures.stop - exposures.start)));
    return exposures;
}

std::vector<float> hdr_flip_errors(const Image& a, const Image& b) {
    Image finite = a;
    for (float& value : finite.rgb) value = std::isfinite(value) ? value : 0.0f;
    const Exposures exposures = hdr_exposures(finite);
    std::vector<float> largest;
    for (std::uint32_t i = 0; i < exposures.count; ++i) {
        const double step = (exposures.stop - exposures.start) / double(exposures.count - 1);
        const double stops = exposures.start + step * double(i);
        const std::vector<float> errors = flip_errors(exposed(a, stops), exposed(b, stops));
        if (largest.empty()) largest.resize(errors.size());
        for (std::size_t k = 0; k < errors.size(); ++k) largest[k] = std::max(largest[k], errors[k]);
    }
    return largest;
}

double mean_error(const std::vector<float>& errors) {
    double sum = 0.0;
    for (const float error : errors) sum += double(error);
    return sum / double(errors.size());
}

Image heatmap(const std::vector<float>& errors, std::uint32_t width, std::uint32_t height) {
    // sRGB-encoded, at equal steps: luminance grows all the way, so the map reads in gray as well.
    static constexpr std::array<std::array<double, 3>, 5> COLORS{
        {{0.0, 0.0, 0.0}, {0.35, 0.10, 0.50}, {0.75, 0.22, 0.45}, {1.0, 0.55, 0.30}, {1.0, 1.0, 0.78}}};
    Image image{width, height, {}};
    image.rgb.reserve(3 * errors.size());
    for (const float error : errors) {
        const double place = std::clamp(double(error), 0.0, 1.0) * double(COLORS.size() - 1);
        const std::size_t below = std::min(std::size_t(place), COLORS.size() - 2);
        const double weight = place - double(below);
        for (std::size_t k = 0; k < 3; ++k) {
            const double encoded = (1.0 - weight) * COLORS[below][k] + weight * COLORS[below + 1][k];
            image.rgb.push_back(float(linear_from_srgb(encoded)));
        }
    }
    return image;
}

} // namespace triptych
