// Hypothesis tests for renderers: Student's t against a converged reference, chi-squared against a density.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace triptych::test {

/// P(|T| > t) for Student's t with `dof` degrees of freedom, by Simpson's rule in the angle whose tangent is
/// t / sqrt(dof), where the density is a power of the cosine.
inline double student_two_sided(double t, double dof) {
    const double scale = std::exp(std::lgamma((dof + 1.0) / 2.0) - std::lgamma(dof / 2.0)) / std::sqrt(M_PI);
    const double low = std::atan(std::abs(t) / std::sqrt(dof));
    const double high = M_PI / 2.0;
    constexpr int STEPS = 400; // even
    const double width = (high - low) / STEPS;
    double sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        const double weight = i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * std::pow(std::cos(low + i * width), dof - 1.0);
    }
    return 2.0 * scale * sum * width / 3.0;
}

/// P(X > x) for chi-squared with `dof` degrees of freedom (Wilson and Hilferty's normal approximation, 1931).
inline double chi_squared_tail(double x, double dof) {
    const double z = (std::cbrt(x / dof) - (1.0 - 2.0 / (9.0 * dof))) / std::sqrt(2.0 / (9.0 * dof));
    return 0.5 * std::erfc(z / std::sqrt(2.0));
}

/// P(chi-squared statistic at least this large) for counts against equally likely cells.
inline double uniform_p_value(const std::vector<std::uint64_t>& counts) {
    double total = 0.0;
    for (const std::uint64_t count : counts) total += static_cast<double>(count);
    const double expected = total / static_cast<double>(counts.size());
    double statistic = 0.0;
    for (const std::uint64_t count : counts) {
        const double off = static_cast<double>(count) - expected;
        statistic += off * off / expected;
    }
    return chi_squared_tail(statistic, static_cast<double>(counts.size()) - 1.0);
}

/// P(chi-squared statistic at least this large) for counts against expected numbers. Cells in which fewer than `least`
/// are expected count together as one; a count where nothing at all is expected is impossible.
inline double chi_squared_p_value(const std::vector<double>& counts, const std::vector<double>& expected,
                                  double least = 10.0) {
    double statistic = 0.0;
    double cells = 0.0;
    double few_counts = 0.0;
    double few_expected = 0.0;
    for (std::size_t i = 0; i < counts.size(); i++) {
        if (expected[i] < least) {
            few_counts += counts[i];
            few_expected += expected[i];
            continue;
        }
        statistic += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
        cells += 1.0;
    }
    if (few_expected >= least) {
        statistic += (few_counts - few_expected) * (few_counts - few_expected) / few_expected;
        cells += 1.0;
    } else if (few_counts > few_expected + 30.0) {
        return 0.0;
    }
    return cells > 1.0 ? chi_squared_tail(statistic, cells - 1.0) : 1.0;
}

/// The smallest p-value times the number of tests: the first step of Holm's procedure, which decides whether any null
/// hypothesis of the family is rejected.
inline double holm_family_p(const std::vector<double>& p_values) {
    return *std::min_element(p_values.begin(), p_values.end()) * static_cast<double>(p_values.size());
}

/// What a comparison with a reference found, per scale.
struct ReferenceAgreement {
    double image_p, block_p, cell_p; // family-wise (Holm) at each scale
    std::uint32_t cell_side;
    double image_difference; // relative, over all channels
    bool holds(double family_wise = 1e-3) const { return std::min({image_p, block_p, cell_p}) > family_wise / 3.0; }
    std::string text() const {
        return "image p " + std::to_string(image_p) + ", 16x16 blocks p " + std::to_string(block_p) + ", cells of " +
               std::to_string(cell_side) + " p " + std::to_string(cell_p) + ", mean off by " +
               std::to_string(100.0 * image_difference) + " %";
    }
};

