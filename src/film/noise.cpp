// NoiseMeter: squares of batch means about the mean, updated batch by batch.
// SPDX-License-Identifier: MIT
#include "film/noise.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace triptych {
namespace {

constexpr std::uint32_t MIN_BATCH = 16;   // samples; Sobol's points are well spread in blocks of powers of two
constexpr std::uint32_t BATCH_SHARE = 16; // of the samples before it, rounded down to a power of two

static_assert(sizeof(PixelNoise) == 32, "checkpoints hold it as it lies");

using Sums = std::array<std::uint64_t, 3>;

Sums sums_of(const shared::FilmPixel& pixel) {
    return {to_integer(pixel.red), to_integer(pixel.green), to_integer(pixel.blue)};
}

/// Squared standard error of a channel's mean over `valid` samples.
double variance_of_mean(double squares, std::uint32_t batches, std::uint32_t valid) {
    // Rounding may leave squares a little below zero.
    return batches < 2 ? 0.0 : std::max(0.0, squares) / (double(batches - 1) * double(valid));
}

std::uint32_t valid_samples(const shared::FilmPixel& pixel) { return pixel.samples - pixel.invalid; }

} // namespace

std::uint32_t batch_end(std::uint32_t done) { return done + std::max(MIN_BATCH, std::bit_floor(done) / BATCH_SHARE); }

NoiseMeter::NoiseMeter(const RenderSettings& settings)
    : m_state{Film(settings), std::vector<PixelNoise>(Film(settings).pixels.size()), 0} {}

void NoiseMeter::add_batch(const Film& film) {
    check_same_window(m_state.measured, film);
    for (std::size_t i = 0; i < film.pixels.size(); ++i) {
        const shared::FilmPixel& before = m_state.measured.pixels[i];
        const shared::FilmPixel& after = film.pixels[i];
        PixelNoise& noise = m_state.pixels[i];
        const std::uint32_t valid_before = valid_samples(before);
        const std::uint32_t valid_after = valid_samples(after);
        if (valid_after == valid_before) continue;
        const std::uint32_t count = valid_after - valid_before;
        const Sums sums_before = sums_of(before);
        const Sums sums_after = sums_of(after);
        for (std::size_t c = 0; c < 3; ++c) {
            const double mean = mean_radiance(sums_after[c] - sums_before[c], count);
            noise.squares[c] += double(count) * (mean - mean_radiance(sums_before[c], valid_before)) *
                                (mean - mean_radiance(sums_after[c], valid_after));
        }
        ++noise.batches;
    }
    m_state.measured = film;
    ++m_state.batches;
}

Image NoiseMeter::variance() const {
    const Film& film = m_state.measured;
    Image image{film.window.width(), film.window.height(), std::vector<float>(3 * film.pixels.size())};
    for (std::size_t i = 0; i < film.pixels.size(); ++i) {
        const PixelNoise& noise = m_state.pixels[i];
        for (std::size_t c = 0; c < 3; ++c)
            image.rgb[3 * i + c] =
                float(variance_of_mean(noise.squares[c], noise.batches, valid_samples(film.pixels[i])));
    }
    return image;
}

double NoiseMeter::relative_error() const {
    if (m_state.batches < 2) return std::numeric_limits<double>::infinity();
    double variances = 0.0;
    double means = 0.0;
    for (std::size_t i = 0; i < m_state.pixels.size(); ++i) {
        const PixelNoise& noise = m_state.pixels[i];
        const shared::FilmPixel& pixel = m_state.measured.pixels[i];
        const std::uint32_t valid = valid_samples(pixel);
        const Sums sums = sums_of(pixel);
        for (std::size_t c = 0; c < 3; ++c) {
            variances += variance_of_mean(noise.squares[c], noise.batches, valid);
            means += mean_radiance(sums[c], valid);
        }
    }
    const double count = 3.0 * double(m_state.pixels.size());
    return means > 0.0 ? std::sqrt(variances / count) / (means / count) : 0.0;
}

} // namespace triptych
