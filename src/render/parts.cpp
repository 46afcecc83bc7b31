// What an image file may hold beside the film's mean: AOVs, the variance, and the picture without its noise.
// SPDX-License-Identifier: MIT
#include "render/parts.hpp"

#include "film/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace triptych {
namespace {

constexpr std::string_view VARIANCE = "variance";
constexpr std::string_view ALL_AOVS = "all";

} // namespace

bool add_aov(PartsRequest& request, const std::string& name) {
    const bool is_all = name == ALL_AOVS;
    bool is_known = is_all || name == VARIANCE;
    request.variance |= is_known;
    for (const AovKind& kind : AOVS) {
        if (!is_all && name != kind.name) continue;
        is_known = true;
        if (std::count(request.aovs.begin(), request.aovs.end(), kind.aov) == 0) request.aovs.push_back(kind.aov);
    }
    return is_known;
}

std::string aov_names() {
    std::string names;
    for (const AovKind& kind : AOVS) names += fmt::format("{}, ", kind.name);
    return names + fmt::format("{} or {}", VARIANCE, ALL_AOVS);
}

std::uint64_t more_bytes_per_pixel(const PartsRequest& request, bool measures_noise) {
    constexpr std::uint64_t FILM = sizeof(shared::FilmPixel);
    constexpr std::uint64_t COLOR = 3 * sizeof(float);
    std::uint64_t bytes = 0;
    if (measures_noise || request.variance) bytes += 4 * FILM; // the meter's two, and again for a checkpoint
    if (request.variance) bytes += 2 * COLOR;
    if (request.denoise) bytes += 2 * FILM + 6 * COLOR; // albedo and normal; what goes in, comes out, and is kept
    // Three of their films are kept until the end.
    const std::uint64_t aovs = request.aovs.size();
    if (aovs > 0) bytes += std::min<std::uint64_t>(aovs, 3) * FILM + (aovs + 2) * COLOR;
    return bytes;
}

PartsMaker::PartsMaker(PartsRequest request, unsigned threads)
    : m_request(std::move(request)), m_denoiser(m_request.denoise ? std::make_unique<Denoiser>(threads) : nullptr) {}

PictureParts PartsMaker::make(Backend& backend, const Picture& picture, SampleRange samples, const Film& film,
                              const std::optional<NoiseMeter>& noise, const Progress& progress) const {
    PictureParts parts;
    AovRenderer renderer(backend, *picture.scene, picture.settings, samples, progress);
    const auto add = [&](std::vector<Channel> channels) {
        std::move(channels.begin(), channels.end(), std::back_inserter(parts.channels));
    };
    for (const Aov aov : m_request.aovs) add(renderer.channels(aov));
    if (m_request.variance && noise) add(layer_of(noise->variance(), std::string(VARIANCE), "RGB"));
    if (!m_denoiser) return parts;
    const Image noisy = film.mean();
    if (!parts.channels.empty()) add(layer_of(noisy, "noisy", "RGB"));
    parts.denoised = m_denoiser->denoise(noisy, albedo_image(renderer.film(shared::QUANTITY_ALBEDO)),
                                         normal_image(renderer.film(shared::QUANTITY_NORMAL)));
    return parts;
}

} // namespace triptych