/// Means over squares of `side` pixels, channel after channel.
inline std::vector<double> square_means(const Image& image, std::uint32_t side) {
    std::vector<double> means;
    for (std::uint32_t y0 = 0; y0 < image.height; y0 += side) {
        for (std::uint32_t x0 = 0; x0 < image.width; x0 += side) {
            const std::uint32_t y1 = std::min(y0 + side, image.height);
            const std::uint32_t x1 = std::min(x0 + side, image.width);
            for (std::uint32_t channel = 0; channel < 3; channel++) {
                double sum = 0.0;
                for (std::uint32_t y = y0; y < y1; y++) {
                    for (std::uint32_t x = x0; x < x1; x++) {
                        sum += static_cast<double>(image.rgb[(std::size_t{y} * image.width + x) * 3 + channel]);
                    }
                }
                means.push_back(sum / (static_cast<double>(y1 - y0) * (x1 - x0)));
            }
        }
    }
    return means;
}

/// A converged picture to hold others against.
struct ReferenceImage {
    Image mean;
    Image standard_error;
    std::uint32_t spp; // that it was made of
};

/// Renders of the same scene with independent seeds.
struct Replicates {
    std::vector<Image> images;
    std::uint32_t spp; // of each
};

/// Both sides round to float32, so that means may differ by this share without any spread.
constexpr double REFERENCE_ROUNDING = 1e-6;

/// Welch's t of replicates against a reference, over squares of `side` pixels. Returns a p-value for each square and
/// channel. Where all replicates are the same they may have missed what is seen once in thousands of samples, the last
/// sliver of an edge, say; their variance is then what the reference's becomes with that number of samples.
inline std::vector<double> square_p_values(const Replicates& replicates, const ReferenceImage& reference_image,
                                           std::uint32_t side) {
    const auto& [mean, standard_error, reference_spp] = reference_image;
    Image squared_error = standard_error;
    for (float& value : squared_error.rgb) value *= value;
    const std::vector<double> reference = square_means(mean, side);
    const std::vector<double> mean_variance =
        square_means(squared_error, side); // to be divided by the pixels of a square
    std::vector<std::vector<double>> renders;
    for (const Image& replicate : replicates.images) renders.push_back(square_means(replicate, side));
    const auto count = static_cast<double>(replicates.images.size());
    std::vector<double> p_values;
    for (std::size_t i = 0; i < reference.size(); i++) {
        double average = 0.0;
        for (const std::vector<double>& render : renders) average += render[i] / count;
        double spread = 0.0;
        for (const std::vector<double>& render : renders) spread += (render[i] - average) * (render[i] - average);
        // Squares at the right and lower edge may be smaller; taking the full size there would hide nothing but be
        // wrong, so the edge's real pixel count is used.
        const std::size_t columns = (mean.width + side - 1) / side;
        const std::size_t square = i / 3;
        const std::uint32_t x0 = static_cast<std::uint32_t>(square % columns) * side;
        const std::uint32_t y0 = static_cast<std::uint32_t>(square / columns) * side;
        const double pixels = static_cast<double>(std::min(side, mean.width - x0)) * std::min(side, mean.height - y0);
        const double of_reference = mean_variance[i] / pixels;
        const double rounding = std::pow(REFERENCE_ROUNDING * reference[i], 2.0);
        double of_mean = spread / (count - 1.0) / count;
        if (of_mean < rounding) of_mean = of_reference * reference_spp / (count * replicates.spp);
        const double variance = of_mean + of_reference + rounding;
        const double difference = average - reference[i];
        p_values.push_back(variance > 0.0 ? student_two_sided(difference / std::sqrt(variance), count - 1.0)
                                          : (difference == 0.0 ? 1.0 : 0.0));
    }
    return p_values;
}

/// Compares replicates with a reference at the scale of the image, 16x16 blocks and smaller cells.
inline ReferenceAgreement compare_with_reference(const Replicates& replicates, const ReferenceImage& reference,
                                                 std::uint32_t cell_side) {
    const std::uint32_t whole = std::max(reference.mean.width, reference.mean.height);
    double ours = 0.0;
    double theirs = 0.0;
    for (const Image& replicate : replicates.images) {
        for (const double value : square_means(replicate, whole))
            ours += value / static_cast<double>(replicates.images.size());
    }
    for (const double value : square_means(reference.mean, whole)) theirs += value;
    return {holm_family_p(square_p_values(replicates, reference, whole)),
            holm_family_p(square_p_values(replicates, reference, 16)),
            holm_family_p(square_p_values(replicates, reference, cell_side)), cell_side, ours / theirs - 1.0};
}

} // namespace triptych::test
