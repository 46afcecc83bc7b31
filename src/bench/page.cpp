// The page of a bench: the template of page/ with figures and pictures in it.
// SPDX-License-Identifier: MIT
#include "bench/result.hpp"
#include "bench_page.hpp"
#include "compare/flip.hpp"
#include "compare/page_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

constexpr float FAINTEST = 0.25f; // so that a pixel that differs shows, however little

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

/// The first device's picture, and how the others' differ; null where nothing was measured. An equal picture is not
/// shown again.
Json pictures_json(const std::vector<Outcome>& outcomes) {
    const auto reference = std::find_if(outcomes.begin(), outcomes.end(),
                                        [](const Outcome& one) { return one.verdict == Verdict::REFERENCE; });
    if (reference == outcomes.end()) return nullptr;
    Json others = Json::array();
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const Outcome& outcome = outcomes[i];
        if (!measured(outcome) || &outcome == &*reference) continue;
        Json other = {{"device", i}, {"difference", png_address(difference_map(reference->film, outcome.film))}};
        if (outcome.film_hash != reference->film_hash) other["own_picture"] = png_address(outcome.film.mean());
        others.push_back(std::move(other));
    }
    return {{"picture", png_address(reference->film.mean())}, {"others", std::move(others)}};
}

} // namespace

std::string bench_html(const BenchResult& result) {
    Json labels = Json::object();
    for (const MachineFact& fact : result.machine) labels[fact.key] = fact.label;
    Json pictures = Json::array();
    for (const SceneResult& scene : result.scenes) pictures.push_back(pictures_json(scene.outcomes));
    Json data = {{"bench", bench_json(result)}, {"labels", std::move(labels)}, {"pictures", std::move(pictures)}};
    constexpr std::string_view PLACE = "{{data}}";
    std::string page = BENCH_PAGE;
    return page.replace(page.find(PLACE), PLACE.size(), script_json(std::move(data)));
}

} // namespace triptych
