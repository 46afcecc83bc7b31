// The noise of a film, estimated from batches: against the textbook's formula, against truth, and across a pause.
// SPDX-License-Identifier: MIT
#include "film/noise.hpp"

#include "expect_error.hpp"
#include "film.glsl"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace triptych {
namespace {

RenderSettings settings_of(std::uint32_t width, std::uint32_t height) {
    RenderSettings settings;
    settings.width = width;
    settings.height = height;
    return settings;
}

/// Adds `count` samples to every pixel: channel c is exponential with mean c + 1, so its variance is (c + 1)^2.
void add_samples(Film& film, std::uint32_t count, std::mt19937& random) {
    std::exponential_distribution<float> exponential;
    for (shared::FilmPixel& pixel : film.pixels) {
        for (std::uint32_t i = 0; i < count; ++i) {
            const float red = exponential(random), green = exponential(random), blue = exponential(random);
            pixel = shared::add_sample(pixel, vec3(red, 2.0f * green, 3.0f * blue));
        }
    }
}

void add_value(Film& film, float value, std::uint32_t times) {
    for (std::uint32_t i = 0; i < times; ++i) film.pixels[0] = shared::add_sample(film.pixels[0], vec3(value));
}

TEST(Noise, BatchesGrowWithTheSamples) {
    EXPECT_EQ(batch_end(0), 16u);
    EXPECT_EQ(batch_end(16), 32u);
    EXPECT_EQ(batch_end(496), 512u);
    EXPECT_EQ(batch_end(512), 544u);
    EXPECT_EQ(batch_end(1u << 19u), (1u << 19u) + (1u << 15u));
    std::uint32_t batches = 0;
    for (std::uint32_t done = 0; done < shared::FILM_MAX_SAMPLES; done = batch_end(done)) ++batches;
    EXPECT_LT(batches, 250u);
}

TEST(Noise, WeighsBatchesByTheirSamples) {
    Film film(settings_of(1, 1));
    NoiseMeter meter(settings_of(1, 1));
    add_value(film, 1.0f, 16);
    meter.add_batch(film);
    EXPECT_EQ(meter.relative_error(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(meter.variance().rgb[0], 0.0f);
    add_value(film, 3.0f, 16);
    meter.add_batch(film);
    add_value(film, 4.0f, 32);
    meter.add_batch(film);
    // Mean 3; squares 16 * 4 + 16 * 0 + 32 * 1 = 96, over 2 degrees of freedom and 64 samples.
    EXPECT_EQ(meter.variance().rgb, std::vector<float>(3, 0.75f));
    EXPECT_DOUBLE_EQ(meter.relative_error(), std::sqrt(0.75) / 3.0);
}

TEST(Noise, IsThatOfTheMean) {
    const RenderSettings settings = settings_of(100, 50);
    Film film(settings);
    NoiseMeter meter(settings);
    std::mt19937 random(1);
    std::uint32_t done = 0;
    while (done < 512) {
        const std::uint32_t end = batch_end(done);
        add_samples(film, end - done, random);
        meter.add_batch(film);
        done = end;
    }
    const Image variance = meter.variance();
    std::array<double, 3> sums{};
    for (std::size_t i = 0; i < variance.rgb.size(); ++i) sums[i % 3] += double(variance.rgb[i]);
    for (std::size_t c = 0; c < 3; ++c) {
        // 5000 estimates with 31 degrees of freedom: each 0.25 off, the mean of all 0.0036. Five of those.
        const double truth = double((c + 1) * (c + 1)) / 512.0;
        EXPECT_NEAR(sums[c] / 5000.0, truth, 5.0 * 0.0037 * truth) << c;
    }
    EXPECT_NEAR(meter.relative_error(), std::sqrt((1.0 + 4.0 + 9.0) / 3.0 / 512.0) / 2.0, 0.001);
}

TEST(Noise, LeavesOutInvalidSamples) {
    const float bad = std::numeric_limits<float>::infinity();
    Film film(settings_of(1, 1)), with_bad = film;
    NoiseMeter meter(settings_of(1, 1)), meter_with_bad = meter;
    for (const float value : {1.0f, 3.0f, 2.0f}) {
        add_value(film, value, 16);
        meter.add_batch(film);
        add_value(with_bad, value, 16);
        add_value(with_bad, bad, 5);
        meter_with_bad.add_batch(with_bad);
        add_value(with_bad, bad, 16); // a batch without a valid sample
        meter_with_bad.add_batch(with_bad);
    }
    EXPECT_EQ(meter_with_bad.variance().rgb, meter.variance().rgb);
    EXPECT_EQ(meter_with_bad.relative_error(), meter.relative_error());
}

TEST(Noise, BlackHasNone) {
    Film film(settings_of(1, 1));
    NoiseMeter meter(settings_of(1, 1));
    for (int i = 0; i < 2; ++i) {
        add_value(film, 0.0f, 16);
        meter.add_batch(film);
    }
    EXPECT_EQ(meter.relative_error(), 0.0);
}

TEST(Noise, GoesOnFromItsState) {
    const RenderSettings settings = settings_of(5, 3);
    Film film(settings);
    NoiseMeter meter(settings);
    std::mt19937 random(2);
    for (int batch = 0; batch < 8; ++batch) {
        add_samples(film, 16, random);
        meter.add_batch(film);
        if (batch == 3) meter = NoiseMeter(NoiseState(meter.state()));
    }
    NoiseMeter straight(settings);
    Film again(settings);
    random.seed(2);
    for (int batch = 0; batch < 8; ++batch) {
        add_samples(again, 16, random);
        straight.add_batch(again);
    }
    EXPECT_EQ(meter.variance().rgb, straight.variance().rgb);
    EXPECT_EQ(meter.relative_error(), straight.relative_error());
    EXPECT_EQ(meter.state().batches, 8u);
}

TEST(Noise, RefusesOtherWindows) {
    NoiseMeter meter(settings_of(2, 2));
    expect_error(ExitCode::FOREIGN_FILM, {"2 x 3"}, [&] { meter.add_batch(Film(settings_of(2, 3))); });
}

} // namespace
} // namespace triptych
