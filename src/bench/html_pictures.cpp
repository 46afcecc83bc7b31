// A scene's pictures, and maps of where they differ.
// SPDX-License-Identifier: MIT
#include "bench/html_scene.hpp"
#include "bench/html_text.hpp"
#include "film/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace triptych {

namespace {

constexpr std::uint32_t PICTURE_ZOOM = 2; // at most, where the page is wide enough
constexpr float FAINTEST = 0.25f;         // so that a pixel that differs shows, however little

std::string label(const Outcome& outcome) { return html_escape(short_name(outcome)); }

/// 0 where pixels are equal bit for bit, else FAINTEST to 1 as FLIP grows.
Image difference_map(const Film& reference, const Film& film) {
    const Image a = reference.mean();
    const Image b = film.mean();
    std::vector<float> errors(film.pixels.size(), 0.0f);
    if (reference.hash() != film.hash()) {
        errors = flip_errors(a, b);
        for (std::size_t i = 0; i < errors.size(); ++i) {
            const bool equal = std::memcmp(&reference.pixels[i], &film.pixels[i], sizeof film.pixels[i]) == 0;
            errors[i] = equal ? 0.0f : FAINTEST + (1.0f - FAINTEST) * errors[i];
        }
    }
    return heatmap(errors, a.width, a.height);
}

/// The picture of an outcome that drew another than the reference.
std::string own_picture(const Outcome& outcome) {
    return fmt::format("<div><img alt=\"As drawn by {0}\" src=\"{1}\"><p><b>{0}</b>: its own picture, film "
                       "<code>{2}</code></p></div>\n",
                       label(outcome), png_address(outcome.film.mean()), outcome.film_hash.substr(0, 8));
}

std::string difference_figure(const Outcome& reference, const Outcome& outcome) {
    const bool equal = outcome.film_hash == reference.film_hash;
    return fmt::format(
        "<div><div class=\"map\"><img alt=\"Differences of {0}\" src=\"{1}\">{2}</div><p><b>{0}</b>{3}: {4} "
        "of {5} pixels differ</p></div>\n",
        label(outcome), png_address(difference_map(reference.film, outcome.film)),
        equal ? "<span>equal, bit for bit</span>" : "", outcome.baseline ? " (baseline)" : "", outcome.differing_pixels,
        outcome.film.pixels.size());
}

} // namespace

std::string html_pictures(const SceneResult& scene) {
    const auto reference = std::find_if(scene.outcomes.begin(), scene.outcomes.end(),
                                        [](const Outcome& outcome) { return outcome.verdict == Verdict::REFERENCE; });
    if (reference == scene.outcomes.end()) return {};
    std::string maps;
    for (const Outcome& outcome : scene.outcomes) {
        if (!measured(outcome) || &outcome == &*reference) continue;
        // An equal picture need not be shown again.
        if (outcome.film_hash != reference->film_hash) maps += own_picture(outcome);
        maps += difference_figure(*reference, outcome);
    }
    return fmt::format(
        "<h3>Pictures</h3>\n<figure>\n<div class=\"picture\"><img width=\"{}\" alt=\"{} as drawn by {}\" src=\"{}\"><p>"
        "Drawn by {}, film <code>{}</code></p></div>\n<div class=\"pictures\">\n{}</div>\n<figcaption>Maps of the "
        "differences from the first device's picture: black is equal, bit for bit; any difference shows, the brighter "
        "the more an eye would see of it (FLIP).</figcaption>\n</figure>\n",
        PICTURE_ZOOM * scene.work.settings.width, html_escape(scene.work.scene_name), label(*reference),
        png_address(reference->film.mean()), label(*reference), reference->film_hash, maps);
}

} // namespace triptych
