// Films of one picture made into one: samples added, windows joined, both exactly.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film_file.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace triptych {

/// Takes films of one picture in any order. Those of one window are added as they come; windows are joined at the end,
/// each of which then needs the same samples. Together they must fill a rectangle; where they overlap, they hold the
/// same sums, since a pixel's samples depend on nothing else, and count once.
class FilmJoin {
public:
    /// `name` stands for the film in sentences. Throws Error (FOREIGN_FILM) where it is of another picture, or holds
    /// samples that a film of its window has brought already.
    void add(FilmFile film, const std::string& name);

    std::size_t window_count() const { return m_parts.size(); }

    /// All of it; a film at the least was added, and none is afterwards. Throws Error (FOREIGN_FILM) that names the
    /// parts that are missing, the films whose samples differ, or those whose sums differ where they overlap.
    FilmFile whole();

private:
    struct Part {
        FilmFile film;
        std::string name; // of the first film of this window
    };
    std::vector<Part> m_parts; // one a window
};

/// The parts of `area` that no window covers, as the end of a sentence; empty where there is none.
std::string uncovered(const Window& area, const std::vector<Window>& windows);

} // namespace triptych
