// Where two films differ, word by word.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <cstdint>
#include <string>

namespace triptych {

struct FilmDifference {
    std::uint64_t pixels = 0; // with at least one differing word
    std::uint64_t words = 0;  // of 32 bits
    // Of the first differing pixel, in the whole image, and of its first differing word: "red", "green", "blue",
    // "samples" or "invalid".
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::string channel;
};

/// Compares two films of one window.
FilmDifference compare_films(const Film& a, const Film& b);

} // namespace triptych
