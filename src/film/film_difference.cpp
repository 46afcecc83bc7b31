// Where two films differ, word by word.
// SPDX-License-Identifier: MIT
#include "film/film_difference.hpp"

#include <array>
#include <bit>
#include <cstddef>

namespace triptych {
namespace {

using PixelWords = std::array<std::uint32_t, sizeof(shared::FilmPixel) / sizeof(std::uint32_t)>;

constexpr std::array<const char*, 8> CHANNELS{"red", "red", "green", "green", "blue", "blue", "samples", "invalid"};
static_assert(CHANNELS.size() == PixelWords{}.size());

} // namespace

FilmDifference compare_films(const Film& a, const Film& b) {
    FilmDifference difference;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        const auto words_a = std::bit_cast<PixelWords>(a.pixels[i]);
        const auto words_b = std::bit_cast<PixelWords>(b.pixels[i]);
        if (words_a == words_b) continue;
        ++difference.pixels;
        for (std::size_t word = 0; word < CHANNELS.size(); ++word) {
            if (words_a[word] == words_b[word]) continue;
            if (difference.words == 0) {
                difference.x = a.window.x0 + static_cast<std::uint32_t>(i % a.window.width());
                difference.y = a.window.y0 + static_cast<std::uint32_t>(i / a.window.width());
                difference.channel = CHANNELS[word];
            }
            ++difference.words;
        }
    }
    return difference;
}

} // namespace triptych
