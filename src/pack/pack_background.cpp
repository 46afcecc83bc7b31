// Cumulative sums over a background's image.
// SPDX-License-Identifier: MIT
#include "pack/pack_background.hpp"

#include "pack/pack_images.hpp"

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

/// Mean over the middle of three samples' intervals of the line through them: an eighth reaches in from either side.
double interpolated_mean(double before, double middle, double after) { return 0.125 * (before + 6.0 * middle + after); }

/// Appends the cumulative distribution of weights, in multiples of 2^-24; uniform where all are 0. Returns their sum.
double append_cdf(const std::vector<double>& weights, std::vector<float>& cdf) {
    double total = 0.0;
    for (const double weight : weights) total += weight;
    double sum = 0.0;
    for (const double weight : weights) {
        sum += total > 0.0 ? weight / total : 1.0 / static_cast<double>(weights.size());
        cdf.push_back(static_cast<float>(std::min(std::floor(sum * 0x1p24 + 0.5) * 0x1p-24, 1.0)));
    }
    return total;
}

/// Luminance row by row, each pixel's its mean along the row.
std::vector<float> luminance_along_rows(const ImageData& image, vec3 scale) {
    const std::size_t width = image.width;
    std::vector<float> result(width * image.height);
    std::vector<double> row(width);
    for (std::size_t y = 0; y < image.height; y++) {
        for (std::size_t x = 0; x < width; x++) row[x] = luminance(to_double(scale * texel(image, y * width + x)));
        for (std::size_t x = 0; x < width; x++) {
            const double before = row[x == 0 ? width - 1 : x - 1];
            const double after = row[x + 1 == width ? 0 : x + 1];
            result[y * width + x] = static_cast<float>(interpolated_mean(before, row[x], after));
        }
    }
    return result;
}

} // namespace

BackgroundDistribution distribution_of(const ImageData& image, vec3 scale) {
    const std::size_t width = image.width;
    const std::size_t height = image.height;
    const std::vector<float> rows = luminance_along_rows(image, scale);
    std::vector<float> within_rows;
    within_rows.reserve(width * height);
    std::vector<double> weights(width);
    std::vector<double> row_weights(height);
    std::vector<double> sines(height);
    double sum_of_sines = 0.0;
    for (std::size_t y = 0; y < height; y++) {
        const auto at = [&](std::size_t row, std::size_t x) { return static_cast<double>(rows[row * width + x]); };
        const std::size_t above = y == 0 ? 0 : y - 1;
        const std::size_t below = std::min(y + 1, height - 1);
        for (std::size_t x = 0; x < width; x++) weights[x] = interpolated_mean(at(above, x), at(y, x), at(below, x));
        sines[y] = cos_sin_degrees(180.0 * (static_cast<double>(y) + 0.5) / static_cast<double>(height)).sine;
        sum_of_sines += sines[y];
        row_weights[y] = sines[y] * append_cdf(weights, within_rows);
    }
    BackgroundDistribution result;
    result.cdf.reserve(height + width * height);
    const double total = append_cdf(row_weights, result.cdf);
    if (total == 0.0) {
        result.cdf.clear();
        append_cdf(sines, result.cdf);
    }
    result.mean_luminance = total / (sum_of_sines * static_cast<double>(width));
    result.cdf.insert(result.cdf.end(), within_rows.begin(), within_rows.end());
    return result;
}

} // namespace triptych
