// The page of a bench: the template of page/ with figures and pictures in it.
// SPDX-License-Identifier: MIT
#include "base/visible.hpp"
#include "bench/result.hpp"
#include "bench_page.hpp"
#include "film/difference.hpp"
#include "image/image_formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

constexpr float FAINTEST = 0.25f; // so that a pixel that differs shows, however little

/// RFC 4648, section 4.
std::string base64(std::span<const std::byte> bytes) {
    constexpr std::string_view DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8u | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += k <= count ? DIGITS[bits >> (18u - 6u * k) & 63u] : '=';
    }
    return text;
}

/// A picture as an address that holds all of it.
std::string png_address(const Image& image) { return "data:image/png;base64," + base64(encode_png(image, {})); }

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

/// Every text in `json` with what is invisible, or turns the direction of writing, spelled out.
void make_visible(Json& json) {
    if (json.is_string()) json = visible_text(json.get_ref<const std::string&>());
    if (json.is_structured())
        for (Json& member : json) make_visible(member);
}

/// JSON for a script element: "<" is escaped, so that no text within can end the element or open a comment.
std::string script_json(const Json& json) {
    std::string text;
    for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
        if (c == '<') {
            text += "\\u003c";
        } else {
            text += c;
        }
    }
    return text;
}

} // namespace

std::string bench_html(const BenchResult& result) {
    Json labels = Json::object();
    for (const MachineFact& fact : result.machine) labels[fact.key] = fact.label;
    Json pictures = Json::array();
    for (const SceneResult& scene : result.scenes) pictures.push_back(pictures_json(scene.outcomes));
    Json data = {{"bench", bench_json(result)}, {"labels", std::move(labels)}, {"pictures", std::move(pictures)}};
    make_visible(data);
    constexpr std::string_view PLACE = "{{data}}";
    std::string page = BENCH_PAGE;
    return page.replace(page.find(PLACE), PLACE.size(), script_json(data));
}

} // namespace triptych
