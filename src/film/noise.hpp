// How noisy a film still is: the variance of its pixels' means, estimated from batches of samples.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace triptych {

/// Of one pixel over the batches so far.
struct PixelNoise {
    std::array<double, 3> squares{}; // a channel: over batches, (samples) * (mean of the batch - mean of all)^2
    std::uint32_t batches = 0;       // with valid samples
    std::uint32_t reserved = 0;      // keeps the struct without padding, for files
};

/// All that a NoiseMeter knows; lies in checkpoints.
struct NoiseState {
    Film measured; // the film at the end of the last batch
    std::vector<PixelNoise> pixels;
    std::uint32_t batches = 0;
};

/// Samples a pixel at which the batch ends that begins after `done`: 16 more, or about a sixteenth more where that is
/// larger, so that batches stay few. It depends on the count alone, never on time: every device makes the same batches.
std::uint32_t batch_end(std::uint32_t done);

/// Measures noise from the same films on every machine alike, to the last bit. Samples within a batch may depend on
/// each other, as those of Sobol's sequence do; batches are taken for independent, which estimates Sobol's noise too
/// high rather than too low.
class NoiseMeter {
public:
    /// Before the first sample.
    explicit NoiseMeter(const RenderSettings& settings);
    explicit NoiseMeter(NoiseState state) : m_state(std::move(state)) {}

    /// Takes the film at the end of a batch, with all samples so far. Throws Error (FOREIGN_FILM) for another window.
    void add_batch(const Film& film);

    const NoiseState& state() const { return m_state; }

    /// Of each pixel's mean, a channel: squared radiance. 0 where fewer than two batches had valid samples.
    /// From weighted squares: West, "Updating Mean and Variance Estimates: An Improved Method", CACM 22(9), 1979.
    Image variance() const;

    /// The error to expect of the picture: root mean square of the pixels' standard errors over all pixels and
    /// channels, divided by the mean over all pixels and channels. 0 for a black picture, infinity before the second
    /// batch.
    double relative_error() const;

private:
    NoiseState m_state;
};

} // namespace triptych
