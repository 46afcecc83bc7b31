// The exact film: what every backend fills, what is hashed, merged and turned into an image.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/mean_radiance.hpp"
#include "image/image.hpp"
#include "scene/render_settings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// Samples [first, last) of every pixel.
struct SampleRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t count() const { return last - first; }
    bool operator==(const SampleRange&) const = default;
};

/// The sums of both.
shared::FilmPixel sum_of(const shared::FilmPixel& a, const shared::FilmPixel& b);

/// Sums of samples over a window of an image.
struct Film {
    std::uint32_t image_width = 0; // of the whole image
    std::uint32_t image_height = 0;
    Window window;
    std::vector<shared::FilmPixel> pixels; // the window's, rows from top to bottom

    Film() = default;
    /// An empty film over the settings' window.
    explicit Film(const RenderSettings& settings);

    /// Adds another film of the same image and window. Throws Error (FOREIGN_FILM) where they differ.
    void add(const Film& other);

    /// One name for the exact sums and their size, equal wherever the picture is equal. 32 hexadecimal digits.
    std::string hash() const;

    /// Mean radiance a pixel over its valid samples; black where there are none.
    Image mean() const;

    std::uint64_t samples() const;
    std::uint64_t invalid_samples() const;
};

/// Throws Error (FOREIGN_FILM) where the films are not of one image and window.
void check_same_window(const Film& whole, const Film& part);

/// "N of M samples were left out, and why", for a sentence; empty where none was. Every command that makes a picture of
/// a film says it.
std::string invalid_clause(std::uint64_t invalid_samples, std::uint64_t samples);

} // namespace triptych
