// Copies windows into one film, and finds what they leave out.
// SPDX-License-Identifier: MIT
#include "film/join_films.hpp"

#include "base/error.hpp"
#include "film/film_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <set>
#include <utility>

namespace triptych {

namespace {

constexpr std::size_t MAX_NAMED = 4; // missing rectangles

std::string rectangle_text(const Window& window) {
    return fmt::format("columns {} to {} of rows {} to {}", window.x0, window.x1 - 1, window.y0, window.y1 - 1);
}

bool contains(const Window& outer, const Window& inner) {
    return outer.x0 <= inner.x0 && inner.x1 <= outer.x1 && outer.y0 <= inner.y0 && inner.y1 <= outer.y1;
}

bool meet(const Window& a, const Window& b) { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1; }

/// Copies a part's pixels to their place, and where `whole` has coverage that, too. Returns false where a pixel is
/// there already and differs.
bool place(const FilmFile& part, FilmFile& whole) {
    const Window& from = part.film.window;
    const Window& to = whole.film.window;
    const auto is_other = [](const auto& a, const auto& b) { return std::memcmp(&a, &b, sizeof a) != 0; };
    for (std::uint32_t y = from.y0; y < from.y1; ++y) {
        const std::size_t first = std::size_t(y - from.y0) * from.width();
        const std::size_t place = std::size_t(y - to.y0) * to.width() + (from.x0 - to.x0);
        for (std::size_t x = 0; x < from.width(); ++x) {
            const shared::FilmPixel& source = part.film.pixels[first + x];
            shared::FilmPixel& target = whole.film.pixels[place + x];
            const bool is_there = target.samples != 0;
            if (is_there && is_other(target, source)) return false;
            target = source;
            if (whole.coverage.empty()) continue;
            if (is_there && whole.coverage[place + x] != part.coverage[first + x]) return false;
            whole.coverage[place + x] = part.coverage[first + x];
        }
    }
    return true;
}

} // namespace

std::string uncovered(const Window& area, const std::vector<Window>& windows) {
    // Between the windows' edges nothing changes, so a cell is covered as a whole or not at all.
    std::set<std::uint32_t> columns{area.x0, area.x1}, rows{area.y0, area.y1};
    for (const Window& window : windows) {
        columns.insert({window.x0, window.x1});
        rows.insert({window.y0, window.y1});
    }
    std::vector<Window> missing;
    for (auto y = rows.begin(); std::next(y) != rows.end(); ++y) {
        std::vector<Window> strip; // of one row of cells
        for (auto x = columns.begin(); std::next(x) != columns.end(); ++x) {
            const Window cell{*x, *y, *std::next(x), *std::next(y)};
            const auto covers = [&](const Window& window) { return contains(window, cell); };
            if (!contains(area, cell) || std::any_of(windows.begin(), windows.end(), covers)) continue;
            if (!strip.empty() && strip.back().x1 == cell.x0) {
                strip.back().x1 = cell.x1;
            } else {
                strip.push_back(cell);
            }
        }
        for (const Window& part : strip) {
            const auto above = std::find_if(missing.begin(), missing.end(), [&](const Window& other) {
                return other.x0 == part.x0 && other.x1 == part.x1 && other.y1 == part.y0;
            });
            if (above != missing.end()) {
                above->y1 = part.y1;
            } else {
                missing.push_back(part);
            }
        }
    }
    std::string words;
    for (std::size_t i = 0; i < std::min(missing.size(), MAX_NAMED); ++i)
        words += (i == 0 ? "" : ", ") + rectangle_text(missing[i]);
    if (missing.size() > MAX_NAMED) words += fmt::format(" and {} more parts", missing.size() - MAX_NAMED);
    return words;
}

void FilmJoin::add(FilmFile film, const std::string& name) {
    drop_unfinished(film);
    if (!m_parts.empty()) check_same_picture(head_of(film), name, head_of(m_parts.front().film), m_parts.front().name);
    for (Part& part : m_parts) {
        if (part.film.film.window == film.film.window) return merge_films(part.film, part.name, film, name);
    }
    m_parts.push_back({std::move(film), name});
}

FilmFile FilmJoin::whole() {
    if (m_parts.size() == 1) return std::move(m_parts.front().film);
    const Part& first = m_parts.front();
    Window area = first.film.film.window;
    std::vector<Window> windows;
    for (const Part& part : m_parts) {
        const Window& window = part.film.film.window;
        windows.push_back(window);
        area = {std::min(area.x0, window.x0), std::min(area.y0, window.y0), std::max(area.x1, window.x1),
                std::max(area.y1, window.y1)};
        if (part.film.samples != first.film.samples)
            throw Error(ExitCode::FOREIGN_FILM,
                        fmt::format("{} and {} cover different windows with different samples ({} and {}); add the "
                                    "samples that are missing.",
                                    first.name, part.name, describe(first.film.samples), describe(part.film.samples)));
    }
    if (const std::string missing = uncovered(area, windows); !missing.empty())
        throw Error(ExitCode::FOREIGN_FILM,
                    fmt::format("The films leave out {}; add the films of these parts.", missing));
    FilmFile whole{first.film.scene_name, first.film.scene_hash, first.film.settings, first.film.samples, {}};
    whole.settings.window = area;
    whole.film = Film(whole.settings);
    const bool have_coverage =
        std::all_of(m_parts.begin(), m_parts.end(), [](const Part& part) { return !part.film.coverage.empty(); });
    if (have_coverage) whole.coverage.resize(whole.film.pixels.size());
    for (Part& part : m_parts) {
        if (!place(part.film, whole)) {
            const auto other = std::find_if(m_parts.begin(), m_parts.end(), [&](const Part& before) {
                return meet(before.film.film.window, part.film.film.window);
            });
            throw Error(ExitCode::FOREIGN_FILM,
                        fmt::format("{} and {} overlap and hold other sums of the same samples, so that one of them "
                                    "is damaged; render it again.",
                                    other->name, part.name));
        }
    }
    return whole;
}

} // namespace triptych
